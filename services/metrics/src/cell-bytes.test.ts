import fc from "fast-check";
import { countNames, intervalNames, sumOfCells } from "@ucrt/domain";
import { expect, it } from "vitest";
import { bytesOfCells, cellsOfBytes, joinedCellsOfBytes, type CellSum } from "./cell-bytes.ts";

const rising = (values: readonly number[]): number[] => [...new Set(values)].sort((one, other) => one - other);

const cell = fc
  .tuple(
    fc.constantFrom("2026-10", "2026-10T09"),
    fc.array(fc.string({ unit: "binary", maxLength: 12 }), { minLength: 2, maxLength: 2 }),
    fc.array(fc.nat(2_000_000_000), { maxLength: countNames.length }),
    fc.array(fc.nat(100_000), { maxLength: 60 }),
  )
  .map(([period, values, counts, minutes]): CellSum => ({
    period,
    values,
    counts: counts.map((count, place) => [place, count] as const).filter(([, count]) => count > 0),
    minutes: intervalNames.map((_, place) =>
      rising(minutes.filter((value) => value % intervalNames.length === place)).map(
        (value, index) => [value, 1 + index * 1_000] as const,
      ),
    ),
  }));

it("reads back every text and number as it was written, in the same order", () => {
  fc.assert(
    fc.property(fc.array(cell), (cells) => {
      const read = cellsOfBytes(bytesOfCells(cells), ["source", "place"]);
      expect(read.map(({ period, by }) => [period, ...by.map(({ value }) => value)])).toEqual(
        cells.map(({ period, values }) => [period, ...values]),
      );
      for (const [index, { counts, minutes }] of cells.entries()) {
        const found = read[index];
        const written = new Map(counts);
        expect(countNames.map((name) => found?.counts[name])).toEqual(
          countNames.map((_, place) => written.get(place) ?? 0),
        );
        expect(intervalNames.map((name) => found?.minutes[name])).toEqual(minutes);
      }
    }),
  );
});

it("joins months into the sums of their numbers, under each of their values", () => {
  fc.assert(
    fc.property(fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 4 }), (months) => {
      const joined = joinedCellsOfBytes(months.map(bytesOfCells), ["source", "place"], "a year");
      const read = months.flatMap((cells) => cellsOfBytes(bytesOfCells(cells), ["source", "place"]));
      const keyOf = ({ by }: { readonly by: readonly { readonly value: string }[] }) =>
        by.map(({ value }) => value).join("\n");
      expect(joined.map(keyOf)).toEqual([...new Set(read.map(keyOf))].sort());
      for (const one of joined) {
        const parts = read.filter((part) => keyOf(part) === keyOf(one));
        expect({ counts: one.counts, minutes: one.minutes }).toEqual(sumOfCells(parts));
        expect(one.period).toBe("a year");
      }
    }),
    { numRuns: 50 },
  );
});

it("says so when bytes are cut short", () => {
  const bytes = bytesOfCells([
    {
      period: "2026-10",
      values: ["crew", "north"],
      counts: [[0, 5]],
      minutes: intervalNames.map(() => [[7, 1]] as const),
    },
  ]);
  expect(() => cellsOfBytes(bytes.subarray(0, bytes.length - 3), ["source", "place"])).toThrow(/cut short/);
});
