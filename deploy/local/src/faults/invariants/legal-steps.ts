// In which states a fact may stand, written apart from the code that decides: the judge must not take the decider's word. In: nothing. Out: one table.
// Facts that are not named may stand in any state of an opened referral: they are notes, calls, links, alarms.
import type { ReferralFact, ReferralState } from "@ucrt/schemas";

type State = ReferralState | "none";

const inCare: readonly State[] = ["accepted", "en-route", "arrived", "onward-pending", "no-access"];
const before: readonly State[] = ["received", "deciding", "advised", "waiting"];
const open: readonly State[] = [...before, "offered", ...inCare, "escalated", "handed-back"];

export const statesBefore: Partial<Readonly<Record<ReferralFact["type"], readonly State[]>>> = {
  opened: ["none"],
  "take-requested": ["candidate"],
  // The 999 service may confirm after we had let it go.
  "take-confirmed": ["candidate", "closed"],
  "candidate-left": ["candidate"],
  assessed: ["candidate", ...open],
  advised: before,
  "nurse-asked": ["advised"],
  "decision-needed": [...before, "handed-back"],
  reviewed: [...before, "offered", "handed-back"],
  "routing-requested": before,
  routed: ["waiting"],
  unrouted: ["waiting"],
  offered: ["waiting", "deciding"],
  "offer-seen": ["offered"],
  "offer-half-time-passed": ["offered"],
  "offer-lapsed": ["offered"],
  "offer-declined": ["offered"],
  "offer-withdrawn": ["offered"],
  accepted: ["offered"],
  "time-agreed": ["accepted", "en-route"],
  "time-declined": ["accepted", "en-route"],
  "expected-time-changed": ["accepted", "en-route"],
  "set-off": ["accepted", "no-access"],
  arrived: ["accepted", "en-route", "no-access"],
  "no-access-recorded": ["accepted", "en-route", "no-access"],
  "escalated-to-999": [...inCare, "deciding", "waiting", "handed-back"],
  "escalation-handed-over": ["escalated"],
  "onward-requested": ["arrived", "onward-pending"],
  "team-transferred": ["accepted", "en-route", "arrived", "no-access"],
  held: ["deciding", "waiting"],
  "hold-released": ["waiting"],
  "handed-back": [...before, ...inCare],
  withdrawn: [...before, "accepted", "en-route", "handed-back"],
  closed: [...before, ...inCare, "escalated", "handed-back"],
  // What the GP is owed is owed after the end.
  "summary-sent": ["closed"],
  "scene-acknowledged": ["offered", ...inCare],
  snoozed: ["candidate", ...open],
};
