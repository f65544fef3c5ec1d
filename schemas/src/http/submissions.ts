/**
 * The referrer's side of HTTP: submit, follow, amend, withdraw, check before sending. A referrer never sees team notes.
 */
import { z } from "zod";
import { alternative, arpCategory, crewDecision, outcome, response, source, withdrawReason } from "../codes.ts";
import { namedPerson } from "../facts/envelope.ts";
import { reasonInWords } from "../feedback.ts";
import { ambulanceAmendment, ambulanceReferral } from "../feeds/ambulance.ts";
import { communityAmendment, communityReferral } from "../feeds/community.ts";
import { hospitalAmendment, hospitalReferral } from "../feeds/hospital.ts";
import { primaryCareAmendment, primaryCareReferral } from "../feeds/primary-care.ts";
import { calendarDate, instant, odsCode, referralNumber, shortText, uuid } from "../instant.ts";
import { needCode } from "../codes.ts";
import { careFlags, clinicalAnswers } from "../clinical-picture.ts";

/** Bodies of `POST /api/feeds/{feed}/referrals`: a referral, or an amendment that says so. */
export const submitBodies = {
  ambulance: z.discriminatedUnion("kind", [ambulanceReferral, ambulanceAmendment]),
  hospital: z.discriminatedUnion("kind", [hospitalReferral, hospitalAmendment]),
  "primary-care": z.discriminatedUnion("kind", [primaryCareReferral, primaryCareAmendment]),
  community: z.discriminatedUnion("kind", [communityReferral, communityAmendment]),
} as const;

export const submitAnswer = z
  .object({
    referralId: uuid,
    referralNumber: referralNumber.optional(),
    statusUrl: z.string(),
    /** `received`: stored, and nothing more. */
    status: z.literal("received"),
    isAmendment: z.boolean(),
    /** Another referral that may be the same person; a person decides. */
    suggestedLink: uuid.nullable(),
    receivedAt: instant,
  })
  .meta({ id: "SubmitAnswer" });

export const withdrawBody = z.strictObject({
  reason: withdrawReason,
  by: namedPerson.optional(),
  at: instant.optional(),
});

/** The referrer has read a hand-back or an advice. A system and SPA name who did; for everybody else it is who is signed in. */
export const acknowledgeSubmissionBody = z.strictObject({
  acknowledges: z.enum(["hand-back", "advice", "take"]),
  by: namedPerson.optional(),
  at: instant.optional(),
});

/** What the referrer may know, newest first. */
export const submissionStatus = z
  .object({
    referralId: uuid,
    referralNumber: referralNumber.optional(),
    /** The sender's own id of the case, for a crew the incident number: how it tells one of its referrals from another. */
    caseId: z.string().optional(),
    status: z.enum([
      "received",
      "being-decided",
      "looking-for-team",
      "offered",
      "accepted",
      "on-the-way",
      "arrived",
      "held",
      "advised",
      "handed-back",
      "ended",
      "withdrawn",
      "candidate",
    ]),
    words: z.string(),
    receivedAt: instant,
    decisionBy: instant.nullable(),
    decision: z
      .object({
        outcome,
        response,
        reasons: z.array(reasonInWords),
        instruction: z.string(),
        redirectTo: z.string().nullable(),
        /** Services that may serve better, by their id in the directory, the likeliest first. */
        nextBest: z.array(z.string()).optional(),
        /** Questions whose answer could change the decision. */
        missing: z.array(z.string()).optional(),
        criteriaApproved: z.boolean(),
      })
      .nullable(),
    accepted: z
      .object({
        team: z.string(),
        teamPhone: z.string().nullable(),
        by: namedPerson,
        expectedAt: instant,
        isCounterOffer: z.boolean(),
        timeAgreed: z.boolean().nullable(),
      })
      .nullable(),
    handedBack: z
      .object({ reason: z.string(), words: z.string(), openNow: z.string().nullable(), acknowledged: z.boolean() })
      .nullable(),
    /** What the crew said it does, and when that was. */
    crewDecided: z.object({ decision: crewDecision, at: instant }).nullable().optional(),
    /** How it ended, in one line. */
    ended: z.string().nullable(),
    awaitsYourAcknowledgement: z.boolean(),
    spaPhone: z.string(),
    history: z.array(z.object({ at: instant, words: z.string() })),
  })
  .meta({ id: "SubmissionStatus" });
export type SubmissionStatus = z.output<typeof submissionStatus>;

export const submissionList = z.object({ rows: z.array(submissionStatus) });

/** `POST /api/eligibility-checks`: the coded questions only, no identity. */
export const eligibilityCheckBody = z.strictObject({
  source,
  organisation: odsCode.optional(),
  ageYears: z.int().min(0).max(130).optional(),
  dateOfBirth: calendarDate.optional(),
  sex: z.enum(["female", "male", "other", "unknown"]).default("unknown"),
  practice: odsCode.optional(),
  temporaryResident: z.enum(["yes", "no", "unknown"]).optional(),
  /** Outward code or full postcode; used to find the place and then dropped. */
  postcode: shortText(10).optional(),
  carePlace: z
    .enum([
      "home",
      "care-home",
      "nursing-home",
      "hospital-bed",
      "emergency-department",
      "public-place",
      "other",
      "unknown",
    ])
    .default("unknown"),
  need: needCode,
  otherNeeds: z.array(needCode).max(5).default([]),
  arpCategory: arpCategory.optional(),
  alternative: alternative.optional(),
  clinicianWithPatient: z.boolean().default(false),
  clinical: clinicalAnswers.default({}),
  flags: careFlags.partial().default({}),
});

export type EligibilityCheckBody = z.output<typeof eligibilityCheckBody>;

export const eligibilityCheckAnswer = z
  .object({
    checkId: uuid,
    notice: z.literal("This is not a referral. Nobody has been told."),
    outcome,
    response,
    instruction: z.string(),
    redirectTo: z.string().nullable(),
    reasons: z.array(reasonInWords),
    /** Every criterion with its result. */
    findings: z.array(
      z.object({
        criterion: z.string(),
        wording: z.string(),
        basis: z.string(),
        result: z.string(),
        raises: outcome.nullable(),
        asks: z.boolean(),
        value: z.string().nullable(),
      }),
    ),
    missing: z.array(z.string()),
    likelyTeam: z.object({ team: z.string(), name: z.string(), nextFreeAt: instant.nullable() }).nullable(),
    /** A referral sent now would be decided within so many minutes. */
    decisionWithinMinutes: z.int().optional(),
    criteriaSet: z.object({ version: z.string(), hash: z.string(), isApproved: z.boolean() }),
    criteriaApproved: z.boolean(),
  })
  .meta({ id: "EligibilityCheckAnswer" });
