/**
 * Brings the broker's topics to what the topic table says, and wakes the group coordinator so that the first consumer does not wait for it.
 * In: topic definitions. Out: what was created and altered. Safe to run by several processes at once and again at each start.
 * Never changes a partition count (keys would move) and never deletes a topic.
 */
// Node finds only some of the names that this CommonJS package exports; this one is behind its default.
import kafkajs from "kafkajs";
import type { Admin } from "kafkajs";
import type { KafkaClient } from "./client.ts";
import { messageOf, propertyOf } from "./errors.ts";

export interface TopicToCreate {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

export interface CreatedTopics {
  readonly created: readonly string[];
  readonly altered: readonly string[];
}

/** Long enough for a cluster that is just starting. */
const TOPIC_WAIT_MS = 60_000;

/** Creates missing topics and corrects settings; throws when an existing topic has another partition count. Names are logical. */
export async function createTopics(
  client: KafkaClient,
  definitions: readonly TopicToCreate[],
  options: { readonly replicationFactor: number },
): Promise<CreatedTopics> {
  const admin = client.kafka.admin({ retry: { retries: 10, initialRetryTime: 200, maxRetryTime: 2_000 } });
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const missing = definitions.filter((topic) => !existing.has(client.physical(topic.name)));
    if (missing.length > 0) await createMissing(admin, client, missing, options.replicationFactor);
    await checkPartitions(admin, client, definitions);
    // A partition can have a leader in the metadata before that broker answers for it; a send would then be made twice.
    for (const topic of missing) await waitForAnswers(admin, client.physical(topic.name));
    const altered = await correctConfig(admin, client, definitions);
    await touchCoordinator(admin, client);
    return { created: missing.map((topic) => topic.name), altered };
  } finally {
    await admin.disconnect();
  }
}

async function createMissing(
  admin: Admin,
  client: KafkaClient,
  missing: readonly TopicToCreate[],
  replicationFactor: number,
): Promise<void> {
  try {
    await admin.createTopics({
      // Its own waiting throws while the new topic is not known everywhere yet; `waitForTopics` waits.
      waitForLeaders: false,
      timeout: 30_000,
      topics: missing.map((topic) => ({
        topic: client.physical(topic.name),
        numPartitions: topic.partitions,
        replicationFactor,
        configEntries: Object.entries(topic.config).map(([name, value]) => ({ name, value })),
      })),
    });
  } catch (error) {
    // Another process created some of them in between: the checks that follow decide.
    const inner = propertyOf(error, "errors");
    const all = Array.isArray(inner) ? inner : [error];
    if (!all.every((one) => propertyOf(one, "type") === "TOPIC_ALREADY_EXISTS")) throw error;
  }
}

async function checkPartitions(
  admin: Admin,
  client: KafkaClient,
  definitions: readonly TopicToCreate[],
): Promise<void> {
  const counts = await waitForTopics(
    admin,
    definitions.map((topic) => client.physical(topic.name)),
  );
  for (const topic of definitions) {
    const found = counts.get(client.physical(topic.name));
    if (found !== topic.partitions) {
      throw new Error(
        `Topic ${topic.name} has ${found ?? 0} partitions, the topic table says ${topic.partitions}; create a new version of the topic instead`,
      );
    }
  }
}

/** Partition counts by topic, once each topic is known to the broker and each partition has a leader. */
async function waitForTopics(admin: Admin, names: string[]): Promise<Map<string, number>> {
  const startedAtMs = performance.now();
  for (;;) {
    try {
      // Asked for by name, a topic not known yet costs kafkajs' own waits; the list does not.
      const known = new Set(await admin.listTopics());
      if (!names.every((name) => known.has(name))) throw new NotKnownYet("Some topics are not known to the broker yet");
      const { topics } = await admin.fetchTopicMetadata({ topics: names });
      const isLed = topics.every(
        ({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0),
      );
      if (isLed) return new Map(topics.map(({ name, partitions }) => [name, partitions.length]));
    } catch (error) {
      if (performance.now() - startedAtMs > TOPIC_WAIT_MS || !isNotKnownYet(error)) throw error;
    }
    if (performance.now() - startedAtMs > TOPIC_WAIT_MS)
      throw new Error(`Some topics have no leader after ${TOPIC_WAIT_MS} ms; is every broker up?`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function waitForAnswers(admin: Admin, name: string): Promise<void> {
  const startedAtMs = performance.now();
  for (;;) {
    try {
      await admin.fetchTopicOffsets(name);
      return;
    } catch (error) {
      if (performance.now() - startedAtMs > TOPIC_WAIT_MS || !isNotKnownYet(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

class NotKnownYet extends Error {
  override readonly name = "NotKnownYet";
}

function isNotKnownYet(error: unknown): boolean {
  if (error instanceof NotKnownYet) return true;
  const type = propertyOf(error, "type") ?? propertyOf(propertyOf(error, "cause"), "type");
  return (
    type === "UNKNOWN_TOPIC_OR_PARTITION" || type === "LEADER_NOT_AVAILABLE" || type === "NOT_LEADER_FOR_PARTITION"
  );
}

async function correctConfig(
  admin: Admin,
  client: KafkaClient,
  definitions: readonly TopicToCreate[],
): Promise<string[]> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: definitions.map((topic) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name: client.physical(topic.name),
      configNames: Object.keys(topic.config),
    })),
  });
  const present = new Map(
    resources.map((resource) => [
      resource.resourceName,
      new Map(resource.configEntries.map((entry) => [entry.configName, entry.configValue])),
    ]),
  );
  const wrong = definitions.filter((topic) =>
    Object.entries(topic.config).some(([name, value]) => present.get(client.physical(topic.name))?.get(name) !== value),
  );
  if (wrong.length > 0) {
    await admin.alterConfigs({
      validateOnly: false,
      resources: wrong.map((topic) => ({
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name: client.physical(topic.name),
        configEntries: Object.entries(topic.config).map(([name, value]) => ({ name, value })),
      })),
    });
  }
  return wrong.map((topic) => topic.name);
}

/** Makes the broker create its offsets topic and elect a coordinator; without it the first group waits for seconds. */
async function touchCoordinator(admin: Admin, client: KafkaClient): Promise<void> {
  try {
    await admin.describeGroups([client.physical("coordinator-touch")]);
  } catch (error) {
    throw new Error(`No group coordinator answers: ${messageOf(error)}`, { cause: error });
  }
}
