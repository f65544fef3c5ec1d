/**
 * The closed list of refusals of a command on a referral. Pages, metrics and integrators depend on the codes: never rename, never reuse.
 * In: nothing. Out: values, never thrown.
 */

/** Kind of each refusal, for the one place that turns it into an HTTP answer. `conflict`: answer with the current state. */
export const refusals = {
  REF_OUT_OF_SCOPE: "not-found",
  REF_NOT_PERMITTED: "forbidden",
  REF_REGISTRATION_MISSING: "forbidden",
  REF_STALE_VERSION: "conflict",
  REF_WRONG_STATE: "conflict",
  REF_ALREADY_ACCEPTED: "conflict",
  REF_NOT_OFFERED_TO_YOU: "conflict",
  REF_OFFER_ENDED: "conflict",
  REF_TEAM_UNAVAILABLE: "conflict",
  REF_CLAIMED_BY_OTHER: "conflict",
  REF_OFFER_SEEN: "conflict",
  REF_SNOOZE_NOT_ALLOWED: "conflict",
  REF_NOTHING_TO_ACKNOWLEDGE: "conflict",
  REF_SCENE_NOT_ACKNOWLEDGED: "conflict",
  REF_HOLD_NOT_ALLOWED: "conflict",
  REF_REASON_MISSING: "invalid",
  REF_LATE_REASON_MISSING: "invalid",
  REF_BREACH_REASON_MISSING: "invalid",
  REF_TIME_IN_FUTURE: "invalid",
  REF_TIME_TOO_EARLY: "invalid",
  REF_TIME_IN_PAST: "invalid",
  REF_TIME_TOO_FAR: "invalid",
  REF_CLINICIAN_MISSING: "invalid",
  REF_PERSON_MISSING: "invalid",
  REF_OWNER_MISSING: "invalid",
  REF_UNKNOWN_TEAM: "invalid",
  REF_UNKNOWN_TASK: "invalid",
  REF_ONWARD_NOT_ACCEPTED: "invalid",
  REF_STEPS_MISSING: "invalid",
  REF_NOT_LINKED: "invalid",
} as const satisfies Readonly<Record<string, "not-found" | "forbidden" | "conflict" | "invalid">>;

export type RefusalCode = keyof typeof refusals;
export type RefusalKind = (typeof refusals)[RefusalCode];

export interface Refused {
  readonly kind: "refused";
  readonly code: RefusalCode;
  /** One sentence in plain words; never identity, never a clinician's name. */
  readonly detail: string;
  /** With REF_ALREADY_ACCEPTED: the team that holds it. */
  readonly winningTeam?: string;
}

/** Nothing here is planned further ahead: a slip in the year would leave a referral without a deadline that anybody lives to see. */
export const FARTHEST_PLAN_MS = 7 * 86_400_000;

/** A refusal as a value. */
export const refuse = (code: RefusalCode, detail: string): Refused => ({ kind: "refused", code, detail });
