// A clock that stands still until a test turns it. In: a first instant. Out: a `Clock` for anything that asks for one.
import type { Clock } from "@ucrt/service";

export interface FakeClock extends Clock {
  /** Moves the time on by this many milliseconds (backwards when negative) and returns the new instant. */
  readonly advanceMs: (byMs: number) => number;
  /** Sets the time. */
  readonly setMs: (toMs: number) => void;
}

/** Makes a clock that shows `at`: epoch milliseconds, or ISO 8601 text with an offset. */
export function fakeClock(at: number | string): FakeClock {
  let currentMs = typeof at === "number" ? at : Date.parse(at);
  if (Number.isNaN(currentMs)) throw new Error(`Not an instant: ${at}`);
  return {
    nowMs: () => currentMs,
    advanceMs: (byMs) => (currentMs += byMs),
    setMs: (toMs) => {
      currentMs = toMs;
    },
  };
}
