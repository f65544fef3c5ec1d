import { assert, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { createCivilTime, dayNumberOf, dayNumberOfDate } from "./civil-time.ts";

const london = createCivilTime("Europe/London");
const HOUR_MS = 3_600_000;
const at = (text: string): number => Date.parse(text);
const local = (date: string, hour: number, minute = 0) => ({
  day: dayNumberOfDate(date),
  msOfDay: (hour * 60 + minute) * 60_000,
});

describe("civil time in London", () => {
  test("is one hour ahead of UTC in summer and none in winter", () => {
    expect(london.offsetMs(at("2026-07-01T12:00:00Z"))).toBe(HOUR_MS);
    expect(london.offsetMs(at("2026-12-01T12:00:00Z"))).toBe(0);
  });

  test("changes at the second on both days", () => {
    expect(london.offsetMs(at("2026-10-25T00:59:59.999Z"))).toBe(HOUR_MS);
    expect(london.offsetMs(at("2026-10-25T01:00:00Z"))).toBe(0);
    expect(london.offsetMs(at("2027-03-28T00:59:59.999Z"))).toBe(0);
    expect(london.offsetMs(at("2027-03-28T01:00:00Z"))).toBe(HOUR_MS);
  });

  test("takes the first of two moments when the clocks go back", () => {
    expect(london.toInstant(local("2026-10-25", 1, 30))).toBe(at("2026-10-25T00:30:00Z"));
    expect(london.toCivil(at("2026-10-25T01:30:00Z"))).toEqual(local("2026-10-25", 1, 30));
  });

  test("moves a moment that never happens by as much as the clocks go forward", () => {
    expect(london.toInstant(local("2027-03-28", 1, 30))).toBe(at("2027-03-28T01:30:00Z"));
  });

  test("finds midnight and opening time on both days of change", () => {
    expect(london.toInstant(local("2026-10-25", 0))).toBe(at("2026-10-24T23:00:00Z"));
    expect(london.toInstant(local("2026-10-25", 8))).toBe(at("2026-10-25T08:00:00Z"));
    expect(london.toInstant(local("2027-03-28", 8))).toBe(at("2027-03-28T07:00:00Z"));
  });

  test("agrees with Intl at any instant, and comes back to it", () => {
    const format = new Intl.DateTimeFormat("en-CA", {
      timeZone: "Europe/London",
      dateStyle: "short",
      timeStyle: "medium",
      hourCycle: "h23",
    });
    assert(
      property(
        integer({ min: at("2020-01-01T00:00:00Z") / 1000, max: at("2035-01-01T00:00:00Z") / 1000 }),
        (seconds) => {
          const atMs = seconds * 1000;
          const { day, msOfDay } = london.toCivil(atMs);
          const shown = new Date(day * 86_400_000 + msOfDay).toISOString();
          expect(`${shown.slice(0, 10)}, ${shown.slice(11, 19)}`).toBe(format.format(atMs));
          expect([atMs, atMs - HOUR_MS]).toContain(london.toInstant({ day, msOfDay }));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

test("day numbers agree with the calendar, leap days included", () => {
  expect(dayNumberOf(1970, 1, 1)).toBe(0);
  expect(dayNumberOfDate("2028-02-29")).toBe(Date.UTC(2028, 1, 29) / 86_400_000);
  expect(dayNumberOfDate("2028-03-01") - dayNumberOfDate("2028-02-29")).toBe(1);
  expect(dayNumberOf(1969, 12, 31)).toBe(-1);
});

test("knows other zones, and refuses one that does not exist", () => {
  expect(createCivilTime("Asia/Kathmandu").offsetMs(0)).toBe(5.5 * HOUR_MS);
  expect(() => createCivilTime("Europe/Basildon")).toThrow(RangeError);
});
