/**
 * Lets one instance of a service do a job at a time (relay, timers), by a row and the database's clock.
 * In: a name, who asks, for how long. Out: whether the asker holds it now. A holder that stops renewing loses it when the time is over.
 * Never a guarantee by itself: a frozen holder can wake up late, so the work under a lease checks state again before it acts.
 */
import { sql } from "kysely";
import type { SqlExecutor } from "./pool.ts";

export interface LeaseRequest {
  readonly name: string;
  /** Unique for this instance, e.g. a random UUID made at its start. */
  readonly holder: string;
  readonly ttlMs: number;
}

/** Takes or renews the lease; true when `holder` has it for the next `ttlMs`. */
export async function tryLease(db: SqlExecutor, { name, holder, ttlMs }: LeaseRequest): Promise<boolean> {
  const { rows } = await sql<{ holder: string }>`
    insert into leases as held (name, holder, expires_at)
    values (${name}, ${holder}, clock_timestamp() + ${ttlMs}::float8 * interval '1 millisecond')
    on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at
      where held.holder = excluded.holder or held.expires_at < clock_timestamp()
    returning holder`.execute(db);
  return rows.length === 1;
}

/** Gives the lease back, when it is still held by `holder`. */
export async function releaseLease(db: SqlExecutor, { name, holder }: Omit<LeaseRequest, "ttlMs">): Promise<void> {
  await sql`delete from leases where name = ${name} and holder = ${holder}`.execute(db);
}
