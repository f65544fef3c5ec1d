/**
 * The coded picture that the criteria judge and that facts carry: no identity, no free text.
 * Made by `intake` from any of the four dialects; kept unchanged in `opened` and `amended`.
 */
import { z } from "zod";
import { answer, arpCategory, needCode, redFlag, sex, skill } from "./codes.ts";
import { instant, odsCode } from "./instant.ts";

/** Consciousness of the ACVPU scale: alert, new confusion, voice, pain, unresponsive. */
export const consciousness = z.enum(["alert", "new-confusion", "voice", "pain", "unresponsive"]);

/** One set of observations. Units in the names; a value not taken is absent, never zero. */
export const observations = z
  .strictObject({
    takenAt: instant,
    respirationsPerMinute: z.int().min(0).max(80).optional(),
    oxygenSaturationPercent: z.int().min(30).max(100).optional(),
    /** 2 only for documented hypercapnic failure; anything else is 1. */
    oxygenScale: z.union([z.literal(1), z.literal(2)]).optional(),
    hypercapnicFailureDocumented: z.boolean().optional(),
    onOxygen: z.boolean().optional(),
    systolicMmHg: z.int().min(30).max(300).optional(),
    pulsePerMinute: z.int().min(0).max(300).optional(),
    consciousness: consciousness.optional(),
    temperatureCelsius: z.number().min(20).max(45).optional(),
    /** The total the sender worked out. Kept beside ours, never trusted. */
    news2Total: z.int().min(0).max(20).optional(),
    /** The person changed after these were taken: they then count as unknown. */
    takenBeforeChange: z.boolean().optional(),
  })
  .meta({ id: "Observations" });
export type Observations = z.output<typeof observations>;

/** Who ruled what out, and when: turns what it covers into *not met (attested)*. */
export const redFlagScreen = z
  .strictObject({
    doneBy: z.enum(["paramedic", "nurse", "doctor", "therapist", "care-worker", "call-handler", "other"]),
    registered: z.boolean(),
    at: instant,
    /** Flags found present. */
    findings: z.array(redFlag),
    /** Flags the screener looked for. Absent: the whole screen. */
    covers: z.array(redFlag).optional(),
  })
  .meta({ id: "RedFlagScreen" });

/** F1 and its details, asked first for any fall. */
export const fall = z.strictObject({
  onFloorNow: answer,
  onFloorSince: instant.optional(),
  headStrike: answer,
  anticoagulant: answer,
  antiplatelet: answer,
});

/** A current plan that a named person has seen. Limits the outcome to `review`, within its stated limits. */
export const advancePlan = z.strictObject({
  kind: z.enum(["ReSPECT", "TEP", "other"]),
  date: z.iso.date().optional(),
  seenByNamedPerson: z.boolean(),
  treatAtHome: answer,
  /** The present event is one the plan speaks of; a reversible event outside the plan is never capped. */
  coversThisEvent: answer,
});

/** NEWS2 as recomputed here, beside what the sender said (RCP 2017). */
export const news2 = z
  .strictObject({
    /** Absent while any parameter is missing. */
    total: z.int().min(0).max(20).nullable(),
    /** Sum of what is known: a floor for the total. */
    knownTotal: z.int().min(0).max(20),
    anyParameterThree: z.boolean(),
    missing: z.array(z.string()),
    sentTotal: z.int().min(0).max(20).nullable(),
    takenAt: instant,
  })
  .meta({ id: "News2" });
export type News2 = z.output<typeof news2>;

/** Clinical answers that every sender gives in the same words, whatever its dialect. All optional for senders. */
export const clinicalAnswers = z.strictObject({
  helpWithinTwoHours: answer.optional(),
  manageableAtHome: answer.optional(),
  safeToWaitTwoHours: answer.optional(),
  agreesToVisit: z.enum(["yes", "best-interests", "no", "unknown"]).optional(),
  redFlags: z.partialRecord(redFlag, answer).optional(),
  redFlagScreen: redFlagScreen.optional(),
  fall: fall.optional(),
  observations: observations.optional(),
  clinicalFrailtyScale: z.int().min(1).max(9).optional(),
  advancePlan: advancePlan.optional(),
  endOfLife: answer.optional(),
  intoxicated: answer.optional(),
  needsComplexDiagnostics: answer.optional(),
  virtualWardNeed: answer.optional(),
  pregnancyRelated: answer.optional(),
  mentalHealthCrisisIsPrimary: answer.optional(),
  dischargeSupportOnly: answer.optional(),
  skillsNeeded: z.array(skill).max(8).optional(),
});

/** Flags for the row. They never change eligibility; unsafe scenes block a lone visit until acknowledged. */
export const careFlags = z.strictObject({
  safeguarding: answer.default("unknown"),
  sceneSafety: z.enum(["safe", "unsafe", "unknown"]).default("unknown"),
  infectionRisk: answer.default("unknown"),
  interpreterNeeded: z.boolean().default(false),
  reasonableAdjustment: z.boolean().default(false),
  /** This caller has rung the sender about this person before. */
  repeatCaller: z.boolean().optional(),
  /** The sender has told another agency, for example the police or social care. */
  agencyContacted: z.boolean().optional(),
  /** The sender warns of this caller or number, for example of threats on the line. */
  callWarning: z.boolean().optional(),
});

/** Where the visit is, coded. `place` null: not known, the referral waits unrouted and alarmed. */
export const codedLocation = z
  .strictObject({
    place: z.string().nullable(),
    lsoa: z.string().nullable(),
    /** ONS code of the local authority district. */
    district: z.string().nullable(),
    /** Outward code and sector never travel further than this: `SS11`. */
    postcodeDistrict: z.string().nullable(),
    practicePlace: z.string().nullable(),
    /** How `place` was found. */
    basis: z.enum(["incident-postcode", "practice", "none"]),
    /** The incident's place and the practice's place differ; both are shown. */
    placesDisagree: z.boolean(),
  })
  .meta({ id: "CodedLocation" });
export type CodedLocation = z.output<typeof codedLocation>;

/** Everything the criteria and the board may look at. */
export const clinicalPicture = z
  .strictObject({
    ageYears: z.int().min(0).max(130).nullable(),
    ageBasis: z.enum(["date-of-birth", "estimated", "unknown"]),
    sex,
    practice: odsCode.nullable(),
    temporaryResident: answer,
    need: needCode,
    otherNeeds: z.array(needCode),
    carePlace: z.enum([
      "home",
      "care-home",
      "nursing-home",
      "hospital-bed",
      "emergency-department",
      "public-place",
      "other",
      "unknown",
    ]),
    arpCategory: arpCategory.nullable(),
    answers: clinicalAnswers,
    news2: news2.nullable(),
    flags: careFlags,
    location: codedLocation,
    /** Asked of the referrer: what if UCRT could not come? */
    alternative: z.enum(["convey", "admit", "gp-visit", "stay", "unsure"]).nullable(),
    /** A registered clinician was with the person when this was filled in. */
    clinicianWithPatient: z.boolean(),
    /** NHS number was present and passed modulus 11. The number itself never travels here. */
    nhsNumberVerified: z.boolean(),
    /** Data-quality notes, coded: `nhs-number-fails-modulus-11`, `news2-total-differs`, `instant-in-the-future:<field>`. */
    dataQuality: z.array(z.string()),
  })
  .meta({ id: "ClinicalPicture" });
export type ClinicalPicture = z.output<typeof clinicalPicture>;
