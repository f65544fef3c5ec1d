/**
 * Answers on their way to BaRS senders, as rows.
 * In: answers that are owed, attempts and how they went. Out: what is to be sent now, each by one process at a time and in the order of its referral.
 */
import { sql } from "kysely";
import type { SqlExecutor } from "@ucrt/postgres";
import type { AnswerToSender } from "@ucrt/schemas";
import type { AnswerToSend } from "./send-answer.ts";

export interface AnswerRow {
  readonly answer_id: string;
  readonly referral_id: string;
  readonly organisation: string;
  readonly kind: AnswerToSender;
  readonly body: string;
}

/** Puts answers up. One that is there already stays as it is. */
export async function insertAnswers(trx: SqlExecutor, rows: readonly AnswerRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into bars_answers (answer_id, referral_id, organisation, kind, body)
    select answer_id, referral_id, organisation, kind, body
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (answer_id uuid, referral_id uuid, organisation text, kind text, body text)
    on conflict (answer_id) do nothing`.execute(trx);
}

export interface ClaimedAnswer extends AnswerToSend {
  readonly referralId: string;
  readonly organisation: string;
  readonly kind: AnswerToSender;
  /** This one included. */
  readonly attempts: number;
  /** Since it was owed. */
  readonly ageMs: number;
  readonly isAlarmed: boolean;
  /** Retries are stopped: it is taken only because its alarm is due, and is not sent. */
  readonly isHeld: boolean;
}

/**
 * Takes what is due for `claimMs`; while retries are stopped only what was never tried, and what people must be told of by now. Of each referral only the
 * oldest that waits: a rejection never overtakes an acceptance. What was never tried goes first: one sender that is down must not hold up what another is
 * owed. A process that dies with a claim loses it when the time is over.
 */
export async function claimAnswers(
  trx: SqlExecutor,
  { limit, claimMs, alarmAfterMs }: { readonly limit: number; readonly claimMs: number; readonly alarmAfterMs: number },
): Promise<readonly ClaimedAnswer[]> {
  const { rows } = await sql<{
    answer_id: string;
    referral_id: string;
    organisation: string;
    kind: AnswerToSender;
    body: string;
    correlation_id: string;
    attempts: number;
    age_ms: number;
    is_alarmed: boolean;
    is_stopped: boolean;
  }>`
    with retries as (select exists (select 1 from switches where name = 'retries' and is_stopped) as are_stopped)
    update bars_answers as taken set attempts = attempts + 1, claimed_until = clock_timestamp() + ${claimMs}::float8 * interval '1 millisecond'
    from bars_cases, retries
    where bars_cases.referral_id = taken.referral_id and taken.answer_id in (
      select answer_id from bars_answers as due
      where state = 'waiting' and next_attempt_at <= clock_timestamp() and (claimed_until is null or claimed_until < clock_timestamp())
        and (due.attempts = 0 or not (select are_stopped from retries)
          or (due.alarmed_at is null and due.created_at <= clock_timestamp() - ${alarmAfterMs}::float8 * interval '1 millisecond'))
        and not exists (select 1 from bars_answers as earlier where earlier.referral_id = due.referral_id and earlier.position < due.position and earlier.state = 'waiting')
      order by attempts > 0, next_attempt_at limit ${limit} for update skip locked)
    returning taken.answer_id, taken.referral_id, taken.organisation, taken.kind, taken.body, bars_cases.correlation_id, taken.attempts, taken.alarmed_at is not null as is_alarmed, retries.are_stopped as is_stopped,
      floor(extract(epoch from clock_timestamp() - taken.created_at) * 1000)::float8 as age_ms`.execute(trx);
  return rows.map((row) => ({
    answerId: row.answer_id,
    referralId: row.referral_id,
    organisation: row.organisation,
    kind: row.kind,
    body: row.body,
    correlationId: row.correlation_id,
    attempts: row.attempts,
    ageMs: row.age_ms,
    isAlarmed: row.is_alarmed,
    isHeld: row.is_stopped && row.attempts > 1,
  }));
}

/** How an attempt went. `afterMs`: when to try again; null when this was the last attempt. */
export async function noteAttempt(
  trx: SqlExecutor,
  note: {
    readonly answerId: string;
    readonly state: "waiting" | "delivered" | "refused" | "given-up";
    readonly why: string;
    readonly afterMs: number | null;
    readonly isAlarmed: boolean;
  },
): Promise<void> {
  await sql`
    update bars_answers set state = ${note.state}, last_outcome = ${note.why}, claimed_until = null,
      next_attempt_at = clock_timestamp() + ${note.afterMs ?? 0}::float8 * interval '1 millisecond',
      alarmed_at = case when ${note.isAlarmed} then coalesce(alarmed_at, clock_timestamp()) else alarmed_at end,
      ended_at = case when ${note.state} = 'waiting' then null else clock_timestamp() end
    where answer_id = ${note.answerId}::uuid and state = 'waiting'`.execute(trx);
}

export interface AnswersWaiting {
  readonly waiting: number;
  readonly oldestAgeMs: number | null;
  /** Refused or given up: a person has to ring. */
  readonly failed: number;
}

/** How many answers have not been taken yet, and for how long the oldest has waited. */
export async function readAnswersWaiting(db: SqlExecutor): Promise<AnswersWaiting> {
  const { rows } = await sql<{ waiting: number; oldest_age_ms: number | null; failed: number }>`
    select (select count(*) from bars_answers where state = 'waiting') as waiting,
      (select count(*) from bars_answers where state in ('refused', 'given-up')) as failed,
      (select floor(extract(epoch from clock_timestamp() - min(created_at)) * 1000)::float8 from bars_answers where state = 'waiting') as oldest_age_ms`.execute(
    db,
  );
  const row = rows.at(0);
  return { waiting: row?.waiting ?? 0, oldestAgeMs: row?.oldest_age_ms ?? null, failed: row?.failed ?? 0 };
}
