/**
 * Tests only: a reader who asks everything that may be asked and works out what is hidden. Written from what is published (definitions, calendar, rounding),
 * apart from the code that hides. In: every cell that was shown. Out: the range of each hidden one by following every sum to and fro; and, where the world is
 * small, whether a value is possible at all, by trying. Never sees a true count.
 */

import { dateOfDayNumber, monthAfter } from "../measures/local-periods.ts";
import { dayNumberOf, dayNumberOfDate } from "../routing/civil-time.ts";

export interface SeenCell {
  readonly period: string;
  readonly by: Readonly<Record<string, string>>;
  readonly count: string;
  readonly value: number | "*";
}

/** As the definitions say it: `whole` is the sum of `parts`, or at least that (`atLeast`). */
export interface KnownSum {
  readonly whole: string;
  readonly parts: readonly string[];
  readonly atLeast?: boolean;
}

interface Sum {
  readonly whole: number;
  readonly parts: readonly number[];
}

export interface Attack {
  /** Hidden cells with what is known of each. */
  readonly ranges: ReadonlyMap<string, readonly [low: number, high: number]>;
  /** Values a hidden cell can have while everything agrees, up to `most` of them. Undefined: gave up trying. */
  readonly possible: (key: string, most: number) => readonly number[] | undefined;
}

export const keyOf = ({ period, by, count }: Omit<SeenCell, "value">): string =>
  `${period} | ${Object.entries(by)
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join(" & ")} | ${count}`;

export function attack(seen: readonly SeenCell[], known: readonly KnownSum[]): Attack {
  const low: number[] = [];
  const high: number[] = [];
  const index = new Map<string, number>();
  const hidden: string[] = [];
  const variable = (from: number, to: number): number => {
    low.push(from);
    high.push(to);
    return low.length - 1;
  };
  const cells = [...new Map(seen.map((cell) => [keyOf(cell), cell])).entries()];
  for (const [key, { value }] of cells) {
    if (value === "*") hidden.push(key);
    index.set(
      key,
      value === "*"
        ? variable(1, Infinity)
        : value === 0
          ? variable(0, 0)
          : variable(Math.max(8, value - 2), value + 2),
    );
  }
  const sums: Sum[] = [];
  const sumsByWhole = new Map<string, { whole: number; parts: number[] }>();
  const partOf = (relation: string, wholeKey: string, partKey: string): void => {
    const whole = index.get(wholeKey);
    const part = index.get(partKey);
    if (whole === undefined || part === undefined) return;
    const sum = sumsByWhole.get(`${relation} ${wholeKey}`) ?? { whole, parts: [] };
    sum.parts.push(part);
    sumsByWhole.set(`${relation} ${wholeKey}`, sum);
  };
  const ofCounts = new Map<string, SeenCell>();
  for (const [key, cell] of cells) {
    for (const name of Object.keys(cell.by)) {
      const { [name]: _summed, ...rest } = cell.by;
      partOf(`over ${name}`, keyOf({ ...cell, by: rest }), key);
    }
    const month = /^(\d{4})-(\d\d)$/.exec(cell.period);
    if (month !== null)
      partOf("months", keyOf({ ...cell, period: `${month[1]}-Q${Math.ceil(Number(month[2]) / 3)}` }), key);
    if (cell.period.includes("-Q")) partOf("quarters", keyOf({ ...cell, period: cell.period.slice(0, 4) }), key);
    ofCounts.set(keyOf({ ...cell, count: "" }), cell);
  }
  sums.push(...sumsByWhole.values());
  for (const cell of ofCounts.values())
    for (const { whole, parts, atLeast } of known) {
      const wholeIndex = index.get(keyOf({ ...cell, count: whole }));
      const partIndexes = parts.flatMap((part) => index.get(keyOf({ ...cell, count: part })) ?? []);
      if (wholeIndex === undefined) continue;
      const isOpen = atLeast === true || partIndexes.length < parts.length;
      sums.push({ whole: wholeIndex, parts: isOpen ? [...partIndexes, variable(0, Infinity)] : partIndexes });
    }
  addWeeks(
    cells.map(([, cell]) => cell),
    index,
    sums,
    variable,
  );
  const sumsOf: number[][] = low.map(() => []);
  sums.forEach(({ whole, parts }, at) => [whole, ...parts].forEach((one) => sumsOf[one]?.push(at)));

  const isPossible = follow({ low, high }, sums, sumsOf, undefined);
  if (!isPossible) throw new Error("what was shown contradicts itself");
  return {
    ranges: new Map(hidden.map((key) => [key, rangeAt({ low, high }, index.get(key) ?? 0)])),
    possible: (key, most) => {
      const cell = index.get(key) ?? 0;
      const [from, to] = rangeAt({ low, high }, cell);
      const found: number[] = [];
      for (let value = from; value <= Math.min(to, from + 30) && found.length < most; value += 1) {
        const answer = tryValue({ low, high }, sums, sumsOf, cell, value);
        if (answer === undefined) return undefined;
        if (answer) found.push(value);
      }
      return found;
    },
  };
}

/** Seven days from a Monday: what lies in each month is unknown, but adds up both ways. */
function addWeeks(
  cells: readonly SeenCell[],
  index: ReadonlyMap<string, number>,
  sums: Sum[],
  variable: (from: number, to: number) => number,
): void {
  const pieces = new Map<string, number[]>();
  for (const cell of cells) {
    const week = /^(\d{4})-W(\d\d)$/.exec(cell.period);
    const here = index.get(keyOf(cell));
    if (week === null || here === undefined) continue;
    const january4 = dayNumberOf(Number(week[1]), 1, 4);
    const monday = january4 - ((january4 + 3) % 7) + (Number(week[2]) - 1) * 7;
    const months = [...new Set([monday, monday + 6].map((day) => dateOfDayNumber(day).slice(0, 7)))];
    const parts = months.length === 1 ? [here] : months.map(() => variable(0, Infinity));
    if (months.length > 1) sums.push({ whole: here, parts });
    months.forEach((month, at) => {
      const key = keyOf({ ...cell, period: month });
      pieces.set(key, [...(pieces.get(key) ?? []), parts[at] ?? here]);
    });
  }
  for (const [key, parts] of pieces) {
    const whole = index.get(key);
    const month = key.slice(0, 7);
    const first = dayNumberOfDate(`${month}-01`);
    const days = dayNumberOfDate(`${monthAfter(month, 1)}-01`) - first;
    // Weeks that were not asked for hold the rest.
    const isWhole = parts.length === Math.ceil((((first + 3) % 7) + days) / 7);
    if (whole !== undefined) sums.push({ whole, parts: isWhole ? parts : [...parts, variable(0, Infinity)] });
  }
}

interface Bounds {
  readonly low: number[];
  readonly high: number[];
}

const rangeAt = ({ low, high }: Bounds, at: number): [number, number] => [low[at] ?? 0, high[at] ?? Infinity];

/** Narrows every range until no sum says more. False: nothing fits. */
function follow(
  bounds: Bounds,
  sums: readonly Sum[],
  sumsOf: readonly number[][],
  changed: number | undefined,
): boolean {
  const queue = changed === undefined ? sums.map((_sum, at) => at) : [...(sumsOf[changed] ?? [])];
  const queued = new Set(queue);
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    queued.delete(at);
    const sum = sums[at];
    if (sum === undefined) continue;
    const parts = sum.parts.map((part) => rangeAt(bounds, part));
    const leastOfAll = parts.reduce((total, [from]) => total + from, 0);
    const unbounded = parts.filter(([, to]) => to === Infinity).length;
    const mostOfBounded = parts.reduce((total, [, to]) => (to === Infinity ? total : total + to), 0);
    const [wholeLow, wholeHigh] = rangeAt(bounds, sum.whole);
    const narrowed: [number, number, number][] = [[sum.whole, leastOfAll, unbounded > 0 ? Infinity : mostOfBounded]];
    sum.parts.forEach((part, place) => {
      const [from, to] = parts[place] ?? [0, Infinity];
      const othersUnbounded = unbounded - (to === Infinity ? 1 : 0) > 0;
      const othersMost = othersUnbounded ? Infinity : mostOfBounded - (to === Infinity ? 0 : to);
      narrowed.push([part, wholeLow - othersMost, wholeHigh - (leastOfAll - from)]);
    });
    for (const [cell, from, to] of narrowed) {
      const [oldFrom, oldTo] = rangeAt(bounds, cell);
      const newFrom = Math.max(oldFrom, from);
      const newTo = Math.min(oldTo, to);
      if (newFrom > newTo) return false;
      if (newFrom === oldFrom && newTo === oldTo) continue;
      bounds.low[cell] = newFrom;
      bounds.high[cell] = newTo;
      for (const other of sumsOf[cell] ?? [])
        if (!queued.has(other)) {
          queued.add(other);
          queue.push(other);
        }
    }
  }
  return true;
}

/** Is there one assignment of whole numbers that agrees with everything, with this value here? Undefined when it takes too long. */
function tryValue(
  { low, high }: Bounds,
  sums: readonly Sum[],
  sumsOf: readonly number[][],
  cell: number,
  value: number,
): boolean | undefined {
  let steps = 4_000;
  const search = (bounds: Bounds, at: number, chosen: number): boolean | undefined => {
    steps -= 1;
    if (steps < 0) return undefined;
    const copy = { low: [...bounds.low], high: [...bounds.high] };
    copy.low[at] = chosen;
    copy.high[at] = chosen;
    if (!follow(copy, sums, sumsOf, at)) return false;
    let next: number | undefined;
    let width = Infinity;
    for (let one = 0; one < copy.low.length; one += 1) {
      const [from, to] = rangeAt(copy, one);
      if (to > from && to - from < width) {
        width = to - from;
        next = one;
      }
    }
    if (next === undefined) {
      // Only unbounded ones may be left open, and they always fit at their lowest in small worlds.
      next = copy.low.findIndex((from, one) => (copy.high[one] ?? 0) > from);
      if (next === -1) return true;
    }
    const [from, to] = rangeAt(copy, next);
    for (let one = from; one <= Math.min(to, from + 60); one += 1) {
      const answer = search(copy, next, one);
      if (answer !== false) return answer;
    }
    return false;
  };
  return search({ low, high }, cell, value);
}
