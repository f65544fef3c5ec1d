/**
 * A call that has become a referral is no draft any more: what was typed is erased in the transaction that opens the case, whatever its page does.
 * In: submitted referrals; the page sends a call under its draft's id as request id. Out: fewer rows of `call_draft`. Never ends what came by another channel.
 */
import type { Transaction } from "kysely";
import type { Received } from "@ucrt/schemas";
import { endDraft } from "./store-call-draft.ts";
import type { QueueTables } from "./tables.ts";

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Ends the drafts that these messages were written from. */
export async function endSentDrafts(
  trx: Transaction<QueueTables>,
  received: readonly Pick<Received, "referralId" | "sender">[],
  nowMs: number,
): Promise<void> {
  const calls = new Map(
    received
      .filter(({ sender }) => sender.channel === "phone" && guid.test(sender.requestId))
      .map(({ sender, referralId }) => [sender.requestId.toLowerCase(), { referralId, sender }]),
  );
  if (calls.size === 0) return;
  const drafts = await trx
    .selectFrom("call_draft")
    .select(["draft_id", "organisation"])
    .where("draft_id", "in", [...calls.keys()])
    .orderBy("draft_id")
    .forUpdate()
    .execute();
  for (const { draft_id, organisation } of drafts) {
    const call = calls.get(draft_id);
    if (call === undefined || call.sender.organisation !== organisation) continue;
    await endDraft(trx, {
      draft_id,
      organisation,
      how: "sent",
      reason: null,
      referral_id: call.referralId,
      ended_at: new Date(nowMs),
    });
  }
}
