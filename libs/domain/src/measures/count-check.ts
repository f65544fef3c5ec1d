/**
 * What one check before sending ("would they take it?") adds to the numbers. In: the check, and whether a referral that names it was received.
 * Out: a contribution. A check is not a referral: it adds to its own two counts and to nothing else.
 */
import type { ClinicalPicture, FactOf, NeedCode, Outcome, Source } from "@ucrt/schemas";
import type { OtherFact } from "@ucrt/schemas";
import { absentValues, carePlaceGroup, outcomeValue, type BreakdownName } from "./breakdowns.ts";
import type { Contribution } from "./count-referral.ts";

/** One check as the numbers see it. */
export interface CheckMeasure {
  readonly checkId: string;
  readonly madeAt: number;
  readonly source: Source;
  readonly referrer: string;
  readonly place: string | null;
  readonly need: NeedCode;
  readonly carePlace: ClinicalPicture["carePlace"];
  readonly outcome: Outcome;
  readonly response: FactOf<"assessed">["data"]["decision"]["response"];
}

export function checkMeasureOf(fact: Extract<OtherFact, { type: "check-made" }>): CheckMeasure {
  const { checkId, source, organisation, picture, decision } = fact.data;
  return {
    checkId,
    madeAt: fact.at,
    source,
    referrer: organisation,
    place: picture.location.place,
    need: picture.need,
    carePlace: picture.carePlace,
    outcome: decision.outcome,
    response: decision.response,
  };
}

export function contributionOfCheck(check: CheckMeasure, isSent: boolean): Contribution {
  return {
    valueOf: (name) => valueOf(check, name),
    counts: isSent ? ["checksMade"] : ["checksMade", "checksNotSent"],
    minutes: [],
  };
}

function valueOf(check: CheckMeasure, name: BreakdownName): string {
  switch (name) {
    case "feed":
      return "(a check)";
    case "source":
      return check.source;
    case "place":
      return check.place ?? absentValues.place;
    case "team":
      return absentValues.team;
    case "outcome":
      return outcomeValue(check.outcome);
    case "response":
      return check.response;
    case "need":
      return check.need;
    case "carePlace":
      return carePlaceGroup(check.carePlace);
    case "referrer":
      return check.referrer;
  }
}
