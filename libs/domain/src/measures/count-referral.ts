/**
 * What one referral adds to the numbers. In: its measure, and what must be known beside it. Out: the names of the counts it adds one to, the minutes it has,
 * and under which values of the breakdowns. The only place where counts are decided: rollups are sums of this, and nothing is counted a second way.
 */
import { breakdownValueOf, type BreakdownName } from "./breakdowns.ts";
import { avoidanceOf } from "./admission-avoidance.ts";
import {
  countOfBreach,
  countOfClose,
  countOfDecline,
  countOfHandBack,
  countOfState,
  countOfWithdrawal,
  tally,
  type CountName,
  type Counts,
} from "./counts.ts";
import { intervalsOf, type IntervalName } from "./intervals.ts";
import type { Measure, OfferEnd } from "./measure.ts";
import { missedBecauseOf, refusalOf, type MissedBecause } from "./missed-opportunity.ts";
import { twoHourMetOf, twoHourStandingOf } from "./two-hour.ts";
import { MINUTE_MS } from "../clock/time-of-receipt.ts";

const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Windows that are part of a measure's name and definition. */
const BACK_AFTER_REFUSAL_MS = 72 * HOUR_MS;
const REPEAT_DAYS = { short: 7, long: 30 } as const;

export interface CountingContext {
  readonly nowMs: number;
  /** Entered later than this after it happened: back-timed (the area's timeouts). */
  readonly lateEntryMinutes: number;
  /** The measure of `earlierId`, where there is one and it is known. */
  readonly earlier?: Measure | undefined;
  /** What a clinician said of it in the audit sample. */
  readonly judgement?: "agree" | "disagree" | undefined;
}

/** What is added, under one value of each breakdown. */
export interface Contribution {
  readonly valueOf: (name: BreakdownName) => string;
  readonly counts: readonly CountName[];
  readonly minutes: readonly (readonly [IntervalName, number])[];
}

/** The additive counts one referral contributes. */
export function countsOf(measure: Measure, context: CountingContext): Counts {
  return tally(contributionsOf(measure, context).flatMap(({ counts }) => counts));
}

/** The referral itself; then its offers, each under the team that was asked. */
export function contributionsOf(measure: Measure, context: CountingContext): readonly Contribution[] {
  const whole: Contribution = {
    valueOf: (name) => breakdownValueOf(measure, name),
    counts: measure.isCandidate ? countsOfCandidate(measure) : countsOfReferral(measure, context),
    minutes: intervalsOf(measure, context.nowMs),
  };
  if (measure.offers.length === 0) return [whole];
  return [
    whole,
    ...measure.offers.map(([team, ended]) => ({
      valueOf: (name: BreakdownName) => (name === "team" ? team : breakdownValueOf(measure, name)),
      counts: countsOfOffer(ended),
      minutes: [],
    })),
  ];
}

function countsOfCandidate(measure: Measure): CountName[] {
  return measure.state === "closed" ? ["candidatesSeen", "candidatesNotTaken"] : ["candidatesSeen"];
}

function countsOfOffer(ended: OfferEnd): readonly CountName[] {
  switch (ended) {
    case "open":
      return ["offersMade", "offersOpen"];
    case "accepted":
      return ["offersMade", "offersAccepted"];
    case "lapsed":
      return ["offersMade", "offersLapsed"];
    case "withdrawn":
      return ["offersMade", "offersWithdrawn"];
    case "capacity":
    case "not-eligible":
    case "clinically-unsafe":
    case "out-of-area":
    case "skill-not-available":
    case "cannot-reach-in-time":
    case "other":
      return ["offersMade", "offersDeclined", countOfDecline[ended]];
  }
}

function countsOfReferral(measure: Measure, context: CountingContext): CountName[] {
  const counts: CountName[] = ["received", measure.outcome ?? "notAssessed"];
  const addIf = (holds: boolean, name: CountName): void => {
    if (holds) counts.push(name);
  };
  const state = countOfState[measure.state];
  if (state !== null) counts.push(state);
  addIf(measure.wasCandidate, "candidatesSeen");
  addIf(measure.wasCandidate, "candidatesTaken");
  addIf(measure.offeredAt !== null, "offered");
  addIf(measure.acceptedAt !== null, "accepted");
  addIf(measure.arrivedAt !== null, "arrived");
  addIf(measure.wasHeld, "held");
  addIf(measure.wasNoAccess, "noAccess");
  addIf(measure.escalatedBecause !== null, "escalated");
  addIf(measure.isDuplicate, "duplicates");
  addIf(measure.carePlace === "care-home" || measure.carePlace === "nursing-home", "careHome");
  counts.push(
    ...endings(measure),
    ...twoHour(measure, context),
    ...avoidanceOf(measure),
    ...missedAndRepeated(measure, context),
    ...completeness(measure),
  );
  if (context.judgement !== undefined) counts.push(context.judgement === "agree" ? "auditAgreed" : "auditDisagreed");
  return counts;
}

function endings(measure: Measure): CountName[] {
  const counts: CountName[] = [];
  const { closedAt, closeOutcome, withdrawnAt, withdrawReason, handedBackAt, handBackReason } = measure;
  if (closedAt !== null) counts.push("closed");
  if (closeOutcome !== null) counts.push(countOfClose[closeOutcome]);
  if (withdrawnAt !== null) counts.push("withdrawn");
  if (withdrawnAt !== null && measure.acceptedAt === null) counts.push("withdrawnBeforeAcceptance");
  if (withdrawReason !== null) counts.push(countOfWithdrawal[withdrawReason]);
  if (handedBackAt !== null) counts.push("handedBack");
  if (handedBackAt !== null && measure.isHandedBackByMachine) counts.push("handedBackByMachine");
  if (handBackReason !== null) counts.push(countOfHandBack[handBackReason]);
  const refusal = refusalOf(measure);
  if (refusal !== null) counts.push("refused", refusal === "advised" ? "refusedAdvised" : "refusedHandedBack");
  return counts;
}

function twoHour(measure: Measure, { nowMs, lateEntryMinutes }: CountingContext): CountName[] {
  const counts: CountName[] = [];
  const { decidedAt, decisionBy, arrivedAt, arrivedRecordedAt } = measure;
  if (decidedAt !== null) counts.push(decidedAt <= decisionBy ? "decidedInTime" : "decidedLate");
  if (arrivedAt !== null && arrivedRecordedAt !== null && arrivedRecordedAt - arrivedAt > lateEntryMinutes * MINUTE_MS)
    counts.push("arrivedBackTimed");
  const standing = twoHourStandingOf(measure, nowMs);
  // A referral is two-hour until it is judged otherwise, so one that nobody has judged yet is among them.
  if (measure.wasTwoHour || standing !== null) counts.push("everTwoHour");
  if (measure.wasTwoHour && measure.response !== "two-hour") counts.push("movedFromTwoHour");
  if (standing === null) return counts;
  counts.push("twoHourReferrals");
  switch (standing) {
    case "duplicate":
      counts.push("twoHourDuplicates");
      break;
    case "withdrawn":
      counts.push("twoHourWithdrawn");
      break;
    case "running":
      counts.push("twoHourRunning");
      break;
    case "in-scope": {
      const met = twoHourMetOf(measure);
      counts.push("twoHourInScope");
      if (met.byArea) counts.push("twoHourMet");
      if (met.fromReceived) counts.push("twoHourMetFromReceived");
      if (met.fromNeedIdentified) counts.push("twoHourMetFromNeedIdentified");
      if (met.byArea) break;
      counts.push(
        arrivedAt === null ? "twoHourNotSeen" : "twoHourSeenLate",
        measure.breachReason === null ? "breachReasonMissing" : countOfBreach[measure.breachReason],
      );
      break;
    }
  }
  return counts;
}

const countOfMissed: Readonly<Record<MissedBecause, CountName>> = {
  "no-capacity": "missedNoCapacity",
  "offer-lapsed": "missedOfferLapsed",
  "closed-hours": "missedClosedHours",
  declined: "missedDeclined",
  "referrer-gave-up": "missedReferrerGaveUp",
  "not-reached": "missedNotReached",
  other: "missedOther",
};

function missedAndRepeated(measure: Measure, { earlier }: CountingContext): CountName[] {
  const counts: CountName[] = [];
  const missed = missedBecauseOf(measure);
  if (missed !== null) counts.push("missed", countOfMissed[missed]);
  const { closeOutcome, arrivedAt, earlierClosedAt, receivedAt } = measure;
  if (arrivedAt !== null && (closeOutcome === "conveyed" || closeOutcome === "admitted"))
    counts.push("conveyedAfterVisit");
  if (earlierClosedAt === null || measure.isDuplicate) return counts;
  const sinceMs = receivedAt - earlierClosedAt;
  if (sinceMs <= REPEAT_DAYS.short * DAY_MS) counts.push("repeatWithin7Days");
  if (sinceMs <= REPEAT_DAYS.long * DAY_MS) counts.push("repeatWithin30Days");
  if (sinceMs <= BACK_AFTER_REFUSAL_MS && earlier !== undefined && refusalOf(earlier) !== null)
    counts.push("backAfterRefusal72h");
  return counts;
}

/** True when the count of this referral needs the measure of its earlier one. */
export const needsEarlier = (measure: Measure): boolean =>
  measure.earlierClosedAt !== null && measure.receivedAt - measure.earlierClosedAt <= BACK_AFTER_REFUSAL_MS;

function completeness(measure: Measure): CountName[] {
  const counts: CountName[] = [];
  if (measure.hasNhsNumber) counts.push("withNhsNumber");
  if (measure.hasAge) counts.push("withAge");
  if (measure.hasPractice) counts.push("withPractice");
  if (measure.place !== null) counts.push("withPlace");
  if (measure.needIdentifiedAt !== null) counts.push("withNeedIdentified");
  if (measure.alternative !== null) counts.push("withAlternative");
  if (measure.arrivedAt !== null && measure.closeOutcome !== null) counts.push("arrivedWithCloseOutcome");
  return counts;
}
