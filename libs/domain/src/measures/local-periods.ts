/**
 * The local periods numbers are kept in: calendar months, ISO weeks, hours of the day. In: an instant and the area's civil time, or a period's name.
 * Out: names (`2026-10`, `2026-10-05`, `2026-10T14`) or bounds in epoch milliseconds. Never the machine's own zone.
 */
import { dayNumberOf, dayNumberOfDate, type CivilTime } from "../routing/civil-time.ts";

const HOUR_MS = 3_600_000;

export interface LocalPeriods {
  readonly month: string;
  /** The Monday. */
  readonly week: string;
  readonly hourOfDay: string;
}

/** The periods an instant lies in. */
export function localPeriodsOf(civil: CivilTime, atMs: number): LocalPeriods {
  const { day, msOfDay } = civil.toCivil(atMs);
  const month = dateOfDayNumber(day).slice(0, 7);
  return { month, week: mondayOf(day), hourOfDay: `${month}T${pad(Math.floor(msOfDay / HOUR_MS))}` };
}

export const localMonthOf = (civil: CivilTime, atMs: number): string =>
  dateOfDayNumber(civil.toCivil(atMs).day).slice(0, 7);

/** Start included, end not. */
export function monthBounds(civil: CivilTime, month: string): { readonly startMs: number; readonly endMs: number } {
  const startOf = (name: string): number => civil.toInstant({ day: dayNumberOfDate(`${name}-01`), msOfDay: 0 });
  return { startMs: startOf(month), endMs: startOf(monthAfter(month, 1)) };
}

/** `2026-11` after `2026-10`; a negative number goes back. */
export function monthAfter(month: string, months: number): string {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + months;
  return `${Math.floor(count / 12)}-${pad((count % 12) + 1)}`;
}

/** First to last, both included. */
export function monthsBetween(from: string, to: string): readonly string[] {
  const months: string[] = [];
  for (let month = from; month <= to; month = monthAfter(month, 1)) months.push(month);
  return months;
}

/** The last day of the week that begins on this Monday. */
export const sundayOfWeek = (monday: string): string => dateOfDayNumber(dayNumberOfDate(monday) + 6);

/** Day 0 (1970-01-01) was a Thursday. */
const mondayOf = (day: number): string => dateOfDayNumber(day - ((((day + 3) % 7) + 7) % 7));

/** `2026-12-25` of days since 1970-01-01. */
export function dateOfDayNumber(day: number): string {
  // A year of 365.2425 days is never more than one off.
  let year = 1970 + Math.floor(day / 365.2425);
  while (dayNumberOf(year + 1, 1, 1) <= day) year += 1;
  while (dayNumberOf(year, 1, 1) > day) year -= 1;
  let month = 12;
  while (dayNumberOf(year, month, 1) > day) month -= 1;
  return `${year}-${pad(month)}-${pad(day - dayNumberOf(year, month, 1) + 1)}`;
}

const pad = (value: number): string => String(value).padStart(2, "0");
