/**
 * Whole minutes between two instants of a referral, and the sparse histogram in which many of them are kept.
 * Histograms merge by addition and lose nothing, so a median over a year of months is as exact as over the referrals themselves.
 */
import { wholeMinutesBetween } from "../clock/time-of-receipt.ts";
import type { Measure } from "./measure.ts";
import { twoHourStandingOf } from "./two-hour.ts";

/** In the order in which they are kept: append, never move. */
export const intervalNames = [
  "receivedToDecision",
  "receivedToOffered",
  "receivedToAccepted",
  "acceptedToArrived",
  "clockStartToArrived",
  "twoHourToArrived",
  "needIdentifiedToArrived",
  "arrivedToClosed",
  "receivedToClosed",
] as const;
export type IntervalName = (typeof intervalNames)[number];

/** How many referrals took each number of whole minutes: `[minutes, referrals]`, minutes ascending, no zero. */
export type Histogram = readonly (readonly [minutes: number, referrals: number])[];

/** How many referrals it holds. */
export const histogramSize = (histogram: Histogram): number => histogram.reduce((sum, [, n]) => sum + n, 0);

/** Both together. */
export function addHistograms(one: Histogram, other: Histogram): Histogram {
  if (one.length === 0) return other;
  if (other.length === 0) return one;
  const sum: (readonly [number, number])[] = [];
  let left = 0;
  let right = 0;
  while (left < one.length || right < other.length) {
    const [ours, others] = [one[left], other[right]];
    if (others === undefined || (ours !== undefined && ours[0] < others[0])) {
      if (ours !== undefined) sum.push(ours);
      left += 1;
    } else if (ours === undefined || others[0] < ours[0]) {
      sum.push(others);
      right += 1;
    } else {
      sum.push([ours[0], ours[1] + others[1]]);
      left += 1;
      right += 1;
    }
  }
  return sum;
}

/**
 * The value below which this share of the referrals lies (0.5 the median, 0.9 the 90th centile), with a straight line between neighbours,
 * as `percentile_cont` of SQL; null when there are none.
 */
export function percentile(histogram: Histogram, share: number): number | null {
  const size = histogramSize(histogram);
  if (size === 0) return null;
  const position = share * (size - 1);
  const below = valueAt(histogram, Math.floor(position));
  const above = valueAt(histogram, Math.ceil(position));
  return below + (above - below) * (position - Math.floor(position));
}

/** The value of the referral at this place, from 0, in order of minutes. */
function valueAt(histogram: Histogram, index: number): number {
  let passed = 0;
  for (const [minutes, n] of histogram) {
    passed += n;
    if (index < passed) return minutes;
  }
  return histogram.at(-1)?.[0] ?? 0;
}

/** The intervals a referral has so far. A candidate of the stack is not ours and has none. */
export function intervalsOf(measure: Measure, nowMs: number): readonly (readonly [IntervalName, number])[] {
  if (measure.isCandidate) return [];
  const { receivedAt, decidedAt, offeredAt, acceptedAt, arrivedAt, clockStartAt, closedAt } = measure;
  const found: (readonly [IntervalName, number])[] = [];
  const add = (name: IntervalName, from: number | null, to: number | null): void => {
    if (from !== null && to !== null) found.push([name, wholeMinutesBetween(from, to)]);
  };
  add("receivedToDecision", receivedAt, decidedAt);
  add("receivedToOffered", receivedAt, offeredAt);
  add("receivedToAccepted", receivedAt, acceptedAt);
  add("acceptedToArrived", acceptedAt, arrivedAt);
  add("clockStartToArrived", clockStartAt, arrivedAt);
  if (twoHourStandingOf(measure, nowMs) === "in-scope") add("twoHourToArrived", clockStartAt, arrivedAt);
  const { needIdentifiedAt } = measure;
  if (needIdentifiedAt !== null && needIdentifiedAt <= receivedAt)
    add("needIdentifiedToArrived", needIdentifiedAt, arrivedAt);
  add("arrivedToClosed", arrivedAt, closedAt);
  add("receivedToClosed", receivedAt, closedAt);
  return found;
}
