/**
 * The dialect of community senders: care homes, telecare, social care, mental health, hospice, voluntary sector, self and carer,
 * and SPA's own telephone calls (`channel: phone`, `onBehalfOf`). Case id: the sender's reference.
 */
import { z } from "zod";
import { odsCode, shortText } from "../instant.ts";
import {
  acknowledgementFields,
  clinical,
  envelopeFields,
  flags,
  need,
  patient,
  practitioner,
  staffNumbers,
  visitLocation,
  withdrawalFields,
} from "./shared.ts";

const reference = shortText(60);

const caseFields = {
  reference,
  ...envelopeFields,
  service: z.enum([
    "care-home",
    "telecare",
    "social-care",
    "mental-health",
    "hospice",
    "voluntary-sector",
    "community-health",
    "self",
    "carer",
  ]),
  caller: z.strictObject({ name: shortText(120), relationship: shortText(60).optional() }),
  /** The registered professional, when there is one with the person. */
  referredBy: practitioner.optional(),
  withPersonNow: z.boolean().default(false),
  careHome: z
    .strictObject({ name: shortText(120), odsCode: odsCode.optional(), nursing: z.boolean().default(false) })
    .optional(),
  numbers: staffNumbers,
  patient,
  visit: visitLocation,
  need,
  clinical: clinical.default({}),
  flags: flags.default({}),
};

export const communityReferral = z.strictObject({ kind: z.literal("referral"), ...caseFields });
export const communityAmendment = z.strictObject({ kind: z.literal("amendment"), ...caseFields });
export const communityWithdrawal = z.strictObject({ reference, ...withdrawalFields });
export const communityAcknowledgement = z.strictObject({ reference, ...acknowledgementFields });

export const communityMessage = z
  .discriminatedUnion("kind", [communityReferral, communityAmendment, communityWithdrawal, communityAcknowledgement])
  .meta({ id: "CommunityFeedMessage" });
export type CommunityMessage = z.output<typeof communityMessage>;
