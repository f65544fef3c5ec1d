import fc from "fast-check";
import { countNames, intervalNames } from "@ucrt/domain";
import { expect, it } from "vitest";
import { bytesOfCells, cellsOfBytes, newCellSum, type CellSum } from "./cell-bytes.ts";

const sumOf = (
  period: string,
  values: readonly string[],
  counts: readonly number[],
  minutes: readonly number[],
): CellSum => {
  const sum = newCellSum(period, values);
  for (const [index, count] of counts.entries()) sum.counts[index % countNames.length] = count;
  for (const [index, value] of minutes.entries()) {
    const histogram = sum.minutes[index % intervalNames.length];
    histogram?.set(value, (histogram.get(value) ?? 0) + 1 + index * 1_000);
  }
  return sum;
};

const cell = fc
  .tuple(
    fc.constantFrom("2026-10", "2026-10T09"),
    fc.array(fc.string({ unit: "binary", maxLength: 12 }), { minLength: 2, maxLength: 2 }),
    fc.array(fc.nat(2_000_000_000), { maxLength: countNames.length }),
    fc.array(fc.nat(100_000), { maxLength: 60 }),
  )
  .map((parts) => sumOf(...parts));

it("reads back every number as it was written, whatever the texts", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(cell, { selector: ({ period, values }) => JSON.stringify([period, values]) }),
      (cells) => {
        const read = cellsOfBytes(bytesOfCells(cells), ["source", "place"]);
        expect(read).toHaveLength(cells.length);
        for (const one of cells) {
          const found = read.find(
            ({ period, by }) => period === one.period && by.every(({ value }, index) => value === one.values[index]),
          );
          expect(countNames.map((name) => found?.counts[name])).toEqual([...one.counts]);
          expect(intervalNames.map((name) => found?.minutes[name])).toEqual(
            one.minutes.map((histogram) => [...histogram].toSorted(([left], [right]) => left - right)),
          );
        }
      },
    ),
  );
});

it("writes the same bytes in whatever order the sums were made", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(cell, { selector: ({ period, values }) => JSON.stringify([period, values]) }),
      (cells) => {
        expect(bytesOfCells(cells.toReversed()).equals(bytesOfCells(cells))).toBe(true);
      },
    ),
  );
});

it("says so when bytes are cut short", () => {
  const bytes = bytesOfCells([sumOf("2026-10", ["crew", "north"], [5], [7])]);
  expect(() => cellsOfBytes(bytes.subarray(0, bytes.length - 3), ["source", "place"])).toThrow(/cut short/);
});
