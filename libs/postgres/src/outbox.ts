/**
 * Puts messages beside the state they tell about, in the same transaction; the relay sends them after the commit.
 * In: messages, or references to rows that are to be sent as they are at the time of sending. Out: rows of the outbox.
 * Ids are given in the order of the list. A lower id can commit later than a higher one of another transaction, and is then sent later:
 * between transactions only what they lock keeps an order. All messages of one referral are written under its row lock, so theirs is kept.
 * Never takes a message the broker would refuse for its size.
 */
import { sql } from "kysely";
import { assertMessageSize, injectTraceparent } from "@ucrt/kafka";
import type { OutgoingMessage } from "@ucrt/kafka";
import type { SqlExecutor } from "./pool.ts";

/** "Send this row as it is when you get to it": for compacted topics, so that a repeat is never older. */
export interface CurrentRowMessage {
  readonly kind: "current-row";
  readonly topic: string;
  readonly key: string;
  /** Given to the relay's `loadCurrent`, e.g. the referral's or team's id. */
  readonly sourceRef: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type OutboxMessage = OutgoingMessage | CurrentRowMessage;

const isCurrentRow = (message: OutboxMessage): message is CurrentRowMessage => "sourceRef" in message;

/** Adds messages in order; throws MessageTooLarge before anything is written. Wake the relay after the commit. */
export async function addToOutbox(trx: SqlExecutor, messages: readonly OutboxMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const topics: string[] = [];
  const keys: string[] = [];
  const values: (string | null)[] = [];
  const headers: string[] = [];
  const sourceRefs: (string | null)[] = [];
  for (const message of messages) {
    const carried = injectTraceparent(message.headers ?? {});
    if (!isCurrentRow(message)) assertMessageSize({ ...message, headers: carried });
    topics.push(message.topic);
    keys.push(message.key);
    values.push(isCurrentRow(message) ? null : message.value);
    headers.push(JSON.stringify(carried));
    sourceRefs.push(isCurrentRow(message) ? message.sourceRef : null);
  }
  await sql`
    insert into outbox (topic, key, value, headers, source_ref)
    select topic, key, value, headers::jsonb, source_ref
    from unnest(${topics}::text[], ${keys}::text[], ${values}::text[], ${headers}::text[], ${sourceRefs}::text[])
      with ordinality as list (topic, key, value, headers, source_ref, position)
    order by position`.execute(trx);
}

export interface OutboxStatus {
  /** Rows not yet acknowledged by Kafka. */
  readonly depth: number;
  /** Age of the oldest such row by the database's clock; null when there is none. */
  readonly oldestAgeMs: number | null;
  /** Rows set aside because no broker takes them. */
  readonly setAside: number;
}

/** How far the relay is behind, as this connection sees it (a row of the same transaction counts). */
export async function readOutboxStatus(db: SqlExecutor): Promise<OutboxStatus> {
  const { rows } = await sql<{ depth: number; oldest_age_ms: number | null; set_aside: number }>`
    select count(*) as depth,
      floor(extract(epoch from clock_timestamp() - min(created_at)) * 1000)::float8 as oldest_age_ms,
      (select count(*) from outbox_set_aside) as set_aside
    from outbox`.execute(db);
  const row = rows.at(0);
  return { depth: row?.depth ?? 0, oldestAgeMs: row?.oldest_age_ms ?? null, setAside: row?.set_aside ?? 0 };
}
