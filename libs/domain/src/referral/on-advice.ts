/**
 * Advice comes in: an assessment by the criteria, or ranked teams. Out: it is taken up in a fact, with what follows, or recorded as ignored because it is stale.
 * Never moves a live offer to another team by routing, and never undoes what a clinician decided unless the findings are worse.
 */
import type { AssessedAdvice, ConsideredTeam, Decision as Assessment, RoutedAdvice } from "@ucrt/schemas";
import { minutesMs } from "../clock/time-of-receipt.ts";
import { raiseCallTask } from "./call-tasks.ts";
import { isWorse, severityOf } from "./compare-assessments.ts";
import type { IgnoredBecause } from "./decision.ts";
import { add, type OpenDraft } from "./draft.ts";
import {
  advise,
  alertTeam,
  handBackIsDue,
  handBackToStack,
  letClinicianDecide,
  offerTo,
  requestRouting,
  withdrawOffer,
} from "./steps.ts";
import { hasEnded, type OpenedReferral } from "./referral.ts";

type Because = "stale-revision" | "stale-attempt" | "not-awaited";

/** Takes up an assessment. */
export function onAssessed(draft: OpenDraft, advice: AssessedAdvice): IgnoredBecause | undefined {
  const { referral } = draft;
  if (referral.seenIds.includes(advice.id)) return "repeat";
  const because = whyAssessmentIsIgnored(referral, advice);
  if (because !== undefined) {
    add(draft, "advice-ignored", { adviceId: advice.id, advice: "assessed", because });
    return undefined;
  }
  const known = referral.assessment;
  add(draft, "assessed", { adviceId: advice.id, decision: advice.decision });
  if (handBackIsDue(draft)) handBackToStack(draft, "breach-time-near");
  else followAssessment(draft, known);
  return undefined;
}

function whyAssessmentIsIgnored(referral: OpenedReferral, advice: AssessedAdvice): Because | undefined {
  if (hasEnded(referral)) return "not-awaited";
  if (advice.revision !== referral.revision) return "stale-revision";
  return referral.assessmentAwaited === null ? "not-awaited" : undefined;
}

type Plan = "route" | "review" | "before-offer" | "redirect" | "emergency";

/** What an assessment means in this state. `known`: the assessment before, if any. */
export function followAssessment(draft: OpenDraft, known: Assessment | null): void {
  const { referral } = draft;
  const assessment = referral.assessment;
  if (assessment === null) return;
  switch (referral.status) {
    case "candidate":
    case "handed-back":
    case "escalated":
    case "closed":
    case "withdrawn":
      return;
    case "accepted":
    case "en-route":
    case "arrived":
    case "onward-pending":
    case "no-access":
      if (known !== null && isWorse(assessment, known) && severityOf(assessment.outcome) >= severityOf("review"))
        alertTeam(draft, { reason: "reassessed-worse", about: draft.context.referralId });
      return;
    case "received":
    case "deciding":
    case "advised":
    case "waiting":
    case "offered":
      return followPlan(draft, referral, planFor(referral, assessment));
  }
}

/** A clinician's review stands while the findings are no worse than those it judged. */
function planFor(referral: OpenedReferral, assessment: Assessment): Plan {
  const { review } = referral;
  const stands =
    review !== null &&
    (review.of === null
      ? severityOf(assessment.outcome) <= severityOf(review.outcome)
      : !isWorse(assessment, review.of));
  if (stands) return review.outcome === "suitable" ? "route" : review.outcome;
  if (assessment.outcome !== "suitable") return assessment.outcome;
  return assessment.triage === "before-offer" ? "before-offer" : "route";
}

function followPlan(draft: OpenDraft, referral: OpenedReferral, plan: Plan): void {
  const reason = referral.revision > 1 ? "amended" : "assessed";
  switch (plan) {
    case "route":
      if (referral.status === "received") return requestRouting(draft, reason);
      if (referral.status === "deciding") return isForPersonOnly(referral) ? undefined : requestRouting(draft, reason);
      if (referral.status === "advised") return letClinicianDecide(draft, "amended");
      if (referral.status === "waiting") return referral.hold === null ? requestRouting(draft, reason) : undefined;
      return keepOrMoveOffer(draft, referral);
    case "review":
    case "before-offer":
      if (referral.status === "deciding") return undefined;
      return letClinicianDecide(draft, referral.status === "received" ? plan : "amended");
    case "redirect":
    case "emergency":
      if (referral.lastHolder.kind !== "referrer")
        return referral.status === "deciding" ? undefined : letClinicianDecide(draft, "amended");
      if (plan === "emergency" && referral.source === "stack") return handBackToStack(draft, "emergency-on-arrival");
      if (referral.status === "advised" && referral.advised.outcome === plan) return undefined;
      if (referral.status === "deciding" && referral.decidingBecause === "nurse-asked" && plan === "redirect")
        return undefined;
      return advise(draft, { outcome: plan, redirectTo: referral.redirectTo });
  }
}

/** A nurse was asked, a hold ended, or a team handed it to the SPA clinician: only a person goes on from here. */
const isForPersonOnly = (referral: OpenedReferral): boolean =>
  referral.decidingBecause === "nurse-asked" ||
  referral.decidingBecause === "hold-ended" ||
  referral.decidingBecause === "handed-back";

/** A live offer stays, shown as amended, while the team still covers the place. */
function keepOrMoveOffer(draft: OpenDraft, referral: OpenedReferral): void {
  if (
    referral.offer === null ||
    draft.context.teamOf(referral.offer.team)?.coversPlace(referral.picture.location.place) !== false
  )
    return;
  withdrawOffer(draft, "amended");
  requestRouting(draft, "amended");
}

/** Takes up ranked teams: one piece of advice gives one offer, or none. */
export function onRouted(draft: OpenDraft, advice: RoutedAdvice): IgnoredBecause | undefined {
  const { referral } = draft;
  if (referral.seenIds.includes(advice.id)) return "repeat";
  const because = whyRoutingIsIgnored(referral, advice);
  if (because !== undefined) {
    add(draft, "advice-ignored", { adviceId: advice.id, advice: "routed", because });
    return undefined;
  }
  const { considered, nextOpeningAt, unroutedBecause } = advice;
  add(draft, "routed", { adviceId: advice.id, attempt: advice.attempt, considered, nextOpeningAt, unroutedBecause });
  if (handBackIsDue(draft)) {
    handBackToStack(draft, "breach-time-near");
    return undefined;
  }
  const team = firstTeam(draft, considered);
  if (team === undefined) unroute(draft, advice);
  else offerTo(draft, { team: team.team, by: "routing", isMutualAid: false });
  return undefined;
}

function whyRoutingIsIgnored(referral: OpenedReferral, advice: RoutedAdvice): Because | undefined {
  const { routing } = referral;
  if (advice.revision !== referral.revision) return "stale-revision";
  if (routing === null || referral.status !== "waiting" || !routing.isAwaited) return "not-awaited";
  if (routing.revision !== advice.revision) return "stale-revision";
  return routing.attempt === advice.attempt ? undefined : "stale-attempt";
}

/** First ranked, not tried, covers the place, open and with room at this moment. Mutual aid waits for a person. */
function firstTeam(draft: OpenDraft, considered: readonly ConsideredTeam[]): ConsideredTeam | undefined {
  const { referral, context } = draft;
  const { place } = referral.picture.location;
  return considered
    .filter((team) => team.rank !== null && !team.isMutualAid && !referral.teamsTried.includes(team.team))
    .toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || (a.team < b.team ? -1 : 1))
    .find((team) => {
      const now = context.teamOf(team.team);
      return (
        now !== undefined &&
        now.isOpen &&
        !now.isPaused &&
        now.room > 0 &&
        (team.reason === "out-of-hours-cover" || now.coversPlace(place))
      );
    });
}

/** Nobody can be offered it: the SPA clinician owns it, somebody telephones, and it is tried again. */
function unroute(draft: OpenDraft, advice: RoutedAdvice): void {
  const { nowMs, timeouts } = draft.context;
  const onlyMutualAid = advice.considered.some((team) => team.rank !== null && team.isMutualAid);
  const because = advice.unroutedBecause ?? (onlyMutualAid ? "mutual-aid-only" : "changed-since");
  const retryLater = nowMs + minutesMs(timeouts.routingRetryMinutes);
  const retryAt =
    because === "place-unknown"
      ? null
      : advice.nextOpeningAt !== null && advice.nextOpeningAt > nowMs
        ? advice.nextOpeningAt
        : retryLater;
  add(draft, "unrouted", { because, retryAt });
  raiseCallTask(draft, { reason: "unrouted", whom: "shift-lead" });
}
