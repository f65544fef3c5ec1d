/**
 * A fact as the core decides it: what happened, when, by whom, about which clinical picture.
 * `queue` adds id, sequence, referral, `recordedAt`, causation and correlation when it writes it. Never identity.
 */
import type { Actor, FactOf, ReferralFact, ReferralFactType } from "@ucrt/schemas";

/** What `decide` gives. Instants are epoch milliseconds. */
export type NewFact = {
  readonly [Type in ReferralFactType]: Pick<FactOf<Type>, "type" | "data" | "at" | "actor" | "revision" | "lateReason">;
}[ReferralFactType];

/** A new fact of one type. */
export type NewFactOf<Type extends ReferralFactType> = Extract<NewFact, { type: Type }>;

/** What `evolve` reads: a new fact, or a written one with the extra fields it also understands. */
export type FoldableFact = NewFact & { readonly recordedAt?: number; readonly causationId?: string };

/** Every written fact can be folded. */
export const asFoldable = (fact: ReferralFact): FoldableFact => fact as FoldableFact;

/** The machine itself: timers and automatic consequences. */
export const systemActor: Actor = {
  kind: "system",
  subject: "queue",
  name: null,
  role: "system",
  organisation: null,
  team: null,
  registration: null,
};
