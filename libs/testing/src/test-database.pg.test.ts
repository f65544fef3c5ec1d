import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { createTestDatabase, testServerUrl, waitFor } from "./index.ts";

const made: { drop(): Promise<void> }[] = [];
afterAll(async () => {
  await Promise.all(made.map((database) => database.drop()));
});

let migrations = 0;
async function migrate(url: string): Promise<void> {
  migrations += 1;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("create table things (id int primary key)");
  await client.end();
}

test("gives each caller tables of its own, migrated once for the template", async () => {
  const first = await createTestDatabase({ template: "things", migrate });
  const second = await createTestDatabase({ template: "things", migrate });
  made.push(first, second);
  await first.pool.query("insert into things values (1)");
  expect((await first.pool.query("select * from things")).rows).toEqual([{ id: 1 }]);
  expect((await second.pool.query("select * from things")).rows).toEqual([]);
  expect(migrations).toBe(1);
});

test("drops the database although somebody is still connected", async () => {
  const database = await createTestDatabase();
  const guest = new pg.Client({ connectionString: database.url });
  guest.on("error", () => undefined);
  await guest.connect();
  await database.drop();
  const admin = new pg.Client({ connectionString: testServerUrl() });
  await admin.connect();
  const left = await waitFor(
    () => admin.query("select 1 from pg_database where datname = $1", [database.name]),
    "an answer about the dropped database",
  );
  await admin.end();
  expect(left.rowCount).toBe(0);
});
