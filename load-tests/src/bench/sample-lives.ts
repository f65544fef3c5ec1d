/**
 * Whole lives of referrals, as `queue` writes them. In: how many, a seed. Out: for each its messages, every question that was decided, and its facts.
 * The questions are the real ones (submitted, assessed, routed, offered, seen, accepted, on the way, arrived, closed; with declines, lapses, amendments,
 * and reviews by a clinician); the answers come from `decide`, the criteria and the directory themselves.
 */
import {
  assess,
  compileCriteria,
  decide,
  evolve,
  initialReferral,
  rankTeams,
  timersOf,
  type DecisionContext,
  type Referral,
  type ReferralInput,
} from "@ucrt/domain";
import type { Command, Principal, ReferralFact, Received, Sender } from "@ucrt/schemas";
import { loadCriteriaVersions, readTimeouts } from "@ucrt/schemas/areas";
import { goodExamples } from "@ucrt/testing/examples";
import { area, directory, exampleCases, samplePictures } from "./sample-pictures.ts";
import { normalise } from "@ucrt/domain";
import { seededChoice, type Choice } from "./seeded-choice.ts";

const [version] = loadCriteriaVersions({ area });
if (version === undefined) throw new Error(`The area ${area} has no criteria.`);
export const criteria = compileCriteria(version.set, version.identity);
const { value: timeouts } = readTimeouts(area);
const MINUTE_MS = 60_000;
/** Noon, so that every team of the area is open. */
const noonMs = Date.parse("2026-11-20T12:00:00Z");

/** One question to `decide`. */
export interface Question {
  readonly referral: Referral;
  readonly input: ReferralInput;
  readonly context: DecisionContext;
}

export interface SampleLife {
  readonly received: Received;
  readonly questions: readonly Question[];
  readonly facts: readonly ReferralFact[];
}

const uuidOf = (life: number, number: number): string =>
  `${String(life).padStart(8, "0")}-0000-4000-8000-${String(number).padStart(12, "0")}`;

const person = (role: Principal["role"], team?: string): Principal => ({
  subject: `${role}-1`,
  name: "Example Person",
  role,
  organisation: "NQA",
  ...(team === undefined ? {} : { team }),
  registration: { body: "NMC", number: "00A0000E" },
});

/** Lives from submission to closure, the same for the same seed. */
export function sampleLives(count: number, seed = 1): readonly SampleLife[] {
  const choice = seededChoice(seed);
  const persons = exampleCases().map(
    (given) => normalise(given, { directory, receivedAtMs: noonMs, requestId: "sample" }).person,
  );
  return samplePictures(count, seed).map(({ picture, source }, index): SampleLife => {
    const place = choice.pick(Object.keys(directory.data.file.places));
    const received: Received = {
      type: "received",
      id: uuidOf(index, 1),
      referralId: uuidOf(index, 0),
      at: noonMs,
      correlationId: uuidOf(index, 2),
      sender: {
        feed: feedOf(source),
        source,
        channel: "system",
        organisation: "RYC",
        caseId: `case-${index}`,
        requestId: `request-${index}`,
        subject: "crew-1",
        alertsStaffAutomatically: false,
      },
      clocks: {
        needIdentifiedAt: noonMs - 20 * MINUTE_MS,
        receivedAt: noonMs,
        ambulanceClockStartAt: null,
        validationBreachAt: null,
        crewOnSceneAt: null,
      },
      picture: { ...picture, location: { ...picture.location, place, basis: "incident-postcode" } },
      person: choice.pick(persons),
      isCandidate: false,
    };
    return live(received, index, choice);
  });
}

function feedOf(source: Sender["source"]): Sender["feed"] {
  if (source === "crew" || source === "stack") return "ambulance";
  if (source === "ward" || source === "sdec" || source === "emergency-department") return "hospital";
  return source === "gp" || source === "nhs-111" || source === "mental-health" ? "primary-care" : "community";
}

/** Steps at most: every life ends long before. */
const LONGEST_LIFE = 40;

function live(received: Received, life: number, choice: Choice): SampleLife {
  const questions: Question[] = [];
  const facts: ReferralFact[] = [];
  let referral: Referral = initialReferral;
  let nowMs = received.at;
  let ids = 100;
  const give = (input: ReferralInput): void => {
    const context: DecisionContext = {
      referralId: received.referralId,
      nowMs,
      timeouts,
      teamOf: (team) => {
        const entry = directory.team(team)?.entry;
        if (entry === undefined) return undefined;
        return { team, name: entry.name, isOpen: true, isPaused: false, room: 4, coversPlace: () => true };
      },
      newId: (purpose) => uuidOf(life, 50_000 + facts.length * 100 + purpose.length),
    };
    questions.push({ referral, input, context });
    const decision = decide(referral, input, context);
    if (decision.kind !== "facts") return;
    for (const fact of decision.facts) {
      const written = {
        ...fact,
        id: uuidOf(life, (ids += 1)),
        referralId: received.referralId,
        sequence: facts.length + 1,
        recordedAt: nowMs,
        causationId: input.kind === "submitted" ? input.message.id : uuidOf(life, 3),
        correlationId: received.correlationId,
      } as ReferralFact;
      facts.push(written);
      referral = evolve(referral, written);
    }
  };
  give({ kind: "submitted", message: received });
  for (let step = 0; step < LONGEST_LIFE; step += 1) {
    nowMs += choice.whole(10, 240) * 1_000;
    const input = nextInput({ referral, received, nowMs, choice, newId: () => uuidOf(life, (ids += 1)) });
    if (input === null) break;
    if (input.kind === "timer") nowMs = Math.max(nowMs, timersOf(referral as never)[0]?.atMs ?? nowMs);
    give(input);
  }
  return { received, questions, facts };
}

interface Moment {
  readonly referral: Referral;
  readonly received: Received;
  readonly nowMs: number;
  readonly choice: Choice;
  readonly newId: () => string;
}

function nextInput(moment: Moment): ReferralInput | null {
  const { referral, received, nowMs, choice, newId } = moment;
  if (referral.status === "none") return null;
  if (referral.assessmentAwaited !== null)
    return {
      kind: "advice",
      advice: {
        type: "assessed",
        id: newId(),
        referralId: received.referralId,
        causationId: newId(),
        correlationId: received.correlationId,
        revision: referral.revision,
        at: nowMs,
        decision: assess(criteria, { picture: received.picture, source: received.sender.source, atMs: nowMs }),
      },
    };
  if (referral.status === "waiting" && referral.routing?.isAwaited === true) return routed(moment);
  if (referral.offer === null && referral.job === null && referral.status === "waiting") return null;
  if (choice.chance(0.04))
    return {
      kind: "submitted",
      message: {
        ...received,
        type: "amendment-received",
        id: newId(),
        at: nowMs,
        confirmsTake: false,
      },
    };
  if (referral.offer !== null) return toOffer(referral.offer, moment);
  return toTheRest(moment);
}

function routed({ referral, received, nowMs, newId }: Moment): ReferralInput {
  const routing = referral.status === "none" ? null : referral.routing;
  const ranking = rankTeams({
    location: received.picture.location,
    needs: [],
    response: "two-hour",
    teamsTried: [],
    source: received.sender.source,
    atMs: noonMs,
    directory,
    teamStates: new Map(),
  });
  return {
    kind: "advice",
    advice: {
      type: "routed",
      id: newId(),
      referralId: received.referralId,
      causationId: newId(),
      correlationId: received.correlationId,
      revision: routing?.revision ?? 1,
      attempt: routing?.attempt ?? 1,
      at: nowMs,
      considered: [...ranking.considered],
      nextOpeningAt: ranking.nextOpeningAt,
      unroutedBecause: ranking.unroutedBecause,
    },
  };
}

const command = (given: Command, principal: Principal): ReferralInput => ({
  kind: "command",
  command: given,
  principal,
});

function toOffer(
  { offerId, team }: { readonly offerId: string; readonly team: string },
  { nowMs, choice }: Moment,
): ReferralInput {
  const clinician = person("ucrt-clinician", team);
  switch (choice.weighted({ seen: 3, accept: 6, decline: 1, timer: 1 })) {
    case "seen":
      return command({ name: "seen", body: { offerId } }, clinician);
    case "accept":
      return command(
        { name: "accept", body: { offerId, expectedAt: nowMs + 45 * MINUTE_MS, byPhone: false } },
        clinician,
      );
    case "decline":
      return command({ name: "decline", body: { offerId, reason: "capacity", byPhone: false } }, clinician);
    case "timer":
      return { kind: "timer", name: "offer-half-time" };
  }
}

/** What a clinician or a team does next. */
function toTheRest({ referral }: Moment): ReferralInput | null {
  if (referral.status === "none") return null;
  const team = referral.job?.team;
  const clinician = person("ucrt-clinician", team);
  const nurse = person("spa-clinician");
  switch (referral.status) {
    case "deciding":
      return command(
        {
          name: "review",
          body: { outcome: "suitable", response: "two-hour", reason: "new-information", overrides: [] },
        },
        nurse,
      );
    case "accepted":
      return command({ name: "en-route", body: {} }, clinician);
    case "en-route":
      return command({ name: "arrive", body: {} }, clinician);
    case "arrived":
      return command({ name: "close", body: { outcome: "stayed-home", summary: "sent" } }, clinician);
    case "advised":
      return command({ name: "acknowledge", body: { what: "advice", byPhone: false } }, person("crew"));
    default:
      return null;
  }
}

/** Feed messages as their senders write them, with their feed. */
export const exampleMessages = (["ambulance", "hospital", "primary-care", "community"] as const).flatMap((feed) =>
  goodExamples(feed).map(({ message }) => ({ feed, message })),
);
