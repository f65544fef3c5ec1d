/**
 * Which questions the form shows: where and what first, then only what the criteria still need. In: the inputs that are open, what was shown before.
 * Out: the same set or a larger one: a question that was shown stays, so that nothing moves away under a finger. Pure.
 */
import type { CriteriaInputName } from "@ucrt/schemas/criteria";

/** Inputs that one group of fields answers together. */
const groupOf: Partial<Record<CriteriaInputName, string>> = {
  ageYears: "age",
  ageBasis: "age",
  "fall.onFloorNow": "floor",
  "fall.minutesOnFloor": "floor",
  redFlagScreen: "screen",
  headStrike: "screen",
  screenByRegisteredClinician: "screen",
  observations: "observations",
  "news2.total": "observations",
  "news2.floor": "observations",
  "news2.anyParameterThree": "observations",
  "news2.sent": "observations",
  arpCategory: "category",
};

/** The name of the question or group that answers an input; red flags are ticked in the screen. */
export const shownFor = (input: CriteriaInputName): string =>
  groupOf[input] ?? (input.startsWith("redFlags.") ? "screen" : input);

/** What to show now. `before`: what was shown. The same object when nothing is added. */
export function grow(before: ReadonlySet<string>, open: readonly CriteriaInputName[]): ReadonlySet<string> {
  const added = open.map(shownFor).filter((name) => !before.has(name));
  return added.length === 0 ? before : new Set([...before, ...added]);
}
