// Builders for contracts: a sound value with only what a test cares about changed. Everything is synthetic.
import { randomUUID } from "node:crypto";
import type { Actor, ClinicalPicture, FactOf, ReferralFact, ReferralFactType } from "@ucrt/schemas";

/** 10:00 on a Sunday in November, UTC and local alike. */
export const anInstantMs = Date.UTC(2026, 10, 22, 10, 0, 0);

/** A clinical picture of a fall at home in Basildon, nothing alarming. */
export function aPicture(changes: Partial<ClinicalPicture> = {}): ClinicalPicture {
  return {
    ageYears: 82,
    ageBasis: "date-of-birth",
    sex: "female",
    practice: null,
    temporaryResident: "unknown",
    need: "FALL",
    otherNeeds: [],
    carePlace: "home",
    arpCategory: null,
    answers: {},
    news2: null,
    flags: {
      safeguarding: "no",
      sceneSafety: "safe",
      infectionRisk: "no",
      interpreterNeeded: false,
      reasonableAdjustment: false,
    },
    location: {
      place: "basildon-and-brentwood",
      lsoa: null,
      district: "E07000066",
      postcodeDistrict: "SS14",
      practicePlace: null,
      basis: "incident-postcode",
      placesDisagree: false,
    },
    alternative: "convey",
    clinicianWithPatient: true,
    nhsNumberVerified: true,
    dataQuality: [],
    ...changes,
  };
}

export const systemActor: Actor = {
  kind: "system",
  subject: "queue",
  name: null,
  role: "system",
  organisation: null,
  team: null,
  registration: null,
};

export interface FactPlace {
  readonly referralId: string;
  readonly sequence: number;
  /** Epoch ms. */
  readonly at: number;
}

/** A fact of one type with its envelope around `data`. */
export function aFact<Type extends ReferralFactType>(
  type: Type,
  data: FactOf<Type>["data"],
  { referralId, sequence, at }: FactPlace,
): ReferralFact {
  return {
    type,
    id: randomUUID(),
    referralId,
    sequence,
    revision: 1,
    at,
    recordedAt: at,
    actor: systemActor,
    causationId: "test",
    correlationId: "test",
    data,
  } as ReferralFact;
}

/** The data of `opened`: a crew's referral received at `receivedAt`. */
export function openedData(
  receivedAt: number,
  changes: Partial<FactOf<"opened">["data"]> = {},
): FactOf<"opened">["data"] {
  return {
    feed: "ambulance",
    source: "crew",
    channel: "system",
    senderOrganisation: "RYC",
    onBehalfOf: null,
    submitter: null,
    isCandidate: false,
    alertsStaffAutomatically: false,
    picture: aPicture(),
    needIdentifiedAt: null,
    receivedAt,
    ambulanceClockStartAt: null,
    validationBreachAt: null,
    crewOnSceneAt: null,
    clockStartAt: receivedAt,
    clockStartBasis: "received",
    decisionBy: receivedAt + 900_000,
    twoHourDueAt: receivedAt + 7_200_000,
    handBackAt: null,
    checkId: null,
    earlierReferrals: [],
    ...changes,
  };
}
