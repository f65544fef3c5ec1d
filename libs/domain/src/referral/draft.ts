/**
 * A decision while it is being made: facts so far, and the referral as they leave it. Mutable inside one call of `decide`, never outside.
 * Every fact is folded as it is added, so a later step sees what an earlier one did.
 */
import type { Actor, FactOf, ReferralFactType } from "@ucrt/schemas";
import type { DecisionContext } from "./context.ts";
import { evolve } from "./evolve.ts";
import { systemActor, type NewFact } from "./new-fact.ts";
import type { OpenedReferral, Referral } from "./referral.ts";

/** Who acts, and when it happened. */
export interface Act {
  readonly actor: Actor;
  readonly atMs: number;
  readonly lateReason?: NonNullable<NewFact["lateReason"]>;
}

export interface Draft {
  readonly context: DecisionContext;
  referral: Referral;
  readonly facts: NewFact[];
}

/** A draft of an opened referral: what the rules work on. */
export interface OpenDraft extends Draft {
  referral: OpenedReferral;
}

export const startDraft = (referral: Referral, context: DecisionContext): Draft => ({ context, referral, facts: [] });

/** The machine acts now: a timer, advice, a consequence. */
export const bySystem = (draft: Draft): Act => ({ actor: systemActor, atMs: draft.context.nowMs });

/** Adds a fact and folds it. `revision` is the referral's own unless given. */
export function add<Type extends ReferralFactType>(
  draft: Draft,
  type: Type,
  data: FactOf<Type>["data"],
  act: Act = bySystem(draft),
  revision = draft.referral.status === "none" ? 1 : draft.referral.revision,
): void {
  const fact = {
    type,
    data,
    at: act.atMs,
    actor: act.actor,
    revision,
    ...(act.lateReason === undefined ? {} : { lateReason: act.lateReason }),
  } as NewFact;
  draft.facts.push(fact);
  draft.referral = evolve(draft.referral, fact);
}

/** An id for something this decision makes; never asked twice with the same words in one decision. */
export const idFor = (draft: Draft, purpose: string): string =>
  draft.context.newId(`${purpose}:${draft.referral.version}`);
