/**
 * The sums of one local month in the making. In: contributions of the domain, one at a time. Out: the bytes of every grouping that is kept.
 * Decides nothing about what counts: it only adds up what `contributionsOf` says.
 */
import {
  breakdownNames,
  countNames,
  intervalNames,
  keptBreakdowns,
  localPeriodsOf,
  type BreakdownName,
  type Breakdowns,
  type CivilTime,
  type Contribution,
  type CountName,
  type IntervalName,
} from "@ucrt/domain";
import { bytesOfCells, newCellSum, type CellSum } from "./cell-bytes.ts";

export type Grain = "month" | "week" | "hour-of-day";

/** What is kept at each grain: weeks for the whole area only, hours for it and by place. */
export const keptGroupings: readonly { readonly grain: Grain; readonly breakdowns: Breakdowns }[] = [
  ...keptBreakdowns.map((breakdowns) => ({ grain: "month" as const, breakdowns })),
  { grain: "week", breakdowns: [] },
  { grain: "hour-of-day", breakdowns: [] },
  { grain: "hour-of-day", breakdowns: ["place"] },
];

/** How a grouping is named in the table. */
export const groupingName = (breakdowns: Breakdowns): string => breakdowns.join(",");

const placeOfCount = new Map<CountName, number>(countNames.map((name, index) => [name, index]));
const placeOfInterval = new Map<IntervalName, number>(intervalNames.map((name, index) => [name, index]));
const placeOfBreakdown = new Map<BreakdownName, number>(breakdownNames.map((name, index) => [name, index]));

interface Grouping {
  readonly grain: Grain;
  readonly name: string;
  /** Places of its breakdowns in `breakdownNames`. */
  readonly places: readonly number[];
  readonly cells: Map<string, CellSum>;
}

export interface MonthSums {
  /** Adds what happened at an instant of this month. */
  readonly add: (atMs: number, contribution: Contribution) => void;
  readonly bytes: () => { readonly grain: Grain; readonly breakdowns: string; readonly cells: Buffer }[];
}

export function createMonthSums(civil: CivilTime): MonthSums {
  const groupings: readonly Grouping[] = keptGroupings.map(({ grain, breakdowns }) => ({
    grain,
    name: groupingName(breakdowns),
    places: breakdowns.map((breakdown) => placeOfBreakdown.get(breakdown) ?? 0),
    cells: new Map(),
  }));
  return {
    add: (atMs, { valueOf, counts, minutes }) => {
      const { month, week, hourOfDay } = localPeriodsOf(civil, atMs);
      const periods: Readonly<Record<Grain, string>> = { month, week, "hour-of-day": hourOfDay };
      const values = breakdownNames.map(valueOf);
      const countPlaces = counts.map((name) => placeOfCount.get(name) ?? 0);
      const found = minutes.map(([name, count]) => [placeOfInterval.get(name) ?? 0, count] as const);
      for (const grouping of groupings) {
        const cell = cellOf(grouping, periods[grouping.grain], values);
        for (const place of countPlaces) cell.counts[place] = (cell.counts[place] ?? 0) + 1;
        for (const [place, count] of found) {
          const histogram = cell.minutes[place];
          histogram?.set(count, (histogram.get(count) ?? 0) + 1);
        }
      }
    },
    bytes: () =>
      groupings.map(({ grain, name, cells }) => ({ grain, breakdowns: name, cells: bytesOfCells(cells.values()) })),
  };
}

function cellOf({ cells, places }: Grouping, period: string, values: readonly string[]): CellSum {
  let key = period;
  for (const place of places) key += `\n${values[place] ?? ""}`;
  const known = cells.get(key);
  if (known !== undefined) return known;
  const made = newCellSum(
    period,
    places.map((place) => values[place] ?? ""),
  );
  cells.set(key, made);
  return made;
}
