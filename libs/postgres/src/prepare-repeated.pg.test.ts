// Statements that come again are planned once, and a table that changes under them is no trouble for long.
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Retryable, silentLog } from "@ucrt/kafka";
import { createTestDatabase, type TestDatabase } from "@ucrt/testing"; // @boundaries-ignore tests only; it depends on this package
import { createDatabase, createPool, inTransaction } from "./pool.ts";

let database: TestDatabase;
let db: ReturnType<typeof createDatabase<{ thing: { id: number } }>>;
beforeAll(async () => {
  database = await createTestDatabase();
  // One connection, so that each statement meets the names it made.
  const pool = createPool({
    url: database.url,
    schema: "public",
    max: 1,
    applicationName: "prepare-test",
    logger: silentLog,
  });
  db = createDatabase(pool);
  await sql`create table thing (id int); insert into thing select generate_series(1, 9)`.execute(db);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const find = (id: number) => sql<{ id: number }>`select * from thing where id = ${id}`.execute(db);
const names = async (): Promise<readonly string[]> =>
  (await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(db)).rows.map(
    (row) => row.statement,
  );

test("a statement that comes a third time is kept by PostgreSQL, with every value answered alike", async () => {
  for (const id of [1, 2, 3, 4, 5, 6, 7]) expect((await find(id)).rows).toEqual([{ id }]);
  expect(await names()).toEqual(["select * from thing where id = $1"]);
});

test("after a column was added the work fails once as passing trouble, and then sees the new column", async () => {
  for (const id of [1, 2, 3]) await find(id);
  await sql`alter table thing add column colour text default 'blue'`.execute(db);
  await expect(inTransaction(db, (trx) => sql`select * from thing where id = ${1}`.execute(trx))).rejects.toThrow(
    Retryable,
  );
  for (const id of [1, 2, 3, 4, 5, 6]) expect((await find(id)).rows).toEqual([{ id, colour: "blue" }]);
});
