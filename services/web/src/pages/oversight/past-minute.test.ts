import { expect, test } from "vitest";
import { dateOf, instantAt, instantOf, minuteOf, minutesIn } from "./past-minute.ts";

test("every minute of a day is one step, also on the days on which clocks change", () => {
  for (const [date, minutes] of [
    ["2026-11-25", 1440],
    ["2026-10-25", 1500],
    ["2026-03-29", 1380],
  ] as const) {
    expect(minutesIn(date)).toBe(minutes);
    for (const minute of [0, 59, 60, 119, 120, minutes - 1]) {
      const at = instantOf(date, minute);
      expect([dateOf(at), minuteOf(at)]).toEqual([date, minute]);
    }
    expect(dateOf(instantOf(date, minutes))).not.toBe(date);
  }
});

test("a typed time is the area's own", () => {
  expect(instantAt("2026-11-25", "14:05")).toBe(Date.UTC(2026, 10, 25, 14, 5));
  expect(instantAt("2026-07-01", "14:05")).toBe(Date.UTC(2026, 6, 1, 13, 5));
  expect(instantAt("2026-11-25", "24:00")).toBeUndefined();
  expect(instantAt("", "14:05")).toBeUndefined();
});
