/**
 * What must happen by when. In: a referral. Out: every deadline that has not passed, the one to show, and those that `queue` arms as timers.
 * A passed deadline is a fact; nothing here looks at a clock.
 */
import type { Deadline } from "@ucrt/schemas";
import type { TimerName } from "./decision.ts";
import type { Referral } from "./referral.ts";

/** A timer to arm: at most one of each name. */
export interface Timer {
  readonly name: TimerName;
  readonly atMs: number;
}

/** The next deadline and its name (`at` in epoch milliseconds); null only when nothing more is expected. */
export function nextDeadlineOf(referral: Referral): Deadline | null {
  void referral;
  return null;
}

/** Timers that must be armed now, at most one of each name; the queue arms these and drops all others. */
export function timersOf(referral: Referral): readonly Timer[] {
  void referral;
  return [];
}
