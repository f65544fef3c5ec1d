// Topics come from the table and are brought back to it, on a real broker.
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { topics } from "@ucrt/schemas";
import { testBrokers } from "@ucrt/testing"; // @boundaries-ignore tests only; the package itself depends on this one
import { createKafka } from "./client.ts";
import { silentLog } from "./log.ts";
import { createTopics, type TopicToCreate } from "./topics.ts";

const client = createKafka({
  brokers: testBrokers(),
  clientId: "topics-test",
  logger: silentLog,
  topicSuffix: `-${randomBytes(6).toString("hex")}`,
});

test("creates the whole table once, also when several processes start together", async () => {
  const results = await Promise.all([1, 2].map(() => createTopics(client, topics, { replicationFactor: 1 })));
  expect(results.flatMap(({ altered }) => altered)).toEqual([]);
  expect(await createTopics(client, topics, { replicationFactor: 1 })).toEqual({ created: [], altered: [] });
});

test("corrects a setting and refuses another partition count", async () => {
  const topic: TopicToCreate = {
    name: "changing",
    partitions: 2,
    config: { "retention.ms": "1000000", "compression.type": "gzip" },
  };
  await createTopics(client, [topic], { replicationFactor: 1 });
  const changed = { ...topic, config: { ...topic.config, "retention.ms": "2000000" } };
  expect(await createTopics(client, [changed], { replicationFactor: 1 })).toEqual({
    created: [],
    altered: ["changing"],
  });
  expect(await createTopics(client, [changed], { replicationFactor: 1 })).toEqual({ created: [], altered: [] });
  await expect(createTopics(client, [{ ...changed, partitions: 3 }], { replicationFactor: 1 })).rejects.toThrow(
    /2 partitions/,
  );
});
