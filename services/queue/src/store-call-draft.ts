/**
 * Keeps a call that is being written down: sealed in `call_draft`, gone with a line in `call_draft_end`.
 * In: rows and content. Out: rows as the list shows them, content opened for its owner. Decides nothing about who may; never writes content in plain.
 */
import { sql, type Selectable, type Transaction } from "kysely";
import {
  callDraftContent,
  callDraftRow,
  needCode,
  type CallDraftContent,
  type CallDraftRow,
  type NeedCode,
  type Principal,
} from "@ucrt/schemas";
import type { Timeouts } from "@ucrt/schemas/areas";
import type { AccessNotesSeal } from "./seal-access-notes.ts";
import type { CallDraftEndTable, CallDraftTable, QueueTables } from "./tables.ts";

export type StoredDraft = Selectable<CallDraftTable>;
export type EndedDraft = Selectable<CallDraftEndTable>;
const MINUTE_MS = 60_000;

/** The draft under a lock, or undefined. */
export async function lockDraft(trx: Transaction<QueueTables>, draftId: string): Promise<StoredDraft | undefined> {
  // Two tabs that make the same draft at once find no row to lock: the second waits here.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`call-draft ${draftId}`}, 0))`.execute(trx);
  return trx.selectFrom("call_draft").selectAll().where("draft_id", "=", draftId).forUpdate().executeTakeFirst();
}

/** How a draft ended, or undefined. */
export const endOfDraft = (trx: Transaction<QueueTables>, draftId: string): Promise<EndedDraft | undefined> =>
  trx.selectFrom("call_draft_end").selectAll().where("draft_id", "=", draftId).executeTakeFirst();

/** Deletes what was typed and leaves how it ended. */
export async function endDraft(trx: Transaction<QueueTables>, end: EndedDraft): Promise<void> {
  await trx.deleteFrom("call_draft").where("draft_id", "=", end.draft_id).execute();
  await trx
    .insertInto("call_draft_end")
    .values(end)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export const sealContent = (seal: AccessNotesSeal, draftId: string, content: CallDraftContent): Buffer =>
  seal.seal(draftId, JSON.stringify(content));

/** Throws when the key is not the one it was sealed with. */
export const openContent = (seal: AccessNotesSeal, row: StoredDraft): CallDraftContent =>
  callDraftContent.parse(JSON.parse(seal.open(row.draft_id, row.content)));

/** The coded need among what was typed; null while it is not chosen. */
export function needOf(content: CallDraftContent): NeedCode | null {
  const read = needCode.safeParse(content.answers["need"]);
  return read.success ? read.data : null;
}

/** As the list shows it. */
export function toDraftRow(
  row: StoredDraft,
  viewer: Principal,
  { nowMs, timeouts }: { readonly nowMs: number; readonly timeouts: Timeouts },
): CallDraftRow {
  return {
    draftId: row.draft_id,
    version: row.version,
    ownerName: row.owner_name,
    isYours: row.owner_subject === viewer.subject,
    offeredTo: row.offered_to,
    feed: callDraftRow.shape.feed.parse(row.feed),
    need: row.need,
    startedAt: row.started_at.getTime(),
    savedAt: row.saved_at.getTime(),
    isAbandoned: row.saved_at.getTime() <= nowMs - timeouts.callDraft.abandonedMinutes * MINUTE_MS,
    erasedAt: row.started_at.getTime() + timeouts.callDraft.erasedMinutes * MINUTE_MS,
  };
}
