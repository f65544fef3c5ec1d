// The three things that moved most: only real numbers on enough cases, the surest first, and nothing that chance alone explains.
import { describe, expect, it } from "vitest";
import { comparable, whatMoved, type Pair } from "./what-moved.ts";

const received = (now: number | "*", before: number | "*", daysNow = 30, daysBefore = 30): Pair => ({
  kind: "count",
  name: "Referrals received",
  better: "neither",
  now,
  before,
  daysNow,
  daysBefore,
});
const response = (partNow: number | "*", wholeNow: number, partBefore: number, wholeBefore: number): Pair => ({
  kind: "share",
  name: "Seen within two hours",
  better: "more",
  part: { now: partNow, before: partBefore },
  whole: { now: wholeNow, before: wholeBefore },
});
const median = (now: number, before: number, counted = 400): Pair => ({
  kind: "median",
  name: "Median to first contact",
  better: "less",
  median: { now, before },
  ninetieth: { now: now + 40, before: before + 40 },
  counted: { now: counted, before: counted },
});

describe("what moved most", () => {
  it("says direction, size and whether it is better, the surest first", () => {
    expect(whatMoved([received(1000, 800), response(300, 500, 425, 500), median(70, 64)])).toMatchObject([
      {
        name: "Seen within two hours",
        direction: "down",
        now: "60\u00a0%",
        before: "85\u00a0%",
        by: "25 percentage points",
        judgement: "worse",
      },
      {
        name: "Referrals received",
        direction: "up",
        now: "1,000",
        before: "800",
        by: "25\u00a0%",
        judgement: "neither",
      },
      { name: "Median to first contact", direction: "up", by: "6\u00a0min", judgement: "worse" },
    ]);
  });

  it("leaves out what chance alone explains", () => {
    // 1,000 and 1,040 differ by less than one standard error of two such counts (45); 80 % and 82 % of 200 by half of one.
    expect(whatMoved([received(1040, 1000), response(164, 200, 160, 200)])).toEqual([]);
  });

  it("compares days with days: February is not a fall in demand", () => {
    expect(whatMoved([received(930, 1030, 28, 31)])).toEqual([]);
    expect(whatMoved([received(1030, 1030, 28, 31)])).toMatchObject([{ direction: "up", by: "11\u00a0% a day" }]);
  });

  it("never compares a hidden number, and no share of a small base", () => {
    const pairs = [received("*", 1000), response("*", 500, 400, 500), response(2, 25, 25, 25), median(30, 90, 29)];
    expect(whatMoved(pairs)).toEqual([]);
    expect(comparable(pairs)).toBe(0);
  });

  it("counts what stayed the same as compared", () => {
    const pairs = [response(160, 200, 160, 200), median(60, 60), received(1000, 1000)];
    expect(whatMoved(pairs)).toEqual([]);
    expect(comparable(pairs)).toBe(3);
  });

  it("names at most three", () => {
    expect(whatMoved(Array.from({ length: 5 }, (_, index) => received(500 + index, 1000)))).toHaveLength(3);
  });
});
