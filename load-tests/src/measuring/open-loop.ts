// Constant arrival rate. In: a rate, a duration, what to do at each arrival. Out: every arrival done at its due time or as soon after it as this
// process could, and how late it was. Nobody waits for an answer here, so a slow product cannot slow the arrivals (no coordinated omission).
import { createHistogram, recordMs, type Histogram } from "./histogram.ts";

export interface OpenLoopOptions {
  readonly ratePerSecond: number;
  readonly seconds: number;
  /** Called once for each arrival; must not throw. `dueMs` is on the clock of `performance.now()`. */
  readonly arrive: (index: number, dueMs: number) => void;
  readonly signal?: AbortSignal;
  /** Milliseconds, monotonic. @default performance.now */
  readonly now?: () => number;
  /** Waits about so long. @default setTimeout */
  readonly pause?: (ms: number) => Promise<void>;
}

export interface Paced {
  readonly startedAtMs: number;
  readonly arrivals: number;
  /** How long after its due time each arrival really happened: the generator's own lag. */
  readonly lag: Histogram;
}

/** Instant at which an arrival is due, milliseconds from the start. */
export function dueAfterMs(index: number, ratePerSecond: number): number {
  return (index * 1_000) / ratePerSecond;
}

/** Runs all arrivals, then resolves; stops early when the signal says so. */
export async function openLoop(options: OpenLoopOptions): Promise<Paced> {
  const now = options.now ?? (() => performance.now());
  const pause = options.pause ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  const planned = Math.round(options.ratePerSecond * options.seconds);
  const lag = createHistogram();
  const startedAtMs = now();
  let index = 0;
  while (index < planned && options.signal?.aborted !== true) {
    const dueMs = startedAtMs + dueAfterMs(index, options.ratePerSecond);
    const earlyMs = dueMs - now();
    if (earlyMs > 0) {
      await pause(earlyMs);
      continue;
    }
    recordMs(lag, -earlyMs);
    options.arrive(index, dueMs);
    index += 1;
  }
  return { startedAtMs, arrivals: index, lag };
}
