/**
 * Shows the structure of a parked message without anything it says: every value becomes its type, and field names that could themselves hold
 * data become `(field)`. In: bytes nobody could read. Out: text that is safe on a screen. Never throws, never repeats a value.
 */

const LONGEST = 4_000;
const DEEPEST = 12;
const MOST_FIELDS = 60;

/** Names as programs write them; anything else (digits, spaces, very long) may be data. */
const plainName = /^[A-Za-z][A-Za-z_-]{0,39}$/;

/** The masked form of a message's bytes. */
export function maskContent(bytes: Buffer): string {
  if (bytes.length === 0) return "(empty)";
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return JSON.stringify(mask(JSON.parse(text), 0), null, 1).slice(0, LONGEST);
  } catch {
    return `(not readable as JSON, ${bytes.length} bytes)`;
  }
}

function mask(value: unknown, depth: number): unknown {
  if (value === null) return null;
  if (typeof value !== "object") return `(${typeof value})`;
  if (depth >= DEEPEST) return "(deeper)";
  if (Array.isArray(value))
    return value.length === 0
      ? []
      : [mask(value[0], depth + 1), ...(value.length > 1 ? [`(${value.length - 1} more)`] : [])];
  const fields = Object.entries(value).slice(0, MOST_FIELDS);
  return Object.fromEntries(
    fields.map(([name, inner], index) => [
      plainName.test(name) ? name : `(field ${index + 1})`,
      mask(inner, depth + 1),
    ]),
  );
}
