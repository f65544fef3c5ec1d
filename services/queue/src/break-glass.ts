/**
 * `POST /api/referrals/{id}/break-glass`: opens a record for an hour, with a reason, to somebody it does not concern by role or team.
 * Written down in the chain of accesses, alarmed, and due for the privacy officer's review; `GET /api/referrals/break-glass` lists them,
 * and `POST /api/referrals/break-glass/{id}/review` says that one was looked at, by whom and when; the first review stays.
 * `GET /api/referrals/{id}/accesses` tells who looked at one record.
 */
import type { Selectable } from "kysely";
import { z } from "zod";
import { inTransaction } from "@ucrt/postgres";
import { accessesAnswer, breakGlassAnswer, breakGlassBody, breakGlassOpening, breakGlassOpenings } from "@ucrt/schemas";
import { principalOf, problem, requestIdsOf, type HttpServer } from "@ucrt/service";
import { idOf } from "./ids.ts";
import { loadReferral } from "./load-record.ts";
import type { Parts } from "./parts.ts";
import { recordAccesses } from "./record-access.ts";
import type { QueueTables } from "./tables.ts";
import { breakGlassRoles } from "./who-sees-the-person.ts";

const OPEN_MS = 3_600_000;
/** Five working days, with the weekend between them. */
const REVIEW_MS = 7 * 86_400_000;

const params = z.object({ id: z.guid().toLowerCase() });
/** Adds the routes. */
export function addBreakGlassRoutes(app: HttpServer, parts: Parts): void {
  app.post(
    "/api/referrals/:id/break-glass",
    {
      config: { access: breakGlassRoles },
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
    "/api/referrals/break-glass",
    { config: { access: ["privacy-officer"] }, schema: { response: { 200: breakGlassOpenings } } },
    async () => {
      const nowMs = await parts.clock(parts.db);
      const rows = await parts.db
        .selectFrom("break_glass")
        .selectAll()
        .orderBy("opened_at", "desc")
        .limit(500)
        .execute();
      return { rows: rows.map((row) => openingOf(row, nowMs)) };
    },
  );

  app.post(
    "/api/referrals/break-glass/:id/review",
    { config: { access: ["privacy-officer"] }, schema: { params, response: { 200: breakGlassOpening } } },
    async (request) =>
      inTransaction(parts.db, async (trx) => {
        const nowMs = await parts.clock(trx);
        await trx
          .updateTable("break_glass")
          .set({ reviewed_at: new Date(nowMs), reviewed_by: principalOf(request).subject })
          .where("id", "=", request.params.id)
          .where("reviewed_at", "is", null)
          .execute();
        const row = await trx
          .selectFrom("break_glass")
          .selectAll()
          .where("id", "=", request.params.id)
          .executeTakeFirst();
        if (row === undefined) throw problem("REF_NOT_FOUND");
        return openingOf(row, nowMs);
      }),
  );

  app.get(
    "/api/referrals/:id/accesses",
    {
      config: { access: ["privacy-officer"] },
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

/** A row as the privacy officer reads it. */
function openingOf(row: Selectable<QueueTables["break_glass"]>, nowMs: number): z.output<typeof breakGlassOpening> {
  return {
    id: row.id,
    referralId: row.referral_id,
    subject: row.subject,
    reason: row.reason,
    note: row.note,
    openedAt: row.opened_at.getTime(),
    reviewDueAt: row.review_due_at.getTime(),
    reviewedAt: row.reviewed_at?.getTime() ?? null,
    reviewedBy: row.reviewed_by,
    isOverdue: row.reviewed_at === null && row.review_due_at.getTime() < nowMs,
  };
}
