/** Times and lengths of time as people at the front door read them. In: epoch milliseconds. Out: words. Always the time of the area. */

const zone = "Europe/London";
const clockTime = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
const clockSeconds = new Intl.DateTimeFormat("en-GB", {
  timeZone: zone,
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const dayAndTime = new Intl.DateTimeFormat("en-GB", {
  timeZone: zone,
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const day = new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "numeric", month: "short", year: "numeric" });

/** `14:05` */
export const atTime = (ms: number): string => clockTime.format(ms);
/** `14:05:09` */
export const atSecond = (ms: number): string => clockSeconds.format(ms);
/** `22 Nov, 14:05` */
export const atDay = (ms: number): string => dayAndTime.format(ms);
/** `22 Nov 2026` */
export const onDay = (ms: number): string => day.format(ms);

/** `14:05` today, `23 Nov, 08:30` on another day. */
export function atNear(ms: number, nowMs: number): string {
  return day.format(ms) === day.format(nowMs) ? atTime(ms) : atDay(ms);
}

/** `45 s`, `12 min`, `1 h 05`, `2 days`: a length of time, without a sign. */
export function forLong(lengthMs: number): string {
  const seconds = Math.floor(Math.abs(lengthMs) / 1000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, "0")}`;
  return `${Math.floor(hours / 24)} days`;
}

/** `12 min left`, `3 min over`. */
export function untilThen(ms: number, nowMs: number): string {
  return ms >= nowMs ? `${forLong(ms - nowMs)} left` : `${forLong(nowMs - ms)} over`;
}

/** The value of an `<input type="time">`, in the area's time. */
export const timeFieldOf = (ms: number): string => clockTime.format(ms);

/** The instant that `HH:MM` of the area's time means, nearest to `nowMs`; undefined when it is not a time. */
export function nearestInstant(field: string, nowMs: number): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(field);
  if (match === null) return undefined;
  const wanted = Number(match[1]) * 60 + Number(match[2]);
  const [hours = 0, minutes = 0] = clockTime.format(nowMs).split(":").map(Number);
  let difference = wanted - (hours * 60 + minutes);
  if (difference < -720) difference += 1440;
  if (difference > 720) difference -= 1440;
  return Math.floor(nowMs / 60_000) * 60_000 + difference * 60_000;
}

/** `22 Nov 2026, 14:05` */
export const onDayAndTime = (ms: number): string => `${day.format(ms)}, ${clockTime.format(ms)}`;

/** A local date of the contract, `2026-11-22`, as `22 Nov 2026`. Noon, so that no time zone moves it. */
export const onLocalDate = (date: string): string => day.format(Date.parse(`${date}T12:00:00Z`));
