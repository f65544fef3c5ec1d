import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sql, type Kysely } from "kysely";
import { z } from "zod";
import {
  cloudEventHeaders,
  createKafka,
  createProducer,
  createTopics,
  parkWith,
  silentLog,
  startBatchConsumer,
} from "@ucrt/kafka";
import { createDatabase, createPool } from "@ucrt/postgres";
import { fact, FACTS_TOPIC, PARKED_TOPIC, topics, type ReferralFact } from "@ucrt/schemas";
import { aFact, createTestDatabase, openedData, testBrokers, waitFor, type TestDatabase } from "@ucrt/testing";
import { migrateMetrics } from "./migrate.ts";
import { onFacts } from "./on-fact.ts";
import { rebuild } from "./rebuild.ts";
import { schemaName, type MetricsTables } from "./tables.ts";

const client = createKafka({
  brokers: testBrokers(),
  clientId: "metrics-test",
  logger: silentLog,
  topicSuffix: `-${randomBytes(4).toString("hex")}`,
});
const producer = createProducer(client);
let database: TestDatabase;
let db: Kysely<MetricsTables>;

beforeAll(async () => {
  await createTopics(
    client,
    topics.filter((topic) => topic.name === FACTS_TOPIC || topic.name === PARKED_TOPIC),
    { replicationFactor: 1 },
  );
  database = await createTestDatabase({ template: "metrics", migrate: migrateMetrics });
  db = createDatabase<MetricsTables>(
    createPool({ url: database.url, schema: schemaName, applicationName: "metrics-test", logger: silentLog }),
  );
}, 60_000);
afterAll(async () => {
  await producer.disconnect();
  await db.destroy();
  await database.drop();
});

const noon = Date.UTC(2026, 10, 10, 12);

const message = (one: ReferralFact) => ({
  topic: FACTS_TOPIC,
  key: one.referralId,
  value: JSON.stringify(z.encode(fact, one)),
  headers: cloudEventHeaders({
    id: one.id,
    type: `referral.${one.type}.v1`,
    source: "queue",
    time: new Date(one.recordedAt).toISOString(),
  }),
});

const contents = async () =>
  (await sql<Record<string, unknown>>`select * from measure order by referral_id`.execute(db)).rows;

it("keeps measures from the log through repeats and an unreadable record, and rebuilds the same rows from it", async () => {
  const referrals = Array.from({ length: 40 }, () => randomUUID());
  const facts = referrals.flatMap((referralId, index) => [
    aFact("opened", openedData(noon + index), { referralId, sequence: 1, at: noon + index }),
    ...(index % 2 === 0
      ? [
          aFact(
            "withdrawn",
            { reason: "conveyed", afterAcceptance: false, acknowledgeBy: null },
            { referralId, sequence: 2, at: noon + 99 },
          ),
        ]
      : []),
  ]);
  const poison = { topic: FACTS_TOPIC, key: referrals[0] ?? "", value: '{"type":"from-the-future"}', headers: {} };
  await producer.send([...facts.map(message), poison, ...facts.toReversed().map(message)]);

  const consumer = startBatchConsumer({
    client,
    groupId: "metrics-facts",
    serviceName: "metrics",
    topics: [FACTS_TOPIC],
    handleBatch: onFacts(db),
    park: parkWith({ producer, serviceName: "metrics" }),
    onFatal: (error) => {
      throw error;
    },
  });
  await waitFor(
    async () =>
      (await sql<{ n: number }>`select count(*) as n from measure where sequence = 2`.execute(db)).rows[0]?.n === 20 &&
      (await contents()).length === 40,
    "all referrals are measured",
    30_000,
  );
  await waitFor(() => consumer.status().lag === 0, "the log is read to its end", 30_000);
  await consumer.stop();
  const live = await contents();

  expect(await rebuild(db, client)).toMatchObject({ referrals: 40, corrected: 0, unreadable: 1 });
  await sql`update measure set state = 'closed' where referral_id = ${referrals[0]}`.execute(db);
  await sql`delete from measure where referral_id = ${referrals[1]}`.execute(db);
  expect((await rebuild(db, client)).corrected).toBe(2);
  expect(await contents()).toEqual(live);
}, 90_000);
