// Moves every instant of an example message in time. In: JSON data and milliseconds. Out: a copy; dates without a time of day stay.
// Examples are written as if they arrived at `examplesReceivedAt`, so that ages of observations come out the same in every test.

/** When the example messages of `schemas/examples` arrive, by convention: a Friday morning, every team open. */
export const examplesReceivedAt = "2026-11-20T10:30:00.000Z";

const instantText = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const lastSaneYear = 2200;

/** A copy of `value` whose ISO 8601 instants are later by `byMs` (earlier when negative), written in UTC. */
export function shiftInstants<T>(value: T, byMs: number): T {
  return shift(value, byMs) as T;
}

function shift(value: unknown, byMs: number): unknown {
  if (typeof value === "string") {
    if (!instantText.test(value) || Number(value.slice(0, 4)) < 1900 || Number(value.slice(0, 4)) > lastSaneYear)
      return value;
    return new Date(Date.parse(value) + byMs).toISOString();
  }
  if (Array.isArray(value)) return value.map((entry) => shift(entry, byMs));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, shift(entry, byMs)]));
}
