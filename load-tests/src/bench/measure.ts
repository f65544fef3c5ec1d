/**
 * Times contestants side by side. In: named functions, each with how much work one call does. Out: for each the rate of every run, their median and
 * spread. Runs go round the contestants in turn, so that a slow minute of the machine hits all of them alike; the first round only warms up.
 */
import { Bench } from "tinybench";

export interface Contestant {
  readonly name: string;
  /** What is counted: "assessments", "rows". */
  readonly unit: string;
  /** Units of work in one call. A call should last some 0.1 ms or more, so that reading the clock costs nothing. */
  readonly unitsPerCall: number;
  readonly call: () => unknown;
  readonly goalPerSecond?: number;
}

export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** Units a second, the median of the runs. */
  readonly perSecond: number;
  readonly lowestPerSecond: number;
  readonly highestPerSecond: number;
  /** Microseconds for one unit, from the median. */
  readonly microsecondsEach: number;
  readonly runs: number;
  readonly goalPerSecond: number | null;
}

export interface Timing {
  readonly runs: number;
  readonly runMs: number;
}

/** Enough for a figure that is written down. */
export const fullTiming: Timing = { runs: 9, runMs: 500 };
/** Says that it works, and roughly how fast. */
export const quickTiming: Timing = { runs: 3, runMs: 60 };
/** For tests: each contestant is called a few times. */
export const briefTiming: Timing = { runs: 1, runMs: 0 };

/** Measures the contestants of one table. */
export async function measure(contestants: readonly Contestant[], { runs, runMs }: Timing): Promise<readonly Figure[]> {
  const rates = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round <= runs; round += 1) {
    for (const contestant of contestants) {
      const rate = await rateOf(contestant, runMs);
      if (round > 0) rates.get(contestant.name)?.push(rate);
    }
  }
  return contestants.map((contestant) => figureOf(contestant, rates.get(contestant.name) ?? []));
}

/** Units a second over one run: all that was done, by all the time it took. */
async function rateOf({ name, unitsPerCall, call }: Contestant, runMs: number): Promise<number> {
  const bench = new Bench({ time: runMs, iterations: 2, warmup: false, throws: true });
  bench.add(name, call);
  const [task] = await bench.run();
  const result = task?.result;
  if (result === undefined || !("latency" in result)) throw new Error(`${name} was not measured.`);
  return (unitsPerCall * 1_000) / result.latency.mean;
}

function figureOf({ name, unit, goalPerSecond }: Contestant, rates: readonly number[]): Figure {
  const sorted = rates.toSorted((one, other) => one - other);
  const perSecond = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return {
    name,
    unit,
    perSecond,
    lowestPerSecond: sorted[0] ?? Number.NaN,
    highestPerSecond: sorted.at(-1) ?? Number.NaN,
    microsecondsEach: 1_000_000 / perSecond,
    runs: sorted.length,
    goalPerSecond: goalPerSecond ?? null,
  };
}
