import { describe, expect, it } from "vitest";
import { aRow, testNowMs } from "../live/rows-for-tests.ts";
import { isCounterOffer, limitsPassed } from "./accept-limits.ts";

const minute = 60_000;
const row = aRow({ twoHourDueAt: testNowMs + 120 * minute, isCrewWaiting: false });

describe("an expected time", () => {
  it("within everything that was asked says nothing", () => {
    expect(limitsPassed({ row }, testNowMs + 120 * minute)).toEqual([]);
    expect(isCounterOffer(row, testNowMs + 120 * minute)).toBe(false);
  });

  it("after the two hours goes back to the referrer, and says by how much", () => {
    const said = limitsPassed({ row }, testNowMs + 140 * minute);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/20 min after the two-hour time \(14:00\).*goes back to the referrer/);
    expect(isCounterOffer(row, testNowMs + 140 * minute)).toBe(true);
    // The same time is nobody's question when two hours were not asked.
    const sameDay = { ...row, response: "same-day" } as const;
    expect(limitsPassed({ row: sameDay }, testNowMs + 140 * minute)).toEqual([]);
  });

  it("after 999's validation breach, or its hand-back time while the breach is not known, says to ring 999", () => {
    const stack = { ...row, handBackAt: testNowMs + 30 * minute };
    expect(limitsPassed({ row: stack }, testNowMs + 31 * minute)[0]).toMatch(/999 wants it back at 12:30/);
    const opened = { row: stack, validationBreachAtMs: testNowMs + 35 * minute };
    expect(limitsPassed(opened, testNowMs + 36 * minute)).toEqual([
      expect.stringMatching(/validation breach \(12:35\)/),
    ]);
  });

  it("after the team closes says so, and names a crew that waits", () => {
    const said = limitsPassed(
      { row: { ...row, isCrewWaiting: true }, closesAtMs: testNowMs + 60 * minute },
      testNowMs + 61 * minute,
    );
    expect(said).toEqual([expect.stringMatching(/closes at 13:00/), expect.stringMatching(/crew is waiting/)]);
  });
});
