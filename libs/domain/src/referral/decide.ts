/**
 * Decides what an input means for a referral. In: the referral, one input, the context (time, timeouts, teams, ids).
 * Out: new facts, a refusal, or nothing. Pure and total: every status with every input has an answer, and nothing is thrown.
 */
import { settleCallTasks } from "./call-tasks.ts";
import { settleClaim } from "./claim.ts";
import { isWorse } from "./compare-assessments.ts";
import type { DecisionContext } from "./context.ts";
import { ignore, type Decision, type IgnoredBecause, type Input, type SubmittedMessage } from "./decision.ts";
import { add, startDraft, type Draft, type OpenDraft } from "./draft.ts";
import { onAssessed, onRouted } from "./on-advice.ts";
import { onAnswerUndelivered } from "./on-answer-undelivered.ts";
import { onCommand, type CommandOutcome } from "./on-command.ts";
import { onAcknowledgement, onAmendment, onReceived, onWithdrawal } from "./on-submitted.ts";
import { endHold, onTimer } from "./on-timer.ts";
import { endSnoozeByNews } from "./snooze.ts";
import { mayCommand } from "./who-may.ts";
import { hasEnded, type Referral } from "./referral.ts";
import { alertTeam, requestRouting } from "./steps.ts";

/** New facts for this input, in order; or why there are none. */
export function decide(referral: Referral, input: Input, context: DecisionContext): Decision {
  const draft = startDraft(referral, context);
  if (!isOpened(draft)) return decideUnopened(draft, input);
  const outcome = apply(draft, input);
  if (outcome !== undefined) return typeof outcome === "string" ? ignore(outcome) : outcome;
  settleCallTasks(draft);
  settleClaim(draft, input);
  endSnoozeByNews(draft);
  return draft.facts.length === 0 ? ignore("nothing-to-do") : { kind: "facts", facts: draft.facts };
}

const isOpened = (draft: Draft): draft is OpenDraft => draft.referral.status !== "none";

function decideUnopened(draft: Draft, input: Input): Decision {
  if (input.kind === "command")
    return mayCommand(input.principal, draft.referral, input.command) ?? ignore("not-opened");
  if (input.kind !== "submitted" || input.message.type !== "received") return ignore("not-opened");
  onReceived(draft, input.message);
  return { kind: "facts", facts: draft.facts };
}

function apply(draft: OpenDraft, input: Input): CommandOutcome {
  switch (input.kind) {
    case "submitted":
      return onSubmitted(draft, input.message);
    case "advice":
      return input.advice.type === "assessed" ? onAssessed(draft, input.advice) : onRouted(draft, input.advice);
    case "command":
      return onCommand(draft, input.command, input.principal);
    case "timer":
      return onTimer(draft, input.name);
    case "opening":
      return onOpening(draft);
    case "team-state-changed":
      return onTeamStateChanged(draft, input.team);
    case "link-found":
      return onLinkFound(draft, input);
    case "duplicate-assessed":
      return onDuplicateAssessed(draft, input);
    case "erased":
      if (draft.referral.isErased) return "repeat";
      add(draft, "erased", { by: input.by });
      return undefined;
    case "answer-undelivered":
      return onAnswerUndelivered(draft, input);
  }
}

function onSubmitted(draft: OpenDraft, message: SubmittedMessage): IgnoredBecause | undefined {
  switch (message.type) {
    case "received":
      return "already-opened";
    case "amendment-received":
      return onAmendment(draft, message);
    case "withdrawal-received":
      return onWithdrawal(draft, message);
    case "acknowledgement-received":
      return onAcknowledgement(draft, message);
  }
}

/** A team opens: what waits for a team is routed anew; what was held until now is triaged again. */
function onOpening(draft: OpenDraft): IgnoredBecause | undefined {
  const { referral, context } = draft;
  if (referral.status !== "waiting") return "nothing-to-do";
  if (referral.waitingFor === "unrouted") requestRouting(draft, "opening");
  else if (referral.waitingFor === "hold" && referral.hold.untilOpeningAtMs <= context.nowMs) endHold(draft);
  else return "not-due";
  return undefined;
}

/** A team opened, resumed or has room again: those that wait without an offer are routed anew. */
function onTeamStateChanged(draft: OpenDraft, team: string): IgnoredBecause | undefined {
  const { referral, context } = draft;
  if (referral.status !== "waiting" || referral.waitingFor !== "unrouted") return "nothing-to-do";
  const now = context.teamOf(team);
  const canHelp =
    now !== undefined &&
    now.isOpen &&
    !now.isPaused &&
    now.room > 0 &&
    now.coversPlace(referral.picture.location.place);
  if (!canHelp) return "nothing-to-do";
  requestRouting(draft, "team-state-changed");
  return undefined;
}

/** Only suggested: a person links. */
function onLinkFound(draft: OpenDraft, found: Extract<Input, { kind: "link-found" }>): IgnoredBecause | undefined {
  if (found.other === draft.context.referralId || draft.referral.links.some((link) => link.other === found.other))
    return "repeat";
  add(draft, "link-suggested", { other: found.other, basis: found.basis });
  return undefined;
}

/** The other referral's findings are worse than what the holding team knows: the team is told and acknowledges. */
function onDuplicateAssessed(
  draft: OpenDraft,
  { other, decision }: Extract<Input, { kind: "duplicate-assessed" }>,
): IgnoredBecause | undefined {
  const { referral } = draft;
  if (hasEnded(referral) || referral.assessment === null || !isWorse(decision, referral.assessment))
    return "nothing-to-do";
  if (referral.job === null && referral.offer === null) return "nothing-to-do";
  if (referral.links.some((link) => link.other === other && link.status === "unlinked")) return "nothing-to-do";
  if (
    referral.alerts.some(
      (alert) => alert.about === other && alert.reason === "duplicate-is-worse" && !alert.isAcknowledged,
    )
  )
    return "repeat";
  alertTeam(draft, { reason: "duplicate-is-worse", about: other });
  return undefined;
}
