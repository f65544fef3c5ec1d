/**
 * Made-up lives of referrals as the facts `queue` would write, for tests and the made month. In: when it was received, what is special about it, and steps with their
 * minutes after receipt. Out: facts with ids that follow from the life's number, so two runs are alike. Nothing here is a real person or place.
 */
import type { FactOf, Outcome, ReferralFact, ReferralFactType, Response, Source } from "@ucrt/schemas";
import { aPicture, openedData, systemActor } from "@ucrt/testing";
import { aDecision } from "./made-other-facts.ts";

const MINUTE_MS = 60_000;

export const lifeId = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const factId = (number: number, sequence: number): string =>
  `00000000-0000-4000-9000-${String(number * 100 + sequence).padStart(12, "0")}`;

/** One step: its fact's type and data, given the instant it happens at. `recordedAfter`: minutes until it was written down. */
export interface Step {
  readonly minutes: number;
  readonly recordedAfter?: number;
  readonly make: (
    atMs: number,
  ) => { readonly [Type in ReferralFactType]: Pick<FactOf<Type>, "type" | "data"> }[ReferralFactType];
}

type Made = ReturnType<Step["make"]>;
const step = (minutes: number, make: (atMs: number) => Made, recordedAfter = 0): Step => ({
  minutes,
  make,
  recordedAfter,
});

const clinician = { name: "A Nurse", role: "nurse", registration: null };
const anOffer = "00000000-0000-4000-a000-000000000001";

export const assessed = (minutes: number, outcome: Outcome, response: Response = "two-hour"): Step =>
  step(minutes, () => ({ type: "assessed", data: { adviceId: anOffer, decision: aDecision(outcome, response) } }));
export const advised = (minutes: number, outcome: "redirect" | "emergency"): Step =>
  step(minutes, (at) => ({ type: "advised", data: { outcome, redirectTo: null, acknowledgeBy: at + 300_000 } }));
export const nurseAsked = (minutes: number): Step => step(minutes, () => ({ type: "nurse-asked", data: {} }));
export const reviewed = (minutes: number, outcome: Outcome, response: Response): Step =>
  step(minutes, () => ({
    type: "reviewed",
    data: { outcome, response, reason: "new-information", redirectTo: null, overrides: [] },
  }));
export const unrouted = (minutes: number, because: string): Step =>
  step(minutes, () => ({ type: "unrouted", data: { because, retryAt: null } }));
export const offered = (minutes: number, team: string): Step =>
  step(minutes, (at) => ({
    type: "offered",
    data: {
      offerId: anOffer,
      team,
      attempt: 1,
      by: "routing",
      isMutualAid: false,
      halfTimeAt: at + 5 * MINUTE_MS,
      lapsesAt: at + 10 * MINUTE_MS,
    },
  }));
export const lapsed = (minutes: number, team: string): Step =>
  step(minutes, () => ({ type: "offer-lapsed", data: { offerId: anOffer, team } }));
export const declined = (minutes: number, team: string, reason: FactOf<"offer-declined">["data"]["reason"]): Step =>
  step(minutes, () => ({ type: "offer-declined", data: { offerId: anOffer, team, reason } }));
export const offerWithdrawn = (
  minutes: number,
  team: string,
  because: FactOf<"offer-withdrawn">["data"]["because"],
): Step => step(minutes, () => ({ type: "offer-withdrawn", data: { offerId: anOffer, team, because } }));
export const accepted = (minutes: number, team: string): Step =>
  step(minutes, (at) => ({
    type: "accepted",
    data: { offerId: anOffer, team, clinician, expectedAt: at + 3_600_000, isCounterOffer: false, byPhone: false },
  }));
export const telephoned = (minutes: number): Step =>
  step(minutes, () => ({ type: "contact-recorded", data: { medium: "telephone", with: "patient", reached: true } }));
export const transferred = (minutes: number, fromTeam: string): Step =>
  step(minutes, () => ({ type: "team-transferred", data: { fromTeam, reason: "capacity" } }));
export const arrived = (
  minutes: number,
  team: string,
  late: { readonly breachReason?: FactOf<"arrived">["data"]["breachReason"]; readonly recordedAfter?: number } = {},
): Step =>
  step(
    minutes,
    (at) => ({
      type: "arrived",
      data: {
        team,
        firstFaceToFaceAt: at,
        minutesFromReceived: minutes,
        minutesFromNeedIdentified: null,
        isBreach: late.breachReason !== undefined,
        breachReason: late.breachReason ?? null,
      },
    }),
    late.recordedAfter ?? 0,
  );
export const noAccess = (minutes: number): Step =>
  step(minutes, () => ({
    type: "no-access-recorded",
    data: { callsMade: 2, nextOfKinCalled: true, referrerCalled: true, welfareCheckAskedOf: "police" },
  }));
export const escalated = (minutes: number, reason: FactOf<"escalated-to-999">["data"]["reason"]): Step =>
  step(minutes, (at) => ({ type: "escalated-to-999", data: { reason, acknowledgeBy: at + 300_000 } }));
export const held = (minutes: number): Step =>
  step(minutes, (at) => ({
    type: "held",
    data: {
      untilOpeningAt: at + 36_000_000,
      safeUntil: at + 40_000_000,
      owner: clinician,
      nightNumberGiven: true,
      worseningAdviceGiven: true,
      patientTold: true,
    },
  }));
export const holdReleased = (minutes: number): Step =>
  step(minutes, () => ({ type: "hold-released", data: { by: "opening" } }));
export const handedBack = (
  minutes: number,
  reason: FactOf<"handed-back">["data"]["reason"],
  isAutomatic = false,
): Step =>
  step(minutes, (at) => ({
    type: "handed-back",
    data: {
      reason,
      to: isAutomatic ? "999" : "referrer",
      isAutomatic,
      acknowledgeBy: at + 900_000,
      openNow: null,
    },
  }));
export const withdrawn = (minutes: number, reason: FactOf<"withdrawn">["data"]["reason"]): Step =>
  step(minutes, () => ({ type: "withdrawn", data: { reason, afterAcceptance: false, acknowledgeBy: null } }));
export const takeConfirmed = (minutes: number): Step =>
  step(minutes, (at) => ({
    type: "take-confirmed",
    data: {
      clockStartAt: at,
      decisionBy: at + 20 * MINUTE_MS,
      twoHourDueAt: at + 120 * MINUTE_MS,
      handBackAt: at + 20 * MINUTE_MS,
    },
  }));
export const candidateLeft = (minutes: number, reason: FactOf<"candidate-left">["data"]["reason"]): Step =>
  step(minutes, () => ({ type: "candidate-left", data: { reason } }));
export const closed = (
  minutes: number,
  outcome: FactOf<"closed">["data"]["outcome"],
  breachReason: FactOf<"closed">["data"]["breachReason"] = null,
): Step =>
  step(minutes, () => ({ type: "closed", data: { outcome, alternative: null, summary: "sent", breachReason } }));

type Opened = FactOf<"opened">["data"];

/** What is special about who asked and for whom. */
export interface Asked {
  readonly source?: Source;
  readonly organisation?: string;
  readonly picture?: Partial<Opened["picture"]>;
  readonly placeOfPatient?: string | null;
  readonly opened?: Partial<Opened>;
}

const feedOf = (source: Source): Opened["feed"] =>
  source === "crew" || source === "stack" ? "ambulance" : source === "gp" ? "primary-care" : "community";

const decisionMinutes = (source: Source): number => (source === "crew" ? 15 : source === "stack" ? 20 : 30);

/** The facts of one life, `opened` first. */
export function lifeOf(number: number, receivedAt: number, asked: Asked, steps: readonly Step[]): ReferralFact[] {
  const source = asked.source ?? "crew";
  const place = asked.placeOfPatient;
  const picture = aPicture(asked.picture);
  const opened = openedData(receivedAt, {
    feed: feedOf(source),
    source,
    senderOrganisation: asked.organisation ?? "RYC",
    decisionBy: receivedAt + decisionMinutes(source) * MINUTE_MS,
    picture: place === undefined ? picture : { ...picture, location: { ...picture.location, place } },
    ...asked.opened,
  });
  const all = [step(0, () => ({ type: "opened", data: opened })), ...steps];
  return all.map(({ minutes, make, recordedAfter = 0 }, index) => {
    const at = receivedAt + minutes * MINUTE_MS;
    return {
      ...make(at),
      id: factId(number, index + 1),
      referralId: lifeId(number),
      sequence: index + 1,
      revision: 1,
      at,
      recordedAt: at + recordedAfter * MINUTE_MS,
      actor: systemActor,
      causationId: "made",
      correlationId: "made",
    } as ReferralFact;
  });
}
