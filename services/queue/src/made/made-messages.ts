/**
 * Made-up messages and people for the tests of `queue`. Nothing here is a real person. In: what differs from a plain example.
 * Out: complete values of the contracts, and Kafka messages as a consumer hands them over.
 */
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { IncomingMessage } from "@ucrt/kafka";
import {
  ADVICE_TOPIC,
  advice,
  PARKED_TOPIC,
  parkedMessage,
  SUBMITTED_TOPIC,
  submitted,
  type AmendmentReceived,
  type AnswerUndelivered,
  type AssessedAdvice,
  type ConsideredTeam,
  type Fact,
  type Outcome,
  type ParkedMessage,
  type Person,
  type Principal,
  type Received,
  type Role,
  type RoutedAdvice,
  type Submitted,
  type WithdrawalReceived,
} from "@ucrt/schemas";
import { aPicture } from "@ucrt/testing";

export const TEAM = "ucrt-basildon-brentwood";
export const OTHER_TEAM = "ucrt-mid-essex";

let offset = 0;

/** A message as the consumer hands it over. */
export function incoming(
  topic: string,
  value: string | Buffer | null,
  headers: Record<string, string> = {},
): IncomingMessage {
  offset += 1;
  return {
    topic,
    partition: 0,
    offset: String(offset),
    key: null,
    valueBytes: value === null ? Buffer.alloc(0) : Buffer.from(value),
    isTombstone: value === null,
    timestampMs: 0,
    headers,
  };
}

export const submittedMessage = (message: Submitted): IncomingMessage =>
  incoming(SUBMITTED_TOPIC, JSON.stringify(submitted.encode(message)));
export const adviceMessage = (message: z.output<typeof advice>): IncomingMessage =>
  incoming(ADVICE_TOPIC, JSON.stringify(advice.encode(message)));
export const parkedAsMessage = (message: ParkedMessage): IncomingMessage =>
  incoming(PARKED_TOPIC, JSON.stringify(parkedMessage.encode(message)));

/** Letters only, so that every made-up person has a name of her own. */
const someName = (): string =>
  randomUUID()
    .replace(/[^a-f]/g, "")
    .padEnd(6, "x");

export const madePerson = (changes: Partial<Person> = {}): Person => ({
  name: `${someName()} ${someName()} Patientsdottir`,
  nhsNumber: "9990000018",
  dateOfBirth: "1940-02-29",
  sex: "female",
  phone: "07700 900111",
  visitAddress: { lines: ["1 Example Row"], postcode: "SS14 3AB" },
  contacts: [],
  accessNotes: "Key safe Q471Q by the door",
  narrative: "Slipped in the kitchen",
  referrer: { name: "Crew Example", callBack: "07700 900222" },
  ...changes,
});

const content = (sent: {
  readonly atMs: number;
  readonly person?: Person;
  readonly caseId?: string;
  readonly subject?: string;
  readonly organisation?: string;
  readonly place?: string;
  readonly nhsNumberVerified?: boolean;
}): Pick<Received, "sender" | "clocks" | "picture" | "person"> => ({
  sender: {
    feed: "ambulance",
    source: "crew",
    channel: "system",
    organisation: sent.organisation ?? "RYC",
    caseId: sent.caseId ?? randomUUID(),
    requestId: randomUUID(),
    subject: sent.subject ?? "crew-1",
    alertsStaffAutomatically: false,
    referredBy: { name: "Crew Example", role: "paramedic" },
  },
  clocks: {
    needIdentifiedAt: null,
    receivedAt: sent.atMs,
    ambulanceClockStartAt: null,
    validationBreachAt: null,
    crewOnSceneAt: null,
  },
  picture: aPicture({
    nhsNumberVerified: sent.nhsNumberVerified ?? false,
    ...(sent.place === undefined ? {} : { location: { ...aPicture().location, place: sent.place } }),
  }),
  person: sent.person ?? madePerson(),
});

export const madeReceived = (sent: {
  readonly atMs: number;
  readonly referralId?: string;
  readonly person?: Person;
  readonly caseId?: string;
  readonly subject?: string;
  readonly organisation?: string;
  readonly place?: string;
  readonly nhsNumberVerified?: boolean;
  readonly source?: Received["sender"]["source"];
  readonly validationBreachAt?: number;
}): Received => {
  const base = content(sent);
  return {
    type: "received",
    id: randomUUID(),
    referralId: sent.referralId ?? randomUUID(),
    at: sent.atMs,
    correlationId: randomUUID(),
    ...base,
    sender: { ...base.sender, source: sent.source ?? "crew" },
    clocks: { ...base.clocks, validationBreachAt: sent.validationBreachAt ?? null },
    isCandidate: false,
  };
};

export const madeAmendment = (about: Received, changes: Partial<AmendmentReceived> = {}): AmendmentReceived => ({
  type: "amendment-received",
  id: randomUUID(),
  referralId: about.referralId,
  at: about.at + 60_000,
  correlationId: about.correlationId,
  sender: about.sender,
  clocks: about.clocks,
  picture: about.picture,
  person: about.person,
  confirmsTake: false,
  ...changes,
});

export const madeWithdrawal = (about: Received): WithdrawalReceived => ({
  type: "withdrawal-received",
  id: randomUUID(),
  referralId: about.referralId,
  at: about.at + 60_000,
  correlationId: about.correlationId,
  reason: "no-longer-needed",
  organisation: "RYC",
});

export const madeAnswerUndelivered = (
  referralId: string,
  answer: AnswerUndelivered["answer"],
  undelivered = true,
): AnswerUndelivered => ({
  type: "answer-undelivered",
  id: randomUUID(),
  referralId,
  at: 0,
  correlationId: randomUUID(),
  answer,
  undelivered,
});

/** What `eligibility` would answer to a fact. */
export const madeAssessed = (fact: Fact, outcome: Outcome = "suitable"): AssessedAdvice => ({
  type: "assessed",
  id: randomUUID(),
  referralId: fact.referralId,
  causationId: fact.id,
  correlationId: fact.correlationId,
  revision: fact.revision,
  at: fact.at,
  decision: {
    criteriaSet: { area: "demo", version: "2026-11-01", hash: "0".repeat(64), isApproved: false },
    outcome,
    redirectTo: null,
    response: "two-hour",
    triage: "by-accepting-clinician",
    cappedBy: null,
    uncappedOutcome: outcome,
    findings: [],
  },
});

export const rankedTeam = (team: string, rank: number): ConsideredTeam => ({
  team,
  rank,
  reason: "covers-and-open",
  isMutualAid: false,
  room: 5,
  load: 0,
});

/** What `routing` would answer to `routing-requested`. */
export const madeRouted = (fact: Fact, teams: readonly string[] = [TEAM]): RoutedAdvice => {
  if (fact.type !== "routing-requested") throw new Error(`Routing answers routing-requested, not ${fact.type}`);
  return {
    type: "routed",
    id: randomUUID(),
    referralId: fact.referralId,
    causationId: fact.id,
    correlationId: fact.correlationId,
    revision: fact.revision,
    attempt: fact.data.attempt,
    at: fact.at,
    considered: teams.map((team, index) => rankedTeam(team, index + 1)),
    nextOpeningAt: null,
    unroutedBecause: teams.length === 0 ? "nobody-with-room" : null,
  };
};

/** A signed-in person. */
export const madePrincipal = (role: Role, changes: Partial<Principal> = {}): Principal => ({
  subject: `${role}-1`,
  name: `A ${role}`,
  role,
  organisation: "RAT",
  ...(role.startsWith("ucrt-") ? { team: TEAM } : {}),
  ...(role.endsWith("-clinician") || role === "ucrt-lead"
    ? { registration: { body: "NMC" as const, number: "12A3456B" } }
    : {}),
  ...changes,
});
