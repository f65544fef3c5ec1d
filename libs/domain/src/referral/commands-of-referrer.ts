/**
 * What the referrer (or SPA for them) answers: acknowledge, ask a nurse, agree or decline a time, and what the crew does.
 * Also the team's acknowledgements. In: the command, who gives it. Out: facts in the draft, or a refusal.
 */
import type { Command, NamedPerson, Principal } from "@ucrt/schemas";
import { namedPersonOf } from "./actors.ts";
import { raiseCallTask } from "./call-tasks.ts";
import type { Giver } from "./commands-of-team.ts";
import { add, type Act, type OpenDraft } from "./draft.ts";
import type { CommandOutcome } from "./on-command.ts";
import { refuse, type Refused } from "./refusal.ts";
import type { OpenedReferral } from "./referral.ts";
import { alertTeam, closeAcknowledged, letClinicianDecide, withdraw } from "./steps.ts";
import { isSpa, isUcrt } from "../visibility/roles.ts";

type ReferrerCommand = Extract<
  Command,
  { name: "acknowledge" | "ask-a-nurse" | "agree-time" | "decline-time" | "leaving" | "staying" | "conveying" }
>;

/** Facts for a referrer's command. */
export function onReferrerCommand(draft: OpenDraft, command: ReferrerCommand, giver: Giver): CommandOutcome {
  const { referral } = draft;
  const { act } = giver;
  switch (command.name) {
    case "acknowledge":
      return acknowledge(draft, command.body, giver);
    case "ask-a-nurse":
      if (referral.status !== "advised" || referral.advised.outcome !== "redirect")
        return refuse("REF_WRONG_STATE", "This is an emergency: do not wait for a call back.");
      add(draft, "nurse-asked", {}, act);
      return undefined;
    case "agree-time":
      if (referral.job?.counterOffer !== "pending")
        return refuse("REF_WRONG_STATE", "No time is waiting to be agreed.");
      add(draft, "time-agreed", {}, act);
      return undefined;
    case "decline-time":
      if (referral.job?.counterOffer !== "pending")
        return refuse("REF_WRONG_STATE", "No time is waiting to be agreed.");
      add(draft, "time-declined", {}, act);
      raiseCallTask(draft, { reason: "time-declined", whom: "team" });
      return undefined;
    case "leaving":
    case "staying":
    case "conveying":
      if (referral.source !== "crew")
        return refuse("REF_WRONG_STATE", "Only an ambulance crew leaves, stays or conveys.");
      if (referral.crewDecision === command.name) return "nothing-to-do";
      add(draft, "crew-decided", { decision: command.name }, act);
      if (command.name === "conveying") conveyed(draft, giver);
      return undefined;
  }
}

/** The crew takes the patient to hospital: that ends what nobody has seen, and tells the team at once. */
function conveyed(draft: OpenDraft, { principal, act }: Giver): void {
  const { referral } = draft;
  const by = namedPersonOf(principal);
  switch (referral.status) {
    case "advised":
      return closeAcknowledged(draft, { what: "advice", by, byPhone: isSpa(principal), outcome: "conveyed" }, act);
    case "handed-back":
      return referral.handBack.to === "spa-clinician"
        ? withdraw(draft, "conveyed", act)
        : closeAcknowledged(draft, { what: "hand-back", by, byPhone: isSpa(principal), outcome: "conveyed" }, act);
    case "received":
    case "deciding":
    case "waiting":
    case "offered":
    case "accepted":
    case "en-route":
      return withdraw(draft, "conveyed", act);
    case "arrived":
    case "onward-pending":
    case "no-access":
    case "escalated":
      return alertTeam(draft, { reason: "crew-conveying", about: draft.context.referralId }, act);
    case "candidate":
    case "closed":
    case "withdrawn":
      return undefined;
  }
}

type AcknowledgeBody = Extract<Command, { name: "acknowledge" }>["body"];

/** Whoever the open alert, advice or hand-back names; SPA names the person it spoke to. */
function acknowledge(draft: OpenDraft, body: AcknowledgeBody, giver: Giver): CommandOutcome {
  const { referral } = draft;
  const { principal, act } = giver;
  const nothing = refuse("REF_NOTHING_TO_ACKNOWLEDGE", "Nothing of that kind waits to be acknowledged.");
  switch (body.what) {
    case "advice": {
      if (referral.status !== "advised") return nothing;
      const by = acknowledgedBy(principal, body);
      if ("kind" in by) return by;
      if (isUcrt(principal)) return refuse("REF_NOT_PERMITTED", "The referrer acknowledges the advice.");
      closeAcknowledged(draft, { what: "advice", by, byPhone: isSpa(principal), outcome: "redirected" }, act);
      return undefined;
    }
    case "hand-back":
      return referral.status === "handed-back" ? acknowledgeHandBack(draft, referral, body, giver) : nothing;
    case "amendment":
    case "alert": {
      if (!isOwed(referral, body.what)) return nothing;
      if (!isUcrt(principal) && !isSpa(principal)) return refuse("REF_NOT_PERMITTED", "The team acknowledges this.");
      const by = acknowledgedBy(principal, body);
      if ("kind" in by) return by;
      add(draft, "acknowledged", { what: body.what, by, byPhone: isSpa(principal) }, act);
      return undefined;
    }
  }
}

const isOwed = (referral: OpenedReferral, what: "amendment" | "alert"): boolean =>
  what === "amendment"
    ? referral.amendmentToAcknowledgeByMs !== null
    : referral.alerts.some((alert) => !alert.isAcknowledged) ||
      (referral.ended !== null && referral.ended.acknowledgeByMs !== null);

function acknowledgeHandBack(
  draft: OpenDraft,
  referral: OpenedReferral & { readonly status: "handed-back" },
  body: AcknowledgeBody,
  { principal, act }: Giver,
): CommandOutcome {
  if (referral.handBack.to === "spa-clinician") {
    if (principal.role !== "spa-clinician")
      return refuse("REF_NOT_PERMITTED", "An SPA clinician takes this hand-back.");
    takeOver(draft, principal, act);
    return undefined;
  }
  if (isUcrt(principal)) return refuse("REF_NOT_PERMITTED", "Whoever takes it back acknowledges the hand-back.");
  const by = acknowledgedBy(principal, body);
  if ("kind" in by) return by;
  closeAcknowledged(draft, { what: "hand-back", by, byPhone: isSpa(principal), outcome: "handed-back" }, act);
  return undefined;
}

/** The SPA clinician takes responsibility: another team or 999 follow. */
export function takeOver(draft: OpenDraft, principal: Principal, act: Act): void {
  add(draft, "acknowledged", { what: "hand-back", by: namedPersonOf(principal), byPhone: false }, act);
  letClinicianDecide(draft, "handed-back", act);
}

/** SPA never acknowledges for itself: it names who said so on the telephone. */
function acknowledgedBy(principal: Principal, body: AcknowledgeBody): NamedPerson | Refused {
  if (!isSpa(principal)) return namedPersonOf(principal);
  return body.by ?? refuse("REF_PERSON_MISSING", "Name the person who acknowledged by telephone.");
}
