/**
 * `parked.v1`: messages that some service could not read or handle. Kept with their bytes in an erasable table, counted on the board, alarmed.
 * Idempotent by origin and service. Nothing waits behind a parked message, and a parked message is never parked again.
 */
import type { Transaction } from "kysely";
import { sql } from "kysely";
import { header, readMessage, type IncomingMessage } from "@ucrt/kafka";
import { inTransaction } from "@ucrt/postgres";
import { boardParkedStatus, parkedMessage, type ParkedMessage } from "@ucrt/schemas";
import { publishBoardRecords } from "./board-records.ts";
import { idOf } from "./ids.ts";
import { maskContent } from "./mask-content.ts";
import type { Parts } from "./parts.ts";
import type { QueueTables } from "./tables.ts";

/** Makes the handler of a batch. Throws Unreadable for a message that is not what the contract says. */
export function onParked(parts: Parts): (messages: readonly IncomingMessage[]) => Promise<void> {
  return async (messages) => {
    const parked = messages.map((message) => readMessage(message, parkedMessage));
    const kept = await inTransaction(parts.db, async (trx) => {
      const nowMs = await parts.clock(trx);
      const rows = new Map(
        parked.map((one) => {
          const bytes = Buffer.from(one.value, "base64");
          const { topic, partition, offset } = one.origin;
          const parkedId = idOf("parked", one.service, topic, partition, offset);
          return [
            parkedId,
            {
              parked_id: parkedId,
              service: one.service,
              reason: one.reason,
              detail: one.detail,
              topic,
              partition,
              message_offset: offset,
              message_key: one.key,
              headers: JSON.stringify(one.headers),
              body: bytes,
              masked: maskContent(bytes),
              size_bytes: bytes.length,
              attempts: one.attempts,
              parked_at: new Date(nowMs),
              first_at: new Date(one.firstAt),
              last_at: new Date(one.lastAt),
              replayed_at: null,
              replayed_by: null,
            },
          ];
        }),
      );
      if (rows.size === 0) return [];
      const inserted = await trx
        .insertInto("parked")
        .values([...rows.values()])
        .onConflict((conflict) => conflict.columns(["topic", "partition", "message_offset", "service"]).doNothing())
        .returning(["service", "reason", "topic"])
        .execute();
      if (inserted.length > 0) await showParked(trx, nowMs);
      await noteParkedAgain(trx, parked, nowMs);
      return inserted;
    });
    for (const one of kept)
      parts.raiseAlarm({
        kind: "message-parked",
        details: { service: one.service, reason: one.reason, topic: one.topic },
      });
    if (kept.length > 0) parts.wakeRelay();
  };
}

/** A message that was sent again and could not be handled again: its task shows that. */
async function noteParkedAgain(
  trx: Transaction<QueueTables>,
  parked: readonly ParkedMessage[],
  nowMs: number,
): Promise<void> {
  const ids = parked
    .flatMap(({ headers }) => headers[header.replayOf] ?? [])
    .filter((id) => /^[0-9a-f-]{36}$/.test(id));
  if (ids.length === 0) return;
  await sql`
    update replay_item set state = 'parked-again', done_at = ${new Date(nowMs)}
    where parked_id = any(${ids}::uuid[]) and state = 'sent'`.execute(trx);
}

/** Puts the count of parked messages that wait for a person on the board. */
export async function showParked(trx: Transaction<QueueTables>, nowMs: number): Promise<void> {
  const { rows } = await sql<{ count: number; oldest_at: Date | null; version: number; is_stopped: boolean | null }>`
    select count(*) filter (where replayed_at is null) as count, min(parked_at) filter (where replayed_at is null) as oldest_at,
      (select coalesce(max(version), 0) + 1 from board_record where key = 'parked') as version,
      (select is_stopped from retry_switch where name = 'retries') as is_stopped
    from parked`.execute(trx);
  const [row] = rows;
  if (row === undefined) return;
  const status = boardParkedStatus.encode({
    kind: "parked-status",
    count: row.count,
    oldestAt: row.oldest_at?.getTime() ?? null,
    ...(row.is_stopped === true ? { retriesStopped: true } : {}),
    at: nowMs,
  });
  await publishBoardRecords(
    trx,
    [{ key: "parked", kind: "parked-status", referralId: null, version: row.version, body: JSON.stringify(status) }],
    nowMs,
  );
}
