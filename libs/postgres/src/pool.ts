/**
 * The connections of one service to PostgreSQL.
 * In: where the database is, the service's schema and role. Out: a pool, a typed query builder over it, transactions.
 * Every connection sees its own schema only (search_path) and gives up on slow statements; losing the server never ends the process.
 * 64 bit integers are read as numbers and refused above 2^53, because ids, counts and epoch milliseconds are numbers everywhere.
 */
import { Kysely, PostgresDialect, sql } from "kysely";
import type { QueryExecutorProvider, Transaction } from "kysely";
import pg from "pg";
import { isTransient, messageOf, Retryable } from "@ucrt/kafka";
import type { Log } from "@ucrt/kafka";
import type { Registry } from "prom-client";
import { closeAfterTimeout } from "./close-after-timeout.ts";
import { addPoolMetrics } from "./postgres-metrics.ts";
import { prepareRepeated } from "./prepare-repeated.ts";

export type Pool = pg.Pool;
/** A Kysely database or transaction, whatever its tables. */
export type SqlExecutor = QueryExecutorProvider;

export interface PoolOptions {
  readonly url: string;
  /** The service's schema; lower case letters, digits and underscores. */
  readonly schema: string;
  /** Signs in as this role instead of the one in the URL. */
  readonly role?: { readonly name: string; readonly password: string };
  readonly applicationName: string;
  /** Most connections at once. @default 10 */
  readonly max?: number;
  readonly logger: Log;
  /** @default 10,000 ms */
  readonly statementTimeoutMs?: number;
  /** Longest wait for the server's answer to one statement: its own limits do not help while it is frozen or cut off. @default 5,000 ms more than `statementTimeoutMs` */
  readonly answerTimeoutMs?: number;
  /**
   * For services whose every statement has an index: PostgreSQL then never plans to read a whole table where it could use one. A plan made while
   * the tables were empty would otherwise be kept while they grow, and each look-up would cost as much as all there is.
   * @default false
   */
  readonly byIndexOnly?: boolean;
  /** Takes the numbers of this pool. */
  readonly registry?: Registry;
}

/** Opens nothing yet; connections are made when needed. */
export function createPool(options: PoolOptions): Pool {
  assertName(options.schema);
  const statementTimeoutMs = options.statementTimeoutMs ?? 10_000;
  const pool = new pg.Pool({
    connectionString: signedInAs(options.url, options.role),
    max: options.max ?? 10,
    application_name: options.applicationName,
    options: `-c search_path=${options.schema}${options.byIndexOnly === true ? " -c enable_seqscan=off -c jit=off" : ""}`,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    statement_timeout: statementTimeoutMs,
    lock_timeout: Math.min(5_000, statementTimeoutMs),
    idle_in_transaction_session_timeout: 30_000,
    query_timeout: options.answerTimeoutMs ?? statementTimeoutMs + 5_000,
    types: { getTypeParser: readTypes },
  });
  // Without a listener the loss of an idle connection would end the process.
  pool.on("error", (error) =>
    options.logger.warn({ part: "postgres", reason: messageOf(error) }, "An idle connection to PostgreSQL was lost"),
  );
  // A connection in use reports to its query; without a listener of its own a second report would end the process.
  pool.on("connect", (client) => {
    client.on("error", () => undefined);
    prepareRepeated(client);
    closeAfterTimeout(client);
  });
  if (options.registry !== undefined) addPoolMetrics(options.registry, pool);
  return pool;
}

/** A typed query builder over the pool. `destroy()` ends the pool. */
export function createDatabase<DB>(pool: Pool): Kysely<DB> {
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
}

/**
 * Runs the work in one transaction. Throws Retryable when the database failed or rolled back for a passing reason, which includes a commit
 * whose outcome is unknown: whoever repeats the work must recognise what is stored already. Other errors pass unchanged.
 */
export async function inTransaction<DB, T>(db: Kysely<DB>, work: (trx: Transaction<DB>) => Promise<T>): Promise<T> {
  try {
    return await db.transaction().execute(work);
  } catch (error) {
    throw toRetryable(error);
  }
}

/** The error as Retryable when it will pass, else itself. */
export function toRetryable(error: unknown): unknown {
  if (error instanceof Retryable || !isTransient(error)) return error;
  return new Retryable(`PostgreSQL could not finish this now: ${messageOf(error)}`, { cause: error });
}

/** The database's clock in epoch ms, at this statement (not at the start of the transaction: a lock may have been waited for). */
export async function readDatabaseNow(db: SqlExecutor): Promise<number> {
  const { rows } = await sql<{
    now_ms: number;
  }>`select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms`.execute(db);
  const nowMs = rows.at(0)?.now_ms;
  if (nowMs === undefined) throw new Retryable("PostgreSQL did not tell the time");
  return nowMs;
}

/** Throws unless the text is a plain lower-case SQL name, which is then safe to put into a statement. */
export function assertName(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name))
    throw new Error(`Not a plain SQL name: ${JSON.stringify(name)}; use lower case letters, digits and underscores`);
  return name;
}

/** The connection URL with another user. */
export function signedInAs(url: string, role: PoolOptions["role"]): string {
  if (role === undefined) return url;
  const changed = new URL(url);
  changed.username = encodeURIComponent(role.name);
  changed.password = encodeURIComponent(role.password);
  return changed.toString();
}

const INT8_OID = 20;

const readTypes: typeof pg.types.getTypeParser = (oid: number, format?: unknown) => {
  if (oid === INT8_OID && format !== "binary") return readInt8;
  return Reflect.apply(pg.types.getTypeParser, pg.types, [oid, format]);
};

function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`A 64 bit integer is too large to be a number: ${text}`);
  return value;
}
