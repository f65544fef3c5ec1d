/**
 * The dialect of general practice and NHS 111. Case id: the journey number of the sending system.
 */
import { z } from "zod";
import { instant, odsCode, shortText } from "../instant.ts";
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

const journeyNumber = shortText(60);

const caseFields = {
  journeyNumber,
  ...envelopeFields,
  service: z.enum(["gp", "nhs-111", "out-of-hours"]),
  /** ODS code of the referring practice; the patient's own practice is in `patient.practice`. */
  practiceOdsCode: odsCode.optional(),
  nhs111CaseNumber: shortText(40).optional(),
  consultation: z
    .strictObject({ at: instant, how: z.enum(["face-to-face", "telephone", "video", "online"]) })
    .optional(),
  referredBy: practitioner,
  numbers: staffNumbers,
  patient,
  visit: visitLocation,
  carePlace: z.enum(["home", "care-home", "nursing-home", "other", "unknown"]).default("unknown"),
  need,
  clinical: clinical.default({}),
  flags: flags.default({}),
};

export const primaryCareReferral = z.strictObject({ kind: z.literal("referral"), ...caseFields });
export const primaryCareAmendment = z.strictObject({ kind: z.literal("amendment"), ...caseFields });
export const primaryCareWithdrawal = z.strictObject({ journeyNumber, ...withdrawalFields });
export const primaryCareAcknowledgement = z.strictObject({ journeyNumber, ...acknowledgementFields });

export const primaryCareMessage = z
  .discriminatedUnion("kind", [
    primaryCareReferral,
    primaryCareAmendment,
    primaryCareWithdrawal,
    primaryCareAcknowledgement,
  ])
  .meta({ id: "PrimaryCareFeedMessage" });
export type PrimaryCareMessage = z.output<typeof primaryCareMessage>;
