/** A body for every command, varied by a number, for the property test and the table of states. In: the referral, a number, the time. Out: a command. */
import {
  changeReason,
  closeOutcome,
  commandBodies,
  declineReason,
  handBackReason,
  snoozeReason,
  type Command,
  type CommandName,
} from "@ucrt/schemas";
import { MINUTE, referralId } from "./made-referral.ts";
import type { OpenedReferral } from "./referral.ts";

const other = "00000000-0000-4000-8000-0000000000ff";
const registered = { name: "A visitor", role: "paramedic", registration: { body: "HCPC" as const, number: "P9" } };
const pick = <Value>(values: readonly Value[], by: number): Value => {
  const value = values[by % values.length];
  if (value === undefined) throw new Error("nothing to pick from");
  return value;
};

type Bodies = { readonly [Name in CommandName]: Extract<Command, { name: Name }>["body"] };

/** All bodies for this moment. */
function bodiesFor(referral: OpenedReferral, by: number, nowMs: number): Bodies {
  const offerId = referral.offer?.offerId ?? referral.offers.at(-1)?.offerId ?? other;
  const reason = pick(changeReason.options, by);
  return {
    claim: { takeOver: by % 3 === 0 },
    snooze: { untilAt: nowMs + (by % 20) * MINUTE, reason: pick(snoozeReason.options, by) },
    unsnooze: {},
    "withdraw-offer": { offerId },
    release: { what: referral.hold !== null ? "hold" : pick(["claim", "hold"] as const, by) },
    note: { note: "a note" },
    assign: { team: pick(["team-a", "team-b", "team-c", "no-such-team"], by) },
    review: {
      outcome: pick(["suitable", "suitable", "redirect", "emergency", "review"] as const, by),
      response: pick(["two-hour", "same-day", "two-days"] as const, by),
      reason,
      redirectTo: "somewhere",
      overrides: [],
    },
    hold: {
      untilOpeningAt: nowMs + 600 * MINUTE,
      safeUntil: nowMs + 700 * MINUTE,
      ...(by % 2 === 0 ? { owner: registered } : {}),
      nightNumberGiven: by % 3 !== 0,
      worseningAdviceGiven: true,
      patientTold: true,
    },
    "record-call": {
      ...(by % 2 === 0 && referral.callTasks.length > 0 ? { taskId: pick(referral.callTasks, by).taskId } : {}),
      with: pick(["referrer", "team", "999", "patient"] as const, by),
      ...(by % 5 === 0 ? {} : { person: registered }),
      reached: by % 4 !== 0,
      agreed: pick(["acknowledged", "will-convey", "will-wait", "no-answer"] as const, by),
    },
    link: { other: by % 7 === 0 ? referralId : other },
    unlink: { other, backToSuggested: by % 4 === 3 },
    "change-response": { response: pick(["two-hour", "same-day", "two-days"] as const, by), reason },
    take: {},
    leave: {},
    seen: { offerId },
    accept: { offerId, expectedAt: nowMs + (by % 200) * MINUTE, byPhone: by % 2 === 0, clinician: registered },
    decline: { offerId, reason: pick(declineReason.options, by), byPhone: false },
    eta: { expectedAt: nowMs + (by % 200) * MINUTE, reason },
    contact: { medium: "telephone", with: "patient", reached: by % 2 === 0 },
    "en-route": {},
    arrive: by % 2 === 0 ? {} : { breachReason: "travel" },
    "no-access": {
      callsMade: by % 4,
      nextOfKinCalled: by % 2 === 0,
      referrerCalled: true,
      welfareCheckAskedOf: pick(["none", "999", "police"] as const, by),
    },
    "escalate-999": { reason: "deterioration", ...(by % 2 === 0 ? { incidentNumber: "I1", handedOverAt: nowMs } : {}) },
    "transfer-team": { reason, ...(by % 2 === 0 ? { team: pick(["team-a", "team-b", "team-c"], by) } : {}) },
    "hand-back": { reason: pick(handBackReason.options, by) },
    onward: { service: pick(["virtual-ward", "gp"] as const, by), ...(by % 2 === 0 ? { acceptedBy: registered } : {}) },
    close: {
      outcome: pick(closeOutcome.options, by),
      summary: "to-be-sent",
      ...(by % 3 === 0 ? {} : { breachReason: "travel" }),
      ...(by % 2 === 0 ? { onwardAcceptedBy: registered } : {}),
    },
    "acknowledge-scene": {},
    "summary-sent": {},
    acknowledge: {
      what: pick(["advice", "hand-back", "amendment", "alert"] as const, by),
      byPhone: true,
      ...(by % 6 === 0 ? {} : { by: registered }),
    },
    "ask-a-nurse": {},
    "agree-time": {},
    "decline-time": {},
    leaving: {},
    staying: {},
    conveying: {},
  };
}

/** One command, sometimes with a time or a version of its own. Its body is what the contract accepts. */
export function madeCommand(referral: OpenedReferral, name: CommandName, by: number, nowMs: number): Command {
  const extras =
    by % 11 === 0
      ? { at: nowMs - (by % 40) * MINUTE, lateReason: "no-signal" as const }
      : by % 13 === 0
        ? { expectedVersion: referral.version }
        : by % 17 === 0
          ? { expectedVersion: 1 }
          : by % 19 === 0
            ? { at: nowMs + MINUTE }
            : {};
  return { name, body: { ...bodiesFor(referral, by, nowMs)[name], ...extras } } as Command;
}

/** Names of all commands. */
export const allCommands = Object.keys(commandBodies) as readonly CommandName[];
