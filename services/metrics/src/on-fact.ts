/**
 * Facts come in (`referral.facts.v1`), measures are kept. Loads the measures of a batch, folds, saves, and marks the local months that changed, in one transaction.
 * A repeat changes nothing: the sequence is the natural key. Never changes a fact's meaning: the fold is in the domain.
 */
import type { Kysely, Transaction } from "kysely";
import { foldMeasure, localMonthOf, type CivilTime, type Measure } from "@ucrt/domain";
import { readMessage, type IncomingMessage } from "@ucrt/kafka";
import { inTransaction } from "@ucrt/postgres";
import { fact, type Fact, type OtherFact, type ReferralFact } from "@ucrt/schemas";
import { monthsMovedBy, markMonths } from "./mark-months.ts";
import { loadMeasures, saveMeasures } from "./measure-rows.ts";
import { keepOtherFacts } from "./other-facts.ts";
import type { MetricsTables } from "./tables.ts";

/** @throws Unreadable when it is not a fact this version knows */
export function readFact(message: Pick<IncomingMessage, "valueBytes">): Fact {
  return readMessage(message, fact);
}

export function isReferralFact(one: Fact): one is ReferralFact {
  return one.type !== "team-state-changed" && one.type !== "check-made" && one.type !== "audit-judged";
}

/** A handler for a batch consumer. `civil`: local time of the area. */
export function onFacts(db: Kysely<MetricsTables>, civil: CivilTime) {
  return async (messages: readonly IncomingMessage[]): Promise<void> => {
    const facts = messages.map(readFact);
    if (facts.length > 0) await inTransaction(db, (trx) => keepFacts(trx, facts, civil));
  };
}

/** Folds and keeps these facts, in the order given. */
export async function keepFacts(
  trx: Transaction<MetricsTables>,
  facts: readonly Fact[],
  civil: CivilTime,
): Promise<void> {
  const ofReferrals = facts.filter(isReferralFact);
  const others = facts.filter((one): one is OtherFact => !isReferralFact(one));
  const before = await loadMeasures(trx, [...new Set(ofReferrals.map((one) => one.referralId))]);
  const after = new Map<string, Measure>(before);
  for (const one of ofReferrals) {
    const measure = foldMeasure(after.get(one.referralId) ?? null, one);
    if (measure !== null) after.set(one.referralId, measure);
  }
  const changed = [...after.values()].filter((measure) => measure !== before.get(measure.referralId));
  await saveMeasures(trx, changed);
  const months = new Set([
    ...changed.map(({ receivedAt }) => localMonthOf(civil, receivedAt)),
    ...[...before.values()].map(({ receivedAt }) => localMonthOf(civil, receivedAt)),
    ...(await monthsMovedBy(trx, changed, civil)),
    ...(await keepOtherFacts(trx, others, civil)),
  ]);
  if (changed.length > 0 || others.length > 0) await markMonths(trx, months);
}
