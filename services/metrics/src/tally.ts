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
  let least = SHORT;
  let most = -1;
  return {
    add: (value, times) => {
      if (value >= SHORT) {
        long.set(value, (long.get(value) ?? 0) + times);
        return;
      }
      short[value] = (short[value] ?? 0) + times;
      if (value < least) least = value;
      if (value > most) most = value;
    },
    take: () => {
      if (most < 0 && long.size === 0) return none;
      const found: [number, number][] = [];
      for (let value = least; value <= most; value += 1) {
        const times = short[value] ?? 0;
        if (times > 0) found.push([value, times]);
      }
      short.fill(0, least, most + 1);
      [least, most] = [SHORT, -1];
      if (long.size === 0) return found;
      const longer = [...long].sort(([one], [other]) => one - other);
      long.clear();
      return [...found, ...longer];
    },
  };
}
const none: readonly (readonly [number, number])[] = [];
