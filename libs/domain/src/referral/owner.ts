/**
 * Who must act next, and who holds clinical responsibility. In: a referral. Out: exactly one of each, always. Never looks at a clock.
 */
import type { BoardRow, Owner } from "@ucrt/schemas";
import type { OpenedReferral, Referral } from "./referral.ts";

export type Responsibility = BoardRow["responsibility"];

/** The one owner: who must act next. Before `opened` and after the end it is the system. */
export function ownerOf(referral: Referral): Owner {
  void referral;
  return { kind: "system", name: null };
}

/** Who holds clinical responsibility now. */
export function responsibilityOf(referral: OpenedReferral): Responsibility {
  void referral;
  return "referrer";
}
