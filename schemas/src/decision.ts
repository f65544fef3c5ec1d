/**
 * What the criteria said of one clinical picture: every finding, the set's version and hash, so it can be replayed years later.
 */
import { z } from "zod";
import { outcome, response, triage } from "./codes.ts";

/** How one criterion came out. `attested`: a red-flag screen covers it and did not find it. */
export const findingResult = z.enum(["met", "not-met", "not-met-attested", "unknown"]);

export const finding = z.object({
  /** Criterion id in the set, for example `E5`. */
  criterion: z.string(),
  result: findingResult,
  /** What this finding raises the outcome to; null when it raises nothing. */
  raises: outcome.nullable(),
  /** An open question for the referrer or the SPA clinician. */
  asks: z.boolean(),
  /** The coded value seen, as text; null when nothing was given. */
  value: z.string().nullable(),
});
export type Finding = z.output<typeof finding>;

export const decision = z
  .object({
    criteriaSet: z.object({
      area: z.string(),
      version: z.string(),
      /** SHA-256 of the file's exact bytes, hex. */
      hash: z.string(),
      /** False while the file says `approver: none, demonstration only`. */
      isApproved: z.boolean(),
    }),
    outcome,
    /** Service id in the directory, when the outcome is `redirect`. */
    redirectTo: z.string().nullable(),
    response,
    triage,
    /** Id of the cap criterion that limited the outcome. */
    cappedBy: z.string().nullable(),
    /** Outcome before a cap. */
    uncappedOutcome: outcome,
    findings: z.array(finding),
  })
  .meta({ id: "Decision" });
export type Decision = z.output<typeof decision>;

/** One considered team, ranked or passed over, with its reason. */
export const consideredTeam = z
  .object({
    team: z.string(),
    /** 1 is first; null when the team cannot be offered. */
    rank: z.int().min(1).nullable(),
    /** Why it ranks here or was passed over. */
    reason: z.enum([
      "covers-and-open",
      "mutual-aid",
      "out-of-hours-cover",
      "does-not-cover-place",
      "closed-now",
      "paused",
      "full",
      "skill-missing",
      "already-tried",
      "after-last-referral-time",
      "not-two-hour-tonight",
    ]),
    isMutualAid: z.boolean(),
    /** Free places now: capacity less open offers and jobs. */
    room: z.int().nullable(),
    /** Open jobs divided by capacity, 0 to 1 or more. */
    load: z.number().nullable(),
  })
  .meta({ id: "ConsideredTeam" });
export type ConsideredTeam = z.output<typeof consideredTeam>;
