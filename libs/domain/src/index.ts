/** Decisions as pure functions: eligibility, routing, the referral's life, clocks, measures. Append a line for each part; never a `default`. */
export { foldMeasure, type Measure } from "./measures/fold-measure.ts";
export { definitions } from "./measures/definitions.ts";
export * from "./referral/new-fact.ts";
export * from "./referral/refusal.ts";
export * from "./referral/context.ts";
export { ignore, type Decision as ReferralDecision, type IgnoredBecause, type Input as ReferralInput, type SubmittedMessage, type TimerName } from "./referral/decision.ts";
export * from "./referral/referral.ts";
export { evolve, fold } from "./referral/evolve.ts";
export { decide } from "./referral/decide.ts";
export { ownerOf, responsibilityOf, type Responsibility } from "./referral/owner.ts";
export { nextDeadlineOf, timersOf, type Timer } from "./referral/deadlines.ts";
export { boardRowOf } from "./referral/board-row.ts";
export { commandsFor, isInScope, mayCommand } from "./referral/who-may.ts";
