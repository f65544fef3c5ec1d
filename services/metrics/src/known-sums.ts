/**
 * Tests only: what a reader knows of the counts from their printed definitions: which add up to which, and which can be no more than which.
 * Written from the definitions' words, apart from the relations that hide.
 */
import type { KnownSum } from "@ucrt/domain/attacker";

export const knownSums: readonly KnownSum[] = [
  { whole: "received", parts: ["suitable", "review", "redirect", "emergency", "notAssessed"] },
  {
    whole: "received",
    parts: [
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
    ],
  },
  { whole: "twoHourReferrals", parts: ["twoHourInScope", "twoHourRunning", "twoHourDuplicates", "twoHourWithdrawn"] },
  { whole: "twoHourInScope", parts: ["twoHourMet", "twoHourSeenLate", "twoHourNotSeen"] },
  { whole: "everTwoHour", parts: ["movedFromTwoHour", "twoHourReferrals"] },
  { whole: "refused", parts: ["refusedAdvised", "refusedHandedBack"] },
  { whole: "offersMade", parts: ["offersAccepted", "offersDeclined", "offersLapsed", "offersWithdrawn", "offersOpen"] },
  {
    whole: "offersDeclined",
    parts: [
      "declinedCapacity",
      "declinedNotEligible",
      "declinedClinicallyUnsafe",
      "declinedOutOfArea",
      "declinedSkillNotAvailable",
      "declinedCannotReachInTime",
      "declinedOther",
    ],
  },
  {
    whole: "missed",
    parts: [
      "missedNoCapacity",
      "missedOfferLapsed",
      "missedClosedHours",
      "missedDeclined",
      "missedReferrerGaveUp",
      "missedNotReached",
      "missedOther",
    ],
  },
  { whole: "attendanceAvoided", parts: ["conveyanceAvoided", "admissionAvoided"] },
  { whole: "alternativeConveyOrAdmit", parts: ["alternativeConvey", "alternativeAdmit"] },
  ...(
    [
      ["received", "offered"],
      ["received", "accepted"],
      ["received", "arrived"],
      ["received", "closed"],
      ["received", "withdrawn"],
      ["received", "handedBack"],
      ["received", "careHome"],
      ["received", "withNhsNumber"],
      ["received", "withAge"],
      ["received", "everTwoHour"],
      ["received", "missed"],
      ["twoHourInScope", "twoHourMetFromReceived"],
      ["twoHourInScope", "twoHourMetFromNeedIdentified"],
      ["arrived", "avoidanceAnswered"],
      ["arrived", "conveyedAfterVisit"],
      ["arrived", "arrivedBackTimed"],
      ["avoidanceAnswered", "alternativeConveyOrAdmit"],
      ["alternativeConveyOrAdmit", "attendanceAvoided"],
      ["repeatWithin30Days", "repeatWithin7Days"],
      ["withdrawn", "withdrawnBeforeAcceptance"],
      ["handedBack", "handedBackByMachine"],
    ] as const
  ).map(([whole, part]) => ({ whole, parts: [part], atLeast: true })),
];
