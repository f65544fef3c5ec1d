/**
 * Calendar periods as commissioners ask for them, as text: `2026`, `2026-Q4`, `2026-10`, `2026-W41` (ISO week). Pure; local dates only, no clock, no zone.
 */

import { dateOfDayNumber } from "../measures/local-periods.ts";
import { dayNumberOf, dayNumberOfDate } from "../routing/civil-time.ts";

export type PeriodKind = "year" | "quarter" | "month" | "week";

export interface Period {
  readonly id: string;
  readonly kind: PeriodKind;
  /** Local dates, both included, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  readonly days: number;
}

/** Undefined for a text that is no period (a 53rd week in a year of 52, for example). */
export function periodOf(id: string): Period | undefined {
  const year = Number(id.slice(0, 4));
  if (/^\d{4}$/.test(id)) return spanning(id, "year", dayNumberOf(year, 1, 1), dayNumberOf(year + 1, 1, 1));
  const quarter = /^\d{4}-Q([1-4])$/.exec(id)?.[1];
  if (quarter !== undefined) {
    const first = (Number(quarter) - 1) * 3 + 1;
    return spanning(id, "quarter", dayNumberOf(year, first, 1), firstDayAfter(year, first + 2));
  }
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.exec(id)?.[1];
  if (month !== undefined)
    return spanning(id, "month", dayNumberOf(year, Number(month), 1), firstDayAfter(year, Number(month)));
  const week = /^\d{4}-W(\d\d)$/.exec(id)?.[1];
  if (week === undefined) return undefined;
  const start = mondayOfFirstWeek(year) + (Number(week) - 1) * 7;
  if (Number(week) < 1 || start >= mondayOfFirstWeek(year + 1)) return undefined;
  return spanning(id, "week", start, start + 7);
}

/** Of the week with the year's first Thursday (ISO 8601). Day 0, 1 January 1970, was a Thursday. */
function mondayOfFirstWeek(year: number): number {
  const fourth = dayNumberOf(year, 1, 4);
  return fourth - ((fourth + 3) % 7);
}

const firstDayAfter = (year: number, month: number): number =>
  month === 12 ? dayNumberOf(year + 1, 1, 1) : dayNumberOf(year, month + 1, 1);

/** `end` is the first day after it. */
function spanning(id: string, kind: PeriodKind, start: number, end: number): Period {
  return { id, kind, from: dateOfDayNumber(start), to: dateOfDayNumber(end - 1), days: end - start };
}

const two = (number: number): string => String(number).padStart(2, "0");

/** `2026-10` → `2026-Q4`. */
export const quarterOfMonth = (month: string): string =>
  `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5, 7)) / 3)}`;

/** The ISO week that starts on this Monday. */
export function weekOfMonday(monday: string): string {
  const day = dayNumberOfDate(monday);
  const year = Number(dateOfDayNumber(day + 3).slice(0, 4));
  return `${year}-W${two(Math.round((day - mondayOfFirstWeek(year)) / 7) + 1)}`;
}

/** A date so many days later. */
export const plusDays = (date: string, days: number): string => dateOfDayNumber(dayNumberOfDate(date) + days);

/** The period of the same kind this many before it. */
export function periodsBefore(period: Period, count: number): Period | undefined {
  const year = Number(period.id.slice(0, 4));
  switch (period.kind) {
    case "year":
      return periodOf(String(year - count).padStart(4, "0"));
    case "quarter": {
      const index = year * 4 + Number(period.id.slice(6)) - 1 - count;
      return periodOf(`${Math.floor(index / 4)}-Q${(index % 4) + 1}`);
    }
    case "month": {
      const index = year * 12 + Number(period.id.slice(5)) - 1 - count;
      return periodOf(`${Math.floor(index / 12)}-${two((index % 12) + 1)}`);
    }
    case "week":
      return periodOf(weekOfMonday(plusDays(period.from, -7 * count)));
  }
}
