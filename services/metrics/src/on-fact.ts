/**
 * Facts come in (`referral.facts.v1`), measures are kept. Loads the measures of a batch, folds, saves, in one transaction.
 * A repeat changes nothing: the sequence is the natural key. Facts that are not a referral's are passed over. Never changes a fact's meaning: the fold is in the domain.
 */
import type { Kysely } from "kysely";
import { foldMeasure, type Measure } from "@ucrt/domain";
import { readMessage, type IncomingMessage } from "@ucrt/kafka";
import { inTransaction } from "@ucrt/postgres";
import { fact, type Fact, type ReferralFact } from "@ucrt/schemas";
import { loadMeasures, saveMeasures } from "./measure-rows.ts";
import type { MetricsTables } from "./tables.ts";

/** A fact of a referral, or null for other facts. @throws Unreadable when it is not a fact this version knows */
export function readFact(message: Pick<IncomingMessage, "valueBytes">): ReferralFact | null {
  const one = readMessage(message, fact);
  return isReferralFact(one) ? one : null;
}

function isReferralFact(one: Fact): one is ReferralFact {
  return one.type !== "team-state-changed" && one.type !== "check-made" && one.type !== "audit-judged";
}

/** A handler for a batch consumer. */
export function onFacts(db: Kysely<MetricsTables>) {
  return async (messages: readonly IncomingMessage[]): Promise<void> => {
    const facts = messages.map(readFact).filter((one) => one !== null);
    if (facts.length === 0) return;
    const ids = [...new Set(facts.map((one) => one.referralId))];
    await inTransaction(db, async (trx) => {
      const measures: Map<string, Measure | null> = await loadMeasures(trx, ids);
      for (const one of facts) measures.set(one.referralId, foldMeasure(measures.get(one.referralId) ?? null, one));
      await saveMeasures(
        trx,
        [...measures.values()].filter((measure) => measure !== null),
      );
    });
  };
}
