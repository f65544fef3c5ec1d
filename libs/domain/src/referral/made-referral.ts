/**
 * Made-up messages, advice, people and teams for tests of the referral's life. Nothing here is a real person or place.
 * In: what differs from a plain example. Out: complete values of the contracts.
 */
import type {
  AmendmentReceived,
  AssessedAdvice,
  ClinicalPicture,
  ConsideredTeam,
  Decision as Assessment,
  Outcome,
  Person,
  Principal,
  Received,
  Role,
  RoutedAdvice,
  Source,
  Timeouts,
} from "@ucrt/schemas";
import type { DecisionContext, TeamNow } from "./context.ts";

export const MINUTE = 60_000;
/** 2026-11-03T10:00:00Z, a Tuesday. */
export const T0 = 1_793_700_000_000;
export const referralId = "00000000-0000-4000-8000-000000000001";

const everySource = <Value>(value: Value): Record<Source, Value> => ({
  crew: value,
  stack: value,
  "emergency-department": value,
  ward: value,
  sdec: value,
  gp: value,
  "nhs-111": value,
  "care-home": value,
  telecare: value,
  "social-care": value,
  "mental-health": value,
  hospice: value,
  "voluntary-sector": value,
  "community-health": value,
  self: value,
  carer: value,
});

/** The times of mid and south Essex, as data of the test. */
export const timeouts: Timeouts = {
  effectiveFrom: "2026-11-01",
  basis: "test",
  approver: "none, demonstration only",
  twoHourMinutes: 120,
  decisionByMinutes: { ...everySource(30), crew: 15, stack: 20 },
  offerMinimumMinutes: 5,
  adviceOwedMinutes: 2,
  routingRetryMinutes: 10,
  handBack: {
    beforeValidationBreachMinutes: 5,
    beforeCategoryStandardMinutes: 45,
    afterReceiptMinutes: 20,
    categoryStandardMinutes: { C3: 120, C4: 180 },
  },
  acknowledge: {
    emergencyAdviceMinutes: 5,
    redirectAdviceMinutes: 15,
    handBackUrgentMinutes: 5,
    handBackMinutes: 15,
    amendmentMinutes: 5,
    alertMinutes: 5,
    escalationHandoverMinutes: 5,
    onwardMinutes: 60,
    takeMinutes: 5,
  },
  callTaskMinutes: 5,
  holdReviewMinutes: 30,
  noAccessReviewMinutes: 15,
  closeAfterArrivalMinutes: 240,
  claimMinutes: 10,
  snoozeMinutes: 15,
  board: {
    deadlineNearMinutes: 5,
    feedSilentMinutes: { ambulance: 30, hospital: 120, "primary-care": 240, community: 480 },
    parkedMinutes: 1,
    silenceMinutes: 5,
  },
  lateEntryMinutes: 15,
  callDraft: { abandonedMinutes: 5, erasedMinutes: 720 },
};

export const madePicture = (changes: Partial<ClinicalPicture> = {}): ClinicalPicture => ({
  ageYears: 84,
  ageBasis: "date-of-birth",
  sex: "female",
  practice: null,
  temporaryResident: "no",
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
    place: "north",
    lsoa: null,
    district: null,
    postcodeDistrict: null,
    practicePlace: null,
    basis: "incident-postcode",
    placesDisagree: false,
  },
  alternative: "convey",
  clinicianWithPatient: true,
  nhsNumberVerified: false,
  dataQuality: [],
  ...changes,
});

interface Sent {
  readonly source?: Source;
  readonly atMs?: number;
  readonly isCandidate?: boolean;
  readonly picture?: ClinicalPicture;
  readonly needIdentifiedAtMs?: number | null;
  readonly validationBreachAtMs?: number | null;
  readonly ambulanceClockStartAtMs?: number | null;
}

const feedOf = (source: Source): Received["sender"]["feed"] =>
  source === "crew" || source === "stack"
    ? "ambulance"
    : source === "gp" || source === "nhs-111"
      ? "primary-care"
      : source === "ward" || source === "sdec" || source === "emergency-department"
        ? "hospital"
        : "community";

/** Never looked at by the decisions: identity stays with `queue`. */
const nobody = {} as Person;

const contentOf = (sent: Sent): Pick<Received, "sender" | "clocks" | "picture" | "person"> => {
  const source = sent.source ?? "crew";
  const atMs = sent.atMs ?? T0;
  return {
    sender: {
      feed: feedOf(source),
      source,
      channel: "system",
      organisation: "ORG1",
      caseId: "case-1",
      requestId: "request-1",
      subject: "referrer-1",
      alertsStaffAutomatically: false,
    },
    clocks: {
      needIdentifiedAt: sent.needIdentifiedAtMs ?? null,
      receivedAt: atMs,
      ambulanceClockStartAt: sent.ambulanceClockStartAtMs ?? null,
      validationBreachAt: sent.validationBreachAtMs ?? null,
      crewOnSceneAt: null,
    },
    picture: sent.picture ?? madePicture(),
    person: nobody,
  };
};

export const madeReceived = (sent: Sent = {}): Received => ({
  type: "received",
  id: "00000000-0000-4000-8000-0000000000a1",
  referralId,
  at: sent.atMs ?? T0,
  correlationId: "c",
  ...contentOf(sent),
  isCandidate: sent.isCandidate ?? false,
});

export const madeAmendment = (
  sent: Sent & { readonly id?: string; readonly confirmsTake?: boolean } = {},
): AmendmentReceived => ({
  type: "amendment-received",
  id: sent.id ?? "00000000-0000-4000-8000-0000000000a2",
  referralId,
  at: sent.atMs ?? T0 + MINUTE,
  correlationId: "c",
  ...contentOf({ atMs: T0 + MINUTE, ...sent }),
  confirmsTake: sent.confirmsTake ?? false,
});

export const madeAssessment = (outcome: Outcome = "suitable", changes: Partial<Assessment> = {}): Assessment => ({
  criteriaSet: { area: "test", version: "1", hash: "h", isApproved: false },
  outcome,
  redirectTo: outcome === "redirect" ? "urgent-treatment-centre" : null,
  response: "two-hour",
  triage: "by-accepting-clinician",
  cappedBy: null,
  uncappedOutcome: outcome,
  findings:
    outcome === "suitable"
      ? []
      : [{ criterion: `X-${outcome}`, result: "met", raises: outcome, asks: false, value: null }],
  ...changes,
});

let adviceNumber = 0;
const nextId = (): string => `00000000-0000-4000-9000-${String((adviceNumber += 1)).padStart(12, "0")}`;

export const madeAssessed = (decision: Assessment = madeAssessment(), revision = 1): AssessedAdvice => ({
  type: "assessed",
  id: nextId(),
  referralId,
  causationId: referralId,
  correlationId: "c",
  revision,
  at: T0,
  decision,
});

export const ranked = (team: string, rank: number | null, changes: Partial<ConsideredTeam> = {}): ConsideredTeam => ({
  team,
  rank,
  reason: rank === null ? "closed-now" : "covers-and-open",
  isMutualAid: false,
  room: 5,
  load: 0,
  ...changes,
});

export const madeRouted = (
  considered: readonly ConsideredTeam[] = [ranked("team-a", 1), ranked("team-b", 2)],
  changes: Partial<RoutedAdvice> = {},
): RoutedAdvice => ({
  type: "routed",
  id: nextId(),
  referralId,
  causationId: referralId,
  correlationId: "c",
  revision: 1,
  at: T0,
  attempt: 1,
  considered: [...considered],
  nextOpeningAt: null,
  unroutedBecause: considered.some((team) => team.rank !== null) ? null : "nobody-open",
  ...changes,
});

export const madePrincipal = (role: Role, changes: Partial<Principal> = {}): Principal => ({
  subject: `${role}-1`,
  name: `A ${role}`,
  role,
  organisation: "ORG9",
  ...changes,
});

/** One person of each kind. */
export const people = {
  clinicianA: madePrincipal("ucrt-clinician", { team: "team-a", registration: { body: "HCPC", number: "P1" } }),
  clinicianB: madePrincipal("ucrt-clinician", {
    subject: "clinician-b",
    team: "team-b",
    registration: { body: "NMC", number: "N1" },
  }),
  leadA: madePrincipal("ucrt-lead", { team: "team-a" }),
  spaClinician: madePrincipal("spa-clinician", { registration: { body: "NMC", number: "N2" } }),
  coordinator: madePrincipal("spa-coordinator"),
  referrer: madePrincipal("crew", { subject: "referrer-1", organisation: "ORG1" }),
  desk: madePrincipal("referrer-desk", { organisation: "ORG1" }),
  stranger: madePrincipal("referrer", { subject: "somebody-else" }),
  serviceLead: madePrincipal("service-lead"),
  commissioner: madePrincipal("commissioner"),
} as const;

export const openTeam = (team: string, changes: Partial<TeamNow> = {}): TeamNow => ({
  team,
  name: `Team ${team}`,
  isOpen: true,
  isPaused: false,
  room: 5,
  coversPlace: () => true,
  ...changes,
});

export const madeTeams: readonly TeamNow[] = [openTeam("team-a"), openTeam("team-b"), openTeam("team-c")];

export function madeContext(nowMs: number, teams: readonly TeamNow[] = madeTeams): DecisionContext {
  let made = 0;
  const hex = (value: number, length: number): string =>
    Math.abs(Math.trunc(value)).toString(16).padStart(length, "0").slice(-length);
  return {
    referralId,
    nowMs,
    timeouts,
    teamOf: (name) => teams.find((team) => team.team === name),
    newId: (purpose) =>
      `${hex(nowMs / 1000, 8)}-0000-5000-8${hex(
        Array.from(purpose).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 0xfff, 7),
        3,
      )}-${hex((made += 1), 12)}`,
  };
}
