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

test("a publication is behind once something of its year has changed after it, and one of a quiet year is not", async () => {
  const nowMs = await readDatabaseNow(db);
  const published = { counts: 1, hidden: 0 };
  await db
    .insertInto("publication_year")
    .values([
      { ...published, year: "2025", as_of: nowMs - 90_000_000 },
      { ...published, year: "2026", as_of: nowMs - 300_000 },
    ])
    .execute();
  expect(await read("metrics_publication_behind_seconds")).toBe(0);
  await db
    .updateTable("rollup_month")
    .set({ rolled_at: nowMs - 1_000 })
    .where("month", "=", "2026-10")
    .execute();
  expect(await read("metrics_publication_behind_seconds")).toBeGreaterThanOrEqual(300);
  expect(await read("metrics_publication_behind_seconds")).toBeLessThan(90_000);
});
