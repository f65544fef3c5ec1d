/**
 * Who may see and do what, as care at the front door needs it, written down a second time, in the order of their sentences, for the tests
 * that walk role by route by referral. In: who asks, what for, and what the referral is to the world. Out: the answer that is owed.
 * Deliberately not made from the tables beside it: a wrong cell there has to meet a different opinion here. Never used by a service.
 */
import type { Principal } from "@ucrt/schemas";

/** `yes`: it is done or shown, or refused for another reason than who asks. `told-no`: 403. `not-there`: 404, as for an id that nobody knows. */
export type Owed = "yes" | "told-no" | "not-there";

/** What a referral is to the world. */
export interface Stated {
  readonly exists: boolean;
  /** Subject and organisation of the sender, and the organisation it was written down for. */
  readonly sentBy: string | null;
  readonly sentFrom: string;
  readonly sentFor: string | null;
  /** Team of the live offer. */
  readonly offeredTo: string | null;
  /** Team that accepted, until somebody else has it; it stays the team that had it after the end. */
  readonly acceptedBy: string | null;
  /** The visit is still to be made or under way. */
  readonly isActive: boolean;
}

type Who = Pick<Principal, "role" | "subject" | "organisation" | "team">;

const isSpa = ({ role }: Who): boolean => role === "spa-coordinator" || role === "spa-clinician";
const isTeam = ({ role }: Who): boolean => role === "ucrt-clinician" || role === "ucrt-lead";
const isReferrer = ({ role }: Who): boolean => role === "crew" || role === "referrer" || role === "referrer-desk";

/** "An offer is a legitimate relationship ... gone on decline or lapse"; what a team accepted is its own. */
const concernsTeam = (who: Who, referral: Stated): boolean =>
  isTeam(who) && who.team !== undefined && (referral.offeredTo === who.team || referral.acceptedBy === who.team);

/** "crew (own submissions), referrer, referrer-desk (own organisation's)". */
function concernsReferrer(who: Who, referral: Stated): boolean {
  if (who.role === "crew" || who.role === "referrer") return referral.sentBy === who.subject;
  return (
    who.role === "referrer-desk" && (referral.sentFrom === who.organisation || referral.sentFor === who.organisation)
  );
}

/** Who sees the row on the board: SPA and the one Head of UCRT all, teams what is offered or theirs, referrers what they sent. */
export const seesRow = (who: Who, referral: Stated): boolean =>
  referral.exists &&
  (isSpa(who) || who.role === "service-lead" || concernsTeam(who, referral) || concernsReferrer(who, referral));

/** "commissioner (aggregates only)", "operator (ids only)", "feed (machine)": no business with any record, and told so. */
const hasNoBusiness = ({ role }: Who): boolean => role === "commissioner" || role === "operator" || role === "feed";

/** The record and its history. Referrers follow their submission instead: "never team notes". */
export function owedForRecord(who: Who, referral: Stated): Owed {
  if (hasNoBusiness(who)) return "told-no";
  const sees = isSpa(who) || isTeam(who) || who.role === "service-lead" ? seesRow(who, referral) : false;
  return sees ? "yes" : "not-there";
}

/** Identity and risks: SPA, and the team while it is offered or theirs. "service-lead: no identity without break-glass." */
export const seesPerson = (who: Who, referral: Stated): boolean =>
  referral.exists && (isSpa(who) || concernsTeam(who, referral));

/** "Access notes only after acceptance; for others by break-glass." */
export const seesAccessNotes = (who: Who, referral: Stated): boolean =>
  isTeam(who) && who.team !== undefined && referral.acceptedBy === who.team && referral.isActive;

/** Break-glass: whoever works for the service, on any record there is. Nobody else has a glass to break. */
export function owedForBreakGlass(who: Who, referral: Stated): Owed {
  if (!isSpa(who) && !isTeam(who) && who.role !== "service-lead") return "told-no";
  return referral.exists ? "yes" : "not-there";
}

/** Who looked: "privacy-officer (break-glass reviews, subject access: one person's record and who looked)". */
export const owedForAccesses = ({ role }: Who): Owed => (role === "privacy-officer" ? "yes" : "told-no");

type Giver = "spa" | "spa clinician" | "offered team" | "accepting team" | "referrer";

/** Who gives which command; "SPA" in the second half is SPA writing down a call. */
const commands: readonly (readonly [names: string, ...givers: Giver[]])[] = [
  ["claim release assign record-call link unlink take leave", "spa"],
  ["snooze unsnooze withdraw-offer", "spa"],
  // "a coordinator who reviews gets 403"
  ["review hold", "spa clinician"],
  ["note", "spa", "offered team", "accepting team"],
  ["change-response", "spa clinician", "accepting team"],
  ["seen accept decline", "spa", "offered team"],
  ["eta contact en-route arrive no-access escalate-999 transfer-team onward close", "spa", "accepting team"],
  ["acknowledge-scene summary-sent", "spa", "accepting team"],
  // "hand-back goes to the SPA clinician"
  ["hand-back", "spa clinician", "accepting team"],
  ["acknowledge", "spa", "offered team", "accepting team", "referrer"],
  ["ask-a-nurse agree-time decline-time leaving staying conveying", "spa", "referrer"],
];

/** Names of the commands that are stated here; one that is missing has to be written down before it can be tested. */
export const statedCommands: readonly string[] = commands.flatMap(([names]) => names.split(" "));

function isGiver(who: Who, giver: Giver): boolean {
  switch (giver) {
    case "spa":
      return isSpa(who);
    case "spa clinician":
      return who.role === "spa-clinician";
    case "offered team":
    case "accepting team":
      return isTeam(who);
    case "referrer":
      return isReferrer(who);
  }
}

function isGiverHere(who: Who, giver: Giver, referral: Stated): boolean {
  switch (giver) {
    case "spa":
    case "spa clinician":
      return isGiver(who, giver);
    case "offered team":
      return isTeam(who) && who.team !== undefined && referral.offeredTo === who.team;
    case "accepting team":
      return isTeam(who) && who.team !== undefined && referral.acceptedBy === who.team;
    case "referrer":
      return concernsReferrer(who, referral);
  }
}

/** What a coordinator may not do for a clinician: close or escalate what no team holds. */
const needsClinician = (name: string, referral: Stated): boolean =>
  (name === "close" || name === "escalate-999") && !(referral.acceptedBy !== null && referral.isActive);

/** A command, given with a body that is right for the referral. */
export function owedForCommand(who: Who, name: string, referral: Stated): Owed {
  const givers = commands.find(([names]) => names.split(" ").includes(name))?.slice(1) as Giver[] | undefined;
  if (givers === undefined) throw new Error(`Nobody has stated who may ${name}.`);
  if (!givers.some((giver) => isGiver(who, giver))) return "told-no";
  // Somebody of a team who is in no team today can act for nobody.
  if (isTeam(who) && who.team === undefined) return "told-no";
  if (!seesRow(who, referral)) return "not-there";
  if (!givers.some((giver) => isGiverHere(who, giver, referral))) return "told-no";
  return who.role === "spa-coordinator" && needsClinician(name, referral) ? "told-no" : "yes";
}

/** Whose submission it is: as for referrers, SPA all, a system its own organisation's on its own feed. Everybody else is told no. */
export function owedForSubmission(who: Principal, referral: Stated & { readonly feed: string }): Owed {
  if (!isSpa(who) && !isReferrer(who) && who.role !== "feed") return "told-no";
  const isOwnFeed =
    who.role === "feed" &&
    who.organisation === referral.sentFrom &&
    who.feeds?.some((feed) => feed === referral.feed) === true;
  return referral.exists && (isSpa(who) || concernsReferrer(who, referral) || isOwnFeed) ? "yes" : "not-there";
}

const senders = "crew, referrer, referrer-desk, spa-coordinator, spa-clinician, feed";
const spa = "spa-coordinator, spa-clinician";
const teams = "ucrt-clinician, ucrt-lead";
const staff = `${spa}, ${teams}, service-lead`;
const everybody = "everybody";

/**
 * Whose business a function is, whatever it is asked about: the table of the threat model and the lists of what each needs, by the first words of the
 * path as it is published. The longest that fits counts. A path that nobody stated fails the test that asks.
 */
const functions: readonly (readonly [path: string, whose: string])[] = [
  ["POST /api/feeds", senders],
  ["GET /api/submissions", senders],
  ["POST /api/submissions", senders],
  // Machines alone speak BaRS.
  ["POST /FHIR", "feed"],
  ["GET /FHIR", "feed"],
  // Who sends, and who answers for the service.
  ["POST /api/eligibility-checks", `${senders}, ${teams}, service-lead`],
  // "read published criteria"
  ["GET /api/criteria", everybody],
  ["GET /api/directory", everybody],
  ["GET /api/teams", everybody],
  // The board is for who has rows on it; "commissioner never", "operator no clinical content".
  ["GET /api/queue", `crew, referrer, referrer-desk, ${staff}`],
  ["GET /api/queue/summaries-owed", staff],
  ["POST /api/live/tickets", `crew, referrer, referrer-desk, ${staff}`],
  ["POST /api/referrals/search", spa],
  ["GET /api/referrals/break-glass", "privacy-officer"],
  ["POST /api/referrals/break-glass", "privacy-officer"],
  ["POST /api/subject-access", "privacy-officer"],
  // The telephone, and paper when all fails, are SPA's.
  ["GET /api/call-drafts", spa],
  ["PUT /api/call-drafts", spa],
  ["POST /api/call-drafts", spa],
  ["GET /api/fallback-sheet", spa],
  ["POST /api/fallback-sheet", spa],
  // "10 refusals and declines a month for a clinician's agree or disagree", and the service lead's page.
  ["GET /api/audit-sample", `spa-clinician, ${teams}, service-lead`],
  ["POST /api/audit-sample", `spa-clinician, ${teams}`],
  ["GET /api/refusals", "service-lead"],
  // "own team's rota if granted": the shift lead opens and pauses the own team, or SPA for a team.
  ["PUT /api/teams", `${spa}, ucrt-lead`],
  // "list (masked), call referrer"; "replay" is the operator's.
  ["GET /api/parked", `${spa}, service-lead, operator`],
  ["POST /api/parked", "operator"],
  ["PUT /api/parked/retries", "operator, service-lead"],
  // "aggregates with disclosure control"; SPA, team leads and the service lead unsuppressed.
  ["GET /api/metrics", `commissioner, ${spa}, ucrt-lead, service-lead`],
  ["GET /api/metrics/throughput", `${spa}, ucrt-lead, service-lead`],
  ["GET /api/metrics/audit-sample", "service-lead"],
];

/** Whether somebody has business with a published route at all; a referrer of an ambulance trust for the ambulance feed. `path`: as in the published contract, `{id}` for an id. */
export function hasBusinessWith(who: Principal, method: string, path: string): boolean {
  const [, feed] = /^\/api\/feeds\/([a-z-]+)\//.exec(path) ?? [];
  // A crew is of the ambulance service, and a machine sends what it was registered for: "own source's only".
  if (feed !== undefined && who.role === "crew") return feed === "ambulance";
  if (feed !== undefined && who.role === "feed") return who.feeds?.some((one) => one === feed) === true;
  const nobody: Stated = {
    exists: false,
    sentBy: null,
    sentFrom: "",
    sentFor: null,
    offeredTo: null,
    acceptedBy: null,
    isActive: false,
  };
  const [, name] = /^\/api\/referrals\/\{id\}\/?([a-z0-9-]*)$/.exec(path) ?? [];
  if (name === "" || name === "history") return owedForRecord(who, nobody) !== "told-no";
  if (name === "break-glass") return owedForBreakGlass(who, nobody) !== "told-no";
  if (name === "accesses") return owedForAccesses(who) !== "told-no";
  if (name !== undefined) return owedForCommand(who, name, nobody) !== "told-no";
  const [, whose] =
    functions
      .filter(([start]) => `${method} ${path}`.startsWith(start))
      .toSorted(([one], [other]) => other.length - one.length)[0] ?? [];
  if (whose === undefined) throw new Error(`Nobody has stated whose business ${method} ${path} is.`);
  return whose === everybody || whose.split(", ").includes(who.role);
}
