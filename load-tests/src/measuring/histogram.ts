// Latencies as HdrHistograms: microseconds, three significant digits, up to ten minutes. In: milliseconds. Out: percentiles, or text that another
// process can read and merge. Merging keeps every count; percentiles are never averaged.
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from "hdr-histogram-js";

export type { Histogram } from "hdr-histogram-js";

const longestUs = 600_000_000; // ten minutes

export interface Percentiles {
  readonly count: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
}

/** An empty histogram. */
export function createHistogram(): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: longestUs,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 32,
  });
}

/** Counts one latency; what is longer than ten minutes counts as ten minutes. */
export function recordMs(histogram: Histogram, ms: number): void {
  histogram.recordValue(Math.min(longestUs, Math.max(1, Math.round(ms * 1_000))));
}

/** Text for another process. */
export function encodeHistogram(histogram: Histogram): string {
  return encodeIntoCompressedBase64(histogram);
}

/** One histogram of everything in these texts. */
export function mergeHistograms(encoded: readonly string[]): Histogram {
  const all = createHistogram();
  for (const one of encoded) all.add(decodeFromCompressedBase64(one, 32, false));
  return all;
}

/** Null when nothing was counted: a percentile of nothing is no number. */
export function percentilesOf(histogram: Histogram): Percentiles | null {
  if (histogram.totalCount === 0) return null;
  const at = (percentile: number): number => rounded(histogram.getValueAtPercentile(percentile) / 1_000);
  return {
    count: histogram.totalCount,
    p50Ms: at(50),
    p90Ms: at(90),
    p99Ms: at(99),
    p999Ms: at(99.9),
    maxMs: rounded(histogram.maxValue / 1_000),
  };
}

const rounded = (ms: number): number => Number(ms.toPrecision(3));
