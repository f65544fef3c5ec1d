/**
 * Puts a row of the board aside for a few minutes, with a reason. It hides no alarm and moves no deadline: what rings cannot be put aside, and whatever
 * happens next, a deadline that passes included, ends it. In: a draft. Out: facts in it, or a refusal.
 */
import type { Command, ReferralFactType } from "@ucrt/schemas";
import { minutesMs } from "../clock/time-of-receipt.ts";
import { alarmsOf } from "./board-row.ts";
import type { Giver } from "./commands-of-team.ts";
import { add, type OpenDraft } from "./draft.ts";
import type { NewFact } from "./new-fact.ts";
import type { CommandOutcome } from "./on-command.ts";
import { refuse } from "./refusal.ts";

/** Not news: who is on it, what was kept beside the way. */
const quietFacts: readonly ReferralFactType[] = [
  "claimed",
  "claim-released",
  "snoozed",
  "snooze-ended",
  "advice-ignored",
  "erased",
];

/** Until a time that lies ahead, no farther than the area allows. */
export function snooze(
  draft: OpenDraft,
  { untilAt, reason }: Extract<Command, { name: "snooze" }>["body"],
  { act }: Giver,
): CommandOutcome {
  const { referral, context } = draft;
  if (alarmsOf(referral).length > 0)
    return refuse("REF_SNOOZE_NOT_ALLOWED", "It has an alarm: an alarm is never put aside.");
  if (untilAt <= context.nowMs) return refuse("REF_TIME_IN_PAST", "That time has already passed.");
  if (untilAt > context.nowMs + minutesMs(context.timeouts.snoozeMinutes))
    return refuse("REF_TIME_TOO_FAR", `At most ${context.timeouts.snoozeMinutes} minutes from now.`);
  add(draft, "snoozed", { until: untilAt, reason }, act);
  return undefined;
}

/** Takes it up again. */
export function unsnooze(draft: OpenDraft, { act }: Giver): CommandOutcome {
  if (draft.referral.snooze === undefined) return "nothing-to-do";
  add(draft, "snooze-ended", { because: "person" }, act);
  return undefined;
}

/** Something new has happened: it is back at once. */
export function endSnoozeByNews(draft: OpenDraft): void {
  const { snooze: put } = draft.referral;
  if (put !== undefined && draft.facts.some((fact) => isNews(fact, put.subject)))
    add(draft, "snooze-ended", { because: "news" });
}

/** A note of the person who put it aside is what they think, and nothing that happened. */
const isNews = ({ type, actor }: NewFact, byWhom: string): boolean =>
  type === "noted" ? actor.subject !== byWhom : !quietFacts.includes(type);
