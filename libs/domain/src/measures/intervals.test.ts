import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addHistograms, histogramSize, percentile, type Histogram } from "./intervals.ts";

const histogramOf = (values: readonly number[]): Histogram => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([one], [other]) => one - other);
};
const manyMinutes = fc.array(fc.nat(3_000), { maxLength: 200 });

describe("a median", () => {
  it("is the middle one, or half-way between the two in the middle", () => {
    expect(percentile(histogramOf([30, 10, 20]), 0.5)).toBe(20);
    expect(percentile(histogramOf([10, 20, 30, 40]), 0.5)).toBe(25);
    expect(percentile(histogramOf([7]), 0.9)).toBe(7);
    expect(percentile([], 0.5)).toBeNull();
  });

  it("and every centile is as exact as over the sorted minutes themselves", () => {
    fc.assert(
      fc.property(manyMinutes, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        fc.pre(values.length > 0);
        const sorted = values.toSorted((one, other) => one - other);
        const place = share * (sorted.length - 1);
        const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
        expect(percentile(histogramOf(values), share)).toBeCloseTo(below + (above - below) * (place % 1), 9);
      }),
    );
  });
});

it("histograms of parts merge into the histogram of the whole, in any order", () => {
  fc.assert(
    fc.property(manyMinutes, manyMinutes, (one, other) => {
      const merged = addHistograms(histogramOf(one), histogramOf(other));
      expect(merged).toEqual(histogramOf([...one, ...other]));
      expect(merged).toEqual(addHistograms(histogramOf(other), histogramOf(one)));
      expect(histogramSize(merged)).toBe(one.length + other.length);
    }),
  );
});
