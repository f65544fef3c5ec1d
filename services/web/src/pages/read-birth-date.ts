/** A date of birth as people type it. Pure. In: `27031941`, `27/03/1941`, `27.3.41`, `1941-03-27`. Out: `1941-03-27`; undefined when it is no date of a life. */

/** `nowMs` decides which century two digits mean: never a date to come. */
export function readBirthDate(text: string, nowMs: number): string | undefined {
  const typed = text.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed);
  if (iso !== null) return dateOf(Number(iso[1]), Number(iso[2]), Number(iso[3]), nowMs);
  const parts =
    /^(\d{1,2})[ ./-](\d{1,2})[ ./-](\d{4}|\d{2})$/.exec(typed) ?? /^(\d{2})(\d{2})(\d{4}|\d{2})$/.exec(typed);
  if (parts === null) return undefined;
  const [, day = "", month = "", year = ""] = parts;
  if (year.length === 4) return dateOf(Number(year), Number(month), Number(day), nowMs);
  const century = Math.floor(new Date(nowMs).getUTCFullYear() / 100) * 100;
  return (
    dateOf(century + Number(year), Number(month), Number(day), nowMs) ??
    dateOf(century - 100 + Number(year), Number(month), Number(day), nowMs)
  );
}

function dateOf(year: number, month: number, day: number, nowMs: number): string | undefined {
  const atMs = Date.UTC(year, month - 1, day);
  const read = new Date(atMs);
  const isReal = read.getUTCFullYear() === year && read.getUTCMonth() === month - 1 && read.getUTCDate() === day;
  return isReal && atMs <= nowMs && year > new Date(nowMs).getUTCFullYear() - 130
    ? read.toISOString().slice(0, 10)
    : undefined;
}
