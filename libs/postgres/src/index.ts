/** PostgreSQL for services: pool, migrations, outbox and relay, leases. */
export {
  assertName,
  createDatabase,
  createPool,
  inTransaction,
  readDatabaseNow,
  signedInAs,
  toRetryable,
} from "./pool.ts";
export type { Pool, PoolOptions, SqlExecutor } from "./pool.ts";
export { migrate } from "./migrate.ts";
export type { MigrateOptions, Migration } from "./migrate.ts";
export { leaseTableSql, outboxTableSql, outboxUncompressedSql } from "./tables.ts";
export type { LeaseTable, OutboxSetAsideTable, OutboxTable, PostgresTables } from "./tables.ts";
export { addToOutbox, readOutboxStatus } from "./outbox.ts";
export type { CurrentRowMessage, OutboxMessage, OutboxStatus } from "./outbox.ts";
export { startRelay } from "./relay.ts";
export type { CurrentRow, CurrentRowRef, Relay, RelayAlarm, RelayOptions, RelayStatus } from "./relay.ts";
export { releaseLease, tryLease } from "./leases.ts";
export type { LeaseRequest } from "./leases.ts";
export { listenFor } from "./listen.ts";
export type { Listener } from "./listen.ts";
