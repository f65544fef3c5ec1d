/**
 * What every fact carries. `queue` alone writes facts; `sequence` counts 1, 2, 3 ... per referral, so log order, chain order and database order agree.
 */
import { z } from "zod";
import { changeReason } from "../codes.ts";
import { instant, odsCode, shortText, uuid } from "../instant.ts";
import { registration } from "../principal.ts";

/** Who did it. Staff are named; patients and contacts never are. */
export const actor = z
  .object({
    kind: z.enum(["person", "feed", "system"]),
    subject: z.string(),
    name: z.string().nullable(),
    role: z.string(),
    organisation: odsCode.nullable(),
    team: z.string().nullable(),
    registration: registration.nullable(),
  })
  .meta({ id: "Actor" });
export type Actor = z.output<typeof actor>;

export const factEnvelope = {
  id: uuid,
  referralId: uuid,
  sequence: z.int().min(1),
  /** Which clinical picture was in force: 1 when opened, one more with each amendment. */
  revision: z.int().min(0),
  /** When it happened, as said by whoever acted. */
  at: instant,
  /** When it was written down, by the database clock. */
  recordedAt: instant,
  /** Why it was entered late, when it was. */
  lateReason: changeReason.optional(),
  actor,
  /** Id of the message, advice, command or fact that caused this. */
  causationId: z.string(),
  correlationId: z.string(),
};

/** A named person, as facts record clinicians. */
export const namedPerson = z
  .object({ name: shortText(120), role: shortText(80), registration: registration.nullable() })
  .meta({ id: "NamedPerson" });
export type NamedPerson = z.output<typeof namedPerson>;
