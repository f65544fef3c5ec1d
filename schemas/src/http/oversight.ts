/**
 * What those who watch over the service ask of the queue: the board at a past minute, refusals with their reasons, the month's audit sample,
 * a person's own record and who looked at it. Identity is in the last one alone.
 */
import { z } from "zod";
import { clinicalPicture } from "../clinical-picture.ts";
import { feed, needCode, outcome, referralState, sex, source } from "../codes.ts";
import { instant, odsCode, shortText, uuid } from "../instant.ts";
import { person } from "../person.ts";
import { accessRow, historyLine } from "./referrals.ts";

/** `at`: the board as it stood then (service lead). Without it: now. */
export const queueQuery = z.strictObject({ at: instant.optional() });

const month = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, "A month is written 2026-10.");
export const monthQuery = z.strictObject({ month });

/** What turned a referral away. `advised`: told to go elsewhere. */
export const refusalKind = z.enum(["declined", "lapsed", "handed-back", "advised"]);
export type RefusalKind = z.output<typeof refusalKind>;

/** Counted by when it was said, unsuppressed: for running the service, never for publication. */
export const refusalsAnswer = z
  .object({
    asOf: instant,
    month,
    rows: z.array(
      z.object({
        kind: refusalKind,
        /** Declined and lapsed: whose offer it was. */
        team: z.string().nullable(),
        /** The organisation that asked: on whose behalf, else who sent it. */
        referrer: odsCode,
        /** Coded: of the decline or the hand-back; of advice, what was advised; null for a lapse. */
        reason: z.string().nullable(),
        count: z.int().min(1),
      }),
    ),
  })
  .meta({ id: "RefusalsAnswer" });
export type RefusalsAnswer = z.output<typeof refusalsAnswer>;

export const auditJudgement = z.enum(["agree", "disagree"]);

/** Why this caller may not judge a case. */
export const auditBar = z.enum(["not-a-registered-clinician", "own-refusal", "judged"]);

/** One drawn case: coded, without identity. */
export const auditCase = z
  .object({
    referralId: uuid,
    receivedAt: instant,
    referrer: odsCode,
    source,
    place: z.string().nullable(),
    ageYears: z.int().nullable(),
    sex,
    need: needCode,
    /** First outcome of the criteria. */
    outcome: outcome.nullable(),
    findings: z.array(z.object({ criterion: z.string(), wording: z.string(), result: z.string() })),
    refusals: z.array(
      z.object({
        kind: refusalKind,
        at: instant,
        team: z.string().nullable(),
        reason: z.string().nullable(),
        /** `system`: the criteria or a deadline; else the role of the person. */
        by: z.string(),
      }),
    ),
    judgement: z.object({ judgement: auditJudgement, reason: z.string(), at: instant, by: z.string() }).nullable(),
    /** Null: the caller may judge it now. */
    bar: auditBar.nullable(),
  })
  .meta({ id: "AuditCase" });
export type AuditCase = z.output<typeof auditCase>;

const codedChoice = z.object({ code: z.string(), words: z.string() });

export const auditCasesAnswer = z
  .object({
    month,
    /** The month is not over: a later refusal may still be drawn in the place of one that nobody has judged. */
    isRunning: z.boolean(),
    /** How they are drawn. */
    words: z.string(),
    reasons: z.object({ agree: z.array(codedChoice), disagree: z.array(codedChoice) }),
    cases: z.array(auditCase),
  })
  .meta({ id: "AuditCasesAnswer" });

export const auditJudgementBody = z
  .strictObject({ month, judgement: auditJudgement, reason: shortText(60) })
  .meta({ id: "AuditJudgementBody" });

/** Why a person's record is put together. Coded: it is kept in the chain of accesses. */
export const subjectAccessReason = z.enum(["subject-access-request", "complaint", "erasure-request", "investigation"]);

/** The NHS number is in the body, never in an address. */
export const subjectAccessBody = z
  .strictObject({ nhsNumber: shortText(20), reason: subjectAccessReason })
  .meta({ id: "SubjectAccessBody" });

export const subjectRecord = z.object({
  referralId: uuid,
  state: referralState,
  receivedAt: instant,
  feed,
  source,
  senderOrganisation: odsCode,
  senderName: z.string().nullable(),
  /** Somebody has verified that the number is this person's; without that it may be another person's record. */
  isNumberVerified: z.boolean(),
  picture: clinicalPicture,
  person,
  notes: z.array(z.object({ at: instant, by: z.string(), text: z.string() })),
  history: z.array(historyLine),
  /** Who looked, oldest first, this very look included. */
  accesses: z.array(accessRow),
});

/** Everything that the queue keeps of one person. */
export const subjectAccessAnswer = z
  .object({
    asOf: instant,
    area: z.string(),
    /** More than these are kept; the newest are here. */
    isCut: z.boolean(),
    referrals: z.array(subjectRecord),
  })
  .meta({ id: "SubjectAccessAnswer" });
export type SubjectAccessAnswer = z.output<typeof subjectAccessAnswer>;
