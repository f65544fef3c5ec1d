/**
 * Who the person is, and everything written about them in free text. Travels on `referral.submitted.v1` only, is kept in `queue`'s
 * erasable table, and is opened by `GET /api/referrals/{id}` with an audit row. Never in facts, advice, board rows, keys or logs.
 */
import { z } from "zod";
import { sex } from "./codes.ts";
import { calendarDate, shortText } from "./instant.ts";

/** Digits, spaces, `+`, brackets; 3 to 20 characters. `999` desks and extensions exist, so no national pattern is forced. */
export const phoneNumber = z
  .string()
  .trim()
  .regex(/^\+?[0-9 ()#x-]{3,20}$/, "a telephone number has 3 to 20 digits, spaces, brackets or +")
  .meta({ id: "PhoneNumber" });

export const postcode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}$/, "a full UK postcode, for example SS14 3AB")
  .meta({ id: "Postcode" });

export const address = z
  .strictObject({
    lines: z.array(shortText(120)).max(6).default([]),
    postcode: postcode.optional(),
    uprn: z
      .string()
      .regex(/^\d{1,12}$/)
      .optional(),
    what3words: shortText(80).optional(),
    latitude: z.number().min(49).max(61).optional(),
    longitude: z.number().min(-9).max(2.5).optional(),
  })
  .meta({ id: "Address" });

export const contact = z
  .strictObject({
    name: shortText(120).optional(),
    relationship: shortText(60).optional(),
    phone: phoneNumber,
    /** 1 is called first. */
    rank: z.int().min(1).max(9).default(1),
  })
  .meta({ id: "Contact" });

/**
 * A code of the sender's own triage or records, for people to read. It is never judged: a criterion asks its own question.
 * Systems that the pages name in words: `ampds`, `pathways-sg` (symptom group), `pathways-sd` (symptom discriminator), `pathways-dx`
 * (disposition), `arp`, `snomed`. Any other short name is shown as it came.
 */
export const senderCode = z
  .strictObject({
    system: shortText(60),
    code: shortText(60),
    /** What the sender says the code means. */
    words: shortText(300).optional(),
  })
  .meta({ id: "SenderCode" });
export type SenderCode = z.output<typeof senderCode>;

/** Numbers of the referrer: bypass and out-of-hours are mandatory for everyone but CAD. */
export const referrerNumbers = z.strictObject({
  name: shortText(120).optional(),
  callBack: phoneNumber.optional(),
  bypass: phoneNumber.optional(),
  outOfHours: phoneNumber.optional(),
});

export const person = z
  .strictObject({
    name: shortText(200).optional(),
    /** As sent, digits only; whether it verifies is said in the clinical picture. */
    nhsNumber: shortText(20).optional(),
    dateOfBirth: calendarDate.optional(),
    sex,
    phone: phoneNumber.optional(),
    homeAddress: address.optional(),
    /** Where the visit is. */
    visitAddress: address,
    contacts: z.array(contact).max(10).default([]),
    /** Key-safe codes and the like: sealed with a key of their own, opened only for the accepting team. */
    accessNotes: shortText(1000).optional(),
    narrative: shortText(8000).optional(),
    history: shortText(8000).optional(),
    medication: shortText(4000).optional(),
    sceneNotes: shortText(2000).optional(),
    safeguardingNotes: shortText(2000).optional(),
    /** About every flag that has no notes of its own. */
    flagNotes: shortText(4000).optional(),
    /** The sender's list, and what its dialect carries in fields of their own. */
    senderCodes: z.array(senderCode).max(70).optional(),
    interpreterLanguage: shortText(60).optional(),
    referrer: referrerNumbers,
  })
  .meta({ id: "Person" });
export type Person = z.output<typeof person>;
