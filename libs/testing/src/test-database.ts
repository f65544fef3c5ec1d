// A PostgreSQL database for one test file. In: the run's server and, if wanted, migrations. Out: a URL and a pool on an
// empty or migrated database. With migrations it is copied from a template, made once a run for each set; dropped after.
import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { testServerUrl } from "./servers.ts";
import { templatePrefix } from "./templates.ts";

export interface TestDatabase {
  /** Superuser URL of the database. */
  readonly url: string;
  readonly name: string;
  readonly pool: pg.Pool;
  /** Closes the pool, breaks what is still connected and drops the database. Also runs by itself as `await using` ends. */
  readonly drop: () => Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Names the set of migrations; files that give the same name share one template. */
  readonly template?: string;
  /** Brings the empty database at `url` to the wanted tables; runs once for each template. */
  readonly migrate?: (url: string) => Promise<void>;
}

/** Makes a database of this file's own. Call in `beforeAll`, and `drop()` in `afterAll`. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  const { migrate } = options;
  if (migrate === undefined) {
    await asAdmin((admin) => admin.query(`create database ${name}`));
  } else {
    const template = await ensureTemplate(options.template ?? migrate.toString(), migrate);
    await asAdmin((admin) => admin.query(`create database ${name} template ${template}`));
  }
  const url = urlOf(name);
  const pool = new pg.Pool({ connectionString: url, max: 8 });
  // A test that breaks connections on purpose must not take the test process down with them.
  pool.on("error", () => undefined);
  let dropped: Promise<void> | undefined;
  const drop = () => (dropped ??= dropDatabase(pool, name));
  return { url, name, pool, drop, [Symbol.asyncDispose]: drop };
}

async function dropDatabase(pool: pg.Pool, name: string): Promise<void> {
  await pool.end();
  await asAdmin((admin) => admin.query(`drop database if exists ${name} with (force)`));
}

/** Several worker processes may want the same template at once, so it is made under an advisory lock. */
async function ensureTemplate(key: string, migrate: (url: string) => Promise<void>): Promise<string> {
  const template = `${templatePrefix(inject("runId"))}${createHash("sha256").update(key).digest("hex").slice(0, 16)}`;
  await asAdmin(async (admin) => {
    await admin.query("select pg_advisory_lock(hashtext($1))", [template]);
    const existing = await admin.query("select 1 from pg_database where datname = $1", [template]);
    if (existing.rowCount !== 0) return;
    const unfinished = `${template}_new`;
    await admin.query(`drop database if exists ${unfinished} with (force)`);
    await admin.query(`create database ${unfinished}`);
    await migrate(urlOf(unfinished));
    await admin.query(`alter database ${unfinished} rename to ${template}`);
  });
  return template;
}

async function asAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: testServerUrl() });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(testServerUrl());
  url.pathname = `/${database}`;
  return url.href;
}
