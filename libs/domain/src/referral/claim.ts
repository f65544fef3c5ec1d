/**
 * A claim: one person of SPA works on a case, so that two do not. It has a lease, renewed while the person works, that lapses by a timer.
 * It blocks nothing but another claim; it moves no deadline and no owner. It ends when somebody of SPA
 * has decided the case; what a team or a referrer does meanwhile leaves it, unless the case is accepted or over.
 */
import type { Command, CommandName } from "@ucrt/schemas";
import { minutesMs } from "../clock/time-of-receipt.ts";
import { actorOf } from "./actors.ts";
import type { Giver } from "./commands-of-team.ts";
import type { Input } from "./decision.ts";
import { add, type OpenDraft } from "./draft.ts";
import type { CommandOutcome } from "./on-command.ts";
import { refuse } from "./refusal.ts";
import { isSpa } from "../visibility/roles.ts";

/** Said or noted while working on it: the claim goes on. */
const worksOnIt: readonly CommandName[] = ["note", "record-call", "link", "unlink", "change-response"];

/** Commands after which the case is no longer the one that was claimed, or that have a claim as their matter. */
const leavesClaim: readonly CommandName[] = [
  ...worksOnIt,
  "claim",
  "release",
  "snooze",
  "unsnooze",
  // What the team or the referrer said on the telephone: whoever claimed it is still on it.
  "seen",
  "contact",
  "leaving",
  "staying",
];

/** Claims it, or goes on with a claim of one's own. A colleague's live claim is taken over only when that is said. */
export function claim(
  draft: OpenDraft,
  { takeOver }: Extract<Command, { name: "claim" }>["body"],
  { principal, act }: Giver,
): CommandOutcome {
  const { referral, context } = draft;
  const isOthers =
    referral.claim !== null && referral.claim.subject !== principal.subject && referral.claim.untilMs > context.nowMs;
  if (isOthers && !takeOver) return refuse("REF_CLAIMED_BY_OTHER", "A colleague is working on it.");
  add(draft, "claimed", { until: leaseEnd(draft), ...(isOthers ? { isTakenOver: true } : {}) }, act);
  return undefined;
}

/** Lets it go; a colleague's claim too, since only SPA may and says so in the history. */
export function releaseClaim(draft: OpenDraft, { act }: Giver): CommandOutcome {
  if (draft.referral.claim === null) return "nothing-to-do";
  add(draft, "claim-released", {}, act);
  return undefined;
}

/** After a command: renewed while its person works on it, released once the case was decided. */
export function settleClaim(draft: OpenDraft, input: Input): void {
  const { referral, context } = draft;
  if (input.kind !== "command" || !isSpa(input.principal) || referral.claim === null || draft.facts.length === 0)
    return;
  const { name } = input.command;
  if (!leavesClaim.includes(name)) return add(draft, "claim-released", { because: "done" });
  const isOwn = referral.claim.subject === input.principal.subject;
  const isHalfOver = referral.claim.untilMs - context.nowMs < minutesMs(context.timeouts.claimMinutes) / 2;
  if (isOwn && isHalfOver && worksOnIt.includes(name))
    add(draft, "claimed", { until: leaseEnd(draft) }, { actor: actorOf(input.principal), atMs: context.nowMs });
}

const leaseEnd = ({ context }: OpenDraft): number => context.nowMs + minutesMs(context.timeouts.claimMinutes);
