import { breakdownNames, createCivilTime, type BreakdownName, type Contribution, type CountName } from "@ucrt/domain";
import fc from "fast-check";
import { expect, it } from "vitest";
import { cellsOfBytes } from "./cell-bytes.ts";
import { createMonthSums } from "./month-sums.ts";

const civil = createCivilTime("Europe/London");
const noon = Date.UTC(2026, 9, 5, 12);

const contribution = fc
  .record({
    values: fc.array(fc.constantFrom("a", "b", "c", "d"), {
      minLength: breakdownNames.length,
      maxLength: breakdownNames.length,
    }),
    counts: fc.array(fc.constantFrom<CountName>("received", "offersMade", "withAlternative"), { maxLength: 5 }),
    minutes: fc.array(fc.constantFrom(0, 1, 59, 4_095, 4_096, 20_000), { maxLength: 4 }),
    at: fc.integer({ min: 0, max: 20 * 24 * 60 }),
  })
  .map(({ values, counts, minutes, at }) => {
    const made: Contribution = {
      valueOf: (name) => values[breakdownNames.indexOf(name)] ?? "",
      counts,
      minutes: minutes.map((value) => ["receivedToClosed", value] as const),
    };
    return { made, atMs: noon + at * 60_000 };
  });

const bytesOf = (all: readonly { readonly made: Contribution; readonly atMs: number }[]) => {
  const sums = createMonthSums(civil);
  for (const { made, atMs } of all) sums.add(atMs, made);
  return [...sums.bytes()];
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

it("gives the same bytes in whatever order contributions come", () => {
  fc.assert(
    fc.property(fc.array(contribution, { maxLength: 40 }), (all) => {
      const bytes = bytesOf(all);
      for (const [index, { breakdowns, cells }] of bytesOf(all.toReversed()).entries())
        expect(bytes[index]?.cells.equals(cells), breakdowns).toBe(true);
    }),
    { numRuns: 50 },
  );
});

it("keeps every count and every minute in every grouping, under the values it was given, in order", () => {
  fc.assert(
    fc.property(fc.array(contribution, { maxLength: 40 }), (all) => {
      for (const { breakdowns, cells } of bytesOf(all)) {
        const names = (breakdowns === "" ? [] : breakdowns.split(",")) as BreakdownName[];
        const read = cellsOfBytes(cells, names);
        for (const name of ["received", "offersMade", "withAlternative"] as const)
          expect(sum(read.map(({ counts }) => counts[name]))).toBe(
            all.flatMap(({ made }) => made.counts).filter((count) => count === name).length,
          );
        const minutes = read.flatMap(({ minutes: found }) => found.receivedToClosed);
        expect(sum(minutes.map(([value, n]) => value * n))).toBe(
          sum(all.flatMap(({ made }) => made.minutes).map(([, value]) => value)),
        );
        for (const cell of read.filter(({ counts }) => counts.received > 0))
          expect(
            all.some(
              ({ made }) =>
                made.counts.includes("received") &&
                cell.by.every(({ breakdown, value }) => made.valueOf(breakdown) === value),
            ),
          ).toBe(true);
        const keys = read.map(({ period, by }) => [period, ...by.map(({ value }) => value)].join(" "));
        expect(keys).toEqual([...new Set(keys)].sort());
      }
    }),
    { numRuns: 50 },
  );
});
