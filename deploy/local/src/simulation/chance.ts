// Seeded chance, so that a synthetic day can be played again. In: a seed. Out: numbers, picks, waits. Never used for anything secret.

export interface Chance {
  /** 0 inclusive to 1 exclusive. */
  next(): number;
  /** Whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  /** One key, by the weight of its value. */
  weighted<Key extends string>(weights: Readonly<Record<Key, number>>): Key;
  /** Milliseconds until the next arrival of a random stream with this many an hour (exponential). */
  untilNextMs(perHour: number): number;
}

/** A generator of 32 bits (mulberry32): small, fast, good enough for a demonstration. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    pick: (from) => {
      const picked = from[between(0, from.length - 1)];
      if (picked === undefined) throw new Error("There is nothing to pick from");
      return picked;
    },
    weighted: (weights) => {
      const entries = Object.entries<number>(weights) as [keyof typeof weights, number][];
      let rest = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [key, weight] of entries) {
        rest -= weight;
        if (rest < 0) return key;
      }
      return (entries.at(-1) as (typeof entries)[number])[0];
    },
    untilNextMs: (perHour) => (-Math.log(1 - next()) / perHour) * 3_600_000,
  };
}
