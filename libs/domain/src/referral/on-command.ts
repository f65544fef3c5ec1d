/**
 * A command of a person. In: the command and who gives it. Out: facts, or one refusal. First who may, then whether the version is the one they saw,
 * then the state, then the time, then the command's own rules.
 */
import type { Command, Principal } from "@ucrt/schemas";
import { minutesMs } from "../clock/time-of-receipt.ts";
import { actorOf } from "./actors.ts";
import type { IgnoredBecause } from "./decision.ts";
import type { Act, OpenDraft } from "./draft.ts";
import { onReferrerCommand } from "./commands-of-referrer.ts";
import { onSpaCommand } from "./commands-of-spa.ts";
import { onTeamCommand } from "./commands-of-team.ts";
import { onVisitCommand } from "./commands-of-visit.ts";
import { refuse, type Refused } from "./refusal.ts";
import type { OpenedReferral } from "./referral.ts";
import { statesOf } from "./states-of-commands.ts";
import { isUcrt } from "../visibility/roles.ts";
import { mayCommand, refuseOffer } from "./who-may.ts";

/** What a command leads to: facts in the draft (undefined), nothing new, or a refusal. */
export type CommandOutcome = Refused | IgnoredBecause | undefined;

/** Gives the command to its rules. */
export function onCommand(draft: OpenDraft, command: Command, principal: Principal): CommandOutcome {
  const { referral } = draft;
  const refused =
    mayCommand(principal, referral, command) ??
    offerHasEnded(referral, command, principal) ??
    staleVersion(referral, command) ??
    wrongState(referral, command) ??
    wrongTime(draft, command);
  if (refused !== undefined) return refused;
  const act: Act = {
    actor: actorOf(principal),
    atMs: actAtMs(draft, command),
    ...(command.body.lateReason === undefined ? {} : { lateReason: command.body.lateReason }),
  };
  return dispatch(draft, command, principal, act);
}

function dispatch(draft: OpenDraft, command: Command, principal: Principal, act: Act): CommandOutcome {
  switch (command.name) {
    case "claim":
    case "release":
    case "snooze":
    case "unsnooze":
    case "withdraw-offer":
    case "note":
    case "assign":
    case "review":
    case "hold":
    case "record-call":
    case "link":
    case "unlink":
    case "change-response":
    case "take":
    case "leave":
      return onSpaCommand(draft, command, { principal, act });
    case "seen":
    case "accept":
    case "decline":
    case "eta":
    case "contact":
    case "transfer-team":
    case "hand-back":
      return onTeamCommand(draft, command, { principal, act });
    case "en-route":
    case "arrive":
    case "no-access":
    case "escalate-999":
    case "onward":
    case "close":
    case "acknowledge-scene":
    case "summary-sent":
      return onVisitCommand(draft, command, act);
    case "acknowledge":
    case "ask-a-nurse":
    case "agree-time":
    case "decline-time":
    case "leaving":
    case "staying":
    case "conveying":
      return onReferrerCommand(draft, command, { principal, act });
  }
}

/** Told by whom it was accepted, before anything else about state or version. */
function offerHasEnded(referral: OpenedReferral, command: Command, principal: Principal): Refused | undefined {
  if (
    command.name !== "accept" &&
    command.name !== "decline" &&
    command.name !== "seen" &&
    command.name !== "withdraw-offer"
  )
    return undefined;
  if (referral.offer?.offerId === command.body.offerId) return undefined;
  const isKnown = referral.offers.some((offer) => offer.offerId === command.body.offerId);
  if (!isKnown && referral.job === null) return refuse("REF_OFFER_ENDED", "There is no such offer.");
  return refuseOffer(referral, isUcrt(principal) ? (principal.team ?? "") : (referral.offer?.team ?? ""));
}

function staleVersion(referral: OpenedReferral, command: Command): Refused | undefined {
  const seen = command.body.expectedVersion;
  return seen === undefined || seen === referral.version
    ? undefined
    : refuse("REF_STALE_VERSION", "Somebody changed the referral after you saw it.");
}

function wrongState(referral: OpenedReferral, command: Command): Refused | undefined {
  return statesOf[command.name].includes(referral.status)
    ? undefined
    : refuse("REF_WRONG_STATE", `This is not possible while the referral is ${referral.status}.`);
}

/** Steps of a visit cannot have happened before acceptance; nothing can have happened before receipt, or later than now. */
function wrongTime(draft: OpenDraft, command: Command): Refused | undefined {
  const { at, lateReason } = command.body;
  if (at === undefined) return undefined;
  const { referral, context } = draft;
  if (at > context.nowMs) return refuse("REF_TIME_IN_FUTURE", "It cannot have happened later than now.");
  if (at < startOfMinute(earliestAtMs(referral, command)))
    return refuse("REF_TIME_TOO_EARLY", "It cannot have happened before the step it follows.");
  const isLate = context.nowMs - at > minutesMs(context.timeouts.lateEntryMinutes);
  return isLate && lateReason === undefined
    ? refuse("REF_LATE_REASON_MISSING", "It is entered late: a reason is needed.")
    : undefined;
}

/** People say and write a time to the minute: one that names the minute of the step before happened right after it. */
const startOfMinute = (atMs: number): number => atMs - (atMs % minutesMs(1));

function actAtMs({ referral, context }: OpenDraft, command: Command): number {
  const { at } = command.body;
  return at === undefined ? context.nowMs : Math.max(at, Math.min(earliestAtMs(referral, command), context.nowMs));
}

function earliestAtMs(referral: OpenedReferral, command: Command): number {
  if (command.name === "accept" || command.name === "decline" || command.name === "seen")
    return referral.offer?.offeredAtMs ?? referral.receivedAtMs;
  if (command.name === "arrive")
    return Math.max(referral.job?.acceptedAtMs ?? referral.receivedAtMs, referral.job?.setOffAtMs ?? 0);
  if (command.name === "close" || command.name === "onward")
    return referral.job?.arrivedAtMs ?? referral.job?.acceptedAtMs ?? referral.receivedAtMs;
  if (command.name === "summary-sent") return referral.ended?.atMs ?? referral.receivedAtMs;
  return referral.job === null || isReferrersOrNotes(command)
    ? Math.min(referral.receivedAtMs, referral.clockStartAtMs)
    : referral.job.acceptedAtMs;
}

const isReferrersOrNotes = (command: Command): boolean =>
  command.name === "note" ||
  command.name === "record-call" ||
  command.name === "leaving" ||
  command.name === "staying" ||
  command.name === "conveying" ||
  command.name === "claim" ||
  command.name === "release" ||
  command.name === "snooze" ||
  command.name === "unsnooze" ||
  command.name === "link" ||
  command.name === "unlink";
