import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  cloudEventHeaders,
  createKafka,
  createProducer,
  createTopics,
  startBatchConsumer,
  type IncomingMessage,
  type KafkaClient,
  type Producer,
} from "@ucrt/kafka";
import {
  advice,
  BOARD_TOPIC,
  boardRecord,
  FACTS_TOPIC,
  fact as factContract,
  SUBMITTED_TOPIC,
  ADVICE_TOPIC,
  submitted,
  TEAM_STATE_TOPIC,
  topics,
  type Fact,
} from "@ucrt/schemas";
import { createLogger } from "@ucrt/service";
import { createTestDatabase, testBrokers, waitFor, type TestDatabase } from "@ucrt/testing";
import { CHAIN_START, linkHash } from "./chain.ts";
import type { QueueConfig } from "./config.ts";
import { madeAssessed, madeReceived, madeRouted, TEAM } from "./made/made-messages.ts";
import { testRole } from "./made/made-queue.ts";
import { migrateQueue } from "./migrate.ts";
import { verifyChains } from "./verify-chains.ts";
import { startQueue, type Queue } from "./wiring.ts";

const suffix = `-${randomBytes(4).toString("hex")}`;
const logger = createLogger({ service: "queue-test", level: "fatal" });

let database: TestDatabase;
let folder: string;
let client: KafkaClient;
let producer: Producer;
let config: QueueConfig;
const read: IncomingMessage[] = [];
const stops: (() => Promise<unknown>)[] = [];

interface Running {
  readonly queue: Queue;
  stop(): Promise<void>;
}

/** One instance of the service, all but HTTP. */
async function start(): Promise<Running> {
  const parts: (() => Promise<unknown> | unknown)[] = [];
  const queue = await startQueue({
    config,
    logger,
    life: { onStop: (_, stop) => void parts.push(stop), onFatal: (error) => expect.fail(String(error)) },
  });
  return {
    queue,
    stop: async () => {
      for (const stop of parts.reverse()) await stop();
    },
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "queue-kafka-"));
  database = await createTestDatabase({
    template: "queue",
    migrate: async (url) => void (await migrateQueue(url, testRole)),
  });
  client = createKafka({ brokers: testBrokers(), clientId: "queue-test", logger, topicSuffix: suffix });
  await createTopics(client, topics, { replicationFactor: 1 });
  producer = createProducer(client);
  config = {
    MODE: "local",
    AREA: "demo",
    PORT: 0,
    HOST: "127.0.0.1",
    INTERNAL_TOKEN_PUBLIC_KEY: "not used here, there is no HTTP",
    LOG_LEVEL: "fatal",
    OTEL_EXPORTER_OTLP_ENDPOINT: undefined,
    DATABASE_URL: database.url,
    DATABASE_ROLE: testRole.name,
    DATABASE_ROLE_PASSWORD: testRole.password,
    KAFKA_BROKERS: [...testBrokers()],
    KAFKA_SASL_MECHANISM: "scram-sha-512",
    KAFKA_TLS: "off",
    TOPIC_SUFFIX: suffix,
    ACCESS_NOTES_KEY: Buffer.alloc(32, 1),
    LOOKUP_KEY: Buffer.alloc(32, 2),
    DONE_STAYS_HOURS: 12,
    SEARCHES_IN_FIVE_MINUTES: 30,
    ACCEPTS_A_MINUTE: 30,
    RETENTION_YEARS: 8,
    ANCHOR_FILE: join(folder, "anchors.jsonl"),
  };
  const consumer = startBatchConsumer({
    client,
    groupId: "test-reader",
    serviceName: "test",
    topics: [FACTS_TOPIC, BOARD_TOPIC, TEAM_STATE_TOPIC],
    handleBatch: async (messages) => void read.push(...messages),
    park: () => Promise.reject(new Error("nothing is parked here")),
    onFatal: (error) => expect.fail(String(error)),
  });
  stops.push(() => consumer.stop());
});

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
  await producer.disconnect();
  await database.drop();
  await rm(folder, { recursive: true });
});

const headers = (id: string, type: string) =>
  cloudEventHeaders({ id, type, source: "test", time: new Date().toISOString() });
const sendSubmitted = (message: ReturnType<typeof madeReceived>) =>
  producer.send([
    {
      topic: SUBMITTED_TOPIC,
      key: message.referralId,
      value: JSON.stringify(submitted.encode(message)),
      headers: headers(message.id, SUBMITTED_TOPIC),
    },
  ]);
const sendAdvice = (one: ReturnType<typeof madeAssessed> | ReturnType<typeof madeRouted>) =>
  producer.send([
    {
      topic: ADVICE_TOPIC,
      key: one.referralId,
      value: JSON.stringify(advice.encode(one)),
      headers: headers(one.id, ADVICE_TOPIC),
    },
  ]);
const factMessages = (referralId: string) =>
  read.filter((message) => message.topic === FACTS_TOPIC && message.key === referralId);
const factOf = (referralId: string, type: Fact["type"]) =>
  waitFor(
    () =>
      factMessages(referralId)
        .map((message) => factContract.parse(JSON.parse(message.valueBytes.toString())))
        .find((fact) => fact.type === type),
    `the fact ${type}`,
    20_000,
  );
const lastRow = (key: string) => read.filter((message) => message.topic === BOARD_TOPIC && message.key === key).at(-1);

test("submitted over Kafka comes to facts, the board and an offer; the hash of each fact is its header; two instances share the work", async () => {
  const running = [await start(), await start()];
  stops.push(...running.map((one) => () => one.stop()));
  const received = madeReceived({ atMs: Date.now() });
  await sendSubmitted(received);
  await sendAdvice(madeAssessed(await factOf(received.referralId, "opened")));
  await sendAdvice(madeRouted(await factOf(received.referralId, "routing-requested")));
  await factOf(received.referralId, "offered");
  const row = await waitFor(() => {
    const record = lastRow(received.referralId);
    const parsed = record === undefined ? undefined : boardRecord.parse(JSON.parse(record.valueBytes.toString()));
    return parsed?.kind === "row" && parsed.state === "offered" ? parsed : undefined;
  }, "the offered row on the board");
  expect(row).toMatchObject({ offer: { team: TEAM } });

  let previous = CHAIN_START;
  for (const [index, message] of factMessages(received.referralId).entries()) {
    expect(message.headers["ce_sequence"]).toBe(String(index + 1));
    expect(message.headers["hash"]).toBe(linkHash(previous, index + 1, message.valueBytes.toString()));
    previous = message.headers["hash"] ?? "";
  }
  await waitFor(
    () => read.some((message) => message.topic === TEAM_STATE_TOPIC && message.key === TEAM),
    "the team's state",
  );
  await waitFor(
    () =>
      new Set(
        read
          .filter((message) => message.key?.startsWith("beat-") && message.key === `beat-${message.partition}`)
          .map((message) => message.partition),
      ).size === 12,
    "a beat on every partition",
    20_000,
  );
});

test("a message nobody can read is parked and shown; the next one is handled", async () => {
  const good = madeReceived({ atMs: Date.now() });
  await producer.send([{ topic: SUBMITTED_TOPIC, key: good.referralId, value: "{not json", headers: {} }]);
  await sendSubmitted(good);
  await factOf(good.referralId, "opened");
  const { rows } = await waitFor(
    async () => {
      const found = await database.pool.query("select reason, service, masked from queue.parked");
      return found.rowCount === 0 ? undefined : found;
    },
    "the parked message",
    20_000,
  );
  expect(rows).toEqual([{ reason: "not-json", service: "queue", masked: "(not readable as JSON, 9 bytes)" }]);
  await waitFor(() => lastRow("parked"), "the parked count on the board");
});

test("what was not done when both instances stopped is done after the start, and the record verifies", async () => {
  for (const stop of stops.splice(1)) await stop();
  const received = madeReceived({ atMs: Date.now() });
  await sendSubmitted(received);
  const again = await start();
  stops.push(() => again.stop());
  await factOf(received.referralId, "opened");
  await waitFor(async () => (await readFile(config.ANCHOR_FILE, "utf8")).length > 0, "the file of anchors");
  const verified = await verifyChains(again.queue.parts.db, await readFile(config.ANCHOR_FILE, "utf8"));
  expect(verified.faults).toEqual([]);
});
