/**
 * Turns conditions, which are data, into closures over a frame of encoded inputs. In: a checked condition. Out: `(frame) => false, unknown or true`.
 * Three-valued: `all` is the least, `any` the greatest of its parts. No source text is generated, so a strict content policy allows it.
 */
import {
  criteriaInputs,
  type Condition,
  type CriteriaInputName,
  type CriteriaThresholds,
  type InputTest,
} from "@ucrt/schemas/criteria";
import { placeOf, type Frame } from "./frame.ts";

/** 0 false, 1 unknown, 2 true: so that `all` is a minimum and `any` a maximum. */
export type Truth = 0 | 1 | 2;
export const FALSE: Truth = 0;
export const UNKNOWN: Truth = 1;
export const TRUE: Truth = 2;

export type CompiledCondition = (frame: Frame) => Truth;

/** Compiles a condition that has passed the schema. */
export function compileCondition(condition: Condition, thresholds: CriteriaThresholds): CompiledCondition {
  if ("all" in condition) {
    const parts = condition.all.map((part) => compileCondition(part, thresholds));
    return (frame) => {
      let least: Truth = TRUE;
      for (const part of parts) least = Math.min(least, part(frame)) as Truth;
      return least;
    };
  }
  if ("any" in condition) {
    const parts = condition.any.map((part) => compileCondition(part, thresholds));
    return (frame) => {
      let greatest: Truth = FALSE;
      for (const part of parts) greatest = Math.max(greatest, part(frame)) as Truth;
      return greatest;
    };
  }
  if ("not" in condition) {
    const part = compileCondition(condition.not, thresholds);
    return (frame) => (TRUE - part(frame)) as Truth;
  }
  return compileTest(condition, thresholds);
}

/** Names of all inputs of a condition, each once, in the order of reading. */
export function inputsOf(condition: Condition, into: Set<CriteriaInputName> = new Set()): Set<CriteriaInputName> {
  if ("all" in condition) for (const part of condition.all) inputsOf(part, into);
  else if ("any" in condition) for (const part of condition.any) inputsOf(part, into);
  else if ("not" in condition) inputsOf(condition.not, into);
  else into.add(condition.input);
  return into;
}

function compileTest(test: InputTest, thresholds: CriteriaThresholds): CompiledCondition {
  const position = placeOf[test.input];
  const input = criteriaInputs[test.input];
  if (input.kind === "whole") return compileNumberTest(test, position, thresholds);
  // One truth for each code; code 0 is "not given".
  const truths: readonly Truth[] = [wordTruth(test, undefined), ...input.values.map((value) => wordTruth(test, value))];
  return (frame) => truths[frame[position] ?? 0] ?? UNKNOWN;
}

/** `ruled-out` is a "no" that was attested. */
function wordTruth(test: InputTest, value: string | undefined): Truth {
  const isKnown = value !== undefined && value !== "unknown";
  if (test.answered !== undefined) return isKnown === test.answered ? TRUE : FALSE;
  if (!isKnown) return UNKNOWN;
  const wanted = test.in ?? (test.equals === undefined ? [] : [test.equals]);
  return wanted.includes(value) || (value === "ruled-out" && wanted.includes("no")) ? TRUE : FALSE;
}

function compileNumberTest(test: InputTest, position: number, thresholds: CriteriaThresholds): CompiledCondition {
  const { answered } = test;
  if (answered !== undefined) return (frame) => ((frame[position] !== 0) === answered ? TRUE : FALSE);
  const amountOf = (amount: InputTest["atLeast"], otherwise: number): number =>
    amount === undefined ? otherwise : typeof amount === "number" ? amount : thresholds[amount.threshold];
  const least = test.above === undefined ? amountOf(test.atLeast, -Infinity) : amountOf(test.above, 0) + 1;
  const most = test.below === undefined ? amountOf(test.atMost, Infinity) : amountOf(test.below, 0) - 1;
  return (frame) => {
    const code = frame[position] ?? 0;
    if (code === 0) return UNKNOWN;
    return code - 1 >= least && code - 1 <= most ? TRUE : FALSE;
  };
}
