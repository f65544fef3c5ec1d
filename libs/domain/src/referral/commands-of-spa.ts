/**
 * SPA steers: claim, release, snooze, note, assign, take an offer back, review, hold, record a call, link, change the response, take or leave a candidate.
 * In: the command, who gives it. Out: facts in the draft, or a refusal. A coordinator never reviews; who may is judged before.
 */
import type { Command, FactOf } from "@ucrt/schemas";
import { minutesMs } from "../clock/time-of-receipt.ts";
import { claim, releaseClaim } from "./claim.ts";
import { takeOver } from "./commands-of-referrer.ts";
import type { Giver } from "./commands-of-team.ts";
import { add, idFor, type OpenDraft } from "./draft.ts";
import type { CommandOutcome } from "./on-command.ts";
import { recordCall } from "./record-call.ts";
import { FARTHEST_PLAN_MS, refuse } from "./refusal.ts";
import { isOfTheStack, type OpenedReferral } from "./referral.ts";
import { snooze, unsnooze } from "./snooze.ts";
import {
  advise,
  handBack,
  handBackIsDue,
  handBackToStack,
  isCrewWaiting,
  letClinicianDecide,
  offerTo,
  requestRouting,
  withdrawOffer,
} from "./steps.ts";

type SpaCommand = Extract<
  Command,
  {
    name:
      | "claim"
      | "release"
      | "snooze"
      | "unsnooze"
      | "withdraw-offer"
      | "note"
      | "assign"
      | "review"
      | "hold"
      | "record-call"
      | "link"
      | "unlink"
      | "change-response"
      | "take"
      | "leave";
  }
>;
type Body<Name extends Command["name"]> = Extract<Command, { name: Name }>["body"];

/** Facts for a command of SPA. */
export function onSpaCommand(draft: OpenDraft, command: SpaCommand, giver: Giver): CommandOutcome {
  const { referral, context } = draft;
  const { act } = giver;
  switch (command.name) {
    case "claim":
      return claim(draft, command.body, giver);
    case "release":
      return command.body.what === "hold" ? releaseHold(draft, giver) : releaseClaim(draft, giver);
    case "snooze":
      return snooze(draft, command.body, giver);
    case "unsnooze":
      return unsnooze(draft, giver);
    case "withdraw-offer":
      return takeBackOffer(draft, giver);
    case "note":
      add(draft, "noted", { noteId: idFor(draft, "note") }, act);
      return undefined;
    case "assign":
      return assign(draft, command.body, giver);
    case "review":
      return review(draft, command.body, giver);
    case "hold":
      return hold(draft, command.body, giver);
    case "record-call":
      return recordCall(draft, command.body, giver);
    case "link":
      if (command.body.other === context.referralId)
        return refuse("REF_NOT_LINKED", "A referral cannot be linked to itself.");
      if (linkStatus(referral, command.body.other) === "linked") return "nothing-to-do";
      add(draft, "linked", { other: command.body.other }, act);
      return undefined;
    case "unlink":
      return unlink(draft, command.body, giver);
    case "change-response":
      if (referral.response === command.body.response) return "nothing-to-do";
      add(draft, "response-changed", { response: command.body.response, reason: command.body.reason }, act);
      return undefined;
    case "take":
      if (referral.take !== null) return "nothing-to-do";
      add(
        draft,
        "take-requested",
        { confirmBy: context.nowMs + minutesMs(context.timeouts.acknowledge.takeMinutes) },
        act,
      );
      return undefined;
    case "leave":
      add(draft, "candidate-left", { reason: "left-by-spa" }, act);
      return undefined;
  }
}

/** What the system never suggested cannot be suggested again. */
function unlink(draft: OpenDraft, { other, backToSuggested }: Body<"unlink">, { act }: Giver): CommandOutcome {
  const known = draft.referral.links.find((link) => link.other === other);
  if (known === undefined) return refuse("REF_NOT_LINKED", "These two are not linked.");
  if (backToSuggested && known.basis === "person")
    return refuse("REF_NOT_LINKED", "The system did not suggest these two.");
  if (known.status === (backToSuggested ? "suggested" : "unlinked")) return "nothing-to-do";
  add(draft, "unlinked", backToSuggested ? { other, isSuggestedAgain: true } : { other }, act);
  return undefined;
}

/** Only what nobody has looked at: a team that has seen it may be on the telephone about it already. Routing asks for a team again. */
function takeBackOffer(draft: OpenDraft, { act }: Giver): CommandOutcome {
  const { offer } = draft.referral;
  if (offer === null) return refuse("REF_OFFER_ENDED", "This offer has ended.");
  if (offer.isSeen) return refuse("REF_OFFER_SEEN", "The team has seen it: ring them.");
  withdrawOffer(draft, "taken-back", act);
  requestRouting(draft, "retry", act);
  return undefined;
}

const linkStatus = (referral: OpenedReferral, other: string) =>
  referral.links.find((link) => link.other === other)?.status;

function releaseHold(draft: OpenDraft, { act }: Giver): CommandOutcome {
  if (draft.referral.hold === null) return refuse("REF_WRONG_STATE", "This referral is not held.");
  add(draft, "hold-released", { by: "person" }, act);
  return undefined;
}

/** A person sends it to a team: mutual aid, another team than the live offer's, or one without room. */
function assign(draft: OpenDraft, body: Body<"assign">, { principal, act }: Giver): CommandOutcome {
  const { referral, context } = draft;
  if (referral.hold !== null) return refuse("REF_WRONG_STATE", "It is held: end the hold and review it first.");
  if (referral.status === "handed-back" && referral.handBack.to !== "spa-clinician")
    return refuse("REF_WRONG_STATE", "It went back to the referrer.");
  if (handBackIsDue(draft)) return refuse("REF_WRONG_STATE", "Its time to hand back to 999 has come.");
  const team = context.teamOf(body.team);
  if (team === undefined) return refuse("REF_UNKNOWN_TEAM", "There is no such team in this area.");
  if (!team.isOpen || team.isPaused) return refuse("REF_TEAM_UNAVAILABLE", "That team is not taking work now.");
  if (referral.offer?.team === body.team) return "nothing-to-do";
  if (referral.status === "handed-back") takeOver(draft, principal, act);
  withdrawOffer(draft, "assigned-elsewhere", act);
  const isMutualAid = referral.considered.find((one) => one.team === body.team)?.isMutualAid ?? false;
  offerTo(draft, { team: body.team, by: "person", isMutualAid }, act);
  return undefined;
}

/** A registered clinician decides: to a team, another way, or 999. */
function review(draft: OpenDraft, body: Body<"review">, { principal, act }: Giver): CommandOutcome {
  const { referral } = draft;
  if (referral.status === "handed-back" && referral.handBack.to !== "spa-clinician")
    return refuse("REF_WRONG_STATE", "It went back to the referrer.");
  const isOurs = referral.status === "handed-back" || referral.lastHolder.kind !== "referrer";
  const redirectTo = body.redirectTo ?? referral.assessment?.redirectTo ?? null;
  if (isOurs && body.outcome === "redirect")
    return refuse("REF_WRONG_STATE", "No referrer holds this any more: another team, or 999.");
  if (body.outcome === "redirect" && redirectTo === null)
    return refuse("REF_REASON_MISSING", "Name the service to go to instead.");
  if (referral.status === "handed-back") takeOver(draft, principal, act);
  add(
    draft,
    "reviewed",
    {
      outcome: body.outcome,
      response: body.response,
      reason: body.reason,
      redirectTo: body.outcome === "redirect" ? redirectTo : null,
      overrides: [...body.overrides],
    },
    act,
  );
  afterReview(draft, body.outcome, { isOurs, redirectTo }, { principal, act });
  return undefined;
}

function afterReview(
  draft: OpenDraft,
  outcome: Body<"review">["outcome"],
  to: { readonly isOurs: boolean; readonly redirectTo: string | null },
  { act }: Giver,
): void {
  const { referral, context } = draft;
  if (handBackIsDue(draft)) return handBackToStack(draft, "breach-time-near");
  switch (outcome) {
    case "suitable":
      if (referral.hold !== null) add(draft, "hold-released", { by: "person" }, act);
      return referral.status === "offered" ? undefined : requestRouting(draft, "reviewed", act);
    case "review":
      return referral.status === "deciding" ? undefined : letClinicianDecide(draft, "review", act);
    case "redirect":
      return advise(draft, { outcome, redirectTo: to.redirectTo }, act);
    case "emergency":
      if (to.isOurs) {
        withdrawOffer(draft, "advised", act);
        return add(
          draft,
          "escalated-to-999",
          {
            reason: "red-flag",
            acknowledgeBy: context.nowMs + minutesMs(context.timeouts.acknowledge.escalationHandoverMinutes),
          },
          act,
        );
      }
      if (referral.source !== "stack") return advise(draft, { outcome, redirectTo: null }, act);
      withdrawOffer(draft, "handed-back", act);
      return handBack(draft, { reason: "clinically-unsafe", to: "999", isAutomatic: false, openNow: null }, act);
  }
}

/** Until the service opens. Never a 999 transfer, never while a crew waits, never without somebody responsible meanwhile. */
function hold(draft: OpenDraft, body: Body<"hold">, { act }: Giver): CommandOutcome {
  const { referral, context } = draft;
  if (isOfTheStack(referral) || isCrewWaiting(referral))
    return refuse("REF_HOLD_NOT_ALLOWED", "A 999 case, or one with a crew waiting, is never held.");
  if (referral.lastHolder.kind !== "referrer")
    return refuse("REF_HOLD_NOT_ALLOWED", "A team had accepted it: another team, or 999.");
  if (referral.hold !== null) return refuse("REF_WRONG_STATE", "It is held already.");
  if (body.owner === undefined && !body.nightNumberGiven)
    return refuse("REF_OWNER_MISSING", "Name who is on duty now, or give the referrer the night number.");
  if (body.untilOpeningAt <= context.nowMs) return refuse("REF_TIME_IN_PAST", "The opening time has already passed.");
  if (body.untilOpeningAt > context.nowMs + FARTHEST_PLAN_MS)
    return refuse("REF_TIME_TOO_FAR", "The opening time is more than a week away: look at the date.");
  if (body.safeUntil < body.untilOpeningAt)
    return refuse("REF_HOLD_NOT_ALLOWED", "It must be safe until the service opens.");
  withdrawOffer(draft, "held", act);
  const wasResponse: FactOf<"response-changed">["data"]["response"] = referral.response;
  const { untilOpeningAt, safeUntil, nightNumberGiven, worseningAdviceGiven, patientTold } = body;
  add(
    draft,
    "held",
    { untilOpeningAt, safeUntil, owner: body.owner ?? null, nightNumberGiven, worseningAdviceGiven, patientTold },
    act,
  );
  if (wasResponse === "two-hour") add(draft, "response-changed", { response: "same-day", reason: "capacity" }, act);
  return undefined;
}
