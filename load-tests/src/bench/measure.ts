/**
 * Times contestants side by side. In: named functions, each with how much work one call does. Out: for each the rate of every run, their median and
 * spread. A second is a second of one processor, all threads of the process counted, so that other work on the machine hardly shows. Runs go round the
 * contestants in turn, so that a slow minute hits all of them alike; the first round only warms up.
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
  /** Units a processor second, the median of the runs. */
  readonly perSecond: number;
  readonly lowestPerSecond: number;
  readonly highestPerSecond: number;
  /** Microseconds for one unit, from the median. */
  readonly microsecondsEach: number;
  readonly runs: number;
  /** Processor time of this process over the time that passed, the median of the runs: less than 1 when something else had the core. */
  readonly coreShare: number;
  readonly goalPerSecond: number | null;
}

export interface Timing {
  readonly runs: number;
  readonly runMs: number;
}

/** Enough for a figure that is written down. */
export const fullTiming: Timing = { runs: 7, runMs: 300 };
/** Says that it works, and roughly how fast. */
export const quickTiming: Timing = { runs: 2, runMs: 20 };
/** For tests: each contestant is called a few times. */
export const briefTiming: Timing = { runs: 1, runMs: 0 };

interface Run {
  readonly perSecond: number;
  readonly coreShare: number;
}

/** Measures the contestants of one table. */
export async function measure(contestants: readonly Contestant[], { runs, runMs }: Timing): Promise<readonly Figure[]> {
  const all = contestants.map((contestant) => ({ contestant, measured: [] as Run[] }));
  for (let round = 0; round <= runs; round += 1) {
    for (const { contestant, measured } of all) {
      const run = await runOnce(contestant, runMs);
      if (round > 0) measured.push(run);
    }
  }
  return all.map(({ contestant, measured }) => figureOf(contestant, measured));
}

/** Milliseconds that this process has had of a processor, all its threads together. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** One run: all that was done, by all the processor time it took. */
async function runOnce({ name, unitsPerCall, call }: Contestant, runMs: number): Promise<Run> {
  const bench = new Bench({ time: runMs, iterations: 2, warmup: false, throws: true, now: processorMs });
  bench.add(name, call);
  const startedAtMs = performance.now();
  const processorBeforeMs = processorMs();
  const [task] = await bench.run();
  const usedMs = processorMs() - processorBeforeMs;
  const result = task?.result;
  if (result === undefined || !("latency" in result)) throw new Error(`${name} was not measured.`);
  return {
    perSecond: (unitsPerCall * 1_000) / result.latency.mean,
    coreShare: usedMs / (performance.now() - startedAtMs),
  };
}

function figureOf({ name, unit, goalPerSecond }: Contestant, runs: readonly Run[]): Figure {
  const rates = runs.map((run) => run.perSecond).toSorted(ascending);
  const perSecond = middleOf(rates);
  return {
    name,
    unit,
    perSecond,
    lowestPerSecond: rates[0] ?? Number.NaN,
    highestPerSecond: rates.at(-1) ?? Number.NaN,
    microsecondsEach: 1_000_000 / perSecond,
    runs: rates.length,
    coreShare: middleOf(runs.map((run) => run.coreShare).toSorted(ascending)),
    goalPerSecond: goalPerSecond ?? null,
  };
}

const ascending = (one: number, other: number): number => one - other;
const middleOf = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
