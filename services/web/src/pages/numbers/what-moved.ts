/**
 * What moved most between two periods, beyond what chance alone moves. Pure. In: pairs of served numbers. Out: the largest moves, the surest first.
 * Counts, shares and medians are made comparable by their standard error: counts as counts of independent events per day, shares as two proportions,
 * medians by the spread up to the 90th centile. A hidden number, or one on fewer than `leastBase` cases, is never compared.
 */
import { isNumber, type Shown } from "./charts/shown.ts";

export type Better = "more" | "less" | "neither";

interface Named {
  readonly name: string;
  /** Which direction is good for patients. */
  readonly better: Better;
}

export interface CountPair extends Named {
  readonly kind: "count";
  readonly now: Shown;
  readonly before: Shown;
  readonly daysNow: number;
  readonly daysBefore: number;
}

/** Parts of wholes; the percentage is computed here from the counts that are shown, as the service does. */
export interface SharePair extends Named {
  readonly kind: "share";
  readonly part: { readonly now: Shown; readonly before: Shown };
  readonly whole: { readonly now: Shown; readonly before: Shown };
}

export interface MedianPair extends Named {
  readonly kind: "median";
  readonly median: { readonly now: Shown; readonly before: Shown };
  readonly ninetieth: { readonly now: Shown; readonly before: Shown };
  readonly counted: { readonly now: Shown; readonly before: Shown };
}

export type Pair = CountPair | SharePair | MedianPair;

export interface Move {
  readonly name: string;
  readonly direction: "up" | "down";
  /** `84 %`, `1,105`, `62 min`. */
  readonly now: string;
  readonly before: string;
  /** `6 points`, `12 % a day`, `9 min`. */
  readonly by: string;
  readonly judgement: "better" | "worse" | "neither";
  /** How many standard errors: what the order is by. */
  readonly standardErrors: number;
}

/** Fewer cases say too little about a share or a median. */
export const leastBase = 30;
/** A change that chance alone makes about once in twenty times. */
export const leastStandardErrors = 2;
/** Counts may be rounded to the nearest five; the variance that adds to one count. */
const ROUNDING_VARIANCE = 25 / 12;

const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** At most `most` moves; fewer, or none, when no more than chance is seen. */
export function whatMoved(pairs: readonly Pair[], most = 3): readonly Move[] {
  return pairs
    .flatMap((pair) => moveOf(pair) ?? [])
    .filter((move) => move.standardErrors >= leastStandardErrors)
    .toSorted((a, b) => b.standardErrors - a.standardErrors)
    .slice(0, most);
}

/** How many of the pairs could be compared at all. */
export function comparable(pairs: readonly Pair[]): number {
  return pairs.filter((pair) => moveOf(pair) !== undefined).length;
}

function moveOf(pair: Pair): Move | undefined {
  switch (pair.kind) {
    case "count":
      return countMove(pair);
    case "share":
      return shareMove(pair);
    case "median":
      return medianMove(pair);
  }
}

function countMove({ name, better, now, before, daysNow, daysBefore }: CountPair): Move | undefined {
  if (!isNumber(now) || !isNumber(before) || now + before < leastBase || before === 0) return undefined;
  const scale = daysNow / daysBefore;
  const expected = before * scale;
  const error = Math.sqrt(now + ROUNDING_VARIANCE + (before + ROUNDING_VARIANCE) * scale * scale);
  const change = now - expected;
  return {
    name,
    ...directionOf(change, better),
    now: whole.format(now),
    before: whole.format(before),
    by: `${whole.format(Math.abs((100 * change) / expected))}\u00a0%${daysNow === daysBefore ? "" : " a day"}`,
    standardErrors: Math.abs(change) / error,
  };
}

function shareMove({ name, better, part, whole: of }: SharePair): Move | undefined {
  if (!isNumber(part.now) || !isNumber(part.before) || !isNumber(of.now) || !isNumber(of.before)) return undefined;
  if (of.now < leastBase || of.before < leastBase) return undefined;
  const now = part.now / of.now;
  const before = part.before / of.before;
  const pooled = (part.now + part.before) / (of.now + of.before);
  const error = Math.sqrt(
    pooled * (1 - pooled) * (1 / of.now + 1 / of.before) + ROUNDING_VARIANCE * (1 / of.now ** 2 + 1 / of.before ** 2),
  );
  const shownNow = Math.round(100 * now);
  const shownBefore = Math.round(100 * before);
  const points = Math.abs(shownNow - shownBefore);
  return {
    name,
    ...directionOf(now - before, better),
    now: `${shownNow}\u00a0%`,
    before: `${shownBefore}\u00a0%`,
    by: `${points} percentage ${points === 1 ? "point" : "points"}`,
    // What reads the same has not moved.
    standardErrors: points === 0 ? 0 : Math.abs(now - before) / error,
  };
}

/** The standard error of a median of n is near 1.25 of the deviation over the root of n; the 90th centile lies 1.28 deviations above it. */
function medianMove({ name, better, median, ninetieth, counted }: MedianPair): Move | undefined {
  if (!isNumber(median.now) || !isNumber(median.before) || !isNumber(ninetieth.now) || !isNumber(ninetieth.before))
    return undefined;
  if (!isNumber(counted.now) || !isNumber(counted.before)) return undefined;
  if (counted.now < leastBase || counted.before < leastBase) return undefined;
  const errorOf = (middle: number, high: number, n: number) =>
    (1.253 * Math.max(1, (high - middle) / 1.2816)) / Math.sqrt(n);
  const error = Math.hypot(
    errorOf(median.now, ninetieth.now, counted.now),
    errorOf(median.before, ninetieth.before, counted.before),
  );
  const shownNow = Math.round(median.now);
  const shownBefore = Math.round(median.before);
  return {
    name,
    ...directionOf(median.now - median.before, better),
    now: `${shownNow}\u00a0min`,
    before: `${shownBefore}\u00a0min`,
    by: `${Math.abs(shownNow - shownBefore)}\u00a0min`,
    standardErrors: shownNow === shownBefore ? 0 : Math.abs(median.now - median.before) / error,
  };
}

function directionOf(change: number, better: Better): Pick<Move, "direction" | "judgement"> {
  const direction = change >= 0 ? "up" : "down";
  if (better === "neither") return { direction, judgement: "neither" };
  return { direction, judgement: (better === "more") === (direction === "up") ? "better" : "worse" };
}
