/**
 * A deadline has come. In: its name. Out: what happens by itself: a fact, a call task, another round of routing, a hand-back to 999.
 * Never closes a case that a person has to close, and never passes an offer on silently. Checks the state again before it acts.
 */
import { minutesMs } from "../clock/time-of-receipt.ts";
import { raiseCallTask } from "./call-tasks.ts";
import { acknowledgements, timersOf } from "./deadlines.ts";
import type { IgnoredBecause, TimerName } from "./decision.ts";
import { add, type OpenDraft } from "./draft.ts";
import { handBackIsDue, handBackToStack, requestRouting } from "./steps.ts";
import type { OpenedReferral } from "./referral.ts";

/** Acts on a timer, if it is still armed and due. */
export function onTimer(draft: OpenDraft, name: TimerName): IgnoredBecause | undefined {
  const { referral, context } = draft;
  const armed = timersOf(referral).find((timer) => timer.name === name);
  if (armed === undefined || armed.atMs > context.nowMs) return "not-due";
  passDeadline(draft, referral, name);
  return undefined;
}

function passDeadline(draft: OpenDraft, referral: OpenedReferral, name: TimerName): void {
  switch (name) {
    case "assessment-by":
      add(draft, "deadline-passed", { deadline: "assessment-by" });
      return raiseCallTask(draft, { reason: "advice-missing", whom: "referrer" });
    case "routing-by":
      add(draft, "deadline-passed", { deadline: "routing-by" });
      return raiseCallTask(draft, { reason: "advice-missing", whom: "team" });
    case "decision-by":
      add(draft, "deadline-passed", { deadline: "decision-by" });
      return raiseCallTask(draft, { reason: "decision-overdue", whom: "referrer" });
    case "offer-half-time":
      return halfTime(draft, referral);
    case "offer-lapses":
      return lapse(draft, referral);
    case "hand-back-at":
      if (referral.status === "candidate") return add(draft, "candidate-left", { reason: "breach-time-near" });
      return handBackToStack(draft, "breach-time-near");
    case "two-hours":
      return add(draft, "deadline-passed", { deadline: "two-hours" });
    case "expected-arrival":
      add(draft, "deadline-passed", { deadline: "expected-arrival" });
      return raiseCallTask(draft, { reason: "arrival-overdue", whom: "team" });
    case "acknowledge-by":
      for (const owed of acknowledgements(referral)) if (owed.atMs <= draft.context.nowMs) raiseCallTask(draft, owed);
      return undefined;
    case "take-confirm-by":
      return raiseCallTask(draft, { reason: "take-unconfirmed", whom: "999" });
    case "hold-until":
      return endHold(draft);
    case "routing-retry":
      return requestRouting(draft, referral.unrouted?.because === "nobody-open" ? "opening" : "retry");
    case "handover-by":
      return raiseCallTask(draft, { reason: "handover-unrecorded", whom: "999" });
    case "onward-answer-by":
      return raiseCallTask(draft, { reason: "onward-unanswered", whom: "onward-service" });
    case "close-by":
      add(draft, "deadline-passed", { deadline: "close-by" });
      return raiseCallTask(draft, { reason: "close-overdue", whom: "team" });
    case "no-access-review":
      return raiseCallTask(draft, { reason: "no-access", whom: "patient" });
    case "claim-lapses":
      return add(draft, "claim-released", { because: "lapsed" });
    case "snooze-ends":
      return add(draft, "snooze-ended", { because: "time" });
  }
}

/** Nobody has looked at the offer: SPA phones the team. */
function halfTime(draft: OpenDraft, { offer }: OpenedReferral): void {
  if (offer === null) return;
  add(draft, "offer-half-time-passed", { offerId: offer.offerId, team: offer.team, wasSeen: offer.isSeen });
  if (!offer.isSeen) raiseCallTask(draft, { reason: "offer-unseen", whom: "team" });
}

/** Shift lead and SPA clinician are told, and routing is asked again. */
function lapse(draft: OpenDraft, { offer }: OpenedReferral): void {
  if (offer === null) return;
  if (handBackIsDue(draft)) return handBackToStack(draft, "breach-time-near");
  add(draft, "offer-lapsed", { offerId: offer.offerId, team: offer.team });
  raiseCallTask(draft, { reason: "offer-lapsed", whom: "shift-lead" });
  requestRouting(draft, "lapsed");
}

/** At opening it is phoned and triaged again before it is offered. */
export function endHold(draft: OpenDraft): void {
  add(draft, "hold-released", { by: "opening" });
  raiseCallTask(draft, {
    reason: "hold-due",
    whom: "patient",
    dueByMs: draft.context.nowMs + minutesMs(draft.context.timeouts.holdReviewMinutes),
  });
}
