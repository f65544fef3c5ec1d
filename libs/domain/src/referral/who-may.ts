/**
 * Who may give which command (care at the front door, roles). One table. In: who calls, the referral, the command. Out: nothing, or a refusal.
 * A referral outside the caller's scope does not exist for them: REF_OUT_OF_SCOPE.
 */
import type { Command, CommandName, Principal } from "@ucrt/schemas";
import { refuse, type Refused } from "./refusal.ts";
import type { OpenedReferral, Referral } from "./referral.ts";

/** A relation between a person and a referral that allows commands. */
type Relation =
  | "spa"
  | "spa-clinician"
  /** Clinician or lead of the team that the live offer is with. */
  | "offered-team"
  /** Clinician or lead of the team that accepted. */
  | "holding-team"
  /** The submitter, or the desk of the organisation it came from or for. */
  | "own-referrer";

/** The one table. SPA appears where it records what somebody said on the telephone. */
const mayGive: Readonly<Record<CommandName, readonly Relation[]>> = {
  claim: ["spa"],
  release: ["spa"],
  snooze: ["spa"],
  unsnooze: ["spa"],
  note: ["spa", "offered-team", "holding-team"],
  assign: ["spa"],
  "withdraw-offer": ["spa"],
  review: ["spa-clinician"],
  hold: ["spa-clinician"],
  "record-call": ["spa"],
  link: ["spa"],
  unlink: ["spa"],
  "change-response": ["spa-clinician", "holding-team"],
  take: ["spa"],
  leave: ["spa"],
  seen: ["offered-team", "spa"],
  accept: ["offered-team", "spa"],
  decline: ["offered-team", "spa"],
  eta: ["holding-team", "spa"],
  contact: ["holding-team", "spa"],
  "en-route": ["holding-team", "spa"],
  arrive: ["holding-team", "spa"],
  "no-access": ["holding-team", "spa"],
  "escalate-999": ["holding-team", "spa"],
  "transfer-team": ["holding-team", "spa"],
  "hand-back": ["holding-team", "spa-clinician"],
  onward: ["holding-team", "spa"],
  close: ["holding-team", "spa"],
  "acknowledge-scene": ["holding-team", "spa"],
  "summary-sent": ["holding-team", "spa"],
  acknowledge: ["holding-team", "offered-team", "own-referrer", "spa"],
  "ask-a-nurse": ["own-referrer", "spa"],
  "agree-time": ["own-referrer", "spa"],
  "decline-time": ["own-referrer", "spa"],
  leaving: ["own-referrer", "spa"],
  staying: ["own-referrer", "spa"],
  conveying: ["own-referrer", "spa"],
};

export const isSpa = (principal: Principal): boolean =>
  principal.role === "spa-coordinator" || principal.role === "spa-clinician";
export const isUcrt = (principal: Principal): boolean =>
  principal.role === "ucrt-clinician" || principal.role === "ucrt-lead";

/** May this person see this referral at all? Machines, commissioners, operators and the privacy officer never do here. */
export function isInScope(principal: Principal, referral: Referral): boolean {
  if (referral.status === "none") return false;
  return (
    isSpa(principal) ||
    principal.role === "service-lead" ||
    hasRelation(principal, referral, "offered-team") ||
    hasRelation(principal, referral, "holding-team") ||
    hasRelation(principal, referral, "own-referrer")
  );
}

function hasRelation(principal: Principal, referral: OpenedReferral, relation: Relation): boolean {
  switch (relation) {
    case "spa":
      return isSpa(principal);
    case "spa-clinician":
      return principal.role === "spa-clinician";
    case "offered-team":
      return isUcrt(principal) && principal.team !== undefined && principal.team === referral.offer?.team;
    case "holding-team":
      return isUcrt(principal) && principal.team !== undefined && principal.team === holdingTeamOf(referral);
    case "own-referrer":
      return isOwnReferrer(principal, referral);
  }
}

/** The team with the job, or the one that had it until a named person agrees to take it back, or until the end. */
const holdingTeamOf = (referral: OpenedReferral): string | null =>
  referral.job?.team ?? referral.handBack?.fromTeam ?? referral.ended?.team ?? null;

function isOwnReferrer(principal: Principal, referral: OpenedReferral): boolean {
  if (principal.role === "crew" || principal.role === "referrer") return referral.submitter === principal.subject;
  if (principal.role === "referrer-desk")
    return principal.organisation === referral.senderOrganisation || principal.organisation === referral.onBehalfOf;
  return false;
}

/** Undefined when the caller may give this command; else why not. State is not judged here. */
export function mayCommand(principal: Principal, referral: Referral, command: Command): Refused | undefined {
  if (referral.status === "none") return refuse("REF_OUT_OF_SCOPE", "There is no such referral.");
  const late = lateToTheOffer(principal, referral, command);
  if (late !== undefined) return late;
  if (!isInScope(principal, referral)) return refuse("REF_OUT_OF_SCOPE", "There is no such referral.");
  const relations = mayGive[command.name];
  if (!relations.some((relation) => hasRelation(principal, referral, relation)))
    return refuse("REF_NOT_PERMITTED", `Your role may not do this: ${command.name}.`);
  return special(principal, referral, command);
}

/** A team that names an offer made to it is told what became of it, and by which team it was accepted. To any other team it never existed. */
function lateToTheOffer(principal: Principal, referral: OpenedReferral, command: Command): Refused | undefined {
  if (!isUcrt(principal) || principal.team === undefined) return undefined;
  if (command.name !== "accept" && command.name !== "decline" && command.name !== "seen") return undefined;
  if (hasRelation(principal, referral, "offered-team")) return undefined;
  const { offerId } = command.body;
  const offer = referral.offers.find((one) => one.offerId === offerId && one.team === principal.team);
  return offer === undefined ? undefined : refuseOffer(referral, principal.team);
}

/** Why an offer can no longer be answered by this team. */
export function refuseOffer(referral: OpenedReferral, team: string): Refused {
  const winningTeam = holdingTeamOf(referral);
  if (winningTeam !== null) return { ...refuse("REF_ALREADY_ACCEPTED", "Another acceptance was first."), winningTeam };
  if (referral.offer !== null && referral.offer.team !== team)
    return refuse("REF_NOT_OFFERED_TO_YOU", "This referral is offered to another team.");
  return refuse("REF_OFFER_ENDED", "This offer has ended.");
}

/** Rules beyond the table: registration, and what a coordinator may not do for a clinician. */
function special(principal: Principal, referral: OpenedReferral, command: Command): Refused | undefined {
  const needsClinician = (detail: string): Refused | undefined =>
    principal.role === "spa-coordinator" ? refuse("REF_NOT_PERMITTED", detail) : undefined;
  if (command.name === "review" || command.name === "hold") {
    return principal.registration === undefined
      ? refuse("REF_REGISTRATION_MISSING", "A registered clinician is needed: body and number.")
      : undefined;
  }
  if (command.name === "accept") return mayAccept(principal, command.body);
  if (command.name === "assign" && referral.status === "handed-back")
    return needsClinician("An SPA clinician decides what follows a hand-back.");
  if (command.name === "release" && command.body.what === "hold")
    return needsClinician("An SPA clinician ends a hold.");
  if (command.name === "close" && referral.job === null)
    return needsClinician("An SPA clinician closes what no team holds.");
  if (command.name === "escalate-999" && referral.job === null)
    return needsClinician("An SPA clinician escalates what no team holds.");
  return undefined;
}

/** A named, registered UCRT clinician; a lead for a named, registered visitor; or SPA recording a call. */
function mayAccept(principal: Principal, body: Extract<Command, { name: "accept" }>["body"]): Refused | undefined {
  if (isSpa(principal)) {
    if (!body.byPhone)
      return refuse("REF_NOT_PERMITTED", "SPA records an acceptance made by telephone; it does not accept.");
    return body.clinician === undefined
      ? refuse("REF_CLINICIAN_MISSING", "Name the clinician who accepted by telephone.")
      : undefined;
  }
  if (principal.role === "ucrt-lead" && body.clinician !== undefined) {
    return body.clinician.registration === null
      ? refuse("REF_REGISTRATION_MISSING", "The visitor's registration body and number are needed.")
      : undefined;
  }
  return principal.registration === undefined
    ? refuse("REF_REGISTRATION_MISSING", "Acceptance needs a registered clinician: body and number.")
    : undefined;
}

/** Does any relation of this person to the referral allow the command, whatever its state and body? */
export const mayGiveAtAll = (principal: Principal, referral: OpenedReferral, name: CommandName): boolean =>
  mayGive[name].some((relation) => hasRelation(principal, referral, relation));
