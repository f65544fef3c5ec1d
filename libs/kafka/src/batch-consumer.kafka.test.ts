// What happens to good, bad and unlucky messages, on a real broker.
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PARKED_TOPIC, parkedMessage } from "@ucrt/schemas";
import { testBrokers, waitFor } from "@ucrt/testing"; // @boundaries-ignore tests only; the package itself depends on this one
import {
  startBatchConsumer,
  type BatchConsumer,
  type BatchConsumerOptions,
  type ConsumerAlarm,
} from "./batch-consumer.ts";
import { createKafka } from "./client.ts";
import { Retryable, Unreadable } from "./errors.ts";
import { silentLog } from "./log.ts";
import type { IncomingMessage } from "./messages.ts";
import { parkWith } from "./park.ts";
import { createProducer } from "./producer.ts";
import { createTopics } from "./topics.ts";

const client = createKafka({
  brokers: testBrokers(),
  clientId: "batch-consumer-test",
  logger: silentLog,
  topicSuffix: `-${randomBytes(6).toString("hex")}`,
});
const producer = createProducer(client);
const running: BatchConsumer[] = [];
let topicCount = 0;

beforeAll(async () => {
  await producer.connect();
  await createTopics(client, [{ name: PARKED_TOPIC, partitions: 1, config: {} }], { replicationFactor: 1 });
});
afterAll(async () => {
  await Promise.all(running.map((consumer) => consumer.stop()));
  await producer.disconnect();
});

async function newTopic(partitions = 1): Promise<string> {
  topicCount += 1;
  const name = `consumer-test-${topicCount}`;
  await createTopics(client, [{ name, partitions, config: {} }], { replicationFactor: 1 });
  return name;
}

const textOf = (message: IncomingMessage): string => message.valueBytes.toString("utf8");

function send(
  topic: string,
  values: readonly string[],
  props: { key?: string; headers?: Record<string, string> } = {},
): Promise<void> {
  return producer.send(values.map((value) => ({ topic, key: props.key ?? "k", value, headers: props.headers ?? {} })));
}

async function start(
  options: Pick<BatchConsumerOptions, "handleBatch"> & Partial<BatchConsumerOptions> & { topics: readonly string[] },
) {
  const parked: { value: string; reason: string; attempts: number }[] = [];
  const alarms: ConsumerAlarm[] = [];
  const fatal: Error[] = [];
  const consumer = startBatchConsumer({
    client,
    groupId: `group-${options.topics.join("-")}`,
    serviceName: "tester",
    park: async (message, reason, _error, details) => {
      parked.push({ value: textOf(message), reason, attempts: details.attempts });
    },
    onFatal: (error) => fatal.push(error),
    onAlarm: (alarm) => alarms.push(alarm),
    ...options,
  });
  running.push(consumer);
  await consumer.joined;
  return { consumer, parked, alarms, fatal };
}

async function committed(topic: string): Promise<Record<number, string>> {
  const admin = client.kafka.admin();
  await admin.connect();
  try {
    const [entry] = await admin.fetchOffsets({
      groupId: client.physical(`group-${topic}`),
      topics: [client.physical(topic)],
    });
    return Object.fromEntries((entry?.partitions ?? []).map(({ partition, offset }) => [partition, offset]));
  } finally {
    await admin.disconnect();
  }
}

test("hands over up to maxBatch messages at a time in order and commits what was handled", async () => {
  const topic = await newTopic();
  const values = Array.from({ length: 25 }, (_, index) => `m${index}`);
  await send(topic, values);
  const batches: string[][] = [];
  const { consumer } = await start({
    topics: [topic],
    maxBatch: 10,
    handleBatch: async (messages) => void batches.push(messages.map(textOf)),
  });
  await waitFor(() => batches.flat().length === 25, "25 messages");
  expect(batches.flat()).toEqual(values);
  expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(10);
  await waitFor(async () => (await committed(topic))[0] === "25", "the commit of offset 25");
  expect(consumer.status()).toMatchObject({ isMember: true, lag: 0, waiting: [] });
  await waitFor(() => consumer.status().lastFetchAtMs[topic] !== null, "a fetch time");
  await consumer.stop();

  const second: string[] = [];
  await send(topic, ["later"]);
  await start({ topics: [topic], handleBatch: async (messages) => void second.push(...messages.map(textOf)) });
  await waitFor(() => second.length > 0, "the message sent meanwhile");
  expect(second).toEqual(["later"]);
});

test("parks an unreadable message at once and handles everything else", async () => {
  const topic = await newTopic();
  await send(topic, ["a", "bad", "b", "c"]);
  const handled: string[] = [];
  const { parked } = await start({
    topics: [topic],
    handleBatch: async (messages) => {
      if (messages.some((message) => textOf(message) === "bad")) throw new Unreadable("not-json");
      handled.push(...messages.map(textOf));
    },
  });
  await waitFor(() => handled.length === 3, "the three good messages");
  expect(handled).toEqual(["a", "b", "c"]);
  expect(parked).toEqual([{ value: "bad", reason: "not-json", attempts: 1 }]);
  await waitFor(async () => (await committed(topic))[0] === "4", "the commit behind the parked message");
});

test("tries an unexplained failure five times, then parks that message only", async () => {
  const topic = await newTopic();
  await send(topic, ["first", "bug", "last"]);
  const handled: string[] = [];
  const { parked } = await start({
    topics: [topic],
    handleBatch: async (messages) => {
      if (messages.some((message) => textOf(message) === "bug")) throw new TypeError("x is undefined");
      handled.push(...messages.map(textOf));
    },
  });
  await waitFor(() => handled.includes("last"), "the message behind the failing one");
  expect(handled).toEqual(["first", "last"]);
  expect(parked).toEqual([{ value: "bug", reason: "handler-failed", attempts: 5 }]);
});

test("does not move the offset while parking fails, and goes on when it works again", async () => {
  const topic = await newTopic();
  await send(topic, ["good", "bad", "next"]);
  const handled: string[] = [];
  const parked: string[] = [];
  let parkWorks = false;
  const { consumer, alarms } = await start({
    topics: [topic],
    alarmAfterMs: 300,
    handleBatch: async (messages) => {
      if (messages.some((message) => textOf(message) === "bad")) throw new Unreadable("not-json");
      handled.push(...messages.map(textOf));
    },
    park: async (message) => {
      if (!parkWorks) throw new Error("the parked topic is away");
      parked.push(textOf(message));
    },
  });
  await waitFor(() => alarms.length > 0, "an alarm for the waiting partition");
  expect(alarms[0]).toMatchObject({ kind: "partition-waiting", topic, partition: 0 });
  expect((await committed(topic))[0]).toBe("1");
  expect(handled).toEqual(["good"]);
  expect(consumer.status().waiting).toHaveLength(1);
  expect(consumer.status().isMember).toBe(true);
  parkWorks = true;
  await waitFor(() => handled.includes("next"), "the message behind the parked one");
  expect(parked).toEqual(["bad"]);
  await waitFor(async () => (await committed(topic))[0] === "3", "the commit");
  expect(consumer.status().waiting).toHaveLength(0);
});

test("waits and keeps the order when the surroundings fail, while other partitions go on", async () => {
  const topic = await newTopic(2);
  const handled: { partition: number; value: string }[] = [];
  let databaseIsAway = true;
  const { parked } = await start({
    topics: [topic],
    handleBatch: async (messages) => {
      if (databaseIsAway && messages.some(({ partition }) => partition === 0))
        throw new Retryable("the database is away");
      handled.push(...messages.map((message) => ({ partition: message.partition, value: textOf(message) })));
    },
  });
  // Keys that land on both partitions.
  for (let index = 0; index < 20; index += 1) await send(topic, [`m${index}`], { key: `key-${index}` });
  await waitFor(() => handled.some(({ partition }) => partition === 1), "messages of the other partition");
  expect(handled.every(({ partition }) => partition === 1)).toBe(true);
  databaseIsAway = false;
  await waitFor(() => handled.length === 20, "all messages");
  const zero = handled.filter(({ partition }) => partition === 0).map(({ value }) => Number(value.slice(1)));
  expect(zero).toEqual(zero.toSorted((a, b) => a - b));
  expect(zero.length).toBeGreaterThan(0);
  expect(parked).toEqual([]);
});

test("skips a replay that is meant for another service, and takes its own", async () => {
  const topic = await newTopic();
  await send(topic, ["for someone else"], { headers: { "replay-for": "other" } });
  await send(topic, ["for me"], { headers: { "replay-for": "tester" } });
  await send(topic, ["for someone else again"], { headers: { "replay-for": "other" } });
  const handled: string[] = [];
  await start({ topics: [topic], handleBatch: async (messages) => void handled.push(...messages.map(textOf)) });
  await waitFor(async () => (await committed(topic))[0] === "3", "the commit behind the skipped ones");
  expect(handled).toEqual(["for me"]);
});

test("pauses a topic until it is resumed, and a waiting partition does not undo the pause", async () => {
  const paused = await newTopic();
  const free = await newTopic();
  const handled: string[] = [];
  let failures = 2;
  const consumer = startBatchConsumer({
    client,
    groupId: `group-${paused}`,
    serviceName: "tester",
    topics: [paused, free],
    handleBatch: async (messages) => {
      if (messages[0]?.topic === free && failures-- > 0) throw new Retryable("not now");
      handled.push(...messages.map(textOf));
    },
    park: async () => undefined,
    onFatal: (error) => handled.push(`fatal ${error.message}`),
  });
  running.push(consumer);
  consumer.pause(paused);
  await consumer.joined;
  await send(paused, ["held"]);
  await send(free, ["free"]);
  await waitFor(() => handled.includes("free"), "the free topic");
  await send(free, ["free again"]);
  await waitFor(() => handled.includes("free again"), "the free topic again");
  expect(handled).toEqual(["free", "free again"]);
  expect(consumer.status().pausedTopics).toEqual([paused]);
  consumer.resume(paused);
  await waitFor(() => handled.includes("held"), "the held message", 3_000);
});

test("a pause counts from the next call on, also for what other partitions had waiting; nothing is lost or handled twice", async () => {
  const topic = await newTopic(6);
  const sent = Array.from({ length: 120 }, (_, index) => `m${index}`);
  await producer.send(sent.map((value) => ({ topic, key: value, value, headers: {} })));
  const handled: string[] = [];
  let calls = 0;
  const consumer = startBatchConsumer({
    client,
    groupId: `group-${topic}`,
    serviceName: "tester",
    topics: [topic],
    maxBatch: 10,
    handleBatch: async (messages) => {
      calls += 1;
      handled.push(...messages.map(textOf));
      consumer.pause(topic);
    },
    park: async () => undefined,
    onFatal: (error) => handled.push(`fatal ${error.message}`),
  });
  running.push(consumer);
  for (let resumed = 1; handled.length < sent.length; resumed += 1) {
    await waitFor(() => calls >= resumed, `call ${resumed}`);
    expect(calls, "one call for each time the topic was open").toBe(resumed);
    consumer.resume(topic);
  }
  expect(handled.toSorted()).toEqual(sent.toSorted());
});

test("leaves the group on stop, also in the middle of waiting", async () => {
  const topic = await newTopic();
  await send(topic, ["never"]);
  const { consumer } = await start({
    topics: [topic],
    handleBatch: () => Promise.reject(new Retryable("never works")),
  });
  await waitFor(() => consumer.status().waiting.length > 0, "a waiting partition");
  const admin = client.kafka.admin();
  await admin.connect();
  const members = async () =>
    (await admin.describeGroups([client.physical(`group-${topic}`)])).groups[0]?.members.length;
  expect(await members()).toBe(1);
  await consumer.stop();
  expect(await members()).toBe(0);
  await admin.disconnect();
});

test("finishes a handler that never answers as failed, and goes on", async () => {
  const topic = await newTopic();
  await send(topic, ["hangs", "next"]);
  const handled: string[] = [];
  const { parked } = await start({
    topics: [topic],
    handlerTimeoutMs: 100,
    handleBatch: async (messages) => {
      if (messages.some((message) => textOf(message) === "hangs")) await new Promise(() => undefined);
      handled.push(...messages.map(textOf));
    },
  });
  await waitFor(() => handled.includes("next"), "the message behind the one that hangs");
  expect(parked).toEqual([{ value: "hangs", reason: "handler-failed", attempts: 5 }]);
});

test("sends a parked message with its bytes and origin, and never parks one that was parked before", async () => {
  const topic = await newTopic();
  await send(topic, ["{broken"]);
  await start({
    topics: [topic],
    handleBatch: () => Promise.reject(new Unreadable("not-json", "The text is not JSON.")),
    park: parkWith({ producer, serviceName: "tester" }),
  });
  const seen: unknown[] = [];
  const { alarms, parked } = await start({
    topics: [PARKED_TOPIC],
    handleBatch: async (messages) => {
      seen.push(...messages.map((message) => parkedMessage.parse(JSON.parse(textOf(message)))));
      throw new Unreadable("invalid");
    },
  });
  await waitFor(() => alarms.length > 0, "an alarm");
  expect(seen[0]).toMatchObject({
    service: "tester",
    reason: "not-json",
    detail: "The text is not JSON.",
    origin: { topic, partition: 0, offset: "0" },
    value: Buffer.from("{broken").toString("base64"),
    attempts: 1,
  });
  expect(alarms[0]).toMatchObject({ kind: "unparkable", topic: PARKED_TOPIC });
  expect(parked).toEqual([]);
});
