import fc from "fast-check";
import { expect, it } from "vitest";
import { createCivilTime, dayNumberOfDate } from "../routing/civil-time.ts";
import { dateOfDayNumber, localPeriodsOf, monthAfter, monthBounds, monthsBetween } from "./local-periods.ts";

const london = createCivilTime("Europe/London");

it("reads days back as they were written, leap days included", () => {
  fc.assert(
    fc.property(fc.integer({ min: -20_000, max: 60_000 }), (day) => {
      expect(dayNumberOfDate(dateOfDayNumber(day))).toBe(day);
    }),
  );
  expect(dateOfDayNumber(dayNumberOfDate("2028-02-29"))).toBe("2028-02-29");
});

it("puts an instant into the local month, the week of its Monday and the local hour", () => {
  // 23:30 UTC on 30 June is 00:30 on 1 July in London; that day is a Wednesday.
  expect(localPeriodsOf(london, Date.UTC(2026, 5, 30, 23, 30))).toEqual({
    month: "2026-07",
    week: "2026-06-29",
    hourOfDay: "2026-07T00",
  });
  expect(localPeriodsOf(london, Date.UTC(2026, 9, 4, 12)).week, "a Sunday").toBe("2026-09-28");
  expect(localPeriodsOf(london, Date.UTC(2026, 9, 5, 0)).week, "a Monday").toBe("2026-10-05");
});

it("bounds a month by local midnights, also where the clocks change in it", () => {
  expect(monthBounds(london, "2026-10")).toEqual({
    startMs: Date.UTC(2026, 8, 30, 23),
    endMs: Date.UTC(2026, 10, 1, 0),
  });
});

it("counts months over the turn of the year", () => {
  expect(monthAfter("2026-12", 1)).toBe("2027-01");
  expect(monthAfter("2026-01", -1)).toBe("2025-12");
  expect(monthsBetween("2026-11", "2027-02")).toEqual(["2026-11", "2026-12", "2027-01", "2027-02"]);
});
