/**
 * Says whether somebody's door is open, when it opens next and when it closes. In: weekly hours, bank holidays, exceptions, an instant.
 * Out: yes or no, or an instant. Local hours of the zone, so a clock change makes no gap and no double opening. Pure.
 */
import { weekdays, type OpeningHours } from "@ucrt/schemas";
import { dayNumberOfDate, type CivilTime } from "./civil-time.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A door that stays shut longer counts as having no next opening. */
const LOOK_AHEAD_DAYS = 60;

/** Local milliseconds of the day: start included, end not. */
interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

/** Hours made ready for asking many times. */
export interface OpeningCalendar {
  readonly civil: CivilTime;
  /** Local time of day after which no two-hour referral is taken, ms; null: until closing. */
  readonly lastTwoHourMs: number | null;
  readonly intervalsOn: (day: number) => readonly Interval[];
}

/** Anyone with hours: a team or a service of the directory. */
export interface Opens {
  readonly calendar: OpeningCalendar;
}

/** Makes hours ready. `bankHolidays` are day numbers. */
export function createCalendar(props: {
  readonly civil: CivilTime;
  readonly hours: OpeningHours;
  readonly bankHolidays: ReadonlySet<number>;
  /** `18:00`, or `none`. */
  readonly lastTwoHourReferral: string;
}): OpeningCalendar {
  const { civil, hours, bankHolidays } = props;
  // Day 0 was a Thursday; the list begins on Monday.
  const week = weekdays.map((name) => hours[name].map(readInterval));
  const bankHoliday = hours.bankHoliday.map(readInterval);
  const exceptions = new Map(
    Object.entries(hours.exceptions).map(([date, texts]) => [dayNumberOfDate(date), texts.map(readInterval)]),
  );
  return {
    civil,
    lastTwoHourMs: props.lastTwoHourReferral === "none" ? null : readLocalTime(props.lastTwoHourReferral),
    intervalsOn: (day) =>
      exceptions.get(day) ?? (bankHolidays.has(day) ? bankHoliday : (week[(((day + 3) % 7) + 7) % 7] ?? [])),
  };
}

/** True within the hours of the local day. */
export function isOpen(who: Opens, atMs: number): boolean {
  const { day, msOfDay } = who.calendar.civil.toCivil(atMs);
  return who.calendar.intervalsOn(day).some(({ startMs, endMs }) => msOfDay >= startMs && msOfDay < endMs);
}

/** Open, and not past the last two-hour referral of the local day. */
export function takesTwoHourReferrals(who: Opens, atMs: number): boolean {
  const { lastTwoHourMs } = who.calendar;
  return isOpen(who, atMs) && (lastTwoHourMs === null || who.calendar.civil.toCivil(atMs).msOfDay <= lastTwoHourMs);
}

/** The next instant after `atMs` at which a closed door opens, epoch ms; null: not within 60 days, or never closed. */
export function nextOpeningAt(who: Opens, atMs: number): number | null {
  return nextStart(who, atMs, isOpen);
}

/** As {@link nextOpeningAt}, for two-hour referrals: a door open past its last referral time "opens" again the next day. */
export function nextTwoHourOpeningAt(who: Opens, atMs: number): number | null {
  return nextStart(who, atMs, takesTwoHourReferrals);
}

/** The instant of the last two-hour referral of the local day of `atMs`, epoch ms; null: no such limit, or not open that day. */
export function lastTwoHourReferralAt(who: Opens, atMs: number): number | null {
  const { civil, lastTwoHourMs, intervalsOn } = who.calendar;
  const { day } = civil.toCivil(atMs);
  if (lastTwoHourMs === null || intervalsOn(day).length === 0) return null;
  return civil.toInstant({ day, msOfDay: lastTwoHourMs });
}

/** When a door that is open at `atMs` closes, epoch ms; null: it is closed, or stays open for 60 days. */
export function closingAt(who: Opens, atMs: number): number | null {
  if (!isOpen(who, atMs)) return null;
  const { civil, intervalsOn } = who.calendar;
  const { day: today } = civil.toCivil(atMs);
  for (let day = today; day <= today + LOOK_AHEAD_DAYS; day += 1) {
    for (const { endMs } of intervalsOn(day)) {
      const endsAtMs =
        endMs === DAY_MS ? civil.toInstant({ day: day + 1, msOfDay: 0 }) : civil.toInstant({ day, msOfDay: endMs });
      if (endsAtMs > atMs && !isOpen(who, endsAtMs)) return endsAtMs;
    }
  }
  return null;
}

function nextStart(who: Opens, atMs: number, takes: (who: Opens, atMs: number) => boolean): number | null {
  const { civil, intervalsOn } = who.calendar;
  const { day: today } = civil.toCivil(atMs);
  for (let day = today; day <= today + LOOK_AHEAD_DAYS; day += 1) {
    const starts = intervalsOn(day).map(({ startMs }) => civil.toInstant({ day, msOfDay: startMs }));
    const found = starts.filter((startMs) => startMs > atMs && takes(who, startMs) && !takes(who, startMs - 1));
    if (found.length > 0) return Math.min(...found);
  }
  return null;
}

function readInterval(text: string): Interval {
  return { startMs: readLocalTime(text.slice(0, 5)), endMs: readLocalTime(text.slice(6)) };
}

function readLocalTime(text: string): number {
  return (Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))) * MINUTE_MS;
}
