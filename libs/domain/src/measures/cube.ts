/**
 * One cell of what is kept: a period, up to two breakdowns, its counts and its minutes. Cells of one question merge by addition.
 * Unrounded: whoever answers an outside reader applies disclosure control first.
 */
import { addCounts, noCounts, type Counts } from "./counts.ts";
import type { BreakdownName } from "./breakdowns.ts";
import { addHistograms, intervalNames, type Histogram, type IntervalName } from "./intervals.ts";

export type Minutes = Readonly<Record<IntervalName, Histogram>>;

export interface CubeCell {
  /** `2026-10`, `2026-10-05` (the Monday of an ISO week), `2026-10T14` (an hour of the day, all days of the month together); local time. */
  readonly period: string;
  /** In the fixed order of the breakdowns; empty for the whole area. */
  readonly by: readonly { readonly breakdown: BreakdownName; readonly value: string }[];
  readonly counts: Counts;
  readonly minutes: Minutes;
}

export const noMinutes: Minutes = Object.freeze(
  Object.fromEntries(intervalNames.map((name) => [name, []])) as unknown as Record<IntervalName, Histogram>,
);

export function addMinutes(one: Minutes, other: Minutes): Minutes {
  const sum: Record<IntervalName, Histogram> = { ...one };
  for (const name of intervalNames) sum[name] = addHistograms(one[name], other[name]);
  return sum;
}

/** All cells together, whatever their periods and breakdowns. */
export function sumOfCells(
  cells: Iterable<Pick<CubeCell, "counts" | "minutes">>,
): Pick<CubeCell, "counts" | "minutes"> {
  let counts = noCounts;
  let minutes = noMinutes;
  for (const cell of cells) {
    counts = addCounts(counts, cell.counts);
    minutes = addMinutes(minutes, cell.minutes);
  }
  return { counts, minutes };
}
