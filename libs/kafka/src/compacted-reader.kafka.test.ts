// Whole compacted topics in memory, on a real broker.
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BOARD_TOPIC, TEAM_STATE_TOPIC, topics } from "@ucrt/schemas";
import { testBrokers, waitFor } from "@ucrt/testing"; // @boundaries-ignore tests only; the package itself depends on this one
import { createKafka } from "./client.ts";
import { startCompactedReader, type CompactedReader } from "./compacted-reader.ts";
import { silentLog } from "./log.ts";
import { createProducer } from "./producer.ts";
import { createTopics } from "./topics.ts";

const client = createKafka({
  brokers: testBrokers(),
  clientId: "compacted-reader-test",
  logger: silentLog,
  topicSuffix: `-${randomBytes(6).toString("hex")}`,
});
const producer = createProducer(client);
const readers: CompactedReader[] = [];

beforeAll(() =>
  createTopics(
    client,
    topics.filter(({ name }) => name === BOARD_TOPIC || name === TEAM_STATE_TOPIC),
    { replicationFactor: 1 },
  ),
);
afterAll(async () => {
  await Promise.all(readers.map((reader) => reader.stop()));
  await producer.disconnect();
});

function read(topic: string, state: Map<string, string | null>): CompactedReader {
  const reader = startCompactedReader({
    client,
    name: "tester",
    topic,
    onRecord: (message) => {
      if (message.valueBytes.toString("utf8") === "unreadable") throw new Error("not a row");
      state.set(message.key ?? "", message.isTombstone ? null : message.valueBytes.toString("utf8"));
    },
    onFatal: (error) => {
      throw error;
    },
  });
  readers.push(reader);
  return reader;
}

async function endOffsets(topic: string): Promise<Record<number, string>> {
  const admin = client.kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(client.physical(topic));
  await admin.disconnect();
  return Object.fromEntries(offsets.map(({ partition, high }) => [partition, high]));
}

test("is ready when everything that was there is read, then follows changes", async () => {
  // Few keys, so that some of the 12 partitions stay empty.
  await producer.send(
    ["a", "b", "c"].flatMap((key) =>
      [1, 2, 3].map((version) => ({ topic: BOARD_TOPIC, key, value: `${key}${version}`, headers: {} })),
    ),
  );
  await producer.send([{ topic: BOARD_TOPIC, key: "b", value: "unreadable", headers: {} }]);
  const state = new Map<string, string | null>();
  const reader = read(BOARD_TOPIC, state);
  expect(reader.incarnation()).toBe("");
  await reader.ready;
  expect(Object.fromEntries(state)).toEqual({ a: "a3", b: "b3", c: "c3" });
  expect(reader.nextOffsets().size).toBe(12);
  expect(Object.fromEntries(reader.nextOffsets())).toEqual(await endOffsets(BOARD_TOPIC));
  expect(reader.incarnation()).toMatch(/:queue\.board\.v1$/);

  await producer.send([
    { topic: BOARD_TOPIC, key: "d", value: "d1", headers: {} },
    { topic: BOARD_TOPIC, key: "a", value: null, headers: {} },
  ]);
  await waitFor(() => state.get("d") === "d1" && state.get("a") === null, "the two changes");
  expect(Object.fromEntries(reader.nextOffsets())).toEqual(await endOffsets(BOARD_TOPIC));
  expect(reader.status()).toMatchObject({ isMember: true, isReady: true });
});

test("is ready at once on an empty topic", async () => {
  const state = new Map<string, string | null>();
  const reader = read(TEAM_STATE_TOPIC, state);
  await reader.ready;
  expect(state.size).toBe(0);
  expect([...reader.nextOffsets().values()]).toEqual(Array.from({ length: 12 }, () => "0"));
  await producer.send([{ topic: TEAM_STATE_TOPIC, key: "team", value: "open", headers: {} }]);
  await waitFor(() => state.get("team") === "open", "the first record");
});

test("two readers each get everything", async () => {
  const one = new Map<string, string | null>();
  const two = new Map<string, string | null>();
  await Promise.all([read(BOARD_TOPIC, one).ready, read(BOARD_TOPIC, two).ready]);
  expect(Object.fromEntries(one)).toEqual({ a: null, b: "b3", c: "c3", d: "d1" });
  expect(Object.fromEntries(two)).toEqual(Object.fromEntries(one));
});
