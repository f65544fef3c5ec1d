/**
 * What a decision may look at beside the referral: the time, the area's timeouts, the teams as they are now, ids.
 * `queue` fills it once for each transaction; tests fill it by hand. Nothing here does I/O.
 */
import type { Timeouts } from "@ucrt/schemas";

/** A team as the decision sees it now. */
export interface TeamNow {
  readonly team: string;
  readonly name: string;
  /** Within hours and working. */
  readonly isOpen: boolean;
  readonly isPaused: boolean;
  /** Free places now: capacity less open offers and jobs. */
  readonly room: number;
  readonly coversPlace: (place: string | null) => boolean;
}

export interface DecisionContext {
  readonly referralId: string;
  readonly nowMs: number;
  readonly timeouts: Timeouts;
  /** `clockStartsAt` of the area's description. @default "received" */
  readonly clockStartsAt?: "received" | "need-identified";
  /** Undefined: no such team. */
  readonly teamOf: (team: string) => TeamNow | undefined;
  /** UUIDv5 of the cause and the purpose: the same cause gives the same ids. Each purpose is asked once in a decision. */
  readonly newId: (purpose: string) => string;
  /** Closed referrals of the same verified NHS number, for `opened`. @default [] */
  readonly earlierReferrals?: readonly { readonly referralId: string; readonly closedAt: number | null }[];
}
