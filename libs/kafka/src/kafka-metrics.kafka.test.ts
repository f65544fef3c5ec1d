// What operators are told of a consumer, on a real broker.
import { randomBytes } from "node:crypto";
import { createMetricsRegistry } from "@ucrt/service";
import { testBrokers, waitFor } from "@ucrt/testing"; // @boundaries-ignore tests only; the package itself depends on this one
import { afterAll, beforeAll, expect, test } from "vitest";
import { startBatchConsumer } from "./batch-consumer.ts";
import { createKafka } from "./client.ts";
import { startCompactedReader } from "./compacted-reader.ts";
import { Retryable, Unreadable } from "./errors.ts";
import { silentLog } from "./log.ts";
import { createProducer } from "./producer.ts";
import { createTopics } from "./topics.ts";

const registry = createMetricsRegistry("tester");
const client = createKafka({
  brokers: testBrokers(),
  clientId: "kafka-metrics-test",
  logger: silentLog,
  topicSuffix: `-${randomBytes(6).toString("hex")}`,
  registry,
});
const producer = createProducer(client);
const stops: (() => Promise<void>)[] = [() => producer.disconnect()];
const topics = ["read-in-a-group", "kept-in-memory"] as const;

beforeAll(() =>
  createTopics(
    client,
    topics.map((name) => ({ name, partitions: 1, config: {} })),
    { replicationFactor: 1 },
  ),
);
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
});

/** The value of a series with these labels. */
async function read(series: string): Promise<number | undefined> {
  const line = (await registry.metrics()).split("\n").find((one) => one.startsWith(series));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(" ") + 1));
}

test("lag shows while a handler hangs, falls to 0 when it is done; failures, batches and parked messages are counted", async () => {
  const [topic] = topics;
  const hanging = Promise.withResolvers<void>();
  let failures = 0;
  const consumer = startBatchConsumer({
    client,
    groupId: "watched",
    serviceName: "tester",
    topics: [topic],
    handleBatch: async (messages) => {
      await hanging.promise;
      if (messages.some(({ key }) => key === "bad")) throw new Unreadable("not-ours", "made to be parked");
      if (failures === 0) {
        failures += 1;
        throw new Retryable("the first call fails");
      }
    },
    park: async () => undefined,
    onFatal: (error) => {
      throw error;
    },
  });
  stops.push(() => consumer.stop());
  await consumer.joined;
  const lag = `kafka_consumer_lag_messages{group="watched",topic="${topic}"`;
  await producer.send(["1", "2", "3"].map((key) => ({ topic, key, value: "{}", headers: {} })));
  await waitFor(async () => (await read(lag)) === 3, "three messages show as unread", 30_000);
  expect(await read('kafka_consumer_member{group="watched"')).toBe(1);
  hanging.resolve();
  await waitFor(async () => (await read(lag)) === 0, "nothing shows as unread");
  expect(await read('kafka_consumer_messages_total{group="watched"')).toBe(3);
  expect(
    await read('kafka_consumer_handler_duration_seconds_count{service="tester",group="watched",outcome="failed"'),
  ).toBe(1);
  expect(await read('kafka_consumer_batch_messages_sum{service="tester",group="watched"')).toBe(6);
  await producer.send([{ topic, key: "bad", value: "{}", headers: {} }]);
  await waitFor(async () => (await read('kafka_consumer_parked_total{group="watched"')) === 1, "one message is parked");
});

test("a topic kept in memory shows when it is whole", async () => {
  const [, topic] = topics;
  await producer.send([{ topic, key: "k", value: "{}", headers: {} }]);
  const reader = startCompactedReader({
    client,
    name: "tester",
    topic,
    onRecord: () => undefined,
    onFatal: (error) => {
      throw error;
    },
  });
  stops.push(() => reader.stop());
  expect(await read(`kafka_reader_ready{topic="${topic}"`)).toBe(0);
  await reader.ready;
  expect(await read(`kafka_reader_ready{topic="${topic}"`)).toBe(1);
  expect(await read(`kafka_reader_lag_messages{topic="${topic}"`)).toBe(0);
});
