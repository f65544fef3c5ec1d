/**
 * Calendar dates of a person, in the area's local days.
 * In: `YYYY-MM-DD` and an instant. Out: whole years, or whether the date lies ahead. Pure.
 */

const LONDON_DAY = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

/** The local calendar day of an instant (epoch ms) in England, `YYYY-MM-DD`. */
export function localDay(atMs: number): string {
  const parts = new Map(LONDON_DAY.formatToParts(atMs).map((part) => [part.type, part.value]));
  return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
}

/** Whole years between a date of birth and the local day of `atMs`; negative when the date lies ahead. Born on 29 February: a year older on 1 March. */
export function ageInYears(dateOfBirth: string, atMs: number): number {
  const today = localDay(atMs);
  const years = Number(today.slice(0, 4)) - Number(dateOfBirth.slice(0, 4));
  return today.slice(5) >= dateOfBirth.slice(5) ? years : years - 1;
}

/** True when the date is later than the local day of `atMs`. */
export function isDateAhead(date: string, atMs: number): boolean {
  return date > localDay(atMs);
}
