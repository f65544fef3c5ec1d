// A database of an earlier version is brought up to date with what is in it.
import { expect, test } from "vitest";
import { createDatabase, createPool, migrate } from "@ucrt/postgres";
import { createTestDatabase } from "@ucrt/testing";
import { sql } from "kysely";
import { readFeedLoads } from "./hold-back-feeds.ts";
import { testLogger } from "./intake-for-tests.ts";
import { migrateIntake } from "./migrate.ts";
import { migrations, schemaName, type IntakeTables } from "./tables.ts";

test("what had been assessed before the machine's last step was kept does not hold its feed back", async () => {
  const before = migrations.findIndex(({ name }) => name === "0005-machine-done");
  const database = await createTestDatabase({
    template: "intake-before-machine-done",
    migrate: async (url) => {
      await migrate({ url, schema: schemaName, migrations: migrations.slice(0, before) });
    },
  });
  const db = createDatabase<IntakeTables>(
    createPool({ url: database.url, schema: schemaName, applicationName: "intake-test", logger: testLogger }),
  );
  try {
    await sql`insert into submissions (referral_id, feed, source, channel, organisation, request_id, is_candidate, received_at, assessed_at, status)
      values (gen_random_uuid(), 'hospital', 'ward', 'made', 'RYC', '1', false, 0, clock_timestamp(), '{}'),
        (gen_random_uuid(), 'hospital', 'ward', 'made', 'RYC', '2', false, 0, null, '{}')`.execute(db);
    await migrateIntake(database.url);
    const hospital = (await readFeedLoads(db)).find(({ feed }) => feed === "hospital");
    expect(hospital).toMatchObject({ underWay: 1, waiting: 1 });
  } finally {
    await db.destroy();
    await database.drop();
  }
});
