/**
 * Closes a connection whose server has not answered in time, so that nobody works on it again.
 * In: a new connection. Out: the same connection; after a query that timed out it ends, and its pool makes another.
 * A server that was frozen or cut off does what it was sent when it wakes: a `begin` nobody waited for would leave the connection inside a transaction, and
 * whatever was written through it afterwards would look stored, hold its locks, and be rolled back half a minute later.
 */
import type pg from "pg";

/** node-postgres' own words; it has no code for it. */
const TIMED_OUT = "Query read timeout";

/** Call once for each new connection, after everything else that wraps its `query`. */
export function closeAfterTimeout(client: pg.ClientBase & { readonly end?: () => Promise<void> }): void {
  const query = client.query.bind(client) as (...args: readonly unknown[]) => unknown;
  const watched = (...args: readonly unknown[]): unknown => {
    const result = query(...args);
    if (!(result instanceof Promise)) return result;
    return result.catch((error: unknown) => {
      // With a query in hand this drops the connection at once; the server rolls back when it notices.
      if (error instanceof Error && error.message === TIMED_OUT) void client.end?.().catch(() => undefined);
      throw error;
    });
  };
  client.query = watched as typeof client.query;
}
