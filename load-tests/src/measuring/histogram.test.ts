import { expect, it } from "vitest";
import { createHistogram, encodeHistogram, mergeHistograms, percentilesOf, recordMs } from "./histogram.ts";

function histogramOf(values: readonly number[]) {
  const histogram = createHistogram();
  for (const value of values) recordMs(histogram, value);
  return histogram;
}

it("keeps every count when the histograms of two processes are merged", () => {
  const fast = histogramOf(Array.from({ length: 990 }, () => 10));
  const slow = histogramOf(Array.from({ length: 10 }, () => 2_000));
  const merged = percentilesOf(mergeHistograms([encodeHistogram(fast), encodeHistogram(slow)]));
  expect(merged?.count).toBe(1_000);
  expect(merged?.p50Ms).toBeCloseTo(10, 0);
  expect(merged?.p99Ms).toBeCloseTo(10, 0);
  expect(merged?.p999Ms).toBeCloseTo(2_000, -1);
});

it("tells microseconds apart from milliseconds", () => {
  expect(percentilesOf(histogramOf([0.25]))?.p50Ms).toBeCloseTo(0.25, 3);
});

it("has no percentile of nothing", () => {
  expect(percentilesOf(createHistogram())).toBeNull();
});

it("counts what is beyond its range at the end of the range, and does not lose it", () => {
  expect(percentilesOf(histogramOf([10_000_000]))?.count).toBe(1);
});
