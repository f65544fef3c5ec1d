// The outbox on a real database and a real broker: order, hand-over, faults, bad rows.
import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  createKafka,
  createProducer,
  createTopics,
  silentLog,
  SendFailed,
  startBatchConsumer,
  type OutgoingMessage,
} from "@ucrt/kafka";
import { createTestDatabase, testBrokers, waitFor, type TestDatabase } from "@ucrt/testing"; // @boundaries-ignore tests only; it depends on this package
import { tryLease } from "./leases.ts";
import { migrate } from "./migrate.ts";
import { addToOutbox, readOutboxStatus } from "./outbox.ts";
import { createDatabase, createPool, inTransaction } from "./pool.ts";
import { startRelay, type Relay, type RelayAlarm, type RelayOptions } from "./relay.ts";
import { leaseTableSql, outboxTableSql, type PostgresTables } from "./tables.ts";

const schema = "relaying";
const client = createKafka({
  brokers: testBrokers(),
  clientId: "relay-test",
  logger: silentLog,
  topicSuffix: `-${randomBytes(6).toString("hex")}`,
});
const producer = createProducer(client);
let database: TestDatabase;
let pool: ReturnType<typeof createPool>;
let db: ReturnType<typeof createDatabase<PostgresTables>>;
let relays: Relay[] = [];
let topic = "";
let topicCount = 0;
let closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate({
    url: database.url,
    schema,
    migrations: [{ name: "outbox", up: outboxTableSql(schema) + leaseTableSql(schema) }],
  });
  pool = createPool({ url: database.url, schema, applicationName: "relay-test", logger: silentLog });
  db = createDatabase<PostgresTables>(pool);
});
beforeEach(async () => {
  topicCount += 1;
  topic = `relayed-${topicCount}`;
  await createTopics(client, [{ name: topic, partitions: 1, config: { "max.message.bytes": "600000" } }], {
    replicationFactor: 1,
  });
  return async () => {
    await Promise.all(relays.map((relay) => relay.stop(0)));
    await Promise.all(closing.map((close) => close()));
    relays = [];
    closing = [];
    await sql`truncate outbox, outbox_set_aside, leases`.execute(db);
  };
});
afterAll(async () => {
  await producer.disconnect();
  await db.destroy();
  await database.drop();
});

function start(props: Partial<RelayOptions> = {}): { relay: Relay; alarms: RelayAlarm[] } {
  const alarms: RelayAlarm[] = [];
  const relay = startRelay({
    pool,
    schema,
    producer,
    logger: silentLog,
    pollMs: 100,
    onAlarm: (alarm) => alarms.push(alarm),
    ...props,
  });
  relays.push(relay);
  return { relay, alarms };
}

async function readTopic(): Promise<
  { key: string | null; value: string; headers: Readonly<Record<string, string>> }[]
> {
  const read: { key: string | null; value: string; headers: Readonly<Record<string, string>> }[] = [];
  const consumer = startBatchConsumer({
    client,
    groupId: `reads-${topic}`,
    serviceName: "tester",
    topics: [topic],
    handleBatch: async (messages) => {
      for (const { key, valueBytes, headers } of messages)
        read.push({ key, value: valueBytes.toString("utf8"), headers });
    },
    park: async () => undefined,
    onFatal: (error) => {
      throw error;
    },
  });
  closing.push(() => consumer.stop());
  await consumer.joined;
  return read;
}

const message = (value: string, key = "referral"): OutgoingMessage => ({
  topic,
  key,
  value,
  headers: { ce_id: value.slice(0, 20) },
});
const add = (...values: string[]): Promise<void> =>
  inTransaction(db, (trx) =>
    addToOutbox(
      trx,
      values.map((value) => message(value)),
    ),
  );
const depth = async (): Promise<number> => (await readOutboxStatus(db)).depth;

test("sends what was committed, in order, with exact text, and deletes it", async () => {
  const read = await readTopic();
  const { relay } = start();
  const odd = '{"b":1,  "a":"\u00e9\ud83d\ude00"}';
  await add("1", "2", odd);
  await inTransaction(db, async (trx) => {
    await addToOutbox(trx, [message("never")]);
    throw new Error("rolled back");
  }).catch(() => undefined);
  await add("4");
  relay.wake();
  await waitFor(() => read.length === 4, "four messages");
  expect(read.map(({ value }) => value)).toEqual(["1", "2", odd, "4"]);
  expect(read[0]).toMatchObject({ key: "referral", headers: { ce_id: "1" } });
  await waitFor(async () => (await depth()) === 0, "an empty outbox");
  expect(relay.status()).toMatchObject({ holdsLease: true, sent: 4, lastError: null });
});

test("refuses a message over the limit before anything is written", async () => {
  await expect(add("fine", "x".repeat(900 * 1024))).rejects.toMatchObject({ name: "MessageTooLarge" });
  expect(await readOutboxStatus(db)).toEqual({ depth: 0, oldestAgeMs: null, setAside: 0 });
});

test("keeps the order and loses nothing while Kafka fails, raises an alarm, and goes on by itself", async () => {
  const read = await readTopic();
  let broken = true;
  let failures = 0;
  const { relay, alarms } = start({
    alarmAfterMs: 200,
    producer: {
      send: async (messages) => {
        if (broken) {
          failures += 1;
          // The first message was written, the answer for the rest never came.
          await producer.send(messages.slice(0, 1));
          throw new SendFailed({ acknowledged: 1, refusal: "none", cause: new Error("the broker is away") });
        }
        await producer.send(messages);
      },
    },
  });
  await add("1", "2", "3", "4", "5", "6");
  relay.wake();
  await waitFor(() => failures >= 2, "two failures");
  await waitFor(() => alarms.length > 0, "an alarm");
  expect(alarms[0]).toMatchObject({ kind: "not-sending" });
  broken = false;
  await waitFor(async () => (await depth()) === 0, "an empty outbox");
  await waitFor(() => read.length >= 6, "six messages");
  expect(read.map(({ value }) => value)).toEqual(["1", "2", "3", "4", "5", "6"]);
  expect(relay.status().lastError).toBeNull();
});

test("survives the loss of all its connections", async () => {
  const read = await readTopic();
  const { relay } = start();
  await add("before");
  await waitFor(() => read.length === 1, "the first message");
  await database.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'relay-test'",
  );
  await waitFor(() => add("after").then(() => true), "a commit on a new connection");
  await waitFor(() => read.some(({ value }) => value === "after"), "the second message");
  expect(relay.status().holdsLease).toBe(true);
});

test("sets a row aside that no broker takes, and sends all others in order", async () => {
  const read = await readTopic();
  const { alarms } = start();
  // Under our own limit, over this topic's.
  const large = "L".repeat(700_000);
  await add("1", "2", large, "4", "5");
  await waitFor(() => read.length === 4, "the four others");
  expect(read.map(({ value }) => value)).toEqual(["1", "2", "4", "5"]);
  await waitFor(() => alarms.length === 1, "an alarm");
  expect(alarms[0]).toMatchObject({ kind: "row-set-aside", topic });
  expect(await readOutboxStatus(db)).toMatchObject({ depth: 0, setAside: 1 });
});

test("sends a row as it is when its turn comes, once for many references", async () => {
  const read = await readTopic();
  const state = new Map([
    ["a", 1],
    ["b", 1],
  ]);
  const reference = (sourceRef: string) => ({
    kind: "current-row" as const,
    topic,
    key: sourceRef,
    sourceRef,
    headers: { ce_type: "row" },
  });
  await inTransaction(db, (trx) =>
    addToOutbox(trx, [reference("a"), message("fact 1"), reference("b"), reference("a"), reference("gone")]),
  );
  state.set("a", 7);
  start({
    loadCurrent: async (refs) =>
      refs.flatMap(({ sourceRef }) => {
        const version = state.get(sourceRef);
        return version === undefined
          ? []
          : [{ topic, sourceRef, value: `${sourceRef} v${version}`, headers: { ce_id: `${sourceRef}-${version}` } }];
      }),
  });
  await waitFor(async () => (await depth()) === 0, "an empty outbox");
  await waitFor(() => read.length === 3, "three messages");
  expect(read.map(({ value }) => value)).toEqual(["a v7", "fact 1", "b v1"]);
  expect(read[0]?.headers).toEqual({ ce_type: "row", ce_id: "a-7" });
});

test("one of two relays sends; when it stops the other takes over at once, in order and without repeats", async () => {
  const read = await readTopic();
  const first = start({ leaseMs: 60_000 }).relay;
  await waitFor(() => first.status().holdsLease, "the first relay's lease");
  const second = start({ leaseMs: 60_000 }).relay;
  await add("1");
  // Nobody wakes the first relay but the notification of the second one's process.
  second.wake();
  await waitFor(() => read.length === 1, "the first message");
  expect([first.status().holdsLease, second.status().holdsLease]).toEqual([true, false]);
  await first.stop();
  await waitFor(() => second.status().holdsLease, "the second relay's lease", 5_000);
  await add("2", "3");
  second.wake();
  await waitFor(() => read.length === 3, "the other messages");
  expect(read.map(({ value }) => value)).toEqual(["1", "2", "3"]);
  // The row is counted once it is deleted, a moment after the reader has its message.
  await waitFor(() => second.status().sent === 2, "both counted by the relay that took over");
});

test("takes over from a relay that went silent, when its lease runs out", async () => {
  const read = await readTopic();
  await tryLease(db, { name: "outbox-relay", holder: "a process that was killed", ttlMs: 700 });
  const { relay } = start({ leaseMs: 1_000 });
  await add("waiting");
  expect(relay.status().holdsLease).toBe(false);
  await waitFor(() => read.length === 1, "the message");
  expect(relay.status().holdsLease).toBe(true);
});

test("asks for a row once more when its lease ran out during the send, so that the newest state is the last", async () => {
  const read = await readTopic();
  let version = 1;
  const { relay } = start({
    leaseMs: 300,
    loadCurrent: async (refs) => refs.map((ref) => ({ ...ref, value: `v${version}` })),
    producer: {
      send: async (messages) => {
        if (version === 1) {
          version = 2;
          await waitFor(() => !relay.status().holdsLease, "the end of the lease while the send is held up");
        }
        await producer.send(messages);
      },
    },
  });
  await inTransaction(db, (trx) => addToOutbox(trx, [{ kind: "current-row", topic, key: "row", sourceRef: "row" }]));
  await waitFor(() => read.length === 2, "the late state and the newest");
  expect(read.map(({ value }) => value)).toEqual(["v1", "v2"]);
  await waitFor(async () => (await depth()) === 0, "an empty outbox");
});

test("flushes what is there before it stops", async () => {
  const read = await readTopic();
  const { relay } = start({ batchSize: 10, pollMs: 60_000 });
  await waitFor(() => relay.status().holdsLease, "the lease");
  await add(...Array.from({ length: 35 }, (_, index) => String(index)));
  await relay.stop();
  expect(await depth()).toBe(0);
  await waitFor(() => read.length === 35, "35 messages");
  expect(read.map(({ value }) => value)).toEqual(Array.from({ length: 35 }, (_, index) => String(index)));
});
