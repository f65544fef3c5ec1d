/**
 * Folds a referral's facts into its measure: what commissioners' numbers are counted from.
 * In: the measure so far and the next fact. Out: the measure after it. Pure; the same fold serves the live consumer, the rebuild from the log and the bulk loader.
 * Never holds identity. Definitions: `definitions.ts`.
 */
import type { ClinicalPicture, FactOf, ReferralFact } from "@ucrt/schemas";
import type { Measure, Obstacle, OfferEnd } from "./measure.ts";

/** Null until the referral was opened. Facts at or before `sequence` change nothing: a repeat is harmless. */
export function foldMeasure(measure: Measure | null, fact: ReferralFact): Measure | null {
  if (measure === null) return fact.type === "opened" ? openedMeasure(fact) : null;
  if (fact.sequence <= measure.sequence) return measure;
  return { ...measure, ...changeBy(measure, fact), sequence: fact.sequence };
}

function openedMeasure(fact: FactOf<"opened">): Measure {
  const { data } = fact;
  const earlier = lastEnded(data.earlierReferrals);
  return {
    referralId: fact.referralId,
    sequence: fact.sequence,
    state: data.isCandidate ? "candidate" : "received",
    feed: data.feed,
    source: data.source,
    referrer: data.onBehalfOf ?? data.senderOrganisation,
    ...ofPicture(data.picture),
    team: null,
    response: "two-hour",
    isResponseByPerson: false,
    wasTwoHour: false,
    outcome: null,
    outcomeNow: null,
    isCandidate: data.isCandidate,
    wasCandidate: data.isCandidate,
    isDuplicate: false,
    isAdvised: false,
    wasHeld: false,
    wasNoAccess: false,
    escalatedBecause: null,
    obstacle: null,
    checkId: data.checkId,
    earlierId: earlier?.referralId ?? null,
    earlierClosedAt: earlier?.closedAt ?? null,
    receivedAt: data.receivedAt,
    needIdentifiedAt: data.needIdentifiedAt,
    clockStartAt: data.clockStartAt,
    twoHourDueAt: data.twoHourDueAt,
    decisionBy: data.decisionBy,
    decidedAt: null,
    offeredAt: null,
    acceptedAt: null,
    arrivedAt: null,
    arrivedRecordedAt: null,
    handedBackAt: null,
    handBackReason: null,
    isHandedBackByMachine: false,
    withdrawnAt: null,
    withdrawReason: null,
    closedAt: null,
    closeOutcome: null,
    breachReason: null,
    offers: [],
    declines: 0,
    lapses: 0,
  };
}

/** What the coded picture says; an amendment brings a whole new one. */
const ofPicture = (picture: ClinicalPicture) => ({
  place: picture.location.place,
  need: picture.need,
  carePlace: picture.carePlace,
  alternative: picture.alternative,
  hasNhsNumber: picture.nhsNumberVerified,
  hasAge: picture.ageYears !== null,
  hasPractice: picture.practice !== null,
});

function lastEnded(
  earlier: FactOf<"opened">["data"]["earlierReferrals"],
): { readonly referralId: string; readonly closedAt: number } | undefined {
  let last: { readonly referralId: string; readonly closedAt: number } | undefined;
  for (const { referralId, closedAt } of earlier)
    if (closedAt !== null && (last === undefined || closedAt > last.closedAt)) last = { referralId, closedAt };
  return last;
}

/** First instants are kept: re-routing keeps the first clock (outpatient rule of the data dictionary, received date). */
function changeBy(measure: Measure, fact: ReferralFact): Partial<Measure> {
  switch (fact.type) {
    case "opened":
    case "take-requested":
    case "advice-ignored":
    case "routed":
    case "offer-seen":
    case "offer-half-time-passed":
    case "time-agreed":
    case "time-declined":
    case "expected-time-changed":
    case "crew-decided":
    // The telephone never stops the clock.
    case "contact-recorded":
    case "onward-accepted":
    case "acknowledged":
    case "alert-raised":
    case "claimed":
    case "claim-released":
    case "snoozed":
    case "snooze-ended":
    case "noted":
    case "scene-acknowledged":
    case "summary-sent":
    case "call-task-raised":
    case "call-task-settled":
    case "call-recorded":
    case "link-suggested":
    case "linked":
    case "unlinked":
    case "deadline-passed":
    case "erased":
    case "escalation-handed-over":
      return {};
    case "amended":
      return ofPicture(fact.data.picture);
    case "take-confirmed":
      return taken(fact);
    case "candidate-left":
      return { state: "closed", closedAt: fact.at };
    case "assessed":
      return assessed(measure, fact);
    case "reviewed":
      return { ...responseByPerson(measure, fact.data.response), outcomeNow: fact.data.outcome };
    case "response-changed":
      return responseByPerson(measure, fact.data.response);
    case "advised":
      return {
        state: "advised",
        outcomeNow: fact.data.outcome,
        isAdvised: true,
        decidedAt: measure.decidedAt ?? fact.at,
      };
    case "nurse-asked":
    case "decision-needed":
    case "hold-released":
      return { state: "deciding", isAdvised: false };
    case "routing-requested":
      return { state: "waiting", isAdvised: false };
    case "unrouted":
      return { state: "waiting", obstacle: obstacleOf(fact.data.because) ?? measure.obstacle };
    case "offer-lapsed":
      return {
        state: "waiting",
        lapses: measure.lapses + 1,
        offers: endOffer(measure, fact.data.team, "lapsed"),
        obstacle: "lapsed",
      };
    case "offer-declined":
      return {
        state: "waiting",
        declines: measure.declines + 1,
        offers: endOffer(measure, fact.data.team, fact.data.reason),
        obstacle: fact.data.reason === "capacity" ? "no-capacity" : "declined",
      };
    case "offer-withdrawn":
      return { state: "waiting", offers: endOffer(measure, fact.data.team, "withdrawn") };
    case "held":
      return {
        state: "waiting",
        response: "same-day",
        isResponseByPerson: true,
        wasHeld: true,
        obstacle: "closed-hours",
      };
    case "offered":
      return {
        state: "offered",
        isAdvised: false,
        offeredAt: measure.offeredAt ?? fact.at,
        offers: [...measure.offers, [fact.data.team, "open"]],
      };
    case "accepted":
      return accepted(measure, fact);
    case "team-transferred":
      return { state: "waiting", team: null };
    case "set-off":
      return { state: "en-route" };
    case "arrived":
      return arrived(measure, fact);
    case "no-access-recorded":
      return { state: "no-access", wasNoAccess: true };
    case "escalated-to-999":
      return { state: "escalated", escalatedBecause: measure.escalatedBecause ?? fact.data.reason };
    case "onward-requested":
      return { state: "onward-pending" };
    case "handed-back":
      return {
        state: "handed-back",
        handedBackAt: measure.handedBackAt ?? fact.at,
        handBackReason: fact.data.reason,
        isHandedBackByMachine: fact.data.isAutomatic,
        decidedAt: measure.decidedAt ?? fact.at,
        isDuplicate: fact.data.reason === "duplicate",
      };
    case "withdrawn":
      return { state: "withdrawn", withdrawnAt: fact.at, withdrawReason: fact.data.reason };
    case "closed":
      return {
        state: "closed",
        closedAt: fact.at,
        closeOutcome: fact.data.outcome,
        isDuplicate: fact.data.outcome === "duplicate",
        breachReason: measure.breachReason ?? fact.data.breachReason,
        alternative: fact.data.alternative ?? measure.alternative,
      };
  }
}

/** It may have been let go before: then it was not the end. It is received when it is taken, and everything is counted from there. */
function taken(fact: FactOf<"take-confirmed">): Partial<Measure> {
  const { clockStartAt, twoHourDueAt, decisionBy } = fact.data;
  return {
    isCandidate: false,
    state: "received",
    receivedAt: clockStartAt,
    clockStartAt,
    twoHourDueAt,
    decisionBy,
    closedAt: null,
  };
}

function assessed(measure: Measure, { data: { decision } }: FactOf<"assessed">): Partial<Measure> {
  const response = measure.isResponseByPerson ? measure.response : decision.response;
  return {
    outcome: measure.outcome ?? decision.outcome,
    outcomeNow: decision.outcome,
    response,
    wasTwoHour: measure.wasTwoHour || response === "two-hour",
  };
}

const responseByPerson = (measure: Measure, response: Measure["response"]): Partial<Measure> => ({
  response,
  isResponseByPerson: true,
  wasTwoHour: measure.wasTwoHour || response === "two-hour",
});

function accepted(measure: Measure, fact: FactOf<"accepted">): Partial<Measure> {
  return {
    state: "accepted",
    team: fact.data.team,
    acceptedAt: measure.acceptedAt ?? fact.at,
    decidedAt: measure.decidedAt ?? fact.at,
    offers: endOffer(measure, fact.data.team, "accepted"),
    obstacle: null,
    isDuplicate: false,
  };
}

function arrived(measure: Measure, fact: FactOf<"arrived">): Partial<Measure> {
  return {
    state: "arrived",
    arrivedAt: measure.arrivedAt ?? fact.data.firstFaceToFaceAt,
    arrivedRecordedAt: measure.arrivedRecordedAt ?? fact.recordedAt,
    breachReason: measure.breachReason ?? fact.data.breachReason,
  };
}

/** At most one offer is open; it is the last one. */
function endOffer(measure: Measure, team: string, ended: OfferEnd): Measure["offers"] {
  const last = measure.offers.at(-1);
  return last !== undefined && last[0] === team && last[1] === "open"
    ? [...measure.offers.slice(0, -1), [team, ended]]
    : measure.offers;
}

/** `unrouted` says why nobody could be offered it; null: nothing that tells a missed opportunity apart, or what was known before still holds. */
function obstacleOf(because: string): Obstacle | null {
  switch (because) {
    case "nobody-with-room":
    case "nobody-with-skill":
    case "mutual-aid-only":
      return "no-capacity";
    case "nobody-open":
      return "closed-hours";
    default:
      return null;
  }
}
