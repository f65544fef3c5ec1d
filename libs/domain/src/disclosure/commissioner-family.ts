/**
 * What commissioners may ask about, and how its counts are bound to each other. Data only. In: nothing. Out: tables, relations, aliases for `buildFamily`.
 * A breakdown that follows from another is not here (feed from source): a reader would know sums that this family does not. Staff read every breakdown.
 */
import type { BreakdownName } from "../measures/breakdowns.ts";
import { countNames, type CountName } from "../measures/counts.ts";
import type { CountAlias, CountRelation, FamilyTable } from "./build-family.ts";

export const commissionerBreakdowns = [
  "source",
  "place",
  "team",
  "outcome",
  "response",
  "need",
  "carePlace",
  "referrer",
] as const satisfies readonly BreakdownName[];

/** Hundreds of practices: a month of one is nearly always small, and would hide the months of others. */
export const commissionerBreakdownsWithoutMonths: readonly BreakdownName[] = ["referrer"];

export const commissionerPairs = [
  ["source", "place"],
  ["source", "outcome"],
  ["source", "response"],
  ["place", "team"],
  ["place", "outcome"],
  ["place", "response"],
  ["place", "need"],
  ["place", "carePlace"],
] as const satisfies readonly (readonly [BreakdownName, BreakdownName])[];

/** Ten a month at most are judged: always small. */
const neverForCommissioners: readonly CountName[] = ["auditAgreed", "auditDisagreed"];

/** For the whole area. */
export const commissionerCounts: readonly CountName[] = countNames.filter(
  (name) => !neverForCommissioners.includes(name),
);

/** With two breakdowns: what fills its cells. Reasons would be hidden nearly everywhere, and would hide others with them. */
export const commissionerPairCounts = [
  "received",
  "suitable",
  "review",
  "redirect",
  "emergency",
  "notAssessed",
  "offered",
  "accepted",
  "arrived",
  "handedBack",
  "refused",
  "twoHourReferrals",
  "twoHourInScope",
  "twoHourMet",
  "twoHourMetFromReceived",
  "twoHourMetFromNeedIdentified",
  "offersMade",
  "offersDeclined",
  "missed",
  "careHome",
] as const satisfies readonly CountName[];

/** With one breakdown: those, the reasons of refusal, and what is asked of sources and referrers. */
export const commissionerBreakdownCounts: readonly CountName[] = [
  ...commissionerPairCounts,
  "decidedInTime",
  "refusedHandedBack",
  "refusedAdvised",
  "offersAccepted",
  "offersLapsed",
  "declinedCapacity",
  "declinedNotEligible",
  "declinedClinicallyUnsafe",
  "declinedOutOfArea",
  "declinedSkillNotAvailable",
  "declinedCannotReachInTime",
  "declinedOther",
  "withdrawn",
  "closed",
  "conveyedAfterVisit",
  "avoidanceAnswered",
  "attendanceAvoided",
  "admissionAvoided",
  "repeatWithin30Days",
];

/** By week, for the whole area. */
export const commissionerWeekCounts = [
  "received",
  "accepted",
  "arrived",
  "refused",
  "twoHourReferrals",
  "twoHourInScope",
  "twoHourMet",
  "twoHourMetFromReceived",
  "twoHourMetFromNeedIdentified",
  "offersMade",
  "offersDeclined",
  "missed",
] as const satisfies readonly CountName[];

export const commissionerTables: readonly FamilyTable[] = [
  { breakdowns: [], counts: commissionerCounts },
  ...commissionerBreakdowns.map((name) => ({
    breakdowns: [name],
    counts: commissionerBreakdownCounts,
    isWithoutMonths: commissionerBreakdownsWithoutMonths.includes(name),
  })),
  ...commissionerPairs.map((pair) => ({ breakdowns: pair, counts: commissionerPairCounts })),
];

/** Every count that begins like this and goes on with a capital letter, without those named. */
const family = (prefix: string, ...without: readonly CountName[]): CountName[] =>
  countNames.filter((name) => new RegExp(`^${prefix}[A-Z]`).test(name) && !without.includes(name));

/** Held over random lives by `expect-adds-up.ts`. */
interface RelationOfCounts extends CountRelation {
  readonly total: CountName;
  readonly parts: readonly CountName[];
}

const sum = (total: CountName, parts: readonly CountName[]): RelationOfCounts => ({ total, parts, isOpen: false });
const within = (total: CountName, ...parts: readonly CountName[]): RelationOfCounts => ({ total, parts, isOpen: true });

export const countRelations: readonly RelationOfCounts[] = [
  sum("received", ["suitable", "review", "redirect", "emergency", "notAssessed"]),
  sum("received", family("state")),
  sum("twoHourReferrals", ["twoHourDuplicates", "twoHourWithdrawn", "twoHourRunning", "twoHourInScope"]),
  sum("twoHourInScope", ["twoHourMet", "twoHourSeenLate", "twoHourNotSeen"]),
  sum("twoHourInScope", ["twoHourMet", ...family("breach")]),
  sum("everTwoHour", ["twoHourReferrals", "movedFromTwoHour"]),
  sum("offersMade", ["offersAccepted", "offersLapsed", "offersWithdrawn", "offersOpen", "offersDeclined"]),
  sum("offersDeclined", family("declined")),
  sum("withdrawn", family("withdrawn", "withdrawnBeforeAcceptance")),
  sum("refused", family("refused")),
  sum("missed", family("missed")),
  sum("alternativeConveyOrAdmit", ["alternativeConvey", "alternativeAdmit"]),
  sum("attendanceAvoided", ["conveyanceAvoided", "admissionAvoided"]),
  within("handedBack", ...family("handedBack", "handedBackByMachine")),
  within("closed", ...family("closed")),
  within("arrived", "avoidanceAnswered", "avoidanceNoAlternative"),
  within("arrived", "avoidanceAnswered", "avoidanceNoCloseAnswer"),
  within("alternativeConvey", "conveyanceAvoided"),
  within("alternativeAdmit", "admissionAvoided"),
  within("alternativeConveyOrAdmit", "attendanceAvoided"),
  within("avoidanceAnswered", "alternativeConveyOrAdmit"),
  within("received", "decidedInTime", "decidedLate"),
  within("received", "withdrawn"),
  within("received", "handedBack"),
  within("received", "refused", "accepted"),
  within("received", "offered"),
  within("received", "arrived"),
  within("received", "closed"),
  within("received", "duplicates"),
  within("received", "careHome"),
  within("received", "held"),
  within("received", "noAccess"),
  within("received", "escalated"),
  within("received", "missed", "arrived"),
  within("received", "everTwoHour"),
  within("received", "repeatWithin30Days"),
  within("received", "withNhsNumber"),
  within("received", "withAge"),
  within("received", "withPractice"),
  within("received", "withPlace"),
  within("received", "withNeedIdentified"),
  within("received", "withAlternative"),
  within("repeatWithin30Days", "repeatWithin7Days"),
  within("repeatWithin7Days", "backAfterRefusal72h"),
  within("withdrawn", "withdrawnBeforeAcceptance"),
  within("handedBack", "handedBackByMachine"),
  within("twoHourInScope", "twoHourMetFromReceived"),
  within("twoHourInScope", "twoHourMetFromNeedIdentified"),
  within("arrived", "arrivedBackTimed"),
  within("arrived", "conveyedAfterVisit"),
  within("arrived", "arrivedWithCloseOutcome"),
  within("checksMade", "checksNotSent"),
  // Some are still waiting in the stack.
  within("candidatesSeen", "candidatesTaken", "candidatesNotTaken"),
];

/** Received under a value of these breakdowns is a count of its own. */
export const countAliases: readonly CountAlias[] = [
  ...(["suitable", "review", "redirect", "emergency"] as const).map((name) => ({
    breakdown: "outcome",
    value: name,
    count: "received",
    same: name,
  })),
  { breakdown: "outcome", value: "(not assessed)", count: "received", same: "notAssessed" },
  { breakdown: "response", value: "two-hour", count: "received", same: "twoHourReferrals" },
  { breakdown: "carePlace", value: "care-home", count: "received", same: "careHome" },
];

/** What the page is about: hidden last. */
const headlines: ReadonlySet<string> = new Set<CountName>([
  "received",
  "twoHourInScope",
  "twoHourMet",
  "accepted",
  "arrived",
  "twoHourReferrals",
  "missed",
  "refused",
]);
const core: ReadonlySet<string> = new Set(commissionerPairCounts);

/** The whole area before one breakdown before two, headlines before other counts before reasons, longer periods before shorter ones. */
export function worthForCommissioners(place: {
  readonly period: string;
  readonly breakdowns: number;
  readonly count: string;
}): number {
  const ofTable = [40, 10, 0][place.breakdowns] ?? 0;
  const ofCount = headlines.has(place.count) ? 30 : core.has(place.count) ? 10 : 0;
  const ofPeriod =
    place.period.length === 4 ? 6 : place.period.includes("Q") ? 3 : place.period.includes("W") ? -50 : 0;
  return ofTable + ofCount + ofPeriod;
}
