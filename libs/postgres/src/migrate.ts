/**
 * Brings one service's schema up to date: one job on one direct connection, before the service starts.
 * In: the ordered migrations of the service. Out: the names applied now. Several instances at once are safe (advisory lock), each migration
 * commits with its own record, and a run that was killed half-way is simply run again.
 * Creates the schema and the service's role, which may use its own schema and no other.
 * Never edits an applied migration: a changed text stops the start.
 */
import { createHash } from "node:crypto";
import pg from "pg";
import { messageOf, propertyOf } from "@ucrt/kafka";
import type { Log } from "@ucrt/kafka";
import { assertName } from "./pool.ts";

export interface Migration {
  /** Unique in the service; sorts nothing, the list's order counts. */
  readonly name: string;
  /** SQL text, one or more statements. A function gets the schema's and the role's names (role undefined: the tables' owner is the user). */
  readonly up: string | ((names: { readonly schema: string; readonly role: string | undefined }) => string);
}

export interface MigrateOptions {
  /** A direct connection (no pooler) as a user who may create schemas and, when `role` is given, roles. */
  readonly url: string;
  readonly schema: string;
  /** The role the service signs in with; made here when missing, its password set. */
  readonly role?: { readonly name: string; readonly password: string };
  readonly migrations: readonly Migration[];
  readonly logger?: Log;
}

/** Applies what is missing and returns the names applied now. Throws when a migration fails or an applied one was changed. */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  const schema = assertName(options.schema);
  const role = options.role === undefined ? undefined : assertName(options.role.name);
  const client = new pg.Client({ connectionString: options.url, application_name: `migrate-${schema}` });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtextextended($1, 0))", [`migrate:${schema}`]);
    await client.query(`create schema if not exists ${schema}`);
    if (options.role !== undefined) await prepareRole(client, schema, options.role);
    await client.query(`set search_path to ${schema}`);
    await client.query(
      `create table if not exists ${schema}.migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now())`,
    );
    if (role !== undefined) await client.query(`revoke insert, update, delete on ${schema}.migrations from ${role}`);
    return await applyMissing(client, options, { schema, role });
  } finally {
    await client.end();
  }
}

async function applyMissing(
  client: pg.Client,
  options: MigrateOptions,
  names: { schema: string; role: string | undefined },
): Promise<string[]> {
  const { rows } = await client.query<{ name: string; sha256: string }>(
    `select name, sha256 from ${names.schema}.migrations`,
  );
  const applied = new Map(rows.map((row) => [row.name, row.sha256]));
  const now: string[] = [];
  for (const migration of options.migrations) {
    const text = typeof migration.up === "string" ? migration.up : migration.up(names);
    const sha256 = createHash("sha256").update(text).digest("hex");
    const before = applied.get(migration.name);
    if (before === sha256) continue;
    if (before !== undefined)
      throw new Error(
        `Migration ${migration.name} of ${names.schema} was changed after it was applied; add a new migration instead`,
      );
    try {
      await client.query("begin");
      await client.query(text);
      await client.query(`insert into ${names.schema}.migrations (name, sha256) values ($1, $2)`, [
        migration.name,
        sha256,
      ]);
      await client.query("commit");
    } catch (error) {
      await client.query("rollback").catch(() => undefined);
      throw new Error(`Migration ${migration.name} of ${names.schema} failed: ${messageOf(error)}`, { cause: error });
    }
    options.logger?.info({ part: "migrate", schema: names.schema, migration: migration.name }, "Migration applied");
    now.push(migration.name);
  }
  return now;
}

async function prepareRole(
  client: pg.Client,
  schema: string,
  role: { readonly name: string; readonly password: string },
): Promise<void> {
  const password = client.escapeLiteral(role.password);
  // Roles belong to the whole server, the advisory lock to one database: another database's run may make the same role right now.
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { rowCount } = await client.query("select 1 from pg_roles where rolname = $1", [role.name]);
      const statement = rowCount === 0 ? "create role" : "alter role";
      await client.query(`${statement} ${role.name} login password ${password}`);
      break;
    } catch (error) {
      if (attempt >= 10 || !isRoleRace(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20 * attempt));
    }
  }
  await client.query(`grant usage on schema ${schema} to ${role.name}`);
  // Set before the tables are made, so that a migration can take rights away from one of them (insert-only tables) and they stay away.
  await client.query(
    `alter default privileges in schema ${schema} grant select, insert, update, delete on tables to ${role.name}`,
  );
  await client.query(`alter default privileges in schema ${schema} grant usage, select on sequences to ${role.name}`);
}

function isRoleRace(error: unknown): boolean {
  const code = propertyOf(error, "code");
  return (
    code === "42710" ||
    code === "23505" ||
    (code === "XX000" && messageOf(error).includes("tuple concurrently updated"))
  );
}
