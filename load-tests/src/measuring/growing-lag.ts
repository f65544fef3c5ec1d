// Says whether a rate is sustained. In: how many referrals were under way (due, and not yet where they should be), sampled evenly over the window.
// Out: whether that number grew. Pure.
//
// The criterion: the mean of the last quarter of the window is more than the mean of the second quarter, by more than half a second's arrivals and by more
// than a quarter of itself. Over 60 s, a shortfall of one in fifty is found; less than half a second is what other work on a shared machine does. The first quarter is left out: there the number rises from nothing in any system.

export interface LagVerdict {
  readonly isGrowing: boolean;
  /** Mean number under way in the second and in the last quarter. */
  readonly earlier: number;
  readonly later: number;
}

/** Needs at least eight samples; fewer are no ground for a verdict, and count as growing. */
export function judgeLag(underWay: readonly number[], ratePerSecond: number): LagVerdict {
  const quarter = Math.floor(underWay.length / 4);
  const earlier = mean(underWay.slice(quarter, 2 * quarter));
  const later = mean(underWay.slice(underWay.length - quarter));
  const isGrowing = quarter < 2 || (later - earlier > ratePerSecond / 2 && later > earlier * 1.25);
  return { isGrowing, earlier: Math.round(earlier), later: Math.round(later) };
}

/** Counts at each sample how many of the intervals are open. An interval without an end stays open. */
export function underWayAt(
  sampleMs: readonly number[],
  intervals: readonly { readonly fromMs: number; readonly toMs: number | undefined }[],
): number[] {
  const from = intervals.map((one) => one.fromMs).toSorted((a, b) => a - b);
  const to = intervals.flatMap((one) => (one.toMs === undefined ? [] : [one.toMs])).toSorted((a, b) => a - b);
  return sampleMs.map((atMs) => countUpTo(from, atMs) - countUpTo(to, atMs));
}

function countUpTo(sorted: readonly number[], atMs: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
