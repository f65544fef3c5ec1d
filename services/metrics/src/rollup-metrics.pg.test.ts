// How fresh the published numbers are said to be.
import { silentLog } from "@ucrt/kafka";
import { createDatabase, createPool, readDatabaseNow } from "@ucrt/postgres";
import { createMetricsRegistry } from "@ucrt/service";
import { createTestDatabase, type TestDatabase } from "@ucrt/testing";
import type { Kysely } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { markMonths } from "./mark-months.ts";
import { migrateMetrics } from "./migrate.ts";
import { addRollupMetrics } from "./rollup-metrics.ts";
import { schemaName, type MetricsTables } from "./tables.ts";

let database: TestDatabase;
let db: Kysely<MetricsTables>;
const registry = createMetricsRegistry("metrics");

beforeAll(async () => {
  database = await createTestDatabase({ template: "metrics", migrate: migrateMetrics });
  db = createDatabase<MetricsTables>(
    createPool({ url: database.url, schema: schemaName, applicationName: "metrics-test", logger: silentLog }),
  );
  addRollupMetrics(registry, db, "now");
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

async function read(name: string): Promise<number | undefined> {
  const found = new RegExp(`^${name}\\{[^}]*\\} (\\S+)$`, "m").exec(await registry.metrics())?.[1];
  return found === undefined ? undefined : Number(found);
}

test("nothing is said of the age before the first roll-up, and no month waits", async () => {
  expect(await read("metrics_rollup_months_stale")).toBe(0);
  expect(await read("metrics_rollup_age_seconds")).toBeUndefined();
  expect(await read("metrics_rollup_stale_seconds")).toBe(0);
});

test("a month that facts have marked, one made with other rules and one whose time has come wait, each once", async () => {
  const nowMs = await readDatabaseNow(db);
  const rolled = { rolled_at: nowMs - 400_000, version: "now", due_at: null };
  await db
    .insertInto("rollup_month")
    .values([
      { ...rolled, month: "2026-07" },
      { ...rolled, month: "2026-08", version: "before" },
      { ...rolled, month: "2026-09", due_at: nowMs - 1 },
      { ...rolled, month: "2026-10" },
    ])
    .execute();
  expect(await read("metrics_rollup_months_stale")).toBe(2);
  await markMonths(db, ["2026-08", "2026-10"]);
  await markMonths(db, ["2026-10"]);
  expect(await read("metrics_rollup_months_stale")).toBe(3);
  expect(await read("metrics_rollup_stale_seconds")).toBeGreaterThanOrEqual(400);
});
