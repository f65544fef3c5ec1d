/**
 * The periods that may be picked: calendar months, quarters and years, and ISO weeks, in the local time of the area. Pure.
 * In: the time now, or a period's id. Out: ids as the interface takes them, and their names.
 */

export const periodKinds = ["month", "quarter", "year", "week"] as const;
export type PeriodKind = (typeof periodKinds)[number];

const DAY_MS = 86_400_000;
const localDate = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/London" });
const monthName = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "long", year: "numeric" });
const shortMonth = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "short" });
const dayName = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" });
const quarterMonths = ["January to March", "April to June", "July to September", "October to December"];

/** How many of each may be picked. */
const offered: Readonly<Record<PeriodKind, number>> = { month: 36, quarter: 12, year: 5, week: 26 };

export function kindOf(period: string): PeriodKind {
  if (period.length === 4) return "year";
  return period.includes("Q") ? "quarter" : period.includes("W") ? "week" : "month";
}

/** The period of a kind that this instant falls into. */
export function periodAt(kind: PeriodKind, nowMs: number): string {
  const date = localDate.format(nowMs);
  switch (kind) {
    case "year":
      return date.slice(0, 4);
    case "month":
      return date.slice(0, 7);
    case "quarter":
      return `${date.slice(0, 4)}-Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;
    case "week":
      return weekOf(Date.parse(date));
  }
}

export function previousPeriod(period: string): string {
  const year = Number(period.slice(0, 4));
  switch (kindOf(period)) {
    case "year":
      return String(year - 1);
    case "quarter": {
      const quarter = Number(period.slice(6));
      return quarter === 1 ? `${year - 1}-Q4` : `${year}-Q${quarter - 1}`;
    }
    case "month": {
      const month = Number(period.slice(5));
      return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, "0")}`;
    }
    case "week":
      return weekOf(mondayOf(period) - DAY_MS);
  }
}

/** From the one that runs now backwards. */
export function periodsToPick(kind: PeriodKind, nowMs: number): readonly string[] {
  const periods = [periodAt(kind, nowMs)];
  while (periods.length < offered[kind]) periods.push(previousPeriod(periods.at(-1) ?? ""));
  return periods.filter((period) => period >= "2000");
}

/** The last one that is over: what a month-end reader wants to see first. */
export const lastFinished = (kind: PeriodKind, nowMs: number): string => previousPeriod(periodAt(kind, nowMs));

/** `October 2026`, `October to December 2026`, `2026`, `Week from 5 October 2026`. */
export function nameOf(period: string): string {
  const year = period.slice(0, 4);
  switch (kindOf(period)) {
    case "year":
      return year;
    case "quarter":
      return `${quarterMonths[Number(period.slice(6)) - 1] ?? ""} ${year}`;
    case "month":
      return monthName.format(Date.parse(`${period}-01`));
    case "week":
      return `Week from ${dayName.format(mondayOf(period))}`;
  }
}

/** Short words for an axis: `Oct`, `Q4`, `W41`, `2026`. */
export function shortNameOf(period: string): string {
  switch (kindOf(period)) {
    case "year":
      return period;
    case "quarter":
    case "week":
      return period.slice(5);
    case "month":
      return shortMonth.format(Date.parse(`${period}-01`));
  }
}

/** The quarter that a period lies in, for what is only counted by quarter; the last quarter of a year. */
export function quarterOf(period: string): string {
  switch (kindOf(period)) {
    case "year":
      return `${period}-Q4`;
    case "quarter":
      return period;
    case "month":
      return `${period.slice(0, 4)}-Q${Math.ceil(Number(period.slice(5)) / 3)}`;
    case "week": {
      const thursday = new Date(mondayOf(period) + 3 * DAY_MS).toISOString();
      return `${thursday.slice(0, 4)}-Q${Math.ceil(Number(thursday.slice(5, 7)) / 3)}`;
    }
  }
}

/** ISO 8601: a week belongs to the year of its Thursday. */
function weekOf(dateMs: number): string {
  const thursday = dateMs + (3 - ((new Date(dateMs).getUTCDay() + 6) % 7)) * DAY_MS;
  const year = new Date(thursday).getUTCFullYear();
  const week = Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}

/** Midnight UTC of the Monday of an ISO week. */
function mondayOf(week: string): number {
  const fourthOfJanuary = Date.UTC(Number(week.slice(0, 4)), 0, 4);
  const firstMonday = fourthOfJanuary - ((new Date(fourthOfJanuary).getUTCDay() + 6) % 7) * DAY_MS;
  return firstMonday + (Number(week.slice(6)) - 1) * 7 * DAY_MS;
}
