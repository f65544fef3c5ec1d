/**
 * Instants on the wire and in the core.
 * Wire: ISO 8601 with any offset and up to 9 fractional digits (BaRS senders use 7 and odd offsets). Core: epoch milliseconds, UTC.
 * The change happens once, when a message is parsed or encoded; encoding always writes UTC with milliseconds.
 */
import { z } from "zod";

/** Earliest and latest instants accepted anywhere; outside them a sender has a broken clock or a typing error. */
const EARLIEST_MS = Date.UTC(1900, 0, 1);
const LATEST_MS = Date.UTC(2200, 0, 1);

/** An instant: ISO 8601 text with an offset on the wire, epoch milliseconds in the core. */
export const instant = z
  .codec(z.iso.datetime({ offset: true }), z.number().int().min(EARLIEST_MS).max(LATEST_MS), {
    decode: (text) => Date.parse(text),
    encode: (epochMs) => new Date(epochMs).toISOString(),
  })
  .meta({ id: "Instant", description: "ISO 8601 instant with offset, 1900 to 2200" });

/** A calendar date, `YYYY-MM-DD`, kept as text: a date of birth has no time zone. */
export const calendarDate = z.iso.date().meta({ id: "CalendarDate", description: "Calendar date, YYYY-MM-DD" });

/** Short free text in one field: no control characters but line breaks and tabs, trimmed, never empty. */
export const shortText = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    // oxlint-disable-next-line no-control-regex -- refusing control characters is the purpose
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/, "must not contain control characters");

export const uuid = z.guid().toLowerCase().meta({ id: "Uuid", description: "GUID in lower case" });

/** The number by which people speak of a referral. Made of its id, short enough for the telephone, and rarely shared by two: it is no key. */
export const referralNumber = z
  .string()
  .regex(/^UCR(-[0-9A-HJKMNP-TV-Z]{4}){2}$/, "UCR- and eight letters or digits")
  .meta({ id: "ReferralNumber", description: "Number of a referral as people say it, UCR-7K2M-93XD; not unique" });

/** ODS code of an organisation: 3 to 8 capitals and digits. */
export const odsCode = z
  .string()
  .regex(/^[A-Z0-9]{3,8}$/, "an ODS code has 3 to 8 capital letters and digits")
  .meta({ id: "OdsCode", description: "Organisation Data Service code" });
