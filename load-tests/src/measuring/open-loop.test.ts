import { expect, it } from "vitest";
import { percentilesOf } from "./histogram.ts";
import { dueAfterMs, openLoop } from "./open-loop.ts";

/** A clock that moves only when somebody waits. */
function standingClock() {
  let nowMs = 1_000;
  return {
    now: () => nowMs,
    pause: async (ms: number) => void (nowMs += ms),
    hold: (ms: number) => void (nowMs += ms),
  };
}

it("spaces arrivals evenly", () => {
  expect([0, 1, 2, 50].map((index) => dueAfterMs(index, 50))).toEqual([0, 20, 40, 1_000]);
});

it("sends everything that is due, at its due time, and no more", async () => {
  const clock = standingClock();
  const due: number[] = [];
  const paced = await openLoop({ ...clock, ratePerSecond: 10, seconds: 2, arrive: (_index, dueMs) => due.push(dueMs) });
  expect(paced.arrivals).toBe(20);
  expect(due.at(0)).toBe(1_000);
  expect(due.at(-1)).toBe(2_900);
  expect(percentilesOf(paced.lag)?.maxMs).toBeLessThan(0.01);
});

it("keeps the due times of arrivals that a stall made late, and reports how late they were", async () => {
  const clock = standingClock();
  const due: number[] = [];
  const paced = await openLoop({
    ...clock,
    ratePerSecond: 10,
    seconds: 1,
    arrive: (index, dueMs) => {
      due.push(dueMs);
      if (index === 2) clock.hold(450);
    },
  });
  expect(due).toEqual([1_000, 1_100, 1_200, 1_300, 1_400, 1_500, 1_600, 1_700, 1_800, 1_900]);
  expect(percentilesOf(paced.lag)?.maxMs).toBeCloseTo(350, 0);
});

it("stops when it is told to", async () => {
  const clock = standingClock();
  const stop = new AbortController();
  const paced = await openLoop({
    ...clock,
    ratePerSecond: 10,
    seconds: 100,
    signal: stop.signal,
    arrive: (index) => {
      if (index === 4) stop.abort();
    },
  });
  expect(paced.arrivals).toBe(5);
});
