// Calendar periods as text: their first and last day, weeks over the turn of a year, what came before.
import { describe, expect, it } from "vitest";
import { periodOf, periodsBefore, quarterOfMonth, weekOfMonday } from "./periods.ts";

describe("a period", () => {
  it.each([
    ["2026", "2026-01-01", "2026-12-31", 365],
    ["2028", "2028-01-01", "2028-12-31", 366],
    ["2026-Q1", "2026-01-01", "2026-03-31", 90],
    ["2026-Q4", "2026-10-01", "2026-12-31", 92],
    ["2026-02", "2026-02-01", "2026-02-28", 28],
    ["2026-12", "2026-12-01", "2026-12-31", 31],
    ["2026-W01", "2025-12-29", "2026-01-04", 7],
    ["2026-W53", "2026-12-28", "2027-01-03", 7],
    ["2027-W01", "2027-01-04", "2027-01-10", 7],
  ])("%s is from %s to %s", (id, from, to, days) => {
    expect(periodOf(id)).toMatchObject({ id, from, to, days });
  });

  it("is not a 53rd week of a year with 52", () => {
    expect(periodOf("2025-W53")).toBeUndefined();
    expect(periodOf("2026-13")).toBeUndefined();
  });

  it("knows the one of its kind before it", () => {
    const before = (id: string, count: number) => {
      const period = periodOf(id);
      return period === undefined ? undefined : periodsBefore(period, count)?.id;
    };
    expect(before("2026-01", 1)).toBe("2025-12");
    expect(before("2026-10", 12)).toBe("2025-10");
    expect(before("2026-Q1", 1)).toBe("2025-Q4");
    expect(before("2026", 4)).toBe("2022");
    expect(before("2027-W01", 1)).toBe("2026-W53");
  });

  it("is found from a month and from a Monday", () => {
    expect(quarterOfMonth("2026-10")).toBe("2026-Q4");
    expect(weekOfMonday("2026-12-28")).toBe("2026-W53");
    expect(weekOfMonday("2025-12-29")).toBe("2026-W01");
  });
});
