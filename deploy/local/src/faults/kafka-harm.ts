// Harm that only the broker's own tools can do: acknowledged messages that are gone, groups that start again at the beginning. In: the rig.
// Out: how much was done. Stops the readers for it, as an operator's mistake would find them, and starts them again.
import { createKafka, silentLog, type KafkaClient } from "@ucrt/kafka";
import { FACTS_TOPIC, feed as feeds, feedTopic } from "@ucrt/schemas";
import { waitFor } from "@ucrt/testing/wait-for";
import { administrator, kafkaSignIn } from "../kafka-users.ts";
import type { ServiceName } from "../services.ts";
import type { InstanceName } from "../stack.ts";
import type { Fault } from "./fault.ts";
import type { Rig } from "./rig.ts";

type Admin = ReturnType<KafkaClient["kafka"]["admin"]>;

/** So many have to be lost, or nothing is shown. */
const fewestForgotten = 10;
const pileUpWithinMs = 60_000;

/** Group and topic of every consumer of a service that commits offsets. */
const groups: Readonly<Record<Extract<Fault, { kind: "rewind" }>["service"], readonly (readonly [string, string])[]>> =
  {
    intake: [
      ...feeds.options.map((feed): readonly [string, string] => [`intake-${feed}`, feedTopic(feed)]),
      ["intake-facts", FACTS_TOPIC],
    ],
    eligibility: [["eligibility-facts", FACTS_TOPIC]],
    routing: [["routing-facts", FACTS_TOPIC]],
    queue: [
      ["queue-submitted", "referral.submitted.v1"],
      ["queue-advice", "referral.advice.v1"],
    ],
    metrics: [["metrics-facts-2", FACTS_TOPIC]],
  };

/** Deletes what the sender's broker acknowledged and the reader has not read; returns how many. Throws when too few came in time. */
export async function forgetMessages(
  rig: Rig,
  { topic, reader }: Extract<Fault, { kind: "forget-messages" }>,
): Promise<number> {
  return withAdmin(rig, async (admin) => {
    await stopAll(rig, reader);
    const [group] = groups[reader].filter(([, of]) => of === topic);
    if (group === undefined) throw new Error(`${reader} does not read ${topic}`);
    const unread = async (): Promise<number> => {
      const ends = await admin.fetchTopicOffsets(topic);
      const [read] = await admin.fetchOffsets({ groupId: group[0], topics: [topic] });
      const readOf = new Map(read?.partitions.map(({ partition, offset }) => [partition, Math.max(0, Number(offset))]));
      return ends.reduce((sum, { partition, high }) => sum + Number(high) - (readOf.get(partition) ?? 0), 0);
    };
    const count = await waitFor(
      async () => {
        const waiting = await unread();
        return waiting >= fewestForgotten ? waiting : undefined;
      },
      `${fewestForgotten} messages wait unread`,
      pileUpWithinMs,
    );
    const ends = await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({
      topic,
      partitions: ends.map(({ partition, high }) => ({ partition, offset: high })),
    });
    await startAll(rig, reader);
    return count;
  });
}

/** Makes every consumer of a service read its topics from the beginning; returns the groups. */
export async function rewindGroups(
  rig: Rig,
  service: Extract<Fault, { kind: "rewind" }>["service"],
): Promise<readonly string[]> {
  return withAdmin(rig, async (admin) => {
    await stopAll(rig, service);
    for (const [groupId, topic] of groups[service]) await admin.resetOffsets({ groupId, topic, earliest: true });
    await startAll(rig, service);
    return groups[service].map(([groupId]) => groupId);
  });
}

async function withAdmin<T>(rig: Rig, work: (admin: Admin) => Promise<T>): Promise<T> {
  const client = createKafka({
    brokers: [rig.servers.kafkaBrokers],
    ...kafkaSignIn(rig.servers.kafkaSecurity, administrator),
    clientId: "faults",
    logger: silentLog,
    topicSuffix: rig.stack.topicSuffix,
  });
  const admin = client.kafka.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

const instancesOf = (rig: Rig, service: ServiceName): readonly InstanceName[] =>
  rig.stack.instances.filter((name) => name === service || name === `${service}-2`);

async function stopAll(rig: Rig, service: ServiceName): Promise<void> {
  await Promise.all(instancesOf(rig, service).map((instance) => rig.stack.stopService(instance)));
}

async function startAll(rig: Rig, service: ServiceName): Promise<void> {
  await Promise.all(instancesOf(rig, service).map((instance) => rig.stack.startService(instance)));
}
