/** Remembers which messages were taken up, so that a repeat changes nothing. In: ids. Out: those known already. */
import { sql } from "kysely";
import type { Transaction } from "kysely";
import type { QueueTables } from "./tables.ts";

/** Which of these ids were taken up before. */
export async function takenBefore(trx: Transaction<QueueTables>, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`select id from message_taken where id = any(${ids}::uuid[])`.execute(trx);
  return new Set(rows.map((row) => row.id));
}

/** Remembers ids, in the transaction of what they caused. */
export async function noteTaken(trx: Transaction<QueueTables>, ids: readonly string[], atMs: number): Promise<void> {
  if (ids.length === 0) return;
  await sql`insert into message_taken (id, taken_at) select distinct id, ${new Date(atMs)}::timestamptz from unnest(${ids}::uuid[]) as given (id) on conflict (id) do nothing`.execute(
    trx,
  );
}
