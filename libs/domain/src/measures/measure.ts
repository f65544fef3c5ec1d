/**
 * One referral as the numbers see it: coded, without identity, everything that any count or interval needs. Made by `fold-measure.ts` alone.
 * Instants are epoch milliseconds.
 */
import type { ClinicalPicture, FactOf, Feed, NeedCode, Outcome, ReferralState, Response, Source } from "@ucrt/schemas";

/** How one offer to one team ended so far; a decline by its reason. */
export type OfferEnd = "open" | "accepted" | "lapsed" | "withdrawn" | FactOf<"offer-declined">["data"]["reason"];

/** What last kept it from a team: told apart when a suitable person was never seen. */
export type Obstacle = "no-capacity" | "closed-hours" | "lapsed" | "declined";

export interface Measure {
  readonly referralId: string;
  /** Sequence of the last fact folded in. */
  readonly sequence: number;
  readonly state: ReferralState;
  readonly feed: Feed;
  readonly source: Source;
  /** The organisation that asked: on whose behalf, else who sent it. ODS code. */
  readonly referrer: string;
  readonly place: string | null;
  /** The team that accepted last. */
  readonly team: string | null;
  readonly need: NeedCode;
  readonly carePlace: ClinicalPicture["carePlace"];
  readonly response: Response;
  /** A person set the response: the criteria no longer do. */
  readonly isResponseByPerson: boolean;
  /** The criteria or a person once said two-hour: a default before any assessment is nobody's word. */
  readonly wasTwoHour: boolean;
  /** First outcome of the criteria. */
  readonly outcome: Outcome | null;
  /** In force now: of the criteria, or of the person who reviewed after them. */
  readonly outcomeNow: Outcome | null;
  /** In the stack and not taken: not ours. */
  readonly isCandidate: boolean;
  readonly wasCandidate: boolean;
  readonly isDuplicate: boolean;
  /** Told to go elsewhere, and nothing came after it. */
  readonly isAdvised: boolean;
  readonly wasHeld: boolean;
  readonly wasNoAccess: boolean;
  readonly escalatedBecause: FactOf<"escalated-to-999">["data"]["reason"] | null;
  readonly obstacle: Obstacle | null;
  /** The check made before it was sent. */
  readonly checkId: string | null;
  /** The last earlier referral of the same verified NHS number that had ended. */
  readonly earlierId: string | null;
  readonly earlierClosedAt: number | null;
  readonly hasNhsNumber: boolean;
  readonly hasAge: boolean;
  readonly hasPractice: boolean;
  /** What the referrer said would happen if UCRT could not come. */
  readonly alternative: ClinicalPicture["alternative"];
  /** Of a case taken from the stack: when it was taken. */
  readonly receivedAt: number;
  readonly needIdentifiedAt: number | null;
  readonly clockStartAt: number;
  readonly twoHourDueAt: number;
  readonly decisionBy: number;
  /** First answer that the referrer could act on: accepted, advised to go elsewhere, or handed back. */
  readonly decidedAt: number | null;
  readonly offeredAt: number | null;
  readonly acceptedAt: number | null;
  readonly arrivedAt: number | null;
  /** When the first arrival was written down. */
  readonly arrivedRecordedAt: number | null;
  readonly handedBackAt: number | null;
  readonly handBackReason: FactOf<"handed-back">["data"]["reason"] | null;
  readonly isHandedBackByMachine: boolean;
  readonly withdrawnAt: number | null;
  readonly withdrawReason: FactOf<"withdrawn">["data"]["reason"] | null;
  readonly closedAt: number | null;
  readonly closeOutcome: FactOf<"closed">["data"]["outcome"] | null;
  readonly breachReason: NonNullable<FactOf<"closed">["data"]["breachReason"]> | null;
  /** Every offer, oldest first. */
  readonly offers: readonly (readonly [team: string, ended: OfferEnd])[];
  readonly declines: number;
  readonly lapses: number;
}
