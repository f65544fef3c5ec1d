/**
 * A frame: every input of the criteria as one number, at a place of its own. 0: not given; else 1 + the position of its word, or 1 + its whole number.
 * So conditions look up and never search, and the inputs of a criterion make a key. In: names and values. Out: places and numbers. Pure.
 */
import type { Answer } from "@ucrt/schemas";
import { criteriaInputs, type CriteriaInputName, type FixedInputName } from "@ucrt/schemas/criteria";

export type Frame = Int32Array;

const names = Object.keys(criteriaInputs) as readonly CriteriaInputName[];

/** Where each input stands. The red flags come last, in the order of their contract. */
export const placeOf = Object.fromEntries(names.map((name, place) => [name, place])) as Readonly<
  Record<CriteriaInputName, number>
>;

/** A frame with nothing given. */
export const emptyFrame = (): Frame => new Int32Array(names.length);

/** The text of a number in a frame; null when nothing was given. */
export function textOfCode(name: CriteriaInputName, code: number): string | null {
  if (code === 0) return null;
  const input = criteriaInputs[name];
  return input.kind === "whole" ? String(code - 1) : (input.values[code - 1] ?? null);
}

/** Prepares the number of a word of this input; a word it does not have is not given. */
export function wordCoder(name: FixedInputName): (word: string | null | undefined) => number {
  const input = criteriaInputs[name];
  const codes = new Map<string | null | undefined, number>(
    input.kind === "whole" ? [] : input.values.map((word, index) => [word, index + 1]),
  );
  return (word) => codes.get(word) ?? 0;
}

/** Prepares the number of a whole number, which is kept within its limits. */
export function wholeCoder(name: FixedInputName): (value: number | null | undefined) => number {
  const input = criteriaInputs[name];
  const most = input.kind === "whole" ? input.most : 0;
  return (value) => (value === null || value === undefined ? 0 : Math.min(most, Math.max(0, Math.trunc(value))) + 1);
}

/** Most inputs are an answer, and comparing is quicker than looking up. */
export const answerCode = (answer: Answer | undefined): number =>
  answer === undefined ? 0 : answer === "yes" ? 1 : answer === "no" ? 2 : 3;

/** For inputs that are yes or no, and for a flag that is not there at all. */
export const yesNoCode = (value: boolean | undefined): number => (value === undefined ? 0 : value ? 1 : 2);
