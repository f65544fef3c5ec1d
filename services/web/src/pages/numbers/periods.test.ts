// Periods as readers pick them: local months, quarters, years and ISO weeks, across year ends and the change of the clocks.
import { describe, expect, it } from "vitest";
import {
  kindOf,
  lastFinished,
  nameOf,
  periodAt,
  periodsToPick,
  previousPeriod,
  quarterOf,
  shortNameOf,
} from "./periods.ts";

describe("periods", () => {
  it("follow the local calendar: the last hour of September in summer time is already October", () => {
    const nowMs = Date.parse("2026-09-30T23:30:00Z");
    expect(periodAt("month", nowMs)).toBe("2026-10");
    expect(periodAt("quarter", nowMs)).toBe("2026-Q4");
    expect(lastFinished("month", nowMs)).toBe("2026-09");
  });

  it("step back over the year end", () => {
    expect(previousPeriod("2026-01")).toBe("2025-12");
    expect(previousPeriod("2026-Q1")).toBe("2025-Q4");
    expect(previousPeriod("2026")).toBe("2025");
    expect(previousPeriod("2027-W01")).toBe("2026-W53");
    expect(previousPeriod("2026-W01")).toBe("2025-W52");
  });

  it("number weeks as ISO does: a week belongs to the year of its Thursday", () => {
    expect(periodAt("week", Date.parse("2027-01-01T12:00:00Z"))).toBe("2026-W53");
    expect(periodAt("week", Date.parse("2026-11-25T12:00:00Z"))).toBe("2026-W48");
  });

  it("are offered from the one that runs now, each once", () => {
    const months = periodsToPick("month", Date.parse("2026-11-25T12:00:00Z"));
    expect(months.slice(0, 2)).toEqual(["2026-11", "2026-10"]);
    expect(new Set(months).size).toBe(months.length);
  });

  it("are named in words", () => {
    expect(["2026-10", "2026-Q4", "2026", "2026-W41"].map(nameOf)).toEqual([
      "October 2026",
      "October to December 2026",
      "2026",
      "Week from 5 October 2026",
    ]);
    expect(["2026-10", "2026-Q4", "2026", "2026-W41"].map(shortNameOf)).toEqual(["Oct", "Q4", "2026", "W41"]);
    expect(["2026-10", "2026-Q4", "2026", "2026-W41"].map(kindOf)).toEqual(["month", "quarter", "year", "week"]);
    expect(["2026-10", "2026-Q3", "2026", "2026-W41"].map(quarterOf)).toEqual([
      "2026-Q4",
      "2026-Q3",
      "2026-Q4",
      "2026-Q4",
    ]);
  });
});
