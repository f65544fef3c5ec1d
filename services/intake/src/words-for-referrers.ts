/** How things ended, in one line for whoever referred. Nothing clinical is decided here. */
import type { CloseOutcome, FactOf } from "@ucrt/schemas";

export const closeWords: Readonly<Record<CloseOutcome, string>> = {
  "stayed-home": "stayed at home.",
  "virtual-ward": "looked after by the virtual ward.",
  "community-bed": "moved to a community bed.",
  conveyed: "conveyed to hospital.",
  admitted: "admitted to hospital.",
  died: "the person has died.",
  redirected: "passed to another service.",
  "handed-back": "handed back to you.",
  duplicate: "closed as a duplicate of another referral.",
  "patient-declined": "the person declined the visit.",
  "not-reached": "the person could not be reached.",
  other: "closed; ring the single point of access for more.",
};

export const handBackWords: Readonly<Record<FactOf<"handed-back">["data"]["reason"], string>> = {
  capacity: "no team has room in time. The person is in your care again.",
  "not-eligible": "it does not fit what the team can do. The person is in your care again.",
  "clinically-unsafe": "it is not safe for a visit at home. The person is in your care again.",
  "no-contact": "nobody could be reached. The person is in your care again.",
  duplicate: "it is the same as another referral.",
  incomplete: "something needed is missing. The person is in your care again.",
  "breach-time-near": "the time left is too short for a visit. The person is in your care again.",
  "emergency-on-arrival": "it is an emergency. The person is in your care: act now.",
  "service-closed": "the service is closed. The person is in your care again.",
  "patient-declined": "the person declined the visit. The person is in your care again.",
  other: "ring the single point of access for the reason. The person is in your care again.",
};

export const withdrawnWords: Readonly<Record<FactOf<"withdrawn">["data"]["reason"], string>> = {
  "no-longer-needed": "Withdrawn by you: no longer needed.",
  conveyed: "Withdrawn by you: conveyed.",
  upgraded: "Withdrawn by you: upgraded.",
  "assigned-ambulance": "Withdrawn by you: an ambulance was assigned.",
  "entered-in-error": "Withdrawn by you: entered in error.",
  "patient-declined": "Withdrawn by you: the person declined.",
  died: "Withdrawn by you: the person has died.",
  other: "Withdrawn by you.",
};

export const candidateLeftWords: Readonly<Record<FactOf<"candidate-left">["data"]["reason"], string>> = {
  "left-by-spa": "Not taken; it stays with 999.",
  upgraded: "Upgraded by 999; it stays with 999.",
  "assigned-ambulance": "An ambulance was assigned; it stays with 999.",
  "take-unconfirmed": "The take was not confirmed in time; it stays with 999.",
  withdrawn: "Withdrawn by 999.",
  "breach-time-near": "The time left was too short; it stays with 999.",
};
