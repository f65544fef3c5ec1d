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
import { bytesOfCells, type CellSum } from "./cell-bytes.ts";
import { createTally } from "./tally.ts";

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

/** One contribution: its periods and values, and where in `said` its numbers begin. */
interface Added {
  readonly periods: Readonly<Record<Grain, string>>;
  readonly values: readonly string[];
  readonly begins: number;
}

export interface GroupingBytes {
  readonly grain: Grain;
  readonly breakdowns: string;
  readonly cells: Buffer;
}

export interface MonthSums {
  /** Adds what happened at an instant of this month. */
  readonly add: (atMs: number, contribution: Contribution) => void;
  /** One grouping after another, so that a caller may let others have their turn between. */
  readonly bytes: () => Iterable<GroupingBytes>;
}

export function createMonthSums(civil: CivilTime): MonthSums {
  const added: Added[] = [];
  // The numbers of all contributions one behind the other, because each is read once for every grouping: how many counts, their places,
  // how many minutes, their intervals' places and values.
  const said: number[] = [];
  return {
    add: (atMs, { valueOf, counts, minutes }) => {
      const { month, week, hourOfDay } = localPeriodsOf(civil, atMs);
      added.push({
        periods: { month, week, "hour-of-day": hourOfDay },
        values: breakdownNames.map(valueOf),
        begins: said.length,
      });
      said.push(counts.length);
      for (const name of counts) said.push(placeOfCount.get(name) ?? 0);
      said.push(minutes.length);
      for (const [name, value] of minutes) said.push(placeOfInterval.get(name) ?? 0, value);
    },
    *bytes() {
      for (const { grain, breakdowns } of keptGroupings)
        yield {
          grain,
          breakdowns: groupingName(breakdowns),
          cells: bytesOfCells(sumsOf({ added, said, grain, breakdowns })),
        };
    },
  };
}

/** The cells of one grouping, in the order of period and values. First everything is put into its cell, then each cell is added up on the same scratch. */
function* sumsOf(props: {
  readonly added: readonly Added[];
  readonly said: readonly number[];
  readonly grain: Grain;
  readonly breakdowns: Breakdowns;
}): Generator<CellSum> {
  const { added, said, grain, breakdowns } = props;
  const [first, second] = breakdowns.map((name) => placeOfBreakdown.get(name) ?? 0);
  const cells = new Map<string, Map<string, Map<string, number[]>>>();
  for (const one of added) {
    const ofPeriod = childOf(cells, one.periods[grain], () => new Map<string, Map<string, number[]>>());
    const ofFirst = childOf(ofPeriod, valueAt(one, first), () => new Map<string, number[]>());
    childOf(ofFirst, valueAt(one, second), () => []).push(one.begins);
  }
  const add = createAdder(said);
  for (const [period, ofPeriod] of inOrder(cells))
    for (const [one, ofFirst] of inOrder(ofPeriod))
      for (const [other, members] of inOrder(ofFirst))
        yield { period, values: [one, other].slice(0, breakdowns.length), ...add(members) };
}

const valueAt = (one: Added, place: number | undefined): string =>
  place === undefined ? "" : (one.values[place] ?? "");

function childOf<Child>(parent: Map<string, Child>, key: string, make: () => Child): Child {
  const known = parent.get(key);
  if (known !== undefined) return known;
  const made = make();
  parent.set(key, made);
  return made;
}

const inOrder = <Value>(map: ReadonlyMap<string, Value>): [string, Value][] =>
  [...map].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));

/** Adds up members of one cell after another, with scratch that is used again: cells are many and mostly small. */
function createAdder(said: readonly number[]): (members: readonly number[]) => Pick<CellSum, "counts" | "minutes"> {
  const counts = new Int32Array(countNames.length);
  const tallies = intervalNames.map(() => createTally());
  return (members) => {
    counts.fill(0);
    for (const begins of members) {
      const countsEnd = begins + 1 + (said[begins] ?? 0);
      for (let at = begins + 1; at < countsEnd; at += 1) {
        const place = said[at] ?? 0;
        counts[place] = (counts[place] ?? 0) + 1;
      }
      const minutesEnd = countsEnd + 1 + 2 * (said[countsEnd] ?? 0);
      for (let at = countsEnd + 1; at < minutesEnd; at += 2) tallies[said[at] ?? 0]?.add(said[at + 1] ?? 0, 1);
    }
    const found: [number, number][] = [];
    for (const [place, count] of counts.entries()) if (count > 0) found.push([place, count]);
    return { counts: found, minutes: tallies.map((tally) => tally.take()) };
  };
}
