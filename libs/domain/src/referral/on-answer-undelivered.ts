/**
 * An answer that the sender's system never took, and the same answer when it gets through after all. In: which answer, and whether it is still
 * undelivered. Out: a call task, because a person must say what the machine could not; or that task settled.
 * Only what is still so is rung about: news that has been overtaken has an answer of its own.
 */
import type { AnswerToSender } from "@ucrt/schemas";
import { isStillSo, openTask, raiseCallTask } from "./call-tasks.ts";
import type { IgnoredBecause } from "./decision.ts";
import { add, type OpenDraft } from "./draft.ts";

/** Raises the task, or settles it. A repeat changes nothing. */
export function onAnswerUndelivered(
  draft: OpenDraft,
  { answer, undelivered }: { readonly answer: AnswerToSender; readonly undelivered: boolean },
): IgnoredBecause | undefined {
  const { referral } = draft;
  const open = openTask(referral, "answer-undelivered");
  if (!undelivered) {
    if (open === undefined || (open.answer !== undefined && open.answer !== answer)) return "nothing-to-do";
    add(draft, "call-task-settled", { taskId: open.taskId, because: "acknowledged" });
    return undefined;
  }
  if (open !== undefined) return "repeat";
  if (!isStillSo(referral, answer)) return "stale";
  // By the feed and not by the source: what came from 999's system is answered to it, also when a crew has reached the person meanwhile.
  raiseCallTask(draft, {
    reason: "answer-undelivered",
    whom: referral.feed === "ambulance" ? "999" : "referrer",
    answer,
  });
  return undefined;
}
