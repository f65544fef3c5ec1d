import { expect, it } from "vitest";
import { silentLog } from "@ucrt/kafka";
import { createDatabase, createPool, migrate } from "@ucrt/postgres";
import { createTestDatabase } from "@ucrt/testing";
import { sql } from "kysely";
import { migrateMetrics } from "./migrate.ts";
import { migrations, schemaName, type MetricsTables } from "./tables.ts";

it("brings a database of the first version up to date: its rows go, because they lack what is counted now, and the log fills it again", async () => {
  const database = await createTestDatabase({
    template: "metrics-first-version",
    migrate: async (url) => {
      await migrate({ url, schema: schemaName, migrations: migrations.slice(0, 2) });
    },
  });
  const db = createDatabase<MetricsTables>(
    createPool({ url: database.url, schema: schemaName, applicationName: "metrics-test", logger: silentLog }),
  );
  try {
    await sql`insert into measure (referral_id, sequence, state, feed, source, response, is_candidate, is_duplicate, received_at, clock_start_at, declines, lapses)
      values (gen_random_uuid(), 1, 'received', 'ambulance', 'crew', 'two-hour', false, false, 0, 0, 0, 0)`.execute(db);
    await migrateMetrics(database.url);
    expect(await db.selectFrom("measure").selectAll().execute()).toEqual([]);
    expect(await db.selectFrom("rollup").selectAll().execute()).toEqual([]);
  } finally {
    await db.destroy();
    await database.drop();
  }
});
