/**
 * Lives of referrals as large as all of England: 42 areas with four places each, their teams and some 2,300 referrers. In: how many, over how many months, a seed.
 * Out: month by month, whole lists of facts as `queue` writes them. Everything is invented but the shape of the year, which is that of the published counts.
 */
import { dayNumberOfDate, monthAfter } from "@ucrt/domain";
import type { CloseOutcome, Outcome, Source } from "@ucrt/schemas";
import type { Choice } from "../bench/seeded-choice.ts";

export interface Area {
  readonly places: readonly string[];
  readonly ambulance: string;
  readonly practices: readonly string[];
  readonly careHomes: readonly string[];
  readonly hospitals: readonly string[];
}

const two = (value: number): string => String(value).padStart(2, "0");
const some = (count: number, make: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, n) => make(n));

export const AREAS = 42;
export const nation: readonly Area[] = Array.from({ length: AREAS }, (_, area) => ({
  places: some(4, (place) => `area-${two(area)}-place-${place + 1}`),
  ambulance: `RY${String.fromCharCode(65 + (area % 10))}`,
  practices: some(20, (n) => `P${two(area)}${two(n)}`),
  careHomes: some(30, (n) => `V${two(area)}${two(n)}`),
  hospitals: some(3, (n) => `R${two(area)}${n}`),
}));
/** One team to a place, and a neighbour that is asked next. */
export const teamOf = (place: string): string => place.replace("place", "team");

/**
 * Referrals of each calendar month, January first: England 2024-25, thousands, from NHS England's "Two-hour Urgent Community Response Performance Metrics".
 * Only the shape of the year is taken from it.
 */
const shapeOfYear = [77.77, 66.465, 71.755, 63.06, 65.605, 67.925, 69.885, 66.66, 70.37, 77.02, 73.245, 74.42] as const;
/** Share of the day's referrals in each hour: assumed, quiet at night, highest before noon. */
const shapeOfDay = [1, 1, 1, 1, 1, 1, 2, 4, 8, 11, 12, 12, 10, 9, 9, 8, 7, 6, 5, 4, 3, 2, 2, 1] as const;

/** How many of all referrals each month gets, oldest first. */
export function monthsOf(props: {
  readonly referrals: number;
  readonly months: number;
  readonly last: string;
}): readonly { readonly month: string; readonly referrals: number }[] {
  const names = Array.from({ length: props.months }, (_, index) => monthAfter(props.last, index + 1 - props.months));
  const weights = names.map((name) => shapeOfYear[Number(name.slice(5, 7)) - 1] ?? 1);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let given = 0;
  let passed = 0;
  return names.map((month, index) => {
    passed += weights[index] ?? 0;
    const until = Math.round((props.referrals * passed) / whole);
    const referrals = until - given;
    given = until;
    return { month, referrals };
  });
}

const HOUR_MS = 3_600_000;

/** An instant of the month, by the shape of the day. UTC hours: a winter's local time. */
export function receivedAtOf(choice: Choice, month: string): number {
  const first = dayNumberOfDate(`${month}-01`);
  const days = dayNumberOfDate(`${monthAfter(month, 1)}-01`) - first;
  const hour = Number(choice.weighted(hoursByWeight));
  return (first + choice.whole(0, days - 1)) * 24 * HOUR_MS + hour * HOUR_MS + choice.whole(0, HOUR_MS - 1);
}
const hoursByWeight: Record<string, number> = Object.fromEntries(shapeOfDay.map((weight, hour) => [hour, weight]));

export const sources = {
  crew: 34,
  stack: 8,
  gp: 22,
  "nhs-111": 5,
  "care-home": 12,
  "emergency-department": 5,
  ward: 4,
  "community-health": 5,
  self: 2,
  carer: 3,
} as const satisfies Partial<Record<Source, number>>;
export const outcomes: Record<Outcome, number> = { suitable: 72, review: 20, redirect: 5, emergency: 3 };
export const ends = {
  "stayed-home": 76,
  "virtual-ward": 5,
  "community-bed": 2,
  conveyed: 9,
  admitted: 2,
  died: 1,
  other: 5,
} as const satisfies Partial<Record<CloseOutcome, number>>;

export function referrerOf(choice: Choice, area: Area, source: Source): string {
  switch (source) {
    case "crew":
    case "stack":
      return area.ambulance;
    case "care-home":
      return choice.pick(area.careHomes);
    case "emergency-department":
    case "ward":
    case "sdec":
      return choice.pick(area.hospitals);
    case "nhs-111":
      return "NHS111";
    case "gp":
    case "telecare":
    case "social-care":
    case "mental-health":
    case "hospice":
    case "voluntary-sector":
    case "community-health":
    case "self":
    case "carer":
      return choice.pick(area.practices);
  }
}
