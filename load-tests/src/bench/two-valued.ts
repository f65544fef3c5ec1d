/**
 * The criteria for engines that know only true and false. In: a condition of our criteria. Out: two formulas without "not": when it is true, when it is
 * false; where neither holds it is unknown. Facts are flat: a word, a whole number, or null for "not given" and "unknown" alike.
 */
import { emptyFrame, placeOf, readInputs, textOfCode, type Assessment } from "@ucrt/domain";
import {
  criteriaInputs,
  type Condition,
  type CriteriaInputName,
  type CriteriaSet,
  type CriteriaThresholds,
  type InputTest,
} from "@ucrt/schemas/criteria";

/** A comparison that is false for null, except `isNull`. */
export type Comparison = { readonly input: CriteriaInputName } & (
  | { readonly is: "one-of"; readonly values: readonly string[] }
  | { readonly is: "at-least" | "at-most"; readonly value: number }
  | { readonly is: "null" | "not-null" }
);
export type Formula =
  | { readonly all: readonly Formula[] }
  | { readonly any: readonly Formula[] }
  | { readonly test: Comparison };

export interface TwoFormulas {
  readonly isTrue: Formula;
  readonly isFalse: Formula;
}

/** `all` is false when any part is, and `not` changes the two round: so no negation is left. */
export function twoValued(condition: Condition, thresholds: CriteriaThresholds): TwoFormulas {
  if ("all" in condition) {
    const parts = condition.all.map((part) => twoValued(part, thresholds));
    return { isTrue: { all: parts.map((part) => part.isTrue) }, isFalse: { any: parts.map((part) => part.isFalse) } };
  }
  if ("any" in condition) {
    const parts = condition.any.map((part) => twoValued(part, thresholds));
    return { isTrue: { any: parts.map((part) => part.isTrue) }, isFalse: { all: parts.map((part) => part.isFalse) } };
  }
  if ("not" in condition) {
    const part = twoValued(condition.not, thresholds);
    return { isTrue: part.isFalse, isFalse: part.isTrue };
  }
  return ofTest(condition, thresholds);
}

function ofTest(given: InputTest, thresholds: CriteriaThresholds): TwoFormulas {
  const { input, answered } = given;
  const test = (comparison: Comparison): Formula => ({ test: comparison });
  if (answered !== undefined) {
    const isGiven = test({ input, is: "not-null" });
    const isNotGiven = test({ input, is: "null" });
    return answered ? { isTrue: isGiven, isFalse: isNotGiven } : { isTrue: isNotGiven, isFalse: isGiven };
  }
  const words = given.in ?? (given.equals === undefined ? undefined : [given.equals]);
  if (words !== undefined) {
    const contract = criteriaInputs[input];
    const known = (contract.kind === "choice" ? contract.values : []).filter((value) => value !== "unknown");
    // A flag that a screen has ruled out is a "no".
    const isWanted = (value: string): boolean =>
      words.includes(value) || (value === "ruled-out" && words.includes("no"));
    return {
      isTrue: test({ input, is: "one-of", values: known.filter(isWanted) }),
      isFalse: test({ input, is: "one-of", values: known.filter((value) => !isWanted(value)) }),
    };
  }
  const amount = (name: "atLeast" | "above" | "atMost" | "below"): number | undefined => {
    const value = given[name];
    return value === undefined || typeof value === "number" ? value : thresholds[value.threshold];
  };
  const above = amount("above");
  const below = amount("below");
  const least = above === undefined ? amount("atLeast") : above + 1;
  const most = below === undefined ? amount("atMost") : below - 1;
  if (least !== undefined)
    return {
      isTrue: test({ input, is: "at-least", value: least }),
      isFalse: test({ input, is: "at-most", value: least - 1 }),
    };
  return {
    isTrue: test({ input, is: "at-most", value: most ?? 0 }),
    isFalse: test({ input, is: "at-least", value: (most ?? 0) + 1 }),
  };
}

/** Both formulas of every criterion, the caps' "unless", and who may be offered at once: all that a decision rests on, by name. */
export function formulasOf(set: CriteriaSet): Readonly<Record<string, TwoFormulas>> {
  const conditions: Record<string, Condition> = { byAcceptingClinician: set.byAcceptingClinician };
  for (const [id, criterion] of Object.entries(set.criteria)) {
    conditions[id] = criterion.when;
    if (criterion.cap !== undefined) conditions[`${id}_unless`] = criterion.cap.unless;
  }
  return Object.fromEntries(
    Object.entries(conditions).map(([name, condition]) => [name, twoValued(condition, set.thresholds)]),
  );
}

/** A name that every engine takes: `fall.onFloorNow` is `fall_onFloorNow`. */
export const factName = (input: string): string => input.replaceAll(".", "_");

/** Facts as an engine wants them; read by the same readers as ours, outside any timing. */
export type FlatFacts = Readonly<Record<string, string | number | null>>;

export interface FlatPicture {
  readonly facts: FlatFacts;
  /** Not given at all, as apart from "unknown"; by the input's own name. */
  readonly isMissing: (input: string) => boolean;
}

/** Prepares a reader of the facts that the set's conditions name. */
export function flatPictureReader(set: CriteriaSet): (assessment: Assessment) => FlatPicture {
  const used = new Set(Object.values(formulasOf(set)).flatMap(({ isTrue }) => inputsIn(isTrue)));
  const names = (Object.keys(criteriaInputs) as CriteriaInputName[]).filter((name) => used.has(name));
  const frame = emptyFrame();
  return (assessment) => {
    readInputs(assessment, set.thresholds, frame);
    const texts = new Map(names.map((name) => [name as string, textOfCode(name, frame[placeOf[name]] ?? 0)]));
    const facts = names.map((name) => {
      const text = texts.get(name) ?? null;
      if (text === null || text === "unknown") return [factName(name), null];
      return [factName(name), criteriaInputs[name].kind === "whole" ? Number(text) : text];
    });
    return {
      facts: Object.fromEntries(facts) as FlatFacts,
      isMissing: (input) => (texts.get(input) ?? null) === null,
    };
  };
}

function inputsIn(formula: Formula): readonly CriteriaInputName[] {
  if ("all" in formula) return formula.all.flatMap(inputsIn);
  return "any" in formula ? formula.any.flatMap(inputsIn) : [formula.test.input];
}
