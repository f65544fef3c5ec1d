/**
 * What all four dialects have in common: the kinds of message, the person as senders describe them, the clinical answers.
 * A sender's own words (incident, site, practice, caller) are in its own file.
 */
import { z } from "zod";
import { answer, channel, needCode, withdrawReason } from "../codes.ts";
import { careFlags, clinicalAnswers } from "../clinical-picture.ts";
import { calendarDate, instant, odsCode, shortText } from "../instant.ts";
import { address, contact, phoneNumber, senderCode } from "../person.ts";

/** The patient as a sender knows them. Everything may be unknown but the sex code, which has `unknown`. */
export const patient = z
  .strictObject({
    name: shortText(200).optional(),
    nhsNumber: shortText(20).optional(),
    dateOfBirth: calendarDate.optional(),
    estimatedAgeYears: z.int().min(0).max(130).optional(),
    sex: z.enum(["female", "male", "other", "unknown"]).default("unknown"),
    phone: phoneNumber.optional(),
    homeAddress: address.optional(),
    practice: odsCode.optional(),
    temporaryResident: answer.optional(),
    contacts: z.array(contact).max(10).optional(),
    history: shortText(8000).optional(),
    medication: shortText(4000).optional(),
    interpreterLanguage: shortText(60).optional(),
  })
  .meta({ id: "Patient" });

/** Why help is asked, in the sender's code and words. */
export const need = z
  .strictObject({
    code: needCode,
    others: z.array(needCode).max(5).optional(),
    narrative: shortText(8000).optional(),
    /** Codes of the sender's own triage and records. Kept for people to read, never judged. */
    codes: z.array(senderCode).max(60).optional(),
    identifiedAt: instant.optional(),
    /** What would happen if UCRT could not come. */
    alternative: z.enum(["convey", "admit", "gp-visit", "stay", "unsure"]).optional(),
  })
  .meta({ id: "Need" });

export const clinical = clinicalAnswers.meta({ id: "ClinicalAnswers" });
export const flags = careFlags
  .extend({
    sceneNotes: shortText(2000).optional(),
    safeguardingNotes: shortText(2000).optional(),
    /** What the sender wrote about any other flag: the agency contacted, what the caller was like, the adjustment asked for. */
    otherNotes: shortText(4000).optional(),
  })
  .partial()
  .meta({ id: "CareFlags" });

/** Where to go. One of address lines, postcode, what3words or coordinates is needed: a place or an address text. */
export const visitLocation = address
  .extend({ accessNotes: shortText(1000).optional() })
  .refine(
    (given) =>
      given.lines.length > 0 ||
      given.postcode !== undefined ||
      given.what3words !== undefined ||
      given.latitude !== undefined,
    "say where to go: address lines, a postcode, what3words or coordinates",
  )
  .meta({ id: "VisitLocation" });

/** Call-back numbers of a referrer who is a person: all three are mandatory. */
export const staffNumbers = z
  .strictObject({
    callBack: phoneNumber,
    /** Reaches a person past any menu. */
    bypass: phoneNumber,
    outOfHours: phoneNumber,
  })
  .meta({ id: "StaffNumbers" });

export const practitioner = z
  .strictObject({
    name: shortText(120),
    role: shortText(80),
    registration: z
      .strictObject({ body: z.enum(["NMC", "HCPC", "GMC", "GPhC", "SWE"]), number: shortText(20) })
      .optional(),
  })
  .meta({ id: "Practitioner" });

/** Fields on every feed message. `requestId` and `sender` come from headers over HTTP, and may be repeated here on Kafka. */
export const envelopeFields = {
  /** Idempotency key of the sender; HTTP senders give it as `X-Request-Id`, Kafka senders here or as `ce_id`. */
  requestId: shortText(100).optional(),
  /** ODS code of the sending organisation. */
  organisation: odsCode,
  sentAt: instant.optional(),
  channel: channel.default("system"),
  /** SPA writes down a call for somebody else's organisation. */
  onBehalfOf: odsCode.optional(),
  /** A check made before sending (`POST /api/eligibility-checks`). */
  checkId: z.guid().optional(),
  /** An automatic sender that alerts its own staff on hand-back declares it here. */
  alertsStaffAutomatically: z.boolean().optional(),
};

/** The sender takes its referral back. Kept and matched even when it arrives before what it withdraws. */
export const withdrawalFields = {
  kind: z.literal("withdrawal"),
  ...envelopeFields,
  reason: withdrawReason,
  at: instant.optional(),
};

/** The sender's named person has read a hand-back or an advice. */
export const acknowledgementFields = {
  kind: z.literal("acknowledgement"),
  ...envelopeFields,
  acknowledges: z.enum(["hand-back", "advice", "take"]),
  by: practitioner,
  at: instant.optional(),
};
