/**
 * Folds a referral's facts into its measure: what commissioners' numbers are counted from.
 * In: the measure so far and the next fact. Out: the measure after it. Pure; the same fold serves the live consumer and the rebuild from the log.
 * Never holds identity. Definitions: `definitions.ts`.
 */
import type { Feed, Outcome, ReferralFact, ReferralState, Response, Source } from "@ucrt/schemas";

/** One referral as the numbers see it. Instants are epoch milliseconds. */
export interface Measure {
  readonly referralId: string;
  /** Sequence of the last fact folded in. */
  readonly sequence: number;
  readonly state: ReferralState;
  readonly feed: Feed;
  readonly source: Source;
  readonly place: string | null;
  readonly team: string | null;
  readonly response: Response;
  /** A person set the response: the criteria no longer do. */
  readonly isResponseByPerson: boolean;
  /** First outcome of the criteria. */
  readonly outcome: Outcome | null;
  readonly isCandidate: boolean;
  readonly isDuplicate: boolean;
  readonly receivedAt: number;
  readonly needIdentifiedAt: number | null;
  readonly clockStartAt: number;
  readonly offeredAt: number | null;
  readonly acceptedAt: number | null;
  readonly arrivedAt: number | null;
  readonly handedBackAt: number | null;
  readonly withdrawnAt: number | null;
  readonly closedAt: number | null;
  readonly declines: number;
  readonly lapses: number;
}

/** Null until the referral was opened. Facts at or before `sequence` change nothing: a repeat is harmless. */
export function foldMeasure(measure: Measure | null, fact: ReferralFact): Measure | null {
  if (measure === null) return fact.type === "opened" ? openedMeasure(fact) : null;
  if (fact.sequence <= measure.sequence) return measure;
  return { ...measure, ...changeBy(measure, fact), sequence: fact.sequence };
}

function openedMeasure(fact: Extract<ReferralFact, { type: "opened" }>): Measure {
  const { data } = fact;
  return {
    referralId: fact.referralId,
    sequence: fact.sequence,
    state: data.isCandidate ? "candidate" : "received",
    feed: data.feed,
    source: data.source,
    place: data.picture.location.place,
    team: null,
    response: "two-hour",
    isResponseByPerson: false,
    outcome: null,
    isCandidate: data.isCandidate,
    isDuplicate: false,
    receivedAt: data.receivedAt,
    needIdentifiedAt: data.needIdentifiedAt,
    clockStartAt: data.clockStartAt,
    offeredAt: null,
    acceptedAt: null,
    arrivedAt: null,
    handedBackAt: null,
    withdrawnAt: null,
    closedAt: null,
    declines: 0,
    lapses: 0,
  };
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
    case "contact-recorded":
    case "onward-accepted":
    case "acknowledged":
    case "alert-raised":
    case "claimed":
    case "claim-released":
    case "noted":
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
      return { place: fact.data.picture.location.place };
    case "take-confirmed":
      // It may have been let go before: then it was not the end.
      return { isCandidate: false, state: "received", clockStartAt: fact.data.clockStartAt, closedAt: null };
    case "candidate-left":
      return { state: "closed", closedAt: fact.at };
    case "assessed":
      return {
        outcome: measure.outcome ?? fact.data.decision.outcome,
        response: measure.isResponseByPerson ? measure.response : fact.data.decision.response,
      };
    case "reviewed":
    case "response-changed":
      return { response: fact.data.response, isResponseByPerson: true };
    case "advised":
      return { state: "advised" };
    case "nurse-asked":
    case "decision-needed":
      return { state: "deciding" };
    case "routing-requested":
    case "unrouted":
    case "offer-lapsed":
      return { state: "waiting", ...(fact.type === "offer-lapsed" ? { lapses: measure.lapses + 1 } : {}) };
    case "offer-declined":
      return { state: "waiting", declines: measure.declines + 1 };
    case "offer-withdrawn":
      return { state: "waiting" };
    case "held":
      return { state: "waiting", response: "same-day", isResponseByPerson: true };
    case "hold-released":
      return { state: "deciding" };
    case "offered":
      return { state: "offered", offeredAt: measure.offeredAt ?? fact.at };
    case "accepted":
      return { state: "accepted", team: fact.data.team, acceptedAt: measure.acceptedAt ?? fact.at };
    case "team-transferred":
      return { state: "waiting", team: null };
    case "set-off":
      return { state: "en-route" };
    case "arrived":
      return { state: "arrived", arrivedAt: measure.arrivedAt ?? fact.data.firstFaceToFaceAt };
    case "no-access-recorded":
      return { state: "no-access" };
    case "escalated-to-999":
      return { state: "escalated" };
    case "onward-requested":
      return { state: "onward-pending" };
    case "handed-back":
      return { state: "handed-back", handedBackAt: measure.handedBackAt ?? fact.at };
    case "withdrawn":
      return { state: "withdrawn", withdrawnAt: fact.at };
    case "closed":
      return { state: "closed", closedAt: fact.at, isDuplicate: fact.data.outcome === "duplicate" };
  }
}
