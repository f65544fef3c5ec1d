/**
 * `feedback.<feed>.v1`: what referrers are told, over Kafka and as `GET /api/submissions/{id}`. Words, never team notes. Key: the referral id.
 */
import { z } from "zod";
import { outcome } from "./codes.ts";
import { namedPerson } from "./facts/envelope.ts";
import { instant, odsCode, referralNumber, uuid } from "./instant.ts";

const base = {
  id: uuid,
  referralId: uuid.nullable(),
  organisation: odsCode,
  /** The sender's own request and case, so that it can match the answer. */
  requestId: z.string(),
  caseId: z.string().nullable(),
  at: instant,
};

const message = <Type extends string, Shape extends z.ZodRawShape>(type: Type, data: Shape) =>
  z.object({ type: z.literal(type), ...base, ...data });

/** One wrong field, in the referrer's words. */
export const wrongField = z.object({ field: z.string(), message: z.string() });

/** A criterion's finding in words for this kind of referrer. */
export const reasonInWords = z.object({
  criterion: z.string(),
  words: z.string(),
  raises: outcome.nullable(),
  asks: z.boolean(),
});

export const feedback = z
  .discriminatedUnion("type", [
    message("received", { statusUrl: z.string(), referralNumber: referralNumber.optional() }),
    message("rejected", { errors: z.array(wrongField) }),
    message("decision", {
      outcome,
      reasons: z.array(reasonInWords),
      /** What to do now, by source: "Convey, or call the clinical desk". */
      instruction: z.string(),
      redirectTo: z.string().nullable(),
      needsAcknowledgement: z.boolean(),
    }),
    message("accepted", {
      team: z.string(),
      teamPhone: z.string().nullable(),
      by: namedPerson,
      expectedAt: instant,
      isCounterOffer: z.boolean(),
    }),
    message("expected-time-changed", { expectedAt: instant }),
    message("handed-back", {
      reason: z.string(),
      words: z.string(),
      openNow: z.string().nullable(),
      needsAcknowledgement: z.boolean(),
    }),
    message("take-requested", { confirmBy: instant }),
    message("ended", { words: z.string() }),
  ])
  .meta({ id: "Feedback" });
export type Feedback = z.output<typeof feedback>;
