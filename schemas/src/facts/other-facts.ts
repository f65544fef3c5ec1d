/**
 * Facts that are not a referral's: a team changed its state, a check was made, an audit sample was judged. Each has a chain under its own id
 * (`referralId` holds that id: the team's UUIDv5, the check id, the judged referral's audit id).
 */
import { z } from "zod";
import { clinicalPicture } from "../clinical-picture.ts";
import { source } from "../codes.ts";
import { decision } from "../decision.ts";
import { odsCode, uuid } from "../instant.ts";
import { factEnvelope } from "./envelope.ts";
import { referralFact } from "./referral-facts.ts";

export const teamStateChanged = z.object({
  type: z.literal("team-state-changed"),
  ...factEnvelope,
  data: z.object({
    team: z.string(),
    isOpen: z.boolean(),
    isPaused: z.boolean(),
    capacity: z.int().min(0),
    reason: z.string(),
  }),
});

export const checkMade = z.object({
  type: z.literal("check-made"),
  ...factEnvelope,
  data: z.object({ checkId: uuid, source, organisation: odsCode, picture: clinicalPicture, decision }),
});

export const auditJudged = z.object({
  type: z.literal("audit-judged"),
  ...factEnvelope,
  data: z.object({ about: uuid, judgement: z.enum(["agree", "disagree"]), reason: z.string() }),
});

export const otherFact = z.discriminatedUnion("type", [teamStateChanged, checkMade, auditJudged]);
export type OtherFact = z.output<typeof otherFact>;

/** Any fact on `referral.facts.v1`. */
export const fact = z.discriminatedUnion("type", [...referralFact.options, ...otherFact.options]).meta({ id: "Fact" });
export type Fact = z.output<typeof fact>;
