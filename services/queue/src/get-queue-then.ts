/**
 * The board as it stood at a past instant, folded from the facts. In: an instant. Out: the rows that were on the board then, the same as then. No identity.
 *
 * What it costs: who was there is looked up by index (the board's own rows; of those that have ended, the ones whose life touched the instant). A referral
 * that has not changed since is taken as it is kept; only the others are folded, from their facts up to the instant, 200 referrals at a time. So the
 * last hour costs little whatever the history, and a minute long ago costs the facts of those who were on the board at that minute. Measured with 1,000
 * open cases on two busy cores: 0.13 s when none has changed since, 0.65 s when all 1,000 have (7,000 facts); 5,000 rows, the most, cost five times that.
 * Never says when a row was taken off the board to the minute: that is not a fact; it is counted from the hours that what is done stays.
 */
import { sql } from "kysely";
import {
  boardRowOf,
  fold,
  hasEnded,
  isFinished,
  type FoldableFact,
  type OpenedReferral,
  type Referral,
} from "@ucrt/domain";
import { fact as factContract, type BoardRow } from "@ucrt/schemas";
import type { Parts } from "./parts.ts";

const HOUR_MS = 3_600_000;
const FOLDED_AT_ONCE = 200;
/** The clocks of a broker and of the database may differ by this. */
const SKEW_MS = 60_000;
/** What has ended is still changed for some days, such as a note that comes late. */
const CHANGED_AFTER_END_MS = 7 * 24 * HOUR_MS;

export interface QueueThen {
  readonly rows: readonly BoardRow[];
  /** There were more than `mostRows`. */
  readonly isCut: boolean;
}

/** The rows of the board at `atMs`, in no particular order; at most `mostRows`, the newest first. */
export async function readQueueThen(parts: Parts, atMs: number, mostRows: number): Promise<QueueThen> {
  const there = await whoWasThere(parts, atMs, mostRows + 1);
  const rows: BoardRow[] = [];
  const wanted = there.slice(0, mostRows);
  for (let from = 0; from < wanted.length; from += FOLDED_AT_ONCE) {
    for (const [id, referral] of await statesThen(parts, wanted.slice(from, from + FOLDED_AT_ONCE), atMs))
      if (isOnBoard(referral, atMs, parts.doneStaysHours)) rows.push(boardRowOf(id, referral));
  }
  return { rows, isCut: there.length > mostRows };
}

/** Exported for its test, which looks at how the database finds them. */
export const whoWasThereSql = (atMs: number, doneStaysHours: number, most: number) => {
  const boardFrom = new Date(atMs - doneStaysHours * HOUR_MS);
  const endedFrom = new Date(boardFrom.getTime() - CHANGED_AFTER_END_MS);
  const until = new Date(atMs + SKEW_MS);
  return sql<{ id: string; changed_at: Date }>`
    select id, changed_at from (
      select referral.id, referral.changed_at, referral.received_at
      from board_record join referral on referral.id = board_record.referral_id
      where board_record.kind = 'row' and board_record.body is not null and referral.received_at <= ${until}
      union
      select id, changed_at, received_at from referral
      where ended_at is not null and tstzrange(least(received_at, ended_at), ended_at, '[]') && tstzrange(${endedFrom}, ${until}, '[]')
        and changed_at > ${boardFrom}
    ) there order by received_at desc limit ${most}`;
};

async function whoWasThere(
  { db, doneStaysHours }: Parts,
  atMs: number,
  most: number,
): Promise<readonly { readonly id: string; readonly changed_at: Date }[]> {
  return (await whoWasThereSql(atMs, doneStaysHours, most).execute(db)).rows;
}

async function statesThen(
  { db }: Parts,
  there: readonly { readonly id: string; readonly changed_at: Date }[],
  atMs: number,
): Promise<ReadonlyMap<string, Referral>> {
  const states = new Map<string, Referral>();
  const same = there.filter((one) => one.changed_at.getTime() <= atMs).map((one) => one.id);
  const changed = there.filter((one) => one.changed_at.getTime() > atMs).map((one) => one.id);
  if (same.length > 0) {
    const kept = await sql<{ id: string; folded: Referral }>`
      select id, folded from referral where id = any(${same}::uuid[]) and changed_at <= ${new Date(atMs)}`.execute(db);
    for (const { id, folded } of kept.rows) states.set(id, folded);
  }
  // One that was changed between the two statements is folded with the others.
  const toFold = [...changed, ...same.filter((id) => !states.has(id))];
  if (toFold.length === 0) return states;
  const { rows } = await sql<{ chain_id: string; body: string }>`
    select chain_id, body from fact where chain_id = any(${toFold}::uuid[]) and recorded_at <= ${new Date(atMs)}
    order by chain_id, sequence`.execute(db);
  for (const [id, facts] of Map.groupBy(rows, (row) => row.chain_id))
    states.set(id, fold(facts.map(({ body }) => factContract.parse(JSON.parse(body)) as FoldableFact)));
  return states;
}

function isOnBoard(referral: Referral, atMs: number, doneStaysHours: number): referral is OpenedReferral {
  if (referral.status === "none") return false;
  const isDone = hasEnded(referral) && isFinished(referral);
  return !isDone || referral.changedAtMs > atMs - doneStaysHours * HOUR_MS;
}
