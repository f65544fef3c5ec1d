/** Minutes of a local day, for looking back minute by minute. In: a local date, a minute of that day, an instant. Out: the others. Pure; a day may have 23 or 25 hours. */
import { createCivilTime, dayNumberOfDate } from "@ucrt/domain/civil-time";

const MINUTE_MS = 60_000;
const zone = "Europe/London";
const civil = createCivilTime(zone);
const localDate = new Intl.DateTimeFormat("en-CA", { timeZone: zone });

/** `2026-11-22` */
export const dateOf = (ms: number): string => localDate.format(ms);

/** The first instant of a local date. */
export const startOf = (date: string): number => civil.toInstant({ day: dayNumberOfDate(date), msOfDay: 0 });

/** How many minutes a local date has: 1440, but for the two days on which clocks change. */
export const minutesIn = (date: string): number =>
  (civil.toInstant({ day: dayNumberOfDate(date) + 1, msOfDay: 0 }) - startOf(date)) / MINUTE_MS;

/** Whole minutes since its day began. */
export const minuteOf = (ms: number): number => Math.floor((ms - startOf(dateOf(ms))) / MINUTE_MS);

/** The instant of a minute of a date. */
export const instantOf = (date: string, minute: number): number => startOf(date) + minute * MINUTE_MS;

/** The start of the minute. */
export const wholeMinute = (ms: number): number => Math.floor(ms / MINUTE_MS) * MINUTE_MS;

/** The instant of `14:05` on a date; undefined when it is no time. In the hour that happens twice: the first. */
export function instantAt(date: string, time: string): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  if (match === null || !/^\d{4}-\d\d-\d\d$/.test(date)) return undefined;
  return civil.toInstant({
    day: dayNumberOfDate(date),
    msOfDay: (Number(match[1]) * 60 + Number(match[2])) * MINUTE_MS,
  });
}
