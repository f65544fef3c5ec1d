/**
 * What a reader can work out from everything that is shown: the range of every cell, tightened line by line until nothing changes.
 * In: the system and which cells are hidden. Out: the lowest and highest count each cell can have. Used to judge a publication before it is made; the
 * attacker of the tests is written apart from it.
 */
import type { LineSystem } from "./line-system.ts";
import { rangeOfShown, roundCount, type DisclosureRules } from "./rules.ts";

export interface Ranges {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

/** No count of a year is near it, and sums of thousands of them stay exact. */
const UNBOUNDED = 100_000_000;
/** Each visit narrows a range, so it ends by itself; this only bounds the time on a system where ranges shrink by one at a time. */
const MOST_VISITS_PER_LINE = 60;

export function inferRanges(system: LineSystem, isHidden: Uint8Array, rules: DisclosureRules): Ranges {
  const { values, isSilent, lineStart, members, cellStart, linesOf } = system;
  const low = new Int32Array(values.length);
  const high = new Int32Array(values.length);
  for (let cell = 0; cell < values.length; cell += 1) {
    if (isSilent[cell] === 1) {
      high[cell] = UNBOUNDED;
    } else if (isHidden[cell] === 1) {
      low[cell] = rules.hideFrom;
      high[cell] = UNBOUNDED;
    } else {
      [low[cell], high[cell]] = rangeOfShown(roundCount(at(values, cell), rules), rules);
    }
  }
  const lines = lineStart.length - 1;
  const isWaiting = new Uint8Array(lines).fill(1);
  const visits = new Uint8Array(lines);
  const waiting = Array.from({ length: lines }, (_none, line) => line);
  const narrow = (cell: number, newLow: number, newHigh: number): void => {
    if (newLow <= at(low, cell) && newHigh >= at(high, cell)) return;
    low[cell] = Math.max(newLow, at(low, cell));
    high[cell] = Math.min(newHigh, at(high, cell));
    for (let index = at(cellStart, cell); index < at(cellStart, cell + 1); index += 1) {
      const line = at(linesOf, index);
      if (isWaiting[line] === 1 || at(visits, line) >= MOST_VISITS_PER_LINE) continue;
      isWaiting[line] = 1;
      waiting.push(line);
    }
  };
  for (let next = 0; next < waiting.length; next += 1) {
    const line = waiting[next] ?? 0;
    isWaiting[line] = 0;
    visits[line] = at(visits, line) + 1;
    const first = at(lineStart, line);
    const end = at(lineStart, line + 1);
    const total = at(members, first);
    let lowSum = 0;
    let highSum = 0;
    for (let index = first + 1; index < end; index += 1) {
      lowSum += at(low, at(members, index));
      highSum += at(high, at(members, index));
    }
    narrow(total, lowSum, Math.min(highSum, UNBOUNDED));
    const totalLow = at(low, total);
    const totalHigh = at(high, total);
    for (let index = first + 1; index < end; index += 1) {
      const part = at(members, index);
      const partLow = at(low, part);
      const partHigh = at(high, part);
      narrow(part, totalLow - (highSum - partHigh), totalHigh - (lowSum - partLow));
      lowSum += at(low, part) - partLow;
      highSum += at(high, part) - partHigh;
    }
  }
  return { low, high };
}

/** Indexes come from the system itself, so there is always a number. */
const at = (array: Int32Array | Uint8Array, index: number): number => array[index] ?? 0;
