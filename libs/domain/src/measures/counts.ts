/**
 * The counts that every number of the pages is made of. In: nothing. Out: their names, and counts as plain numbers that merge by addition.
 * What each one means is in `definitions.ts`; which of them a referral adds to is in `count-referral.ts`. Never a share or a median: those do not add up.
 */
import type {
  breachReason,
  closeOutcome,
  declineReason,
  handBackReason,
  referralState,
  withdrawReason,
} from "@ucrt/schemas";
import type { z } from "zod";

/** In the order in which they are kept: append, never move. */
export const countNames = [
  "received",
  "suitable",
  "review",
  "redirect",
  "emergency",
  "notAssessed",
  "offered",
  "accepted",
  "arrived",
  "closed",
  "withdrawn",
  "withdrawnBeforeAcceptance",
  "handedBack",
  "handedBackByMachine",
  "refused",
  "refusedHandedBack",
  "refusedAdvised",
  "held",
  "noAccess",
  "escalated",
  "duplicates",
  "careHome",
  // Where they are now.
  "stateReceived",
  "stateDeciding",
  "stateAdvised",
  "stateWaiting",
  "stateOffered",
  "stateAccepted",
  "stateEnRoute",
  "stateArrived",
  "stateOnwardPending",
  "stateNoAccess",
  "stateEscalated",
  "stateHandedBack",
  "stateClosed",
  "stateWithdrawn",
  // Two-hour response.
  "twoHourReferrals",
  "twoHourDuplicates",
  "twoHourWithdrawn",
  "twoHourRunning",
  "twoHourInScope",
  "twoHourMet",
  "twoHourMetFromReceived",
  "twoHourMetFromNeedIdentified",
  "twoHourSeenLate",
  "twoHourNotSeen",
  "everTwoHour",
  "movedFromTwoHour",
  "arrivedBackTimed",
  "decidedInTime",
  "decidedLate",
  "breachCapacity",
  "breachTravel",
  "breachLateReferralInformation",
  "breachPatientChoice",
  "breachAccess",
  "breachReRouted",
  "breachStaffSafety",
  "breachOther",
  "breachReasonMissing",
  // Offers, counted one by one.
  "offersMade",
  "offersAccepted",
  "offersLapsed",
  "offersWithdrawn",
  "offersOpen",
  "offersDeclined",
  "declinedCapacity",
  "declinedNotEligible",
  "declinedClinicallyUnsafe",
  "declinedOutOfArea",
  "declinedSkillNotAvailable",
  "declinedCannotReachInTime",
  "declinedOther",
  // Reasons.
  "handedBackCapacity",
  "handedBackNotEligible",
  "handedBackClinicallyUnsafe",
  "handedBackNoContact",
  "handedBackDuplicate",
  "handedBackIncomplete",
  "handedBackBreachTimeNear",
  "handedBackEmergencyOnArrival",
  "handedBackServiceClosed",
  "handedBackPatientDeclined",
  "handedBackOther",
  "withdrawnNoLongerNeeded",
  "withdrawnConveyed",
  "withdrawnUpgraded",
  "withdrawnAssignedAmbulance",
  "withdrawnEnteredInError",
  "withdrawnPatientDeclined",
  "withdrawnDied",
  "withdrawnOther",
  "closedStayedHome",
  "closedVirtualWard",
  "closedCommunityBed",
  "closedConveyed",
  "closedAdmitted",
  "closedDied",
  "closedRedirected",
  "closedHandedBack",
  "closedDuplicate",
  "closedPatientDeclined",
  "closedNotReached",
  "closedOther",
  // Admission avoidance, of those seen.
  "avoidanceAnswered",
  "avoidanceNoAlternative",
  "avoidanceNoCloseAnswer",
  "alternativeConvey",
  "alternativeConveyOrAdmit",
  "alternativeAdmit",
  "conveyanceAvoided",
  "attendanceAvoided",
  "admissionAvoided",
  // Missed opportunities.
  "missed",
  "missedNoCapacity",
  "missedOfferLapsed",
  "missedClosedHours",
  "missedDeclined",
  "missedReferrerGaveUp",
  "missedNotReached",
  "missedOther",
  "conveyedAfterVisit",
  "backAfterRefusal72h",
  "repeatWithin7Days",
  "repeatWithin30Days",
  "checksMade",
  "checksNotSent",
  "candidatesSeen",
  "candidatesTaken",
  "candidatesNotTaken",
  "auditAgreed",
  "auditDisagreed",
  // Completeness of what is mandatory.
  "withNhsNumber",
  "withAge",
  "withPractice",
  "withPlace",
  "withNeedIdentified",
  "withAlternative",
  "arrivedWithCloseOutcome",
] as const;
export type CountName = (typeof countNames)[number];

export type Counts = Readonly<Record<CountName, number>>;

export const noCounts: Counts = Object.freeze(
  Object.fromEntries(countNames.map((name) => [name, 0])) as Record<CountName, number>,
);

/** Both together. */
export function addCounts(one: Counts, other: Counts): Counts {
  const sum: Record<CountName, number> = { ...one };
  for (const name of countNames) sum[name] += other[name];
  return sum;
}

/** How often each name is said. */
export function tally(names: Iterable<CountName>): Counts {
  const counts: Record<CountName, number> = { ...noCounts };
  for (const name of names) counts[name] += 1;
  return counts;
}

/** The count of each state; a candidate is not ours yet, so it has none. Their sum is `received`. */
export const countOfState: Readonly<Record<z.output<typeof referralState>, CountName | null>> = {
  candidate: null,
  received: "stateReceived",
  deciding: "stateDeciding",
  advised: "stateAdvised",
  waiting: "stateWaiting",
  offered: "stateOffered",
  accepted: "stateAccepted",
  "en-route": "stateEnRoute",
  arrived: "stateArrived",
  "onward-pending": "stateOnwardPending",
  "no-access": "stateNoAccess",
  escalated: "stateEscalated",
  "handed-back": "stateHandedBack",
  closed: "stateClosed",
  withdrawn: "stateWithdrawn",
};

export const countOfDecline: Readonly<Record<z.output<typeof declineReason>, CountName>> = {
  capacity: "declinedCapacity",
  "not-eligible": "declinedNotEligible",
  "clinically-unsafe": "declinedClinicallyUnsafe",
  "out-of-area": "declinedOutOfArea",
  "skill-not-available": "declinedSkillNotAvailable",
  "cannot-reach-in-time": "declinedCannotReachInTime",
  other: "declinedOther",
};

export const countOfHandBack: Readonly<Record<z.output<typeof handBackReason>, CountName>> = {
  capacity: "handedBackCapacity",
  "not-eligible": "handedBackNotEligible",
  "clinically-unsafe": "handedBackClinicallyUnsafe",
  "no-contact": "handedBackNoContact",
  duplicate: "handedBackDuplicate",
  incomplete: "handedBackIncomplete",
  "breach-time-near": "handedBackBreachTimeNear",
  "emergency-on-arrival": "handedBackEmergencyOnArrival",
  "service-closed": "handedBackServiceClosed",
  "patient-declined": "handedBackPatientDeclined",
  other: "handedBackOther",
};

export const countOfWithdrawal: Readonly<Record<z.output<typeof withdrawReason>, CountName>> = {
  "no-longer-needed": "withdrawnNoLongerNeeded",
  conveyed: "withdrawnConveyed",
  upgraded: "withdrawnUpgraded",
  "assigned-ambulance": "withdrawnAssignedAmbulance",
  "entered-in-error": "withdrawnEnteredInError",
  "patient-declined": "withdrawnPatientDeclined",
  died: "withdrawnDied",
  other: "withdrawnOther",
};

export const countOfClose: Readonly<Record<z.output<typeof closeOutcome>, CountName>> = {
  "stayed-home": "closedStayedHome",
  "virtual-ward": "closedVirtualWard",
  "community-bed": "closedCommunityBed",
  conveyed: "closedConveyed",
  admitted: "closedAdmitted",
  died: "closedDied",
  redirected: "closedRedirected",
  "handed-back": "closedHandedBack",
  duplicate: "closedDuplicate",
  "patient-declined": "closedPatientDeclined",
  "not-reached": "closedNotReached",
  other: "closedOther",
};

export const countOfBreach: Readonly<Record<z.output<typeof breachReason>, CountName>> = {
  capacity: "breachCapacity",
  travel: "breachTravel",
  "late-referral-information": "breachLateReferralInformation",
  "patient-choice": "breachPatientChoice",
  access: "breachAccess",
  "re-routed": "breachReRouted",
  "staff-safety": "breachStaffSafety",
  other: "breachOther",
};
