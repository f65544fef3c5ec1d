/**
 * Fires the timers of referrals: decision-by, offer half-time and lapse, hand-back, two hours, hold, acknowledgement and the rest.
 * In: rows of `timer` whose time has come by the database's clock. Out: what `decide` makes of them, saved like anything else.
 * The state is looked at again under the row lock, so a timer whose reason is gone does nothing; one bad referral holds up nobody.
 */
import { sql } from "kysely";
import type { Transaction } from "kysely";
import type { TimerName } from "@ucrt/domain";
import { messageOf } from "@ucrt/kafka";
import { inTransaction } from "@ucrt/postgres";
import { idOf } from "./ids.ts";
import type { Parts } from "./parts.ts";
import { saveWorkingSet } from "./save-facts.ts";
import type { QueueTables } from "./tables.ts";
import { loadWorkingSet } from "./working-set.ts";

const BATCH = 200;
/** How long a timer that changed nothing is left alone, unless something else happens to the case. */
const CHANGED_NOTHING_MS = 30_000;
/** How long one that failed is: alarms are at most 30 s late, also when PostgreSQL broke off in the middle of it. */
const FAILED_MS = 5_000;

interface DueTimer {
  readonly referral_id: string;
  readonly timer: TimerName;
  readonly due_at: Date;
}

/** Fires what is due; true when there may be more. */
export async function whenTimersAreDue(parts: Parts): Promise<boolean> {
  const ids = await dueReferrals(parts);
  if (ids.length === 0) return false;
  try {
    await inTransaction(parts.db, (trx) => fire(trx, parts, ids));
  } catch (error) {
    parts.logger.warn(
      { part: "timers", count: ids.length, reason: messageOf(error) },
      "due timers are fired one by one",
    );
    for (const id of ids) await fireAlone(parts, id);
  }
  parts.wakeRelay();
  return ids.length === BATCH;
}

async function dueReferrals(parts: Parts): Promise<readonly string[]> {
  const nowMs = await parts.clock(parts.db);
  const { rows } = await sql<{ referral_id: string }>`
    select referral_id from timer where due_at <= ${new Date(nowMs)} and (try_again_at is null or try_again_at <= ${new Date(nowMs)})
    group by referral_id order by min(due_at) limit ${BATCH}`.execute(parts.db);
  return rows.map((row) => row.referral_id);
}

async function fireAlone(parts: Parts, id: string): Promise<void> {
  try {
    await inTransaction(parts.db, (trx) => fire(trx, parts, [id]));
  } catch (error) {
    parts.raiseAlarm({ kind: "timer-failed", referralId: id });
    parts.logger.error({ err: error, referralId: id }, "a timer could not be fired");
    const nowMs = await parts.clock(parts.db);
    await sql`update timer set try_again_at = ${new Date(nowMs + FAILED_MS)} where referral_id = ${id} and due_at <= ${new Date(nowMs)}`.execute(
      parts.db,
    );
  }
}

async function fire(trx: Transaction<QueueTables>, parts: Parts, ids: readonly string[]): Promise<void> {
  const set = await loadWorkingSet(trx, parts, { referralIds: ids });
  const { rows } = await sql<DueTimer>`
    select referral_id, timer, due_at from timer where referral_id = any(${ids}::uuid[]) and due_at <= ${new Date(set.nowMs)} order by due_at, timer`.execute(
    trx,
  );
  const idle: DueTimer[] = [];
  for (const due of rows) {
    const causationId = idOf("timer", due.referral_id, due.timer, due.due_at.toISOString());
    const decision = set.give(due.referral_id, { kind: "timer", name: due.timer }, { causationId });
    if (decision.kind === "facts" && decision.facts.length > 0) continue;
    idle.push(due);
    parts.logger.warn(
      { referralId: due.referral_id, timer: due.timer, outcome: decision.kind },
      "a due timer changed nothing",
    );
  }
  await leaveAlone(trx, idle, set.nowMs);
  const changed = await saveWorkingSet(trx, set);
  await lookAgain(trx, [...changed.keys()]);
}

/** What another of its timers changed is another case now: none of its timers is left alone. */
async function lookAgain(trx: Transaction<QueueTables>, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`update timer set try_again_at = null where referral_id = any(${ids}::uuid[]) and try_again_at is not null`.execute(
    trx,
  );
}

async function leaveAlone(trx: Transaction<QueueTables>, idle: readonly DueTimer[], nowMs: number): Promise<void> {
  if (idle.length === 0) return;
  await sql`
    update timer set try_again_at = ${new Date(nowMs + CHANGED_NOTHING_MS)}
    from unnest(${idle.map((one) => one.referral_id)}::uuid[], ${idle.map((one) => one.timer)}::text[]) as idle (referral_id, timer)
    where timer.referral_id = idle.referral_id and timer.timer = idle.timer`.execute(trx);
}
