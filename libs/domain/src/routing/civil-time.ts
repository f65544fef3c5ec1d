/**
 * Local (civil) time of one zone. In: an instant in epoch milliseconds, or a local day and minute. Out: the other one.
 * Offsets come from Intl once and are remembered: for a whole UTC day where the day has one offset, else for each quarter of an hour.
 * Never uses the machine's own zone, and never a Date.
 */

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Clocks are changed on whole quarters of an hour. */
const QUARTER_MS = 15 * MINUTE_MS;
/** Some 20 years of days; then the memory starts again. */
const REMEMBERED = 8_000;

/** A local moment: days since 1970-01-01 and milliseconds since local midnight. */
export interface CivilMoment {
  readonly day: number;
  readonly msOfDay: number;
}

export interface CivilTime {
  readonly zone: string;
  /** Milliseconds that local time is ahead of UTC. */
  readonly offsetMs: (atMs: number) => number;
  readonly toCivil: (atMs: number) => CivilMoment;
  /**
   * The instant of a local moment. A moment that happens twice (clocks go back) is its first; one that never happens (clocks go forward) is
   * as much later as the clocks were moved.
   */
  readonly toInstant: (moment: CivilMoment) => number;
}

/** Local time of an IANA zone, for example `Europe/London`. Throws a RangeError for a zone that does not exist. */
export function createCivilTime(zone: string): CivilTime {
  const formatter = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const days = new Map<number, number | "changes">();
  const quarters = new Map<number, number>();

  const ask = (atMs: number): number => {
    const parts: Partial<Record<string, number>> = {};
    for (const { type, value } of formatter.formatToParts(atMs)) parts[type] = Number(value);
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return dayNumberOf(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 - floorTo(atMs, 1000);
  };
  const remember = <Value>(memory: Map<number, Value>, key: number, value: Value): Value => {
    if (memory.size >= REMEMBERED) memory.clear();
    memory.set(key, value);
    return value;
  };
  const offsetOfDay = (startMs: number): number | "changes" => {
    const first = ask(startMs);
    return first === ask(startMs + DAY_MS) ? first : "changes";
  };
  const offsetMs = (atMs: number): number => {
    const dayStartMs = floorTo(atMs, DAY_MS);
    const whole = days.get(dayStartMs) ?? remember(days, dayStartMs, offsetOfDay(dayStartMs));
    if (whole !== "changes") return whole;
    const quarterMs = floorTo(atMs, QUARTER_MS);
    return quarters.get(quarterMs) ?? remember(quarters, quarterMs, ask(quarterMs));
  };

  return {
    zone,
    offsetMs,
    toCivil: (atMs) => {
      const localMs = atMs + offsetMs(atMs);
      const day = Math.floor(localMs / DAY_MS);
      return { day, msOfDay: localMs - day * DAY_MS };
    },
    toInstant: ({ day, msOfDay }) => {
      const localMs = day * DAY_MS + msOfDay;
      const before = offsetMs(localMs - DAY_MS);
      const after = offsetMs(localMs + DAY_MS);
      const first = localMs - Math.max(before, after);
      if (first + offsetMs(first) === localMs) return first;
      const second = localMs - Math.min(before, after);
      if (second + offsetMs(second) === localMs) return second;
      return localMs - before;
    },
  };
}

/** Days since 1970-01-01 of a date of the Gregorian calendar; month 1 to 12. */
export function dayNumberOf(year: number, month: number, day: number): number {
  // Years begin in March here, so that the leap day is the last of its year.
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/** Days since 1970-01-01 of `2026-12-25`. */
export function dayNumberOfDate(isoDate: string): number {
  return dayNumberOf(Number(isoDate.slice(0, 4)), Number(isoDate.slice(5, 7)), Number(isoDate.slice(8, 10)));
}

const floorTo = (value: number, step: number): number => Math.floor(value / step) * step;
