/** Definitions of the counts by coded reason: offers and declines, breaches, hand-backs, withdrawals, ends. For `definitions.ts`. */
import type { CountName } from "./counts.ts";

interface Defined {
  readonly name: CountName;
  readonly label: string;
  readonly text: string;
  readonly source: string;
  readonly completeness: { readonly complete: CountName; readonly of: CountName } | null;
}

type Words = readonly (readonly [CountName, string])[];

const family = (title: string, text: string, words: Words): readonly Defined[] =>
  words.map(([name, reason]) => ({
    name,
    label: `${title}: ${reason}`,
    text,
    source: "coded reason given by whoever acted",
    completeness: null,
  }));

const ofOffers = "Offers counted one by one, under the team that was asked; one referral can have several.";

export const definitionsOfReasons = {
  offers: [
    ...family("Offers", ofOffers, [
      ["offersMade", "made"],
      ["offersAccepted", "accepted"],
      ["offersLapsed", "lapsed unanswered"],
      ["offersWithdrawn", "withdrawn by the SPA or overtaken"],
      ["offersOpen", "still open"],
      ["offersDeclined", "declined"],
    ]),
    ...family("Declined", `${ofOffers} The team's coded reason.`, [
      ["declinedCapacity", "capacity"],
      ["declinedNotEligible", "not eligible"],
      ["declinedClinicallyUnsafe", "clinically unsafe"],
      ["declinedOutOfArea", "out of area"],
      ["declinedSkillNotAvailable", "skill not available"],
      ["declinedCannotReachInTime", "cannot reach in time"],
      ["declinedOther", "other"],
    ]),
  ],
  breach: family(
    "Two hours not met",
    "Two-hour referrals counted and not met, by the first breach reason recorded at arrival or at closure.",
    [
      ["breachCapacity", "capacity"],
      ["breachTravel", "travel"],
      ["breachLateReferralInformation", "late referral information"],
      ["breachPatientChoice", "patient's choice"],
      ["breachAccess", "access"],
      ["breachReRouted", "re-routed"],
      ["breachStaffSafety", "staff safety"],
      ["breachOther", "other"],
      ["breachReasonMissing", "reason missing"],
    ],
  ),
  endings: [
    ...family("Handed back", "Referrals ever handed back, by the last reason.", [
      ["handedBackCapacity", "capacity"],
      ["handedBackNotEligible", "not eligible"],
      ["handedBackClinicallyUnsafe", "clinically unsafe"],
      ["handedBackNoContact", "no contact"],
      ["handedBackDuplicate", "duplicate"],
      ["handedBackIncomplete", "incomplete"],
      ["handedBackBreachTimeNear", "999's own time limit near"],
      ["handedBackEmergencyOnArrival", "emergency on arrival"],
      ["handedBackServiceClosed", "service closed"],
      ["handedBackPatientDeclined", "patient's choice"],
      ["handedBackOther", "other"],
    ]),
    ...family("Withdrawn", "Referrals withdrawn by the referrer, by reason.", [
      ["withdrawnNoLongerNeeded", "no longer needed"],
      ["withdrawnConveyed", "conveyed"],
      ["withdrawnUpgraded", "upgraded by 999"],
      ["withdrawnAssignedAmbulance", "ambulance assigned"],
      ["withdrawnEnteredInError", "entered in error"],
      ["withdrawnPatientDeclined", "patient's choice"],
      ["withdrawnDied", "died"],
      ["withdrawnOther", "other"],
    ]),
    ...family("Closed", "Referrals closed, by the outcome given at close, whether seen or not.", [
      ["closedStayedHome", "stayed at home"],
      ["closedVirtualWard", "virtual ward"],
      ["closedCommunityBed", "community bed"],
      ["closedConveyed", "conveyed"],
      ["closedAdmitted", "admitted"],
      ["closedDied", "died"],
      ["closedRedirected", "redirected"],
      ["closedHandedBack", "handed back"],
      ["closedDuplicate", "duplicate"],
      ["closedPatientDeclined", "patient's choice"],
      ["closedNotReached", "not reached"],
      ["closedOther", "other"],
    ]),
  ],
} as const;
