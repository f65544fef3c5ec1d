// What an operator watches of the feeds: right, and no dearer the more referrals there have been.
import { createDatabase, createPool } from "@ucrt/postgres";
import { createMetricsRegistry } from "@ucrt/service";
import { createTestDatabase } from "@ucrt/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addFeedMetrics } from "./feed-metrics.ts";
import { readFeedLoads } from "./hold-back-feeds.ts";
import { testLogger } from "./intake-for-tests.ts";
import { migrateIntake } from "./migrate.ts";
import { schemaName, type IntakeTables } from "./tables.ts";

const databaseMade = createTestDatabase({ template: "intake", migrate: (url) => migrateIntake(url) });
let stop: () => Promise<unknown> = async () => undefined;
let metrics: () => Promise<string>;
let query: (text: string) => Promise<readonly { readonly count: number }[]>;

beforeAll(async () => {
  const database = await databaseMade;
  // One connection as the service has them, so that its own count of rows can be asked for.
  const pool = createPool({
    url: database.url,
    schema: schemaName,
    applicationName: "intake-test",
    max: 1,
    byIndexOnly: true,
    logger: testLogger,
  });
  const db = createDatabase<IntakeTables>(pool);
  const registry = createMetricsRegistry("intake");
  addFeedMetrics(registry, { readLoads: () => readFeedLoads(db), waiting: () => new Set(["hospital"]) });
  metrics = () => registry.metrics();
  query = async (text) => (await pool.query<{ count: number }>(text)).rows;
  stop = async () => {
    await pool.end();
    await database.drop();
  };
});
afterAll(() => stop());

async function rowsRead(): Promise<number> {
  await query("select pg_stat_force_next_flush()");
  const rows = await query(
    `select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::float8 as count from pg_stat_user_tables
     where schemaname = 'intake' and relname in ('submissions', 'inbox')`,
  );
  return rows[0]?.count ?? 0;
}

test("with 100,000 offered referrals the silence and the waits of each feed are read without looking at them", async () => {
  const nowMs = Date.now();
  await query(
    `insert into submissions (referral_id, feed, source, channel, organisation, request_id, is_candidate, received_at, assessed_at, machine_done_at, status)
     select gen_random_uuid(), 'ambulance', 'crew', 'made', 'RYC', n::text, false, ${nowMs - 3_600_000}, now(), now(), '{}' from generate_series(1, 100000) n
     union all select gen_random_uuid(), 'ambulance', 'crew', 'made', 'RYC', 'late', false, ${nowMs - 600_000}, null, null, '{}'`,
  );
  await query(
    `insert into inbox (feed, organisation, request_id, body_hash, kind, event_id, answer, received_at)
     select 'ambulance', 'RYC', n::text, '', 'made', gen_random_uuid(), '', ${nowMs - 300_000} - n from generate_series(1, 100000) n`,
  );
  await query("analyze submissions");
  await query("analyze inbox");
  const before = await rowsRead();
  const text = await metrics();
  const value = (name: string, feed: string): number =>
    Number(new RegExp(`^${name}\\{feed="${feed}"[^}]*\\} (\\S+)$`, "m").exec(text)?.[1]);
  expect(value("intake_feed_waiting", "ambulance")).toBe(1);
  expect(value("intake_feed_oldest_wait_seconds", "ambulance")).toBeGreaterThanOrEqual(600);
  expect(value("intake_feed_silence_seconds", "ambulance")).toBeGreaterThanOrEqual(300);
  expect(value("intake_feed_silence_seconds", "ambulance")).toBeLessThan(600);
  expect(text).not.toMatch(/intake_feed_silence_seconds\{feed="community"/);
  expect([value("intake_feed_held_back", "hospital"), value("intake_feed_held_back", "ambulance")]).toEqual([1, 0]);
  const readNow = (await rowsRead()) - before;
  expect(readNow).toBeGreaterThan(0);
  expect(readNow).toBeLessThan(20);
});
