/**
 * The switch that stops all retries: parked messages are not sent again, and answers that a sender's system did not take are not repeated (`intake` hears of it
 * on `operations.v1`). What is sent for the first time goes on, and so do the checks on the next one's word: they are how nothing is lost.
 * In: who switches it and why. Out: the row, the word to others, the board, and an entry in the chain of accesses.
 */
import type { Transaction } from "kysely";
import type { z } from "zod";
import { cloudEventHeaders } from "@ucrt/kafka";
import { addToOutbox, inTransaction, type SqlExecutor } from "@ucrt/postgres";
import {
  operations,
  OPERATIONS_TOPIC,
  retriesAnswer,
  retriesBody,
  type Principal,
  type retriesState,
} from "@ucrt/schemas";
import { principalOf, type HttpServer } from "@ucrt/service";
import { sql } from "kysely";
import { showParked } from "./on-parked.ts";
import type { Parts } from "./parts.ts";
import { recordAccesses } from "./record-access.ts";
import type { QueueTables } from "./tables.ts";

export type RetriesState = z.output<typeof retriesState>;

/** Adds the route. */
export function addRetrySwitchRoute(app: HttpServer, parts: Parts): void {
  app.put(
    "/api/parked/retries",
    {
      schema: { body: retriesBody, response: { 200: retriesAnswer } },
    },
    async (request) => {
      const by = principalOf(request);
      const state = await inTransaction(parts.db, (trx) => switchRetries(trx, parts, { ...request.body, by }));
      parts.wakeRelay();
      parts.logger.warn({ part: "retries", isStopped: state.isStopped, subject: by.subject }, "retries were switched");
      return state;
    },
  );
}

/** As it is now; never switched is "go on". */
export async function readRetries(db: SqlExecutor): Promise<RetriesState> {
  const { rows } = await sql<{ is_stopped: boolean; changed_at: Date; changed_by: string; reason: string }>`
    select is_stopped, changed_at, changed_by, reason from retry_switch where name = 'retries'`.execute(db);
  const [row] = rows;
  if (row === undefined) return { isStopped: false, changedAt: null, changedBy: null, reason: null };
  return {
    isStopped: row.is_stopped,
    changedAt: row.changed_at.getTime(),
    changedBy: row.changed_by,
    reason: row.reason,
  };
}

async function switchRetries(
  trx: Transaction<QueueTables>,
  parts: Parts,
  { isStopped, reason, by }: { readonly isStopped: boolean; readonly reason: string; readonly by: Principal },
): Promise<RetriesState> {
  const nowMs = await parts.clock(trx);
  const changed = { is_stopped: isStopped, changed_at: new Date(nowMs), changed_by: by.name, reason };
  await trx
    .insertInto("retry_switch")
    .values({ name: "retries", ...changed })
    .onConflict((conflict) => conflict.column("name").doUpdateSet(changed))
    .execute();
  await recordAccesses(
    trx,
    by,
    [{ referralId: null, what: isStopped ? "retries-stopped" : "retries-go-on", reason }],
    nowMs,
  );
  await addToOutbox(trx, [
    {
      topic: OPERATIONS_TOPIC,
      key: "retries",
      value: JSON.stringify(operations.encode({ kind: "retries", isStopped, at: nowMs, by: by.name, reason })),
      headers: cloudEventHeaders({
        id: `retries/${nowMs}`,
        type: OPERATIONS_TOPIC,
        source: "queue",
        time: new Date(nowMs).toISOString(),
        subject: "retries",
      }),
    },
  ]);
  await showParked(trx, nowMs);
  return readRetries(trx);
}
