/**
 * Tasks that send parked messages again: one or several, each item with its own result. In: which, who asks, who agrees. Out: rows; the sending is done by
 * `when-replays-are-due.ts`. Several need a second person: one alone could send a mass of messages into the system.
 */
import { sql, type Kysely, type Transaction } from "kysely";
import { z } from "zod";
import { inTransaction } from "@ucrt/postgres";
import { replaysBody, replayTask, type Principal } from "@ucrt/schemas";
import { principalOf, problem, requestIdsOf, type HttpServer } from "@ucrt/service";
import { idOf } from "./ids.ts";
import type { Parts } from "./parts.ts";
import { recordAccesses } from "./record-access.ts";
import { readRetries } from "./retry-switch.ts";
import type { QueueTables } from "./tables.ts";

export type ReplayTask = z.output<typeof replayTask>;

const MOST_TASKS = 20;

/** Adds the routes. */
export function addReplayTaskRoutes(app: HttpServer, parts: Parts): void {
  app.post(
    "/api/parked/replays",
    { schema: { body: replaysBody, response: { 202: replayTask } } },
    async (request, reply) => {
      const by = principalOf(request);
      const task = await inTransaction(parts.db, (trx) =>
        ask(trx, parts, {
          by,
          requestId: requestIdsOf(request).requestId,
          parkedIds: [...new Set(request.body.parkedIds)],
        }),
      );
      parts.logger.info(
        { taskId: task.taskId, items: task.items.length, subject: by.subject },
        "a replay was asked for",
      );
      return reply.code(202).send(task);
    },
  );
  app.post(
    "/api/parked/replays/:id/approve",
    {
      schema: { params: z.object({ id: z.guid().toLowerCase() }), response: { 200: replayTask } },
    },
    async (request) => {
      const by = principalOf(request);
      const task = await inTransaction(parts.db, (trx) => approve(trx, parts, { by, taskId: request.params.id }));
      parts.logger.info({ taskId: task.taskId, subject: by.subject }, "a replay was agreed to");
      return task;
    },
  );
}

async function ask(
  trx: Transaction<QueueTables>,
  parts: Parts,
  {
    by,
    requestId,
    parkedIds,
  }: { readonly by: Principal; readonly requestId: string; readonly parkedIds: readonly string[] },
): Promise<ReplayTask> {
  const known = await trx.selectFrom("parked").select("parked_id").where("parked_id", "in", parkedIds).execute();
  if (known.length !== parkedIds.length) throw problem("REF_NOT_FOUND");
  const nowMs = await parts.clock(trx);
  const taskId = idOf("replay", by.subject, requestId);
  const isAlone = parkedIds.length === 1;
  // The same request again is the same task.
  const made = await trx
    .insertInto("replay_task")
    .values({
      task_id: taskId,
      asked_by_subject: by.subject,
      asked_by: by.name,
      asked_at: new Date(nowMs),
      approved_by_subject: isAlone ? by.subject : null,
      approved_by: null,
      approved_at: isAlone ? new Date(nowMs) : null,
    })
    .onConflict((conflict) => conflict.column("task_id").doNothing())
    .executeTakeFirst();
  if (made.numInsertedOrUpdatedRows === 1n) {
    await trx
      .insertInto("replay_item")
      .values(
        parkedIds.map((parkedId, position) => ({
          task_id: taskId,
          parked_id: parkedId,
          position,
          detail: null,
          done_at: null,
        })),
      )
      .execute();
    await recordAccesses(trx, by, [{ referralId: null, what: "replay-asked", reason: taskId }], nowMs);
  }
  return one(await readReplayTasks(trx, { viewer: by, taskId }));
}

async function approve(
  trx: Transaction<QueueTables>,
  parts: Parts,
  { by, taskId }: { readonly by: Principal; readonly taskId: string },
): Promise<ReplayTask> {
  const task = await trx
    .selectFrom("replay_task")
    .selectAll()
    .where("task_id", "=", taskId)
    .forUpdate()
    .executeTakeFirst();
  if (task === undefined) throw problem("REF_NOT_FOUND");
  if (task.approved_at === null) {
    if (task.asked_by_subject === by.subject)
      throw problem("REF_CONFLICT", { detail: "You asked for it yourself: a second person has to agree." });
    const nowMs = await parts.clock(trx);
    await trx
      .updateTable("replay_task")
      .set({ approved_by_subject: by.subject, approved_by: by.name, approved_at: new Date(nowMs) })
      .where("task_id", "=", taskId)
      .execute();
    await recordAccesses(trx, by, [{ referralId: null, what: "replay-approved", reason: taskId }], nowMs);
  }
  return one(await readReplayTasks(trx, { viewer: by, taskId }));
}

function one(tasks: readonly ReplayTask[]): ReplayTask {
  const [task] = tasks;
  if (task === undefined) throw new Error("A task that was just written is not there.");
  return task;
}

interface TaskRow {
  readonly task_id: string;
  readonly asked_by_subject: string;
  readonly asked_by: string;
  readonly asked_at: Date;
  readonly approved_by: string | null;
  readonly approved_at: Date | null;
  readonly items: readonly {
    readonly parkedId: string;
    readonly state: ReplayTask["items"][number]["state"];
    readonly detail: string | null;
    readonly doneAt: string | null;
  }[];
}

/** The newest tasks, or one, as this person sees them. */
export async function readReplayTasks(
  db: Kysely<QueueTables>,
  { viewer, taskId }: { readonly viewer: Principal; readonly taskId?: string },
): Promise<readonly ReplayTask[]> {
  const { rows } = await sql<TaskRow>`
    select task.task_id, task.asked_by_subject, task.asked_by, task.asked_at, task.approved_by, task.approved_at,
      (select jsonb_agg(jsonb_build_object('parkedId', parked_id, 'state', state, 'detail', detail, 'doneAt', done_at) order by position)
        from replay_item item where item.task_id = task.task_id) as items
    from replay_task task where ${taskId === undefined ? sql`true` : sql`task.task_id = ${taskId}::uuid`}
    order by task.asked_at desc limit ${MOST_TASKS}`.execute(db);
  const { isStopped } = await readRetries(db);
  return rows.map((row) => ({
    taskId: row.task_id,
    state: stateOf(row, isStopped),
    askedBy: row.asked_by,
    askedAt: row.asked_at.getTime(),
    isYours: row.asked_by_subject === viewer.subject,
    approvedBy: row.approved_by,
    approvedAt: row.approved_at?.getTime() ?? null,
    items: row.items.map((item) => ({ ...item, doneAt: item.doneAt === null ? null : Date.parse(item.doneAt) })),
  }));
}

function stateOf({ approved_at, items }: TaskRow, isStopped: boolean): ReplayTask["state"] {
  if (approved_at === null) return "awaiting-second";
  if (items.every(({ state }) => state !== "waiting")) return "done";
  return isStopped ? "held" : "running";
}
