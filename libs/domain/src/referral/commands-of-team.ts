/**
 * The team answers an offer and keeps its job moving: seen, accept, decline, eta, contact, transfer to another team, hand back.
 * In: the command, who gives it. Out: facts in the draft, or a refusal. Acceptance passes clinical responsibility to UCRT.
 */
import type { Command, Principal } from "@ucrt/schemas";
import { namedPersonOf } from "./actors.ts";
import { add, type Act, type OpenDraft } from "./draft.ts";
import type { CommandOutcome } from "./on-command.ts";
import { FARTHEST_PLAN_MS, refuse } from "./refusal.ts";
import type { OpenedReferral } from "./referral.ts";
import { handBack, handBackIsDue, offerTo, requestRouting } from "./steps.ts";
import { isSpa } from "../visibility/roles.ts";

type TeamCommand = Extract<
  Command,
  { name: "seen" | "accept" | "decline" | "eta" | "contact" | "transfer-team" | "hand-back" }
>;
export interface Giver {
  readonly principal: Principal;
  readonly act: Act;
}

/** Facts for a team's command. */
export function onTeamCommand(draft: OpenDraft, command: TeamCommand, giver: Giver): CommandOutcome {
  const { referral } = draft;
  const { act } = giver;
  switch (command.name) {
    case "seen":
      return seen(draft, act);
    case "accept":
      return accept(draft, command.body, giver);
    case "decline":
      return decline(draft, command.body, act);
    case "eta":
      if (command.body.expectedAt < act.atMs)
        return refuse("REF_TIME_IN_PAST", "The expected time has already passed.");
      if (isTooFar(draft, command.body.expectedAt)) return tooFar;
      add(draft, "expected-time-changed", { expectedAt: command.body.expectedAt, reason: command.body.reason }, act);
      return undefined;
    case "contact":
      add(
        draft,
        "contact-recorded",
        { medium: command.body.medium, with: command.body.with, reached: command.body.reached },
        act,
      );
      return undefined;
    case "transfer-team":
      return transfer(draft, command.body, act);
    case "hand-back": {
      const to = handBackTo(referral);
      if (to === undefined)
        return refuse(
          "REF_WRONG_STATE",
          "No referrer holds this any more: offer it to another team, or escalate to 999.",
        );
      handBack(
        draft,
        { reason: command.body.reason, to, isAutomatic: false, openNow: command.body.openNow ?? null },
        act,
      );
      return undefined;
    }
  }
}

const isTooFar = (draft: OpenDraft, expectedAt: number): boolean => expectedAt > draft.context.nowMs + FARTHEST_PLAN_MS;
const tooFar = refuse("REF_TIME_TOO_FAR", "The expected time is more than a week away: look at the date.");

function seen(draft: OpenDraft, act: Act): CommandOutcome {
  const { offer } = draft.referral;
  if (offer === null || offer.isSeen) return "nothing-to-do";
  add(draft, "offer-seen", { offerId: offer.offerId, team: offer.team }, act);
  return undefined;
}

/** The first acceptance wins; everyone later is told by whom. */
function accept(
  draft: OpenDraft,
  body: Extract<Command, { name: "accept" }>["body"],
  { principal, act }: Giver,
): CommandOutcome {
  const { referral } = draft;
  const { offer } = referral;
  if (offer === null || handBackIsDue(draft))
    return refuse("REF_OFFER_ENDED", "This offer has ended: 999 has the case.");
  if (body.expectedAt < act.atMs) return refuse("REF_TIME_IN_PAST", "The expected time has already passed.");
  if (isTooFar(draft, body.expectedAt)) return tooFar;
  const byPhone = isSpa(principal);
  const clinician =
    (byPhone || principal.role === "ucrt-lead" ? body.clinician : undefined) ?? namedPersonOf(principal);
  const isCounterOffer = referral.response === "two-hour" && body.expectedAt > referral.twoHourDueAtMs;
  if (!offer.isSeen) add(draft, "offer-seen", { offerId: offer.offerId, team: offer.team }, act);
  add(
    draft,
    "accepted",
    { offerId: offer.offerId, team: offer.team, clinician, expectedAt: body.expectedAt, isCounterOffer, byPhone },
    act,
  );
  return undefined;
}

function decline(draft: OpenDraft, body: Extract<Command, { name: "decline" }>["body"], act: Act): CommandOutcome {
  const { offer } = draft.referral;
  if (offer === null) return refuse("REF_OFFER_ENDED", "This offer has ended.");
  add(draft, "offer-declined", { offerId: offer.offerId, team: offer.team, reason: body.reason }, act);
  requestRouting(draft, "declined");
  return undefined;
}

/** The team stays responsible until the next one has accepted. */
function transfer(
  draft: OpenDraft,
  body: Extract<Command, { name: "transfer-team" }>["body"],
  act: Act,
): CommandOutcome {
  const { job } = draft.referral;
  if (job === null) return refuse("REF_WRONG_STATE", "No team holds this referral.");
  if (body.team !== undefined) {
    const team = draft.context.teamOf(body.team);
    if (team === undefined || body.team === job.team)
      return refuse("REF_UNKNOWN_TEAM", "Name another team of this area.");
    if (!team.isOpen || team.isPaused) return refuse("REF_TEAM_UNAVAILABLE", "That team is not taking work now.");
  }
  add(draft, "team-transferred", { fromTeam: job.team, reason: body.reason }, act);
  if (body.team === undefined) requestRouting(draft, "transferred");
  else offerTo(draft, { team: body.team, by: "person", isMutualAid: false }, act);
  return undefined;
}

/** To whom it goes: 999 for its own cases, the referrer, or the SPA clinician when the crew has left. Undefined: nobody outside holds it. */
export function handBackTo(referral: OpenedReferral): "referrer" | "999" | "spa-clinician" | undefined {
  if (referral.job === null && referral.lastHolder.kind !== "referrer") return undefined;
  if (referral.source === "stack") return "999";
  return hasCrewLeft(referral) ? "spa-clinician" : "referrer";
}

/** The crew said so; or the team is with the person and the crew did not say that it stays: nobody would be there to take the person back. */
function hasCrewLeft({ source, job, crewDecision }: OpenedReferral): boolean {
  if (source !== "crew" || job === null) return false;
  return crewDecision === "leaving" || (job.arrivedAtMs !== null && crewDecision !== "staying");
}
