/**
 * `POST /api/referrals/{id}/break-glass`: opens a record for an hour, with a reason, to somebody it does not concern by role or team.
 * Written down in the chain of accesses, alarmed, and due for the privacy officer's review (`review-break-glass.ts`).
 * `GET /api/referrals/{id}/accesses` tells who looked at one record.
 */
import { z } from "zod";
import { inTransaction } from "@ucrt/postgres";
import { accessesAnswer, breakGlassAnswer, breakGlassBody } from "@ucrt/schemas";
import { principalOf, problem, requestIdsOf, type HttpServer } from "@ucrt/service";
import { idOf } from "./ids.ts";
import { loadReferral } from "./load-record.ts";
import type { Parts } from "./parts.ts";
import { recordAccesses } from "./record-access.ts";

const OPEN_MS = 3_600_000;
/** Five working days, with the weekend between them. */
const REVIEW_MS = 7 * 86_400_000;

const params = z.object({ id: z.guid().toLowerCase() });
/** Adds the routes. */
export function addBreakGlassRoutes(app: HttpServer, parts: Parts): void {
  app.post(
    "/api/referrals/:id/break-glass",
    {
      schema: { params, body: breakGlassBody, response: { 200: breakGlassAnswer } },
    },
    async (request) => {
      const principal = principalOf(request);
      const referralId = request.params.id;
      const { reason, note } = request.body;
      const opened = await inTransaction(parts.db, async (trx) => {
        if ((await loadReferral(trx, referralId)) === undefined) return undefined;
        const nowMs = await parts.clock(trx);
        await trx
          .insertInto("break_glass")
          .values({
            id: idOf("break-glass", principal.subject, referralId, requestIdsOf(request).requestId),
            referral_id: referralId,
            subject: principal.subject,
            reason,
            note: note ?? null,
            opened_at: new Date(nowMs),
            ends_at: new Date(nowMs + OPEN_MS),
            review_due_at: new Date(nowMs + REVIEW_MS),
            reviewed_at: null,
            reviewed_by: null,
            opened_by_name: principal.name,
            opened_by_role: principal.role,
            review_outcome: null,
            review_note: null,
            reviewed_by_name: null,
          })
          .onConflict((conflict) => conflict.column("id").doNothing())
          .execute();
        await recordAccesses(trx, principal, [{ referralId, what: "break-glass", reason }], nowMs);
        return { referralId, endsAt: nowMs + OPEN_MS, reviewDueAt: nowMs + REVIEW_MS };
      });
      if (opened === undefined) throw problem("REF_NOT_FOUND");
      parts.raiseAlarm({ kind: "break-glass", referralId, details: { subject: principal.subject, reason } });
      return opened;
    },
  );

  app.get(
    "/api/referrals/:id/accesses",
    {
      schema: { params, response: { 200: accessesAnswer } },
    },
    async (request) =>
      inTransaction(parts.db, async (trx) => {
        const rows = await trx
          .selectFrom("access")
          .select("body")
          .where("referral_id", "=", request.params.id)
          .orderBy("sequence")
          .execute();
        await recordAccesses(
          trx,
          principalOf(request),
          [{ referralId: request.params.id, what: "accesses" }],
          await parts.clock(trx),
        );
        return accessesAnswer.parse({ rows: rows.map((row) => JSON.parse(row.body)) });
      }),
  );
}
