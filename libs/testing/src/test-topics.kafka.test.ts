import { createProducer, startBatchConsumer } from "@ucrt/kafka";
import { FACTS_TOPIC } from "@ucrt/schemas";
import { expect, test } from "vitest";
import { createTestTopics, waitFor } from "./index.ts";

test("names the group of a consumer that a file leaves connected, and drops everything once it has left", async () => {
  const topics = await createTestTopics({ names: [FACTS_TOPIC] });
  const producer = createProducer(topics.client);
  await producer.connect();
  await producer.send([{ topic: FACTS_TOPIC, key: "k", value: "v", headers: {} }]);
  await producer.disconnect();

  const seen: string[] = [];
  const consumer = startBatchConsumer({
    client: topics.client,
    groupId: "forgotten",
    serviceName: "tester",
    topics: [FACTS_TOPIC],
    handleBatch: async (messages) => {
      seen.push(...messages.map((message) => message.valueBytes.toString("utf8")));
    },
    park: async () => undefined,
    onFatal: () => undefined,
  });
  await waitFor(() => seen.length === 1, "the message to arrive", 20_000);
  await expect(topics.drop()).rejects.toThrow(`leaves a Kafka consumer connected, in forgotten${topics.suffix}`);

  await consumer.stop();
  await topics.drop();
  const admin = topics.client.kafka.admin();
  await admin.connect();
  const left = await admin.listTopics();
  await admin.disconnect();
  expect(left.filter((name) => name.endsWith(topics.suffix))).toEqual([]);
});
