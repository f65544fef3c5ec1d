/** Choices that repeat: the same seed gives the same sample on every machine. In: a seed. Out: numbers and picks. Not for anything secret. */
export interface Choice {
  /** From 0 up to, not including, 1. */
  readonly share: () => number;
  readonly chance: (probability: number) => boolean;
  /** A whole number, both ends included. */
  readonly whole: (least: number, most: number) => number;
  readonly pick: <Value>(values: readonly Value[]) => Value;
  /** One key, as often as its weight says. */
  readonly weighted: <Key extends string>(weights: Readonly<Record<Key, number>>) => Key;
}

/** Mulberry32: 32 bits of state, good enough to spread a sample. */
export function seededChoice(seed: number): Choice {
  let state = seed >>> 0;
  const share = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    share,
    chance: (probability) => share() < probability,
    whole: (least, most) => least + Math.floor(share() * (most - least + 1)),
    pick: (values) => {
      const value = values[Math.floor(share() * values.length)];
      if (value === undefined) throw new Error("There is nothing to pick from.");
      return value;
    },
    weighted: (weights) => {
      const entries = Object.entries<number>(weights);
      let left = share() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [key, weight] of entries) {
        left -= weight;
        if (left < 0) return key as keyof typeof weights;
      }
      throw new Error("There is nothing to pick from.");
    },
  };
}
