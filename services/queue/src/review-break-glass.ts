/**
 * The privacy officer's side of break-glass. `GET /api/referrals/break-glass`: who opened which record, why, and what they read while it was open, the
 * newest first, with how many wait and how many are overdue; `POST /api/referrals/break-glass/{id}/review`: what the officer found; the first review stays.
 * Reads references and reasons alone: the record itself is not opened by looking at who opened it.
 */
import { sql, type Selectable, type Transaction } from "kysely";
import { z } from "zod";
import { inTransaction } from "@ucrt/postgres";
import { breakGlassOpening, breakGlassOpenings, breakGlassReviewBody } from "@ucrt/schemas";
import { principalOf, problem, type HttpServer } from "@ucrt/service";
import type { Parts } from "./parts.ts";
import type { QueueTables } from "./tables.ts";

type Opening = z.output<typeof breakGlassOpening>;
type Row = Selectable<QueueTables["break_glass"]>;

const MOST_ROWS = 500;
const params = z.object({ id: z.guid().toLowerCase() });

/** Adds both routes. */
export function addReviewBreakGlassRoutes(app: HttpServer, parts: Parts): void {
  app.get("/api/referrals/break-glass", { schema: { response: { 200: breakGlassOpenings } } }, async () =>
    inTransaction(parts.db, async (trx) => {
      const nowMs = await parts.clock(trx);
      const rows = await trx
        .selectFrom("break_glass")
        .selectAll()
        .orderBy("opened_at", "desc")
        .limit(MOST_ROWS)
        .execute();
      const looks = await looksDuring(trx, rows);
      return {
        rows: rows.map((row) => openingOf(row, looks.get(row.id) ?? [], nowMs)),
        counts: await countOpenings(trx, nowMs),
      };
    }),
  );

  app.post(
    "/api/referrals/break-glass/:id/review",
    {
      schema: { params, body: breakGlassReviewBody, response: { 200: breakGlassOpening } },
    },
    async (request) =>
      inTransaction(parts.db, async (trx) => {
        const nowMs = await parts.clock(trx);
        const officer = principalOf(request);
        const { outcome, note } = request.body;
        await trx
          .updateTable("break_glass")
          .set({
            reviewed_at: new Date(nowMs),
            reviewed_by: officer.subject,
            reviewed_by_name: officer.name,
            review_outcome: outcome,
            review_note: note ?? null,
          })
          .where("id", "=", request.params.id)
          .where("reviewed_at", "is", null)
          .execute();
        const row = await trx
          .selectFrom("break_glass")
          .selectAll()
          .where("id", "=", request.params.id)
          .executeTakeFirst();
        if (row === undefined) throw problem("REF_NOT_FOUND");
        return openingOf(row, (await looksDuring(trx, [row])).get(row.id) ?? [], nowMs);
      }),
  );
}

/** Of all that there are: the list is cut, the counts are not. */
async function countOpenings(
  trx: Transaction<QueueTables>,
  nowMs: number,
): Promise<z.output<typeof breakGlassOpenings>["counts"]> {
  const { rows } = await sql<{ waiting: number; overdue: number; reviewed: number }>`
    select count(*) filter (where reviewed_at is null)::int as waiting,
      count(*) filter (where reviewed_at is null and review_due_at < ${new Date(nowMs)})::int as overdue,
      count(*) filter (where reviewed_at is not null)::int as reviewed from break_glass`.execute(trx);
  return rows[0] ?? { waiting: 0, overdue: 0, reviewed: 0 };
}

/** What whoever opened it read of that record while it was open. */
async function looksDuring(
  trx: Transaction<QueueTables>,
  openings: readonly Row[],
): Promise<ReadonlyMap<string, Opening["looks"]>> {
  if (openings.length === 0) return new Map();
  const { rows } = await sql<{ id: string; at: Date; what: string }>`
    select opening.id, access.at, access.what
    from unnest(${openings.map((row) => row.id)}::uuid[], ${openings.map((row) => row.referral_id)}::uuid[], ${openings.map((row) => row.subject)}::text[],
      ${openings.map((row) => row.opened_at)}::timestamptz[], ${openings.map((row) => row.ends_at)}::timestamptz[])
      as opening (id, referral_id, subject, opened_at, ends_at)
    join access on access.referral_id = opening.referral_id and access.subject = opening.subject
      and access.at >= opening.opened_at and access.at < opening.ends_at and access.what <> 'break-glass'
    order by access.at, access.sequence`.execute(trx);
  return new Map(
    [...Map.groupBy(rows, (row) => row.id)].map(([id, looks]) => [
      id,
      looks.map(({ at, what }) => ({ at: at.getTime(), what })),
    ]),
  );
}

/** A row as the privacy officer reads it. */
function openingOf(row: Row, looks: Opening["looks"], nowMs: number): Opening {
  return {
    id: row.id,
    referralId: row.referral_id,
    subject: row.subject,
    name: row.opened_by_name,
    role: row.opened_by_role,
    reason: row.reason,
    note: row.note,
    openedAt: row.opened_at.getTime(),
    endsAt: row.ends_at.getTime(),
    reviewDueAt: row.review_due_at.getTime(),
    looks,
    reviewedAt: row.reviewed_at?.getTime() ?? null,
    reviewedBy: row.reviewed_by,
    reviewedByName: row.reviewed_by_name,
    outcome: row.review_outcome,
    reviewNote: row.review_note,
    isOverdue: row.reviewed_at === null && row.review_due_at.getTime() < nowMs,
  };
}
