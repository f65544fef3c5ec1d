/**
 * Takes off the board what ended long ago, and forgets what only recognises repeats once no repeat can come any more.
 * In: the clock. Out: null records on the board's topic, fewer rows. Erases persons whose time has
 * come. Never touches facts, accesses or anchors.
 */
import { sql } from "kysely";
import { hasEnded, isFinished, type Referral } from "@ucrt/domain";
import { inTransaction } from "@ucrt/postgres";
import { publishBoardRecords } from "./board-records.ts";
import { erasePerson } from "./erase-person.ts";
import type { Parts } from "./parts.ts";

const HOUR_MS = 3_600_000;
const YEAR_MS = 365.25 * 24 * HOUR_MS;
/** Topics that carry these messages keep them for 7 days (parked ones for 30, and a replay has the id of the first). */
const TAKEN_KEPT_MS = 45 * 24 * HOUR_MS;

/** Takes up to 500 records off the board that ended more than `doneStaysHours` ago; true when there may be more. */
export async function whenRecordsAreOld(parts: Parts, doneStaysHours: number): Promise<boolean> {
  const removed = await inTransaction(parts.db, async (trx) => {
    const nowMs = await parts.clock(trx);
    await sql`delete from message_taken where taken_at < ${new Date(nowMs - TAKEN_KEPT_MS)}`.execute(trx);
    const { rows } = await sql<{ id: string; version: number; folded: Referral }>`
      select referral.id, referral.version, referral.folded from referral join board_record on board_record.referral_id = referral.id
      where referral.is_ended and referral.changed_at < ${new Date(nowMs - doneStaysHours * HOUR_MS)} and board_record.body is not null
      -- By chance, so that those who still owe a call never hold up the rest.
      order by random() limit 500 for update of referral`.execute(trx);
    const gone = rows.filter((row) => hasEnded(row.folded) && isFinished(row.folded));
    await publishBoardRecords(
      trx,
      gone.map((row) => ({ key: row.id, kind: "row", referralId: row.id, version: row.version, body: null })),
      nowMs,
    );
    return { looked: rows.length, gone: gone.length };
  });
  if (removed.gone > 0) parts.wakeRelay();
  return removed.looked === 500 && removed.gone > 0;
}

/** Erases up to 50 persons whose referral ended longer ago than `retentionYears`; true when there may be more. */
export async function whenRetentionEnds(parts: Parts, retentionYears: number): Promise<boolean> {
  const nowMs = await parts.clock(parts.db);
  const { rows } = await sql<{ id: string }>`
    select referral.id from referral join person on person.referral_id = referral.id
    where referral.is_ended and referral.ended_at < ${new Date(nowMs - retentionYears * YEAR_MS)} order by referral.ended_at limit 50`.execute(
    parts.db,
  );
  for (const { id } of rows) await erasePerson(parts, id, "retention");
  return rows.length === 50;
}
