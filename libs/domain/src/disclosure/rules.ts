/**
 * The rules of disclosure control, and what one count looks like under them. In: a true count. Out: the number that may be shown, or the range a reader may infer.
 * The thresholds are area data (`metrics.yaml`), never constants here.
 */

export interface DisclosureRules {
  /** Counts are rounded to the nearest multiple of this. */
  readonly roundTo: number;
  /** Counts from `hideFrom` to `hideTo` are hidden; 0 stays 0. */
  readonly hideFrom: number;
  readonly hideTo: number;
  /**
   * Hidden parts of a shown total must add up to at least their number plus this: each of them keeps at least that many values above 1.
   * With two parts, base 5 and 1 to 7 hidden: 6, so a true sum of 8.
   */
  readonly leastSlack: number;
  /** A small count must keep at least this many values that agree with everything shown. */
  readonly leastPossible: number;
}

/** What a reader sees. `*` is the same for a small count and for one that is hidden to protect it. */
export type ShownCount = number | "*";

export const isSmall = (count: number, { hideFrom, hideTo }: DisclosureRules): boolean =>
  count >= hideFrom && count <= hideTo;

/** To the nearest multiple; a half goes up, which no whole count meets with an odd base. */
export const roundCount = (count: number, { roundTo }: DisclosureRules): number =>
  Math.floor(count / roundTo + 0.5) * roundTo;

/** The true counts that are shown as this number. */
export function rangeOfShown(
  shown: number,
  { roundTo, hideTo }: DisclosureRules,
): readonly [low: number, high: number] {
  if (shown === 0) return [0, 0];
  const low = Math.ceil(shown - roundTo / 2);
  const high = Math.ceil(shown + roundTo / 2) - 1;
  return [Math.max(low, hideTo + 1), high];
}
