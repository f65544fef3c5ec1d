/**
 * What somebody means by what they typed into the one box. Pure. In: text, today. Out: a way to search with its fields; a name where it is nothing else.
 * A choice made by hand always wins; this only saves making it while a caller waits.
 */
import { isNhsNumber } from "@ucrt/domain/nhs-number";
import { readReferralNumber } from "@ucrt/domain/referral-number";
import { readBirthDate } from "../read-birth-date.ts";

export type Way = "name" | "nhsNumber" | "caseId" | "referralNumber" | "callerNumber";

export interface Recognised {
  readonly way: Way;
  /** The body of `POST /api/referrals/search`. */
  readonly body: Readonly<Record<string, string>>;
}

const birthDateInText = /\b(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{8})\b/;

/** `nowMs` tells which century a year of two digits means. */
export function recognise(text: string, nowMs: number): Recognised {
  const typed = text.trim();
  const digits = typed.replace(/[\s()-]/g, "");
  if (readReferralNumber(typed) !== undefined && (/^ucr/i.test(typed) || looksLikeReferralNumber(typed)))
    return { way: "referralNumber", body: { referralNumber: typed } };
  // Telephone numbers begin with 0 or +; no NHS number in use does.
  if (/^(?:0|\+44)\d{9,11}$/.test(digits)) return { way: "callerNumber", body: { callerNumber: typed } };
  if (isNhsNumber(typed)) return { way: "nhsNumber", body: { nhsNumber: digits } };
  const dated = nameWithBirthDate(typed, nowMs);
  if (dated !== undefined) return { way: "name", body: dated };
  if (/\d/.test(typed) && /^[A-Za-z0-9/ -]{1,60}$/.test(typed)) return { way: "caseId", body: { caseId: typed } };
  return { way: "name", body: { name: typed } };
}

/** As it was chosen by hand. */
export function asChosen(way: Way, text: string, nowMs: number): Recognised {
  const typed = text.trim();
  if (way !== "name") return { way, body: { [way]: typed } };
  return { way, body: nameWithBirthDate(typed, nowMs) ?? { name: typed } };
}

/** Two groups of four, with at least one digit and one letter: a word of eight letters is a name. */
const looksLikeReferralNumber = (typed: string): boolean =>
  /^[A-Za-z0-9]{4}[ -][A-Za-z0-9]{4}$/.test(typed) && /\d/.test(typed) && /[A-Za-z]/.test(typed);

/** `Ivy Sample 27/03/1941` */
function nameWithBirthDate(typed: string, nowMs: number): { name: string; dateOfBirth: string } | undefined {
  const found = birthDateInText.exec(typed);
  const dateOfBirth = found === null ? undefined : readBirthDate(found[0], nowMs);
  if (found === null || dateOfBirth === undefined) return undefined;
  const name = typed
    .replace(found[0], " ")
    .replaceAll(/[\s,]+/g, " ")
    .trim();
  return /\p{L}{2}/u.test(name) && !/\d/.test(name) ? { name, dateOfBirth } : undefined;
}
