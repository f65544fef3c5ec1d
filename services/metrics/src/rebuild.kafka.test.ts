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
import { createCivilTime } from "@ucrt/domain";
import { createDatabase, createPool } from "@ucrt/postgres";
import { fact, FACTS_TOPIC, PARKED_TOPIC, topics, type Fact, type OtherFact } from "@ucrt/schemas";
import { aFact, createTestDatabase, openedData, testBrokers, waitFor, type TestDatabase } from "@ucrt/testing";
import { migrateMetrics } from "./migrate.ts";
import { onFacts } from "./on-fact.ts";
import { readCube } from "./read-cube.ts";
import { aCheckFact, aTeamStateFact, anAuditFact } from "./made-other-facts.ts";
import { rebuild } from "./rebuild.ts";
import { schemaName, type MetricsTables } from "./tables.ts";
import { rollUpDueMonths, rollupRules } from "./when-months-change.ts";

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

const london = createCivilTime("Europe/London");
const rules = rollupRules({ civil: london, lateEntryMinutes: 15 });

const message = (one: Fact) => ({
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

/** Everything kept, rollups included. */
const contents = async () => ({
  measures: (await sql<Record<string, unknown>>`select * from measure order by referral_id`.execute(db)).rows,
  others: (
    await sql`
      select check_made::text as row from check_made union all select team_state::text from team_state
      union all select audit_judgement::text from audit_judgement order by 1`.execute(db)
  ).rows,
  rollups: (await sql`select * from rollup order by month, grain, breakdowns`.execute(db)).rows,
});

const measured = async () => (await sql`select 1 from measure`.execute(db)).rows.length;

it("keeps measures from the log through repeats and an unreadable record, and rebuilds the same numbers from it", async () => {
  const referrals = Array.from({ length: 40 }, () => randomUUID());
  const ofReferrals = referrals.flatMap((referralId, index) => [
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
  const others: OtherFact[] = [
    aCheckFact(randomUUID(), noon),
    aTeamStateFact("north", 1, noon, { isPaused: true }),
    anAuditFact(referrals[0] ?? "", noon + 100, "disagree"),
  ];
  const facts: Fact[] = [...ofReferrals, ...others];
  const poison = { topic: FACTS_TOPIC, key: referrals[0] ?? "", value: '{"type":"from-the-future"}', headers: {} };
  await producer.send([...facts.map(message), poison, ...facts.toReversed().map(message)]);

  const consumer = startBatchConsumer({
    client,
    groupId: "metrics-facts",
    serviceName: "metrics",
    topics: [FACTS_TOPIC],
    handleBatch: onFacts(db, london),
    park: parkWith({ producer, serviceName: "metrics" }),
    onFatal: (error) => {
      throw error;
    },
  });
  await waitFor(
    async () =>
      (await sql<{ n: number }>`select count(*) as n from measure where sequence = 2`.execute(db)).rows[0]?.n === 20 &&
      (await measured()) === 40,
    "all referrals are measured",
    30_000,
  );
  await waitFor(() => consumer.status().lag === 0, "the log is read to its end", 30_000);
  await consumer.stop();
  await rollUpDueMonths(db, rules);
  const live = await contents();
  expect(live.others).toHaveLength(3);
  expect(
    (await readCube(db, { from: "2026-11", to: "2026-11", grain: "month", breakdowns: [] }))[0]?.counts,
  ).toMatchObject({ received: 40, withdrawn: 20, checksMade: 1, checksNotSent: 1, auditDisagreed: 1 });

  const nothing = { referrals: 40, corrected: 0, correctedRollups: 0, unreadable: 1 };
  expect(await rebuild(db, client, rules)).toMatchObject(nothing);

  await sql`update measure set state = 'closed' where referral_id = ${referrals[0]}`.execute(db);
  await sql`delete from measure where referral_id = ${referrals[1]}`.execute(db);
  await sql`update team_state set capacity = 99`.execute(db);
  await sql`insert into audit_judgement (audit_id, about, at, judgement) values (${randomUUID()}, ${referrals[2]}, ${noon}, 'agree')`.execute(
    db,
  );
  await sql`update rollup set cells = '\\x0000' where breakdowns = 'source'`.execute(db);
  await sql`delete from rollup where breakdowns = 'place'`.execute(db);
  // One row changed in each of two measures, one state, one judgement; a changed state is one row gone and one come.
  expect(await rebuild(db, client, rules)).toMatchObject({ corrected: 5, correctedRollups: 3 });
  expect(await contents()).toEqual(live);
  expect(await rebuild(db, client, rules)).toMatchObject(nothing);
}, 90_000);
