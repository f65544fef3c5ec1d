/**
 * Whether somebody may give a command (docs/who-may-what.md), by the table in `visibility/commands-table.ts`. In: who calls, the referral, the command.
 * Out: nothing, or a refusal.
 * A referral outside the caller's scope does not exist for them: REF_OUT_OF_SCOPE.
 */
import type { Command, CommandName, Principal } from "@ucrt/schemas";
import { commandsTable, type Relation } from "../visibility/commands-table.ts";
import { isSpa, isUcrt, referrerRoles } from "../visibility/roles.ts";
import { mayView } from "../visibility/rows-table.ts";
import { refuse, type Refused } from "./refusal.ts";
import type { OpenedReferral, Referral } from "./referral.ts";

/** May this person see this referral at all? As the table of rows has it; a team that handed back stays in scope until somebody takes over. */
export function isInScope(principal: Principal, referral: Referral): boolean {
  if (referral.status === "none") return false;
  const { submitter, senderOrganisation, onBehalfOf } = referral;
  const offer = referral.offer === null ? null : { team: referral.offer.team };
  return mayView(principal, { submitter, senderOrganisation, onBehalfOf, offer, team: holdingTeamOf(referral) });
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
      return referrerRoles.some((role) => role === principal.role) && isInScope(principal, referral);
  }
}

/** The team with the job, or the one that had it until a named person agrees to take it back, or until the end. */
const holdingTeamOf = (referral: OpenedReferral): string | null =>
  referral.job?.team ?? referral.handBack?.fromTeam ?? referral.ended?.team ?? null;

/** Undefined when the caller may give this command; else why not. State is not judged here. */
export function mayCommand(principal: Principal, referral: Referral, command: Command): Refused | undefined {
  if (referral.status === "none") return refuse("REF_OUT_OF_SCOPE", "There is no such referral.");
  const late = lateToTheOffer(principal, referral, command);
  if (late !== undefined) return late;
  if (!isInScope(principal, referral)) return refuse("REF_OUT_OF_SCOPE", "There is no such referral.");
  const relations = commandsTable[command.name];
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
  commandsTable[name].some((relation) => hasRelation(principal, referral, relation));
