// Waits until nothing is under way any more. In: the database, the broker, a bound. Out: what was left and how long it took; that it timed out is evidence
// against the product, never a reason to stop judging. Looks at outboxes, unanswered questions, unconfirmed messages, unread records of every group.
import { setTimeout as pause } from "node:timers/promises";
import type { KafkaClient } from "@ucrt/kafka";
import type { Drain } from "./evidence.ts";
import { steadyMs } from "./history.ts";
import { readingClient } from "./load-stores.ts";

const counts: Readonly<Record<string, string>> = {
  "outbox of intake": "select count(*) from intake.outbox",
  "outbox of queue": "select count(*) from queue.outbox",
  "set aside by intake": "select count(*) from intake.outbox_set_aside",
  "set aside by queue": "select count(*) from queue.outbox_set_aside",
  // Nobody owes an effect to what came for a case that has ended.
  "not confirmed by queue": `
    select count(*) from intake.inbox where confirmed_at is null and kind <> 'orphan'
      and not (kind in ('amendment-received', 'withdrawal-received')
        and exists (select from intake.submissions where submissions.referral_id = inbox.referral_id and submissions.ended_at is not null))`,
  "advice awaited": "select count(*) from queue.awaited_advice",
  "waiting for their referral": "select (select count(*) from intake.orphans) + (select count(*) from queue.orphan)",
  "referrals not measured": `
    select count(*) from queue.referral left join metrics.measure on measure.referral_id = referral.id
    where measure.sequence is distinct from referral.version`,
  "submissions behind": `
    select count(*) from queue.referral join intake.submissions on submissions.referral_id = referral.id
    where submissions.last_sequence < referral.version`,
};

const lookEveryMs = 250;
/** Seen empty twice, so far apart: between two hops nothing is anywhere for a moment. */
const restMs = 1_000;

export async function waitForDrain(options: {
  readonly databaseUrl: string;
  readonly kafka: KafkaClient;
  /** Longest wait, milliseconds. */
  readonly timeoutMs: number;
}): Promise<Drain> {
  const startedAtMs = steadyMs();
  let backlog: Readonly<Record<string, number>> = { "never looked at": 1 };
  let emptySinceMs: number | undefined;
  while (steadyMs() - startedAtMs < options.timeoutMs) {
    backlog = await look(options.databaseUrl, options.kafka).catch((error: unknown) => ({
      [`could not be looked at: ${error instanceof Error ? error.message : "error"}`]: 1,
    }));
    const isEmpty = Object.values(backlog).every((left) => left === 0);
    emptySinceMs = isEmpty ? (emptySinceMs ?? steadyMs()) : undefined;
    if (emptySinceMs !== undefined && steadyMs() - emptySinceMs >= restMs)
      return { hasTimedOut: false, tookMs: Math.round(emptySinceMs - startedAtMs), backlog };
    await pause(lookEveryMs);
  }
  return { hasTimedOut: true, tookMs: Math.round(steadyMs() - startedAtMs), backlog };
}

async function look(databaseUrl: string, kafka: KafkaClient): Promise<Readonly<Record<string, number>>> {
  const client = readingClient(databaseUrl);
  await client.connect();
  try {
    const backlog: Record<string, number> = {};
    for (const [name, text] of Object.entries(counts)) {
      const { rows } = await client.query({ text, rowMode: "array" });
      backlog[name] = Number((rows as number[][])[0]?.[0]);
    }
    return { ...backlog, ...(await unreadRecords(kafka)) };
  } finally {
    await client.end();
  }
}

/** Records behind the committed offsets of each group of this instance, by group. Groups that commit nothing read all anew and are not asked. */
async function unreadRecords(kafka: KafkaClient): Promise<Readonly<Record<string, number>>> {
  const admin = kafka.kafka.admin({ retry: { retries: 2 } });
  await admin.connect();
  try {
    const { groups } = await admin.listGroups();
    const suffix = kafka.physical("");
    const ours = groups.filter(({ groupId }) => groupId.endsWith(suffix));
    const unread: Record<string, number> = ours.length === 0 ? { "no group of consumers is known": 1 } : {};
    for (const { groupId } of ours) {
      for (const { topic, partitions } of await admin.fetchOffsets({ groupId })) {
        const ends = new Map(
          (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, Number(high)]),
        );
        const behind = partitions.reduce(
          (sum, { partition, offset }) =>
            sum + (Number(offset) < 0 ? 0 : Math.max(0, (ends.get(partition) ?? 0) - Number(offset))),
          0,
        );
        if (behind > 0 || unread[`unread by ${groupId}`] !== undefined)
          unread[`unread by ${groupId}`] = (unread[`unread by ${groupId}`] ?? 0) + behind;
      }
    }
    return unread;
  } finally {
    await admin.disconnect();
  }
}
