/** In which states a command may be given at all; finer conditions are with each command. In: nothing. Out: one table. */
import type { CommandName, ReferralState } from "@ucrt/schemas";

const beforeAcceptance: readonly ReferralState[] = ["received", "deciding", "advised", "waiting", "offered"];
const held: readonly ReferralState[] = ["accepted", "en-route", "arrived", "onward-pending", "no-access", "escalated"];
const onTheWay: readonly ReferralState[] = ["accepted", "en-route"];
const open: readonly ReferralState[] = [...beforeAcceptance, ...held, "handed-back"];
const all: readonly ReferralState[] = ["candidate", ...open, "closed", "withdrawn"];

export const statesOf: Readonly<Record<CommandName, readonly ReferralState[]>> = {
  claim: ["candidate", ...open],
  release: ["candidate", ...open],
  snooze: ["candidate", ...open],
  unsnooze: ["candidate", ...open],
  note: all,
  assign: ["waiting", "offered", "handed-back"],
  "withdraw-offer": ["offered"],
  review: [...beforeAcceptance, "handed-back"],
  hold: ["deciding", "waiting", "offered"],
  "record-call": all,
  link: all,
  unlink: all,
  "change-response": [...beforeAcceptance, ...onTheWay],
  take: ["candidate"],
  leave: ["candidate"],
  seen: ["offered"],
  accept: ["offered"],
  decline: ["offered"],
  eta: onTheWay,
  contact: held,
  "en-route": ["accepted", "no-access"],
  arrive: [...onTheWay, "no-access"],
  "no-access": [...onTheWay, "no-access"],
  "escalate-999": [...held, "deciding", "handed-back"],
  "transfer-team": [...onTheWay, "arrived", "no-access"],
  "hand-back": [...onTheWay, "arrived", "no-access", "onward-pending", "deciding", "waiting"],
  onward: ["arrived", "onward-pending"],
  close: [...held, "received", "deciding", "waiting"],
  "acknowledge-scene": [...onTheWay, "no-access"],
  "summary-sent": ["closed"],
  acknowledge: ["advised", "handed-back", ...held, "offered", "withdrawn"],
  "ask-a-nurse": ["advised"],
  "agree-time": onTheWay,
  "decline-time": onTheWay,
  leaving: open,
  staying: open,
  conveying: open,
};
