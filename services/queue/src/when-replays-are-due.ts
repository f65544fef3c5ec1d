/**
 * Sends the items of agreed replay tasks, one in a transaction, and alarms about what has been parked for a minute and nobody has dealt with.
 * In: time. Out: outbox rows and marks together, so that an item is sent once however often a process dies. Stops while retries are stopped.
 */
import { sql } from "kysely";
import { inTransaction } from "@ucrt/postgres";
import { fault } from "@ucrt/service";
import type { Parts } from "./parts.ts";
import { replayOnce } from "./replay-parked.ts";
import { readRetries } from "./retry-switch.ts";

/** A parked message is its owner's to deal with; after this it is an alarm. */
const ALARM_AFTER_MS = 60_000;

/** Sends one item; true when there may be more. */
export async function whenReplaysAreDue(parts: Parts): Promise<boolean> {
  const sent = await inTransaction(parts.db, async (trx) => {
    if ((await readRetries(trx)).isStopped) return undefined;
    const { rows } = await sql<{ task_id: string; parked_id: string; asked_by: string }>`
      select item.task_id, item.parked_id, task.asked_by from replay_item item join replay_task task using (task_id)
      where item.state = 'waiting' and task.approved_at is not null
      order by task.approved_at, item.position limit 1 for update of item skip locked`.execute(trx);
    const [item] = rows;
    if (item === undefined) return undefined;
    const why = await replayOnce(trx, parts, { parkedId: item.parked_id, by: item.asked_by });
    const nowMs = await parts.clock(trx);
    await trx
      .updateTable("replay_item")
      .set({ state: why === undefined ? "sent" : "refused", detail: why?.detail ?? null, done_at: new Date(nowMs) })
      .where("task_id", "=", item.task_id)
      .where("parked_id", "=", item.parked_id)
      .execute();
    return item;
  });
  if (sent === undefined) return false;
  parts.wakeRelay();
  fault.at("replay-after-publish");
  return true;
}

/** Alarms once about each message that has waited for a minute. */
export async function whenParkedMessagesWait(parts: Parts): Promise<void> {
  const nowMs = await parts.clock(parts.db);
  const { rows } = await sql<{ service: string; reason: string; topic: string }>`
    update parked set alarmed_at = ${new Date(nowMs)}
    where alarmed_at is null and replayed_at is null and parked_at <= ${new Date(nowMs - ALARM_AFTER_MS)}
    returning service, reason, topic`.execute(parts.db);
  for (const { service, reason, topic } of rows)
    parts.raiseAlarm({ kind: "parked-waiting", details: { service, reason, topic } });
}
