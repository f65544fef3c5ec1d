/**
 * The ambulance service's dialect: crews on scene, the 999 stack (push), candidates in the stack (pull).
 * Case id: the CAD incident number. CAD has no bypass numbers to give; a crew has.
 */
import { z } from "zod";
import { arpCategory } from "../codes.ts";
import { instant, shortText } from "../instant.ts";
import { phoneNumber } from "../person.ts";
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

/** Data dictionary AMBULANCE INCIDENT NUMBER: at most 20 characters. */
export const incidentNumber = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9/-]{1,20}$/, "an incident number has 1 to 20 letters, digits, / or -");

/** AMPDS determinant by shape only: card, level, number, suffix. The texts are proprietary and are not shipped. */
export const ampdsDeterminant = z.string().regex(/^\d{1,2}[OABCDE]\d{1,2}[A-Z]?$/, "an AMPDS code looks like 17A04G");

/** The three ambulance clocks, never mixed. */
export const ambulanceClocks = z
  .strictObject({
    callConnectAt: instant.optional(),
    /** T5, AmbSys clock start. */
    clockStartAt: instant.optional(),
    /** Validation breach, BaRS `ServiceRequest.occurrencePeriod.end`. */
    validationBreachAt: instant.optional(),
  })
  .meta({ id: "AmbulanceClocks" });

const caseFields = {
  incidentNumber,
  ...envelopeFields,
  /** `crew-on-scene`: a clinician is there. `stack-push`: 999 transfers. `stack-pull`: a candidate we may take. */
  transfer: z.enum(["crew-on-scene", "stack-push", "stack-pull"]),
  arpCategory: arpCategory.optional(),
  determinant: ampdsDeterminant.optional(),
  pathwaysDisposition: z
    .string()
    .regex(/^(Dx|SG|SD)\d{1,5}$/i)
    .optional(),
  clocks: ambulanceClocks.optional(),
  crew: z
    .strictObject({
      callSign: shortText(20),
      clinician: practitioner,
      onSceneAt: instant.optional(),
      numbers: staffNumbers,
    })
    .optional(),
  /** The caller's or the clinical desk's number for a stack case. */
  callBackNumber: phoneNumber.optional(),
  patient,
  incident: visitLocation,
  carePlace: z.enum(["home", "care-home", "nursing-home", "public-place", "other", "unknown"]).default("unknown"),
  need,
  clinical: clinical.default({}),
  flags: flags.default({}),
};

const crewOnSceneNeedsCrew = (message: { transfer: string; crew?: unknown }) =>
  message.transfer !== "crew-on-scene" || message.crew !== undefined;
const stackNeedsCallBack = (message: { transfer: string; callBackNumber?: unknown; crew?: unknown }) =>
  message.transfer === "crew-on-scene" || message.callBackNumber !== undefined || message.crew !== undefined;

const withRules = <Shape extends z.ZodObject>(shape: Shape) =>
  shape
    .refine(crewOnSceneNeedsCrew as (value: unknown) => boolean, {
      path: ["crew"],
      message: "a crew on scene gives its call sign, clinician and numbers",
    })
    .refine(stackNeedsCallBack as (value: unknown) => boolean, {
      path: ["callBackNumber"],
      message: "a call-back number is needed for a case in the stack",
    });

export const ambulanceReferral = withRules(z.strictObject({ kind: z.literal("referral"), ...caseFields }));
export const ambulanceAmendment = withRules(z.strictObject({ kind: z.literal("amendment"), ...caseFields }));
export const ambulanceWithdrawal = z.strictObject({ incidentNumber, ...withdrawalFields });
export const ambulanceAcknowledgement = z.strictObject({ incidentNumber, ...acknowledgementFields });

export const ambulanceMessage = z
  .discriminatedUnion("kind", [ambulanceReferral, ambulanceAmendment, ambulanceWithdrawal, ambulanceAcknowledgement])
  .meta({ id: "AmbulanceFeedMessage" });
export type AmbulanceMessage = z.output<typeof ambulanceMessage>;
