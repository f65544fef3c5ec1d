/**
 * Messages that came before the referral they speak of: kept until it opens, five minutes at most, then parked with reason `orphan`.
 * In: such messages. Out: the same messages in the order they came, once the referral is there. Erasable; never lost, never waited for.
 */
import { sql } from "kysely";
import type { Transaction } from "kysely";
import { readMessage, toParkedMessage, type IncomingMessage } from "@ucrt/kafka";
import { addToOutbox, inTransaction } from "@ucrt/postgres";
import { submitted, type FeedStatus, type Submitted } from "@ucrt/schemas";
import type { Arrived } from "./on-submitted.ts";
import type { Parts } from "./parts.ts";
import type { OrphanTable, QueueTables } from "./tables.ts";

/** 5 minutes. */
const KEPT_MS = 300_000;

/** Keeps messages without a referral. A repeat changes nothing. */
export async function keepOrphans(
  trx: Transaction<QueueTables>,
  orphans: readonly Arrived[],
  nowMs: number,
): Promise<void> {
  if (orphans.length === 0) return;
  await trx
    .insertInto("orphan")
    .values(
      orphans.map(({ raw, message }) => ({
        id: message.id,
        referral_id: message.referralId,
        topic: raw.topic,
        partition: raw.partition,
        message_offset: raw.offset,
        message_key: raw.key,
        headers: JSON.stringify(raw.headers),
        body: raw.valueBytes,
        kept_at: new Date(nowMs),
      })),
    )
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
}

/** Takes out what was kept for referrals that open now, oldest first for each. */
export async function takeOrphans(
  trx: Transaction<QueueTables>,
  referralIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Exclude<Submitted, FeedStatus>[]>> {
  if (referralIds.length === 0) return new Map();
  const rows = await trx.deleteFrom("orphan").where("referral_id", "in", referralIds).returningAll().execute();
  const inOrder = rows.sort(
    (one, other) =>
      one.kept_at.getTime() - other.kept_at.getTime() ||
      Number(BigInt(one.message_offset) - BigInt(other.message_offset)),
  );
  const messages = inOrder
    .map((row) => readMessage(toIncoming(row), submitted))
    .filter((message) => message.type !== "feed-status");
  return Map.groupBy(messages, (message) => message.referralId);
}

/** Parks what nobody claimed within five minutes; returns how many. */
export async function parkOldOrphans(parts: Parts): Promise<number> {
  const parked = await inTransaction(parts.db, async (trx) => {
    const nowMs = await parts.clock(trx);
    const { rows } = await sql<OrphanRow>`
      delete from orphan where id in (select id from orphan where kept_at <= ${new Date(nowMs - KEPT_MS)} order by kept_at limit 100 for update skip locked) returning *`.execute(
      trx,
    );
    const messages = rows.map((row) =>
      toParkedMessage({
        service: "queue",
        message: toIncoming(row),
        reason: "orphan",
        error: undefined,
        details: { attempts: 1, firstAttemptAtMs: row.kept_at.getTime(), lastAttemptAtMs: nowMs },
      }),
    );
    await addToOutbox(trx, messages);
    return rows;
  });
  for (const row of parked) parts.raiseAlarm({ kind: "orphan-parked", referralId: row.referral_id });
  if (parked.length > 0) parts.wakeRelay();
  return parked.length;
}

type OrphanRow = Pick<
  OrphanTable,
  "id" | "referral_id" | "topic" | "partition" | "message_offset" | "message_key" | "body"
> & { readonly kept_at: Date; readonly headers: unknown };

function toIncoming(row: OrphanRow): IncomingMessage {
  return {
    topic: row.topic,
    partition: row.partition,
    offset: row.message_offset,
    key: row.message_key,
    valueBytes: row.body,
    isTombstone: false,
    timestampMs: row.kept_at.getTime(),
    headers: row.headers as Record<string, string>,
  };
}
