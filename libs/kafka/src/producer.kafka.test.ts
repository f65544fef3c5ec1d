// Sizes, order and refusals of what we send, on a real broker.
import { randomBytes } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { testBrokers } from "@ucrt/testing"; // @boundaries-ignore tests only; the package itself depends on this one
import { createKafka } from "./client.ts";
import { MessageTooLarge, SendFailed } from "./errors.ts";
import { silentLog } from "./log.ts";
import { assertMessageSize } from "./message-size.ts";
import type { OutgoingMessage } from "./messages.ts";
import { createProducer } from "./producer.ts";
import { createTopics } from "./topics.ts";

const client = createKafka({
  brokers: testBrokers(),
  clientId: "producer-test",
  logger: silentLog,
  topicSuffix: `-${randomBytes(6).toString("hex")}`,
});
const producer = createProducer(client);
afterAll(() => producer.disconnect());

async function valuesOf(topic: string, count: number): Promise<string[]> {
  const consumer = client.kafka.consumer({ groupId: client.physical(`reading-${topic}`) });
  const values: string[] = [];
  await consumer.connect();
  await consumer.subscribe({ topics: [client.physical(topic)], fromBeginning: true });
  const all = Promise.withResolvers<void>();
  await consumer.run({
    eachMessage: async ({ message }) => {
      values.push(message.value?.toString("utf8") ?? "");
      if (values.length === count) all.resolve();
    },
  });
  await all.promise;
  await consumer.disconnect();
  return values;
}

const message = (topic: string, value: string): OutgoingMessage => ({ topic, key: "same", value, headers: {} });

test("sends more to one partition than a broker takes in one batch, in order", async () => {
  await createTopics(client, [{ name: "large", partitions: 3, config: { "max.message.bytes": "1048576" } }], {
    replicationFactor: 1,
  });
  const values = Array.from({ length: 8 }, (_, index) => `${index}`.padEnd(256 * 1024, "x"));
  await producer.send(values.map((value) => message("large", value)));
  expect((await valuesOf("large", 8)).map((value) => value.slice(0, 1))).toEqual([
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
  ]);
});

test("keeps the order of sends that were not waited for", async () => {
  await createTopics(client, [{ name: "order", partitions: 3, config: {} }], { replicationFactor: 1 });
  await Promise.all(Array.from({ length: 30 }, (_, index) => producer.send([message("order", String(index))])));
  expect(await valuesOf("order", 30)).toEqual(Array.from({ length: 30 }, (_, index) => String(index)));
});

test("refuses a message over the limit before it goes anywhere", async () => {
  expect(() => assertMessageSize(message("any", "x".repeat(900 * 1024)))).toThrow(MessageTooLarge);
  expect(() => assertMessageSize(message("parked.v1", "x".repeat(1024 * 1024)))).not.toThrow();
  expect(() => assertMessageSize(message("parked.v1", "x".repeat(2 * 1024 * 1024)))).toThrow(MessageTooLarge);
  const sent = producer.send([message("order", "x".repeat(900 * 1024))]);
  await expect(sent).rejects.toMatchObject({ name: "SendFailed", acknowledged: 0, refusal: "too-large" });
});

test("says what the broker refused for its size and how much was acknowledged before", async () => {
  await createTopics(client, [{ name: "narrow", partitions: 1, config: { "max.message.bytes": "600000" } }], {
    replicationFactor: 1,
  });
  // The first two are one cut of 500 KiB, the third stands alone and is over the topic's limit.
  const sent = producer.send([
    message("narrow", "a".repeat(250_000)),
    message("narrow", "b".repeat(250_000)),
    message("narrow", "c".repeat(700_000)),
  ]);
  await expect(sent).rejects.toBeInstanceOf(SendFailed);
  await expect(sent).rejects.toMatchObject({ acknowledged: 2, refusal: "too-large" });
});

test("fails without calling it a refusal when the topic is not there", async () => {
  const hasty = createProducer(client, { retries: 0 });
  await expect(hasty.send([message("absent", "x")])).rejects.toMatchObject({ acknowledged: 0, refusal: "none" });
  await hasty.disconnect();
});
