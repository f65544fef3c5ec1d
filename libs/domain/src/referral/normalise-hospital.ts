/**
 * The hospital's dialect as one referral: emergency department, SDEC, wards.
 * In: a parsed referral or amendment. Out: sender, clocks, picture, person; the visit is where the person is going. Pure.
 */
import type { ClinicalPicture } from "@ucrt/schemas";
import {
  isRegisteredClinician,
  normaliseCase,
  type HospitalCase,
  type Normalised,
  type NormaliseContext,
} from "./normalise-shared.ts";

/** Turns a hospital's case into the one referral all services know. */
export function normaliseHospital(message: HospitalCase, context: NormaliseContext): Normalised {
  return normaliseCase(
    message,
    {
      feed: "hospital",
      source: message.department,
      caseId: message.encounterNumber,
      referredBy: message.referredBy,
      visit: message.destination,
      carePlace: carePlaceOf(message),
      practice: message.patient.practice ?? null,
      arpCategory: null,
      clinicianWithPatient: isRegisteredClinician(message.referredBy, message.clinical),
      referrer: { name: message.referredBy.name, ...message.numbers },
      // `readyToLeaveAt` is a plan and may lie ahead.
      instants: { arrivedAt: message.arrivedAt },
      clocks: {},
      notes: [],
    },
    context,
  );
}

/** Where the person is cared for: the bed or department while they are in it, else where they go. */
function carePlaceOf(message: HospitalCase): ClinicalPicture["carePlace"] {
  if (message.inHospitalBed) return "hospital-bed";
  return message.department === "emergency-department" && message.destinationKind === "unknown"
    ? "emergency-department"
    : message.destinationKind;
}
