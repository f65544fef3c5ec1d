/**
 * Counts how often each number comes, with scratch that is used again and again: cells are many and mostly small. In: whole numbers from 0. Out: pairs in rising order.
 */

/** Numbers below this are counted in an array, the rare larger ones in a map. */
const SHORT = 4_096;

export interface Tally {
  readonly add: (value: number, times: number) => void;
  /** What was added since the last time. */
  readonly take: () => readonly (readonly [number, number])[];
}

export function createTally(): Tally {
  const short = new Int32Array(SHORT);
  const long = new Map<number, number>();
  let seen: number[] = [];
  return {
    add: (value, times) => {
      if (value >= SHORT) {
        long.set(value, (long.get(value) ?? 0) + times);
        return;
      }
      const before = short[value] ?? 0;
      if (before === 0) seen.push(value);
      short[value] = before + times;
    },
    take: () => {
      if (seen.length === 0 && long.size === 0) return none;
      const found = seen.sort(rising).map((value): [number, number] => [value, short[value] ?? 0]);
      const longer = [...long].sort(([one], [other]) => one - other);
      for (const value of seen) short[value] = 0;
      long.clear();
      seen = [];
      return longer.length === 0 ? found : [...found, ...longer];
    },
  };
}
const none: readonly (readonly [number, number])[] = [];
const rising = (one: number, other: number): number => one - other;
