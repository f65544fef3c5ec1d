/**
 * By what numbers are broken down, and which two at a time are kept. In: a measure. Out: its value for a breakdown, always a text, so that the parts of
 * a breakdown add up to the whole. Never a breakdown by anything that could name a person.
 */
import type { ClinicalPicture, Outcome } from "@ucrt/schemas";
import type { Measure } from "./measure.ts";

/** The fixed order: a pair always names the earlier one first. */
export const breakdownNames = [
  "feed",
  "source",
  "place",
  "team",
  "outcome",
  "response",
  "need",
  "carePlace",
  "referrer",
] as const;
export type BreakdownName = (typeof breakdownNames)[number];

export type BreakdownPair = readonly [BreakdownName, BreakdownName];
/** None (the whole area), one, or a pair that is kept. */
export type Breakdowns = readonly [] | readonly [BreakdownName] | BreakdownPair;

/** What is asked for together. Reasons are counts of their own and need no pair: "by referrer" already has every decline reason. */
export const keptPairs: readonly BreakdownPair[] = [
  ["source", "place"],
  ["source", "outcome"],
  ["source", "response"],
  ["place", "team"],
  ["place", "outcome"],
  ["place", "response"],
  ["place", "need"],
  ["place", "carePlace"],
  ["outcome", "need"],
  ["outcome", "referrer"],
];

/** Every grouping that is kept by month. */
export const keptBreakdowns: readonly Breakdowns[] = [
  [],
  ...breakdownNames.map((name): Breakdowns => [name]),
  ...keptPairs,
];

/** Asked for by commissioners, and why it is not here. */
export const breakdownsNotLoaded = [
  {
    name: "deprivation",
    text: "Not loaded: needs the published file of small areas (LSOA) and their deprivation decile, which this service has not been given.",
  },
] as const;

/** Words for a value that is not there. */
export const absentValues = {
  place: "(not known)",
  team: "(none yet)",
  outcome: "(not assessed)",
} as const;

/** Care homes and nursing homes are told apart from everywhere else; a place that nobody stated is neither. */
export function carePlaceGroup(carePlace: ClinicalPicture["carePlace"]): "care-home" | "elsewhere" | "unknown" {
  switch (carePlace) {
    case "care-home":
    case "nursing-home":
      return "care-home";
    case "home":
    case "hospital-bed":
    case "emergency-department":
    case "public-place":
    case "other":
      return "elsewhere";
    case "unknown":
      return "unknown";
  }
}

export function breakdownValueOf(measure: Measure, name: BreakdownName): string {
  switch (name) {
    case "feed":
      return measure.feed;
    case "source":
      return measure.source;
    case "place":
      return measure.place ?? absentValues.place;
    case "team":
      return measure.team ?? absentValues.team;
    case "outcome":
      return outcomeValue(measure.outcome);
    case "response":
      return measure.response;
    case "need":
      return measure.need;
    case "carePlace":
      return carePlaceGroup(measure.carePlace);
    case "referrer":
      return measure.referrer;
  }
}

export const outcomeValue = (outcome: Outcome | null): string => outcome ?? absentValues.outcome;
