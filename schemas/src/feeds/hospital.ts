/**
 * The hospital's dialect: emergency department, SDEC, wards. Case id: the hospital's attendance or spell number.
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

const encounterNumber = shortText(40);

const caseFields = {
  encounterNumber,
  ...envelopeFields,
  site: z.strictObject({ code: odsCode, name: shortText(120).optional() }),
  department: z.enum(["emergency-department", "sdec", "ward"]),
  ward: shortText(80).optional(),
  arrivedAt: instant.optional(),
  /** The person is still in a hospital bed now. */
  inHospitalBed: z.boolean().default(false),
  readyToLeaveAt: instant.optional(),
  consultant: shortText(120).optional(),
  referredBy: practitioner,
  numbers: staffNumbers,
  hospitalNumber: shortText(30).optional(),
  patient,
  /** Where the person will be when UCRT comes. */
  destination: visitLocation,
  destinationKind: z.enum(["home", "care-home", "nursing-home", "other", "unknown"]).default("unknown"),
  need,
  clinical: clinical.default({}),
  flags: flags.default({}),
};

export const hospitalReferral = z.strictObject({ kind: z.literal("referral"), ...caseFields });
export const hospitalAmendment = z.strictObject({ kind: z.literal("amendment"), ...caseFields });
export const hospitalWithdrawal = z.strictObject({ encounterNumber, ...withdrawalFields });
export const hospitalAcknowledgement = z.strictObject({ encounterNumber, ...acknowledgementFields });

export const hospitalMessage = z
  .discriminatedUnion("kind", [hospitalReferral, hospitalAmendment, hospitalWithdrawal, hospitalAcknowledgement])
  .meta({ id: "HospitalFeedMessage" });
export type HospitalMessage = z.output<typeof hospitalMessage>;
