// Schema, role and tables of a service, and how they stay apart from another's.
import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Retryable, silentLog } from "@ucrt/kafka";
import { createTestDatabase, type TestDatabase } from "@ucrt/testing"; // @boundaries-ignore tests only; it depends on this package
import { releaseLease, tryLease } from "./leases.ts";
import { migrate, type Migration } from "./migrate.ts";
import { createDatabase, createPool, inTransaction, readDatabaseNow } from "./pool.ts";
import { leaseTableSql, outboxTableSql, type PostgresTables } from "./tables.ts";

const suffix = randomBytes(4).toString("hex");
const role = { name: `one_${suffix}`, password: "it's a 'test'" };
const otherRole = { name: `two_${suffix}`, password: "other" };
let database: TestDatabase;
const migrations: readonly Migration[] = [
  { name: "001-shared", up: outboxTableSql("one") + leaseTableSql("one") },
  {
    name: "002-accesses",
    up: ({ schema, role: name }) =>
      `create table ${schema}.accesses (id bigint generated always as identity, who text); revoke update, delete on ${schema}.accesses from ${name};`,
  },
];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.pool.query(`drop owned by ${role.name}, ${otherRole.name}`);
  await database.pool.query(`drop role ${role.name}, ${otherRole.name}`);
  await database.drop();
});

const connect = (schema: string, as?: { name: string; password: string }) =>
  createDatabase<PostgresTables>(
    createPool({
      url: database.url,
      schema,
      ...(as === undefined ? {} : { role: as }),
      applicationName: "test",
      logger: silentLog,
    }),
  );

test("applies each migration once, also when five instances start together", async () => {
  const applied = await Promise.all(
    Array.from({ length: 5 }, () => migrate({ url: database.url, schema: "one", role, migrations })),
  );
  expect(applied.flat().toSorted()).toEqual(["001-shared", "002-accesses"]);
  expect(await migrate({ url: database.url, schema: "one", role, migrations })).toEqual([]);
  await migrate({
    url: database.url,
    schema: "two",
    role: otherRole,
    migrations: [{ name: "001", up: "create table notes (text text)" }],
  });
});

test("a role works in its own schema only, and cannot rewrite an insert-only table", async () => {
  const one = connect("one", role);
  await sql`insert into accesses (who) values ('someone')`.execute(one);
  await expect(sql`update accesses set who = 'nobody'`.execute(one)).rejects.toMatchObject({ code: "42501" });
  await expect(sql`delete from accesses`.execute(one)).rejects.toMatchObject({ code: "42501" });
  await expect(sql`select * from two.notes`.execute(one)).rejects.toMatchObject({ code: "42501" });
  await expect(sql`create table one.more (id int)`.execute(one)).rejects.toMatchObject({ code: "42501" });
  await expect(sql`delete from one.migrations`.execute(one)).rejects.toMatchObject({ code: "42501" });
  await one.destroy();
});

test("a failed migration leaves nothing behind, and a changed one stops the start", async () => {
  const broken = { name: "003-broken", up: "create table half (id int); select no_such_function();" };
  await expect(
    migrate({ url: database.url, schema: "one", role, migrations: [...migrations, broken] }),
  ).rejects.toThrow(/003-broken/);
  const { rows } = await database.pool.query("select to_regclass('one.half') as half");
  expect(rows).toEqual([{ half: null }]);
  const changed = migrations.map((migration) =>
    migration.name === "001-shared" ? { ...migration, up: "select 1" } : migration,
  );
  await expect(migrate({ url: database.url, schema: "one", role, migrations: changed })).rejects.toThrow(
    /changed after it was applied/,
  );
});

test("a lease has one holder until it is given back or runs out", async () => {
  const one = connect("one");
  const other = connect("one");
  const name = "timers";
  const taken = await Promise.all([
    tryLease(one, { name, holder: "a", ttlMs: 60_000 }),
    tryLease(other, { name, holder: "b", ttlMs: 60_000 }),
  ]);
  expect(taken.filter(Boolean)).toHaveLength(1);
  const [winner, loser] = taken[0] ? ["a", "b"] : ["b", "a"];
  expect(await tryLease(one, { name, holder: winner, ttlMs: 60_000 })).toBe(true);
  await releaseLease(one, { name, holder: loser });
  expect(await tryLease(one, { name, holder: loser, ttlMs: 60_000 })).toBe(false);
  await releaseLease(one, { name, holder: winner });
  expect(await tryLease(one, { name, holder: loser, ttlMs: 0 })).toBe(true);
  expect(await tryLease(one, { name, holder: winner, ttlMs: 60_000 })).toBe(true);
  await one.destroy();
  await other.destroy();
});

test("reads 64 bit integers as numbers and the database's clock in epoch ms", async () => {
  const one = connect("one");
  const { rows } = await sql<{
    id: number;
    count: number;
  }>`select 9007199254740991::bigint as id, count(*) as count from accesses`.execute(one);
  expect(rows).toEqual([{ id: Number.MAX_SAFE_INTEGER, count: 1 }]);
  await expect(sql`select 9007199254740993::bigint as id`.execute(one)).rejects.toThrow(/too large/);
  const nowMs = await readDatabaseNow(one);
  expect(Number.isInteger(nowMs)).toBe(true);
  expect(Math.abs(nowMs - Date.now())).toBeLessThan(60_000);
  await one.destroy();
});

test("says Retryable for a lost connection, a deadlock and a lock not had, and nothing else", async () => {
  const one = connect("one");
  const lost = inTransaction(one, async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    await database.pool.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
    await sql`select 1`.execute(trx);
  });
  await expect(lost).rejects.toBeInstanceOf(Retryable);
  const lockTimeout = inTransaction(one, (trx) =>
    sql`do $$ begin raise exception using errcode = '55P03'; end $$`.execute(trx),
  );
  await expect(lockTimeout).rejects.toBeInstanceOf(Retryable);
  const deadlock = inTransaction(one, (trx) =>
    sql`do $$ begin raise exception using errcode = '40P01'; end $$`.execute(trx),
  );
  await expect(deadlock).rejects.toBeInstanceOf(Retryable);
  const wrong = inTransaction(one, (trx) => sql`select no_such_column`.execute(trx));
  await expect(wrong).rejects.not.toBeInstanceOf(Retryable);
  const unreachable = createDatabase<PostgresTables>(
    createPool({
      url: "postgres://nobody@127.0.0.1:1/none",
      schema: "one",
      applicationName: "test",
      logger: silentLog,
    }),
  );
  await expect(inTransaction(unreachable, (trx) => sql`select 1`.execute(trx))).rejects.toBeInstanceOf(Retryable);
  await unreachable.destroy();
  await one.destroy();
});
