/**
 * The few steps that many inputs lead to: ask for a team, offer, hand back, advise, let a clinician decide, end.
 * In: a draft of an opened referral. Out: facts in it. No rule about who may ask for them.
 */
import type { Actor, FactOf, NamedPerson } from "@ucrt/schemas";
import { minutesMs, offerTimes } from "../clock/time-of-receipt.ts";
import { openTask } from "./call-tasks.ts";
import { add, bySystem, idFor, type Act, type OpenDraft } from "./draft.ts";
import { hasEnded, isOfTheStack, type OpenedReferral } from "./referral.ts";

type RoutingReason = FactOf<"routing-requested">["data"]["reason"];

/** Declines that say something about the patient and not about the hour: such a team is never asked again. */
const lastingDeclines: readonly string[] = ["not-eligible", "clinically-unsafe", "skill-not-available", "out-of-area"];

/** Reasons that start a new round: teams that only lapsed or had no room are asked again. */
const newRound: readonly RoutingReason[] = ["opening", "reviewed", "released"];

/** Asks `routing` for the teams, once more than before. */
export function requestRouting(draft: OpenDraft, reason: RoutingReason, act: Act = bySystem(draft)): void {
  if (handBackIsDue(draft)) return handBackToStack(draft, "breach-time-near");
  const { referral, context } = draft;
  const teamsTried = newRound.includes(reason)
    ? referral.teamsTried.filter((team) => declinedForGood(referral, team))
    : [...referral.teamsTried];
  add(
    draft,
    "routing-requested",
    {
      attempt: (referral.routing?.attempt ?? 0) + 1,
      reason,
      location: referral.picture.location,
      practice: referral.picture.practice,
      needs: [...(referral.picture.answers.skillsNeeded ?? [])],
      priority: priorityOf(referral),
      response: referral.response,
      source: referral.source,
      handBackAt: referral.handBackAtMs,
      teamsTried,
      adviceBy: context.nowMs + minutesMs(context.timeouts.adviceOwedMinutes),
    },
    act,
  );
}

const declinedForGood = (referral: OpenedReferral, team: string): boolean =>
  referral.offers.some(
    (offer) => offer.team === team && offer.declinedBecause !== null && lastingDeclines.includes(offer.declinedBecause),
  );

/** 1 is most urgent: a crew or the 999 stack waits, or somebody lies on the floor; then by response. */
export function priorityOf(referral: OpenedReferral): number {
  if (isOfTheStack(referral) || isCrewWaiting(referral) || referral.picture.answers.fall?.onFloorNow === "yes")
    return 1;
  switch (referral.response) {
    case "two-hour":
      return 2;
    case "same-day":
      return 3;
    case "two-days":
      return 4;
  }
}

/** An ambulance crew is with the patient and has not left. */
export function isCrewWaiting(referral: OpenedReferral): boolean {
  return (
    referral.source === "crew" &&
    !hasEnded(referral) &&
    referral.firstFaceToFaceAtMs === null &&
    referral.crewDecision !== "leaving" &&
    referral.crewDecision !== "conveying"
  );
}

/** Offers the referral to one team. A person may move a live offer; routing never does. */
export function offerTo(
  draft: OpenDraft,
  offer: { readonly team: string; readonly by: "routing" | "person"; readonly isMutualAid: boolean },
  act: Act = bySystem(draft),
): void {
  const { referral, context } = draft;
  const { halfTimeAtMs, lapsesAtMs } = offerTimes(
    { offeredAtMs: context.nowMs, decisionByMs: referral.decisionByMs, handBackAtMs: referral.handBackAtMs },
    context.timeouts,
  );
  add(
    draft,
    "offered",
    {
      offerId: idFor(draft, `offer-${offer.team}`),
      team: offer.team,
      attempt: referral.routing?.attempt ?? 1,
      by: offer.by,
      isMutualAid: offer.isMutualAid,
      halfTimeAt: halfTimeAtMs,
      lapsesAt: lapsesAtMs,
    },
    { ...act, atMs: context.nowMs },
  );
}

/** Ends the live offer, if there is one. */
export function withdrawOffer(
  draft: OpenDraft,
  because: FactOf<"offer-withdrawn">["data"]["because"],
  act: Act = bySystem(draft),
): void {
  const { offer } = draft.referral;
  if (offer !== null) add(draft, "offer-withdrawn", { offerId: offer.offerId, team: offer.team, because }, act);
}

/** A stack case not accepted by its hand-back time goes back: is it due now? */
export function handBackIsDue(draft: OpenDraft): boolean {
  const { referral, context } = draft;
  if (referral.handBackAtMs === null || referral.handBackAtMs > context.nowMs) return false;
  return (
    referral.status === "received" ||
    referral.status === "deciding" ||
    referral.status === "advised" ||
    referral.status === "waiting" ||
    referral.status === "offered"
  );
}

/** The one act of a machine alone: a stack case returns to 999, which never lost it. Awaits acknowledgement. */
export function handBackToStack(draft: OpenDraft, reason: "breach-time-near" | "emergency-on-arrival"): void {
  withdrawOffer(draft, "handed-back");
  handBack(draft, { reason, to: "999", isAutomatic: true, openNow: null });
}

export interface HandingBack {
  readonly reason: FactOf<"handed-back">["data"]["reason"];
  readonly to: FactOf<"handed-back">["data"]["to"];
  readonly isAutomatic: boolean;
  readonly openNow: string | null;
}

/** Hands back; a named person must acknowledge, sooner when it is 999 or a crew. */
export function handBack(draft: OpenDraft, back: HandingBack, act: Act = bySystem(draft)): void {
  const { acknowledge } = draft.context.timeouts;
  const isUrgent = back.to === "999" || draft.referral.source === "crew";
  const acknowledgeBy =
    draft.context.nowMs + minutesMs(isUrgent ? acknowledge.handBackUrgentMinutes : acknowledge.handBackMinutes);
  add(draft, "handed-back", { ...back, acknowledgeBy }, act);
}

/** Advice to take another way; a person has to close it. */
export function advise(
  draft: OpenDraft,
  advice: { readonly outcome: "redirect" | "emergency"; readonly redirectTo: string | null },
  act: Act = bySystem(draft),
): void {
  const { acknowledge } = draft.context.timeouts;
  withdrawOffer(draft, "advised", act);
  const minutes =
    advice.outcome === "emergency" ? acknowledge.emergencyAdviceMinutes : acknowledge.redirectAdviceMinutes;
  add(draft, "advised", { ...advice, acknowledgeBy: draft.context.nowMs + minutesMs(minutes) }, act);
}

/** An SPA clinician has to decide. */
export function letClinicianDecide(
  draft: OpenDraft,
  because: FactOf<"decision-needed">["data"]["because"],
  act: Act = bySystem(draft),
): void {
  withdrawOffer(draft, "amended", act);
  add(draft, "decision-needed", { because }, act);
}

/** A named person has taken the referral back or will follow the advice: it ends. */
export function closeAcknowledged(
  draft: OpenDraft,
  closing: {
    readonly what: "advice" | "hand-back";
    readonly by: NamedPerson;
    readonly byPhone: boolean;
    readonly outcome: FactOf<"closed">["data"]["outcome"];
  },
  act: Act,
): void {
  add(draft, "acknowledged", { what: closing.what, by: closing.by, byPhone: closing.byPhone }, act);
  // Somebody at the sender now knows what its system was not told.
  const undelivered = openTask(draft.referral, "answer-undelivered");
  if (undelivered !== undefined)
    add(draft, "call-task-settled", { taskId: undelivered.taskId, because: "acknowledged" }, act);
  add(
    draft,
    "closed",
    {
      outcome: closing.outcome,
      alternative: draft.referral.picture.alternative,
      summary: "to-be-sent",
      breachReason: null,
    },
    act,
  );
}

/** Tells the team that holds the referral something it must acknowledge. */
export function alertTeam(
  draft: OpenDraft,
  alert: { readonly reason: FactOf<"alert-raised">["data"]["reason"]; readonly about: string },
  act: Act = bySystem(draft),
): void {
  const team = draft.referral.job?.team ?? draft.referral.offer?.team;
  if (team === undefined) return;
  const acknowledgeBy = draft.context.nowMs + minutesMs(draft.context.timeouts.acknowledge.alertMinutes);
  add(
    draft,
    "alert-raised",
    { alertId: idFor(draft, `alert-${alert.reason}`), team, about: alert.about, reason: alert.reason, acknowledgeBy },
    act,
  );
}

/** The referrer takes it back, in whatever state it is. After acceptance it is an urgent message that the team acknowledges. */
export function withdraw(draft: OpenDraft, reason: FactOf<"withdrawn">["data"]["reason"], act: Act): void {
  const { acknowledge } = draft.context.timeouts;
  withdrawOffer(draft, "withdrawn", act);
  const afterAcceptance = draft.referral.lastHolder.kind !== "referrer";
  const acknowledgeBy =
    draft.referral.job === null ? null : draft.context.nowMs + minutesMs(acknowledge.amendmentMinutes);
  add(draft, "withdrawn", { reason, afterAcceptance, acknowledgeBy }, act);
}

/** The name a sender gives, or its organisation's staff when it alerts them by itself. */
export const namedActor = (actor: Actor): NamedPerson => ({
  name: actor.name ?? actor.subject,
  role: actor.role,
  registration: actor.registration,
});
