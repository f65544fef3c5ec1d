// Topics and groups for one test file. In: the run's broker and the topics wanted. Out: a Kafka client whose topics and
// groups carry a suffix of this file's own. Dropping them fails when the file left a consumer connected.
import { randomBytes } from "node:crypto";
import { createKafka, createTopics, silentLog, type KafkaClient, type TopicToCreate } from "@ucrt/kafka";
import { topics as productTopics } from "@ucrt/schemas";
import { testBrokers } from "./servers.ts";
import { waitFor } from "./wait-for.ts";

export interface TestTopics {
  readonly client: KafkaClient;
  /** For `TOPIC_SUFFIX`, or for more clients of the same topics. */
  readonly suffix: string;
  /** Deletes topics and groups. Throws, naming the group, when a consumer of this file is still a member 3 s later. */
  readonly drop: () => Promise<void>;
}

export interface TestTopicsOptions {
  /** Logical names, with the settings of the product's table for those in it. @default all the product's topics */
  readonly names?: readonly string[];
  /** @default 3, enough to see that order holds within a partition only */
  readonly partitions?: number;
}

/** Makes this file's topics. Call in `beforeAll`, and `drop()` at the end of `afterAll`. */
export async function createTestTopics(options: TestTopicsOptions = {}): Promise<TestTopics> {
  const suffix = `-${randomBytes(6).toString("hex")}`;
  const client = createKafka({
    brokers: testBrokers(),
    clientId: `test${suffix}`,
    logger: silentLog,
    topicSuffix: suffix,
  });
  const partitions = options.partitions ?? 3;
  const wanted = (options.names ?? productTopics.map((topic) => topic.name)).map((name): TopicToCreate => ({
    name,
    config: {},
    ...productTopics.find((topic) => topic.name === name),
    partitions,
  }));
  await createTopics(client, wanted, { replicationFactor: 1 });
  return { client, suffix, drop: () => drop(client, suffix) };
}

async function drop(client: KafkaClient, suffix: string): Promise<void> {
  const admin = client.kafka.admin({ retry: { retries: 10, initialRetryTime: 100, maxRetryTime: 1_000 } });
  await admin.connect();
  try {
    const groupIds = (await admin.listGroups()).groups
      .map((group) => group.groupId)
      .filter((groupId) => groupId.endsWith(suffix));
    let connected: string[] = [];
    const leaveNobody = async () => {
      if (groupIds.length === 0) return true;
      const { groups } = await admin.describeGroups(groupIds);
      connected = groups.filter((group) => group.members.length > 0).map((group) => group.groupId);
      return connected.length === 0;
    };
    await waitFor(leaveNobody, "every consumer of this test file to leave its group", 3_000).catch((cause: unknown) => {
      throw new Error(
        `This test file leaves a Kafka consumer connected, in ${connected.join(", ")}; stop it in afterAll.`,
        { cause },
      );
    });
    const topics = (await admin.listTopics()).filter((topic) => topic.endsWith(suffix));
    if (groupIds.length > 0) await admin.deleteGroups(groupIds);
    if (topics.length > 0) await admin.deleteTopics({ topics, timeout: 10_000 });
  } finally {
    await admin.disconnect();
  }
}
