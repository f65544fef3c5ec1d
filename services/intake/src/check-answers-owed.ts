/**
 * Each sender checks the next one's word: what was stored and sent, and has shown no effect in the facts after 90 s, is sent again with the
 * same id, and alarmed. What speaks of a case that never came is parked after five minutes, where a person sees it.
 * In: time. Out: outbox rows, alarms. Runs under a lease. Does nothing while the relay itself is behind: then nothing was lost, only late.
 */
import { sql, type Kysely } from "kysely";
import type { OutgoingMessage } from "@ucrt/kafka";
import { addToOutbox, inTransaction, readOutboxStatus } from "@ucrt/postgres";
import { submitted } from "@ucrt/schemas";
import { submittedMessage } from "./submitted-messages.ts";
import type { IntakeTables } from "./tables.ts";

export interface OwedLimits {
  /** With the pause between two checks it stays under two minutes, within which a gap must be noticed. @default 90,000 ms */
  readonly owedAfterMs?: number;
  /** @default 300,000 ms */
  readonly orphanAfterMs?: number;
}

export interface OwedFound {
  readonly sentAgain: number;
  readonly givenUp: number;
  readonly orphansParked: number;
}

/** After this many repeats a person has to look: the alarm stays, the sending stops. */
const MOST_RESENDS = 5;
const BATCH = 500;

/**
 * A referral is owed its case, a withdrawal an effect while the case has not ended. An amendment is owed one after an end as well (`queue` has somebody ring
 * about it), unless its sender has ended the case itself.
 */
const isOwed = sql`(kind = 'received' or (kind in ('amendment-received', 'withdrawal-received')
  and not exists (select 1 from submissions where submissions.referral_id = inbox.referral_id and submissions.ended_at is not null
    and (inbox.kind = 'withdrawal-received'
      or exists (select 1 from inbox as later where later.referral_id = inbox.referral_id and later.kind = 'withdrawal-received')))))`;

/** Looks once. */
export async function checkAnswersOwed(db: Kysely<IntakeTables>, limits: OwedLimits = {}): Promise<OwedFound> {
  const owedAfterMs = limits.owedAfterMs ?? 90_000;
  return inTransaction(db, async (trx) => {
    const { oldestAgeMs } = await readOutboxStatus(trx);
    if ((oldestAgeMs ?? 0) > owedAfterMs / 2) return { sentAgain: 0, givenUp: 0, orphansParked: 0 };
    const after = sql`clock_timestamp() - ${owedAfterMs}::float8 * interval '1 millisecond'`;
    const { rows } = await sql<{ message: string }>`
      update inbox set resent_at = clock_timestamp(), resends = resends + 1
      where event_id in (
        select event_id from inbox where confirmed_at is null and message is not null and ${isOwed} and stored_at < ${after} and coalesce(resent_at, stored_at) < ${after}
          and resends < ${MOST_RESENDS} order by stored_at limit ${BATCH} for update skip locked)
      returning message`.execute(trx);
    await addToOutbox(
      trx,
      rows.flatMap(({ message }) => again(message)),
    );
    const { rows: hopeless } = await sql<{
      count: number;
    }>`select count(*) as count from inbox where confirmed_at is null and ${isOwed} and resends >= ${MOST_RESENDS}`.execute(
      trx,
    );
    const orphanAfter = sql`clock_timestamp() - ${limits.orphanAfterMs ?? 300_000}::float8 * interval '1 millisecond'`;
    const { rows: orphans } = await sql<{
      event_id: string;
      parked: string;
    }>`delete from orphans where stored_at < ${orphanAfter} returning event_id, parked`.execute(trx);
    await addToOutbox(
      trx,
      orphans.flatMap(({ parked }) => (JSON.parse(parked) as OutgoingMessage | null) ?? []),
    );
    if (orphans.length > 0)
      await sql`update inbox set confirmed_at = clock_timestamp() where event_id = any(${orphans.map((row) => row.event_id)}::uuid[])`.execute(
        trx,
      );
    return { sentAgain: rows.length, givenUp: hopeless.at(0)?.count ?? 0, orphansParked: orphans.length };
  });
}

function again(text: string): readonly OutgoingMessage[] {
  const message = submitted.parse(JSON.parse(text));
  if (message.type === "feed-status") return [];
  return [
    submittedMessage(
      {
        id: message.id,
        type: message.type,
        referralId: message.referralId,
        atMs: message.at,
        correlationId: message.correlationId,
      },
      text,
    ),
  ];
}
