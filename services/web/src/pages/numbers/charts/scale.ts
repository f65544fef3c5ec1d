/**
 * Where a value lies in a drawing. In: values, the size of the drawing. Out: round ticks, positions in pixels. Pure.
 * `d3-array` finds the round ticks. The drawings are our own SVG: chart libraries show values on hover and style them inline, and this page
 * has every value in a table, prints, and may not use inline style.
 */
import { nice, ticks } from "d3-array";

export interface Scale {
  readonly ticks: readonly number[];
  readonly most: number;
  /** Pixels from the top. */
  readonly yOf: (value: number) => number;
}

/** A scale from nought to a round number above the largest value. */
export function scaleFromNought(values: readonly number[], top: number, bottom: number, atLeast = 1): Scale {
  const largest = Math.max(atLeast, ...values);
  const [, most] = nice(0, largest, 4);
  return { ticks: ticks(0, most, 4), most, yOf: (value) => bottom - ((bottom - top) * value) / most };
}

/** How many labels to skip so that each has room. */
export function labelEvery(count: number, width: number, labelWidth: number): number {
  return Math.max(1, Math.ceil((count * labelWidth) / Math.max(1, width)));
}

/** Moves labels apart so that none covers another. In: wanted heights. Out: heights in the same order, at least `gap` apart, within the drawing. */
export function spreadApart(wanted: readonly number[], gap: number, top: number, bottom: number): readonly number[] {
  const order = wanted.map((y, index) => ({ y, index })).toSorted((a, b) => a.y - b.y);
  let lowest = top - gap;
  for (const label of order) {
    label.y = Math.max(label.y, lowest + gap);
    lowest = label.y;
  }
  let highest = bottom + gap;
  for (const label of order.toReversed()) {
    label.y = Math.min(label.y, highest - gap);
    highest = label.y;
  }
  const placed = [...wanted];
  for (const { y, index } of order) placed[index] = y;
  return placed;
}

/** Runs of neighbouring values, so that a line has a gap where a value is missing. */
export function runsOf<Value>(
  values: readonly (Value | undefined)[],
): readonly (readonly { index: number; value: Value }[])[] {
  const runs: { index: number; value: Value }[][] = [];
  let run: { index: number; value: Value }[] = [];
  for (const [index, value] of values.entries()) {
    if (value === undefined) {
      if (run.length > 0) runs.push(run);
      run = [];
    } else run.push({ index, value });
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

/** Letters of 13 px, about. */
const letterWidth = 7.4;

/** A name that fits into so many pixels, shortened at its end; the table has the whole. */
export function fitting(name: string, width: number): string {
  const letters = Math.max(8, Math.floor(width / letterWidth));
  return name.length <= letters ? name : `${name.slice(0, letters - 1).trimEnd()}…`;
}
