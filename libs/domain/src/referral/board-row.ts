/**
 * The row of a referral on the board. In: its id and the referral. Out: coded values only, no identity, the same row whatever the clock says:
 * alarms that depend on time come from facts that timers wrote.
 */
import type { BoardRow } from "@ucrt/schemas";
import type { OpenedReferral } from "./referral.ts";

/** The whole row; `version` is the referral's sequence. */
export function boardRowOf(referralId: string, referral: OpenedReferral): BoardRow {
  void referral;
  throw new Error(`not yet: ${referralId}`);
}
