/**
 * Looks after calls that nobody goes on with. In: the clock. Out: one alarm for each abandoned call, erasure of those that are too old, with an alarm:
 * somebody rang, and no referral came of it. Never ends a call that a person still types in.
 */
import { inTransaction } from "@ucrt/postgres";
import type { Parts } from "./parts.ts";
import { endDraft } from "./store-call-draft.ts";

const MINUTE_MS = 60_000;

/** True when there may be more. */
export async function whenCallDraftsWait(parts: Parts): Promise<boolean> {
  const { abandonedMinutes, erasedMinutes } = parts.timeouts.callDraft;
  const done = await inTransaction(parts.db, async (trx) => {
    const nowMs = await parts.clock(trx);
    const old = await trx
      .selectFrom("call_draft")
      .select(["draft_id", "organisation"])
      .where("started_at", "<", new Date(nowMs - erasedMinutes * MINUTE_MS))
      .where("saved_at", "<", new Date(nowMs - abandonedMinutes * MINUTE_MS))
      .limit(50)
      .forUpdate()
      .execute();
    for (const { draft_id, organisation } of old)
      await endDraft(trx, {
        draft_id,
        organisation,
        how: "too-old",
        reason: null,
        referral_id: null,
        ended_at: new Date(nowMs),
      });
    const abandoned = await trx
      .updateTable("call_draft")
      .set({ alarmed_at: new Date(nowMs) })
      .where("alarmed_at", "is", null)
      .where("saved_at", "<=", new Date(nowMs - abandonedMinutes * MINUTE_MS))
      .returning("draft_id")
      .execute();
    return { old, abandoned };
  });
  for (const { draft_id } of done.abandoned)
    parts.raiseAlarm({ kind: "call-draft-waits", details: { draftId: draft_id } });
  for (const { draft_id } of done.old) parts.raiseAlarm({ kind: "call-draft-erased", details: { draftId: draft_id } });
  return done.old.length === 50;
}
