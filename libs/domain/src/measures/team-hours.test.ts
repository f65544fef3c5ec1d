import { expect, it } from "vitest";
import { createCivilTime } from "../routing/civil-time.ts";
import { createCalendar } from "../routing/opening-hours.ts";
import { teamHoursOf, type TeamStateAt } from "./team-hours.ts";

const civil = createCivilTime("Europe/London");
const everyDay = ["08:00-20:00"];
const calendar = createCalendar({
  civil,
  hours: {
    monday: everyDay,
    tuesday: everyDay,
    wednesday: everyDay,
    thursday: everyDay,
    friday: everyDay,
    saturday: ["08:20-10:00"],
    sunday: [],
    bankHoliday: [],
    exceptions: {},
  },
  bankHolidays: new Set(),
  lastTwoHourReferral: "18:00",
});
/** UTC and local alike in November; 2026-11-02 is a Monday. */
const at = (day: number, hour: number, minute = 0): number => Date.UTC(2026, 10, day, hour, minute);
const hours = (states: readonly TeamStateAt[], fromMs = at(2, 0), toMs = at(3, 0)) =>
  teamHoursOf({ calendar, capacity: 6, states, fromMs, toMs });
const total = (rows: ReturnType<typeof hours>, field: Exclude<keyof (typeof rows)[number], "hour">): number =>
  rows.reduce((sum, row) => sum + row[field], 0);

it("counts a team that has said nothing as open in its published hours, with the directory's capacity", () => {
  const rows = hours([]);
  expect(total(rows, "publishedMinutes")).toBe(12 * 60);
  expect(total(rows, "offeredMinutes")).toBe(12 * 60);
  expect(rows[7]?.publishedMinutes).toBe(0);
  expect(rows[8]).toEqual({
    hour: 8,
    publishedMinutes: 60,
    offeredMinutes: 60,
    pausedMinutes: 0,
    closedMinutes: 0,
    capacityMinutes: 360,
  });
});

it("counts a pause and a closure apart, only within the published hours, to the minute", () => {
  const rows = hours([
    { at: at(2, 6), isOpen: true, isPaused: false, capacity: 4 },
    { at: at(2, 9, 10), isOpen: true, isPaused: true, capacity: 4 },
    { at: at(2, 10, 5), isOpen: true, isPaused: false, capacity: 2 },
    { at: at(2, 19, 30), isOpen: false, isPaused: false, capacity: 2 },
  ]);
  expect(rows[9]).toMatchObject({ publishedMinutes: 60, offeredMinutes: 10, pausedMinutes: 50, capacityMinutes: 40 });
  expect(rows[10]).toMatchObject({ publishedMinutes: 60, offeredMinutes: 55, pausedMinutes: 5, capacityMinutes: 110 });
  expect(rows[19]).toMatchObject({ publishedMinutes: 60, offeredMinutes: 30, closedMinutes: 30 });
  expect(rows[20]).toMatchObject({ publishedMinutes: 0, closedMinutes: 0 });
  expect(total(rows, "publishedMinutes")).toBe(
    total(rows, "offeredMinutes") + total(rows, "pausedMinutes") + total(rows, "closedMinutes"),
  );
});

it("carries what was said before the stretch into it", () => {
  const said = [{ at: at(1, 12), isOpen: true, isPaused: true, capacity: 4 }];
  expect(total(hours(said), "pausedMinutes")).toBe(12 * 60);
});

it("keeps hours that begin at twenty past, and has none on a day without hours", () => {
  const saturday = hours([], at(7, 0), at(8, 0));
  expect(saturday[8]?.publishedMinutes).toBe(40);
  expect(total(saturday, "publishedMinutes")).toBe(100);
  expect(total(hours([], at(8, 0), at(9, 0)), "publishedMinutes")).toBe(0);
});

it("neither gains nor loses an hour of a day team where the clocks change", () => {
  // The clocks go back on Sunday 25 October 2026; Monday to Sunday is five days of twelve hours and a Saturday of 100 minutes.
  const rows = hours([], Date.UTC(2026, 9, 18, 23), Date.UTC(2026, 9, 26, 0));
  expect(total(rows, "publishedMinutes")).toBe(5 * 720 + 100);
  expect(rows[8]?.publishedMinutes).toBe(5 * 60 + 40);
});
