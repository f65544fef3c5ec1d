/**
 * One life after another as facts: received, assessed, offered to one team or more, accepted, seen, closed; or refused, withdrawn, lapsed. In: chances and a month.
 * Out: the facts of each, in order. Minutes are spread so that some four in five two-hour referrals are met, as the published counts say of England.
 */
import type { Actor, ClinicalPicture, NeedCode, ReferralFact, ReferralFactType, Source } from "@ucrt/schemas";
import type { Choice } from "../bench/seeded-choice.ts";
import { ends, nation, outcomes, receivedAtOf, referrerOf, sources, teamOf, type Area } from "./made-nation.ts";

const MINUTE_MS = 60_000;
const queue: Actor = {
  kind: "system",
  subject: "queue",
  name: null,
  role: "system",
  organisation: null,
  team: null,
  registration: null,
};
const clinician = { name: "Example Nurse", role: "nurse", registration: null };
const needs = {
  FALL: 30,
  FRAILTY: 15,
  MOBILITY: 10,
  CATHETER: 10,
  INFECTION: 12,
  RESPIRATORY: 8,
  EOL: 7,
  DELIRIUM: 4,
  EQUIP: 4,
} as const satisfies Partial<Record<NeedCode, number>>;

/** Ids that rise with time, as a database likes them. */
export const referralIdOf = (number: number): string =>
  `${number.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;

/** A person's referral that ended, for the one who comes back. */
interface Ended {
  readonly referralId: string;
  readonly closedAt: number;
}

export interface LifeMaker {
  readonly next: (month: string) => readonly ReferralFact[];
}

export function createLifeMaker(choice: Choice): LifeMaker {
  let made = 0;
  const ended: Ended[] = [];
  return {
    next: (month) => {
      made += 1;
      const facts = lifeOf(choice, { number: made, month, ended });
      const last = facts.at(-1);
      if (last?.type === "closed" || last?.type === "handed-back")
        ended[made % 20_000] = { referralId: last.referralId, closedAt: last.at };
      return facts;
    },
  };
}

type Data<Type extends ReferralFactType> = Extract<ReferralFact, { type: Type }>["data"];
/** The data, or what makes them of the instant it happens at. */
type Add = <Type extends ReferralFactType>(
  type: Type,
  minutesLater: number,
  data: Data<Type> | ((atMs: number) => Data<Type>),
) => void;

function lifeOf(
  choice: Choice,
  { number, month, ended }: { readonly number: number; readonly month: string; readonly ended: readonly Ended[] },
): ReferralFact[] {
  const referralId = referralIdOf(number);
  const receivedAt = receivedAtOf(choice, month);
  const area = choice.pick(nation);
  const place = choice.pick(area.places);
  const source = choice.weighted(sources);
  const facts: ReferralFact[] = [];
  let at = receivedAt;
  const add: Add = (type, minutesLater, data) => {
    at += Math.round(minutesLater * MINUTE_MS);
    facts.push({
      type,
      id: referralId,
      referralId,
      sequence: facts.length + 1,
      revision: 1,
      at,
      recordedAt: choice.chance(0.04) ? at + choice.whole(1, 90) * MINUTE_MS : at,
      actor: queue,
      causationId: referralId,
      correlationId: referralId,
      data: typeof data === "function" ? data(at) : data,
    } as unknown as ReferralFact);
  };
  const earlier = choice.chance(0.08) ? ended[choice.whole(0, ended.length)] : undefined;
  add("opened", 0, opened(choice, { area, place, source, receivedAt, earlier }));
  after(choice, add, { place, source });
  return facts;
}

function opened(
  choice: Choice,
  props: {
    readonly area: Area;
    readonly place: string;
    readonly source: Source;
    readonly receivedAt: number;
    readonly earlier: Ended | undefined;
  },
): Data<"opened"> {
  const { area, source, receivedAt, earlier } = props;
  return {
    feed: feedOf(source),
    source,
    channel: "system",
    senderOrganisation: referrerOf(choice, area, source),
    onBehalfOf: null,
    submitter: null,
    isCandidate: false,
    alertsStaffAutomatically: false,
    picture: pictureOf(choice, props),
    needIdentifiedAt: choice.chance(0.6) ? receivedAt - choice.whole(0, 180) * MINUTE_MS : null,
    receivedAt,
    ambulanceClockStartAt: null,
    validationBreachAt: null,
    crewOnSceneAt: null,
    clockStartAt: receivedAt,
    clockStartBasis: "received",
    decisionBy: receivedAt + 30 * MINUTE_MS,
    twoHourDueAt: receivedAt + 120 * MINUTE_MS,
    handBackAt: null,
    checkId: null,
    earlierReferrals: earlier !== undefined && earlier.closedAt < receivedAt ? [earlier] : [],
  };
}

function pictureOf(
  choice: Choice,
  { area, place, source }: { readonly area: Area; readonly place: string; readonly source: Source },
): ClinicalPicture {
  return {
    ageYears: choice.chance(0.97) ? choice.whole(60, 99) : null,
    ageBasis: "estimated",
    sex: "unknown",
    practice: choice.chance(0.9) ? choice.pick(area.practices) : null,
    temporaryResident: "unknown",
    need: choice.weighted(needs),
    otherNeeds: [],
    carePlace: source === "care-home" || choice.chance(0.1) ? "care-home" : "home",
    arpCategory: null,
    answers: {},
    news2: null,
    flags: {
      safeguarding: "unknown",
      sceneSafety: "unknown",
      infectionRisk: "unknown",
      interpreterNeeded: false,
      reasonableAdjustment: false,
    },
    location: {
      place: choice.chance(0.995) ? place : null,
      lsoa: null,
      district: null,
      postcodeDistrict: null,
      practicePlace: null,
      basis: "incident-postcode",
      placesDisagree: false,
    },
    alternative: choice.chance(0.8)
      ? choice.weighted({ convey: 45, admit: 25, "gp-visit": 15, stay: 10, unsure: 5 })
      : null,
    clinicianWithPatient: false,
    nhsNumberVerified: choice.chance(0.92),
    dataQuality: [],
  };
}

const feedOf = (source: Source): Data<"opened">["feed"] =>
  source === "crew" || source === "stack"
    ? "ambulance"
    : source === "emergency-department" || source === "ward" || source === "sdec"
      ? "hospital"
      : source === "gp" || source === "nhs-111"
        ? "primary-care"
        : "community";

/** Everything after receipt. */
function after(choice: Choice, add: Add, { place, source }: { readonly place: string; readonly source: Source }): void {
  const outcome = choice.weighted(outcomes);
  const response = choice.weighted({ "two-hour": 80, "same-day": 14, "two-days": 6 });
  add("assessed", 0.05, {
    adviceId: referralIdOf(0),
    decision: {
      criteriaSet: { area: "nation", version: "1", hash: "h", isApproved: false },
      outcome,
      redirectTo: null,
      response,
      triage: "by-accepting-clinician",
      cappedBy: null,
      uncappedOutcome: outcome,
      findings: [],
    },
  });
  if ((outcome === "redirect" || outcome === "emergency") && choice.chance(0.85)) {
    add("advised", 0, { outcome, redirectTo: null, acknowledgeBy: 0 });
    return;
  }
  if (outcome !== "suitable")
    add("reviewed", choice.whole(3, 25), {
      outcome: "suitable",
      response: choice.chance(0.06) ? "same-day" : response,
      reason: "new-information",
      redirectTo: null,
      overrides: [],
    });
  const team = offerUntilTaken(choice, add, { place, source });
  if (team !== null) visit(choice, add, team, response === "two-hour" ? 88 : 260);
}

/** The team that accepted; null: it ended before. */
function offerUntilTaken(
  choice: Choice,
  add: Add,
  { place, source }: { readonly place: string; readonly source: Source },
): string | null {
  const home = teamOf(place);
  const neighbour = home.replace(/\d$/, (digit) => String((Number(digit) % 4) + 1));
  for (const team of [home, neighbour]) {
    const offerId = referralIdOf(1);
    add("offered", choice.whole(1, 3), {
      offerId,
      team,
      attempt: 1,
      by: "routing",
      isMutualAid: false,
      halfTimeAt: 0,
      lapsesAt: 0,
    });
    const answer = choice.weighted({ accepted: 86, declined: 7, lapsed: 4, withdrawn: 3 });
    if (answer === "accepted") {
      add("accepted", choice.whole(2, 22), {
        offerId,
        team,
        clinician,
        expectedAt: 0,
        isCounterOffer: false,
        byPhone: false,
      });
      return team;
    }
    if (answer === "declined")
      add("offer-declined", choice.whole(2, 15), {
        offerId,
        team,
        reason: choice.weighted({
          capacity: 50,
          "not-eligible": 20,
          "cannot-reach-in-time": 15,
          "skill-not-available": 10,
          other: 5,
        }),
      });
    if (answer === "lapsed") add("offer-lapsed", choice.whole(5, 25), { offerId, team });
    if (answer === "withdrawn") {
      add("offer-withdrawn", choice.whole(1, 10), { offerId, team, because: "withdrawn" });
      add("withdrawn", 0, {
        reason: choice.weighted({ conveyed: 40, "no-longer-needed": 30, "patient-declined": 20, upgraded: 10 }),
        afterAcceptance: false,
        acknowledgeBy: null,
      });
      return null;
    }
  }
  add("handed-back", choice.whole(1, 10), {
    reason:
      source === "stack" ? "breach-time-near" : choice.weighted({ capacity: 60, "service-closed": 30, other: 10 }),
    to: source === "stack" ? "999" : "referrer",
    isAutomatic: source === "stack",
    acknowledgeBy: 0,
    openNow: null,
  });
  return null;
}

function visit(choice: Choice, add: Add, team: string, spreadMinutes: number): void {
  const closes = (outcome: Data<"closed">["outcome"], minutes: number): void =>
    add("closed", minutes, { outcome, alternative: null, summary: "sent", breachReason: null });
  if (choice.chance(0.02)) return closes("duplicate", 3);
  add("set-off", choice.whole(1, 20), { team });
  if (choice.chance(0.02)) {
    add("no-access-recorded", choice.whole(20, 60), {
      callsMade: 2,
      nextOfKinCalled: true,
      referrerCalled: true,
      welfareCheckAskedOf: "police",
    });
    return closes("not-reached", 60);
  }
  const minutes = 8 + Math.floor(choice.share() ** 1.6 * spreadMinutes * 1.4);
  const isBreach = minutes > 95;
  add("arrived", minutes, (at) => ({
    team,
    firstFaceToFaceAt: at,
    minutesFromReceived: minutes,
    minutesFromNeedIdentified: null,
    isBreach,
    breachReason:
      isBreach && choice.chance(0.8) ? choice.weighted({ capacity: 50, travel: 30, access: 10, other: 10 }) : null,
  }));
  closes(choice.weighted(ends), choice.whole(20, 110));
}
