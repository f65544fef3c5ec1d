/**
 * `referral.advice.v1`: what `eligibility` and `routing` advise. `queue` takes it up in a fact of its own, or records it as ignored.
 * Each piece names the fact it answers (`causationId`) and the revision it judged. Key: the referral id.
 */
import { z } from "zod";
import { clinicalPicture } from "./clinical-picture.ts";
import { source } from "./codes.ts";
import { consideredTeam, decision } from "./decision.ts";
import { instant, odsCode, uuid } from "./instant.ts";

const base = {
  /** UUIDv5 of the fact answered and the kind of advice: a repeat has the same id. */
  id: uuid,
  referralId: uuid,
  causationId: uuid,
  correlationId: z.string(),
  revision: z.int().min(1),
  /** The `at` of the fact answered: advice is computed for that instant. */
  at: instant,
};

export const assessedAdvice = z.object({ type: z.literal("assessed"), ...base, decision });

export const routedAdvice = z.object({
  type: z.literal("routed"),
  ...base,
  attempt: z.int().min(1),
  considered: z.array(consideredTeam),
  /** When a covering team next opens, if none is open now. */
  nextOpeningAt: instant.nullable(),
  /** Why nobody ranks; null when somebody does. */
  unroutedBecause: z
    .enum(["place-unknown", "nobody-open", "nobody-with-room", "nobody-with-skill", "all-tried"])
    .nullable(),
});

/** A check before sending was made. Without identity; `referralId` is the check's own id. */
export const checkedAdvice = z.object({
  type: z.literal("checked"),
  id: uuid,
  checkId: uuid,
  at: instant,
  source,
  organisation: odsCode,
  picture: clinicalPicture,
  decision,
});

export const advice = z
  .discriminatedUnion("type", [assessedAdvice, routedAdvice, checkedAdvice])
  .meta({ id: "Advice" });
export type Advice = z.output<typeof advice>;
export type AssessedAdvice = z.output<typeof assessedAdvice>;
export type RoutedAdvice = z.output<typeof routedAdvice>;
export type CheckedAdvice = z.output<typeof checkedAdvice>;
