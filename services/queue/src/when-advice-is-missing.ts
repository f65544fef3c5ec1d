/**
 * Checks the next one's word: what was asked of `eligibility` or `routing` and is unanswered after 90 s is sent again, with the same
 * bytes and the same id, and alarmed; and again every 90 s. In: rows of `awaited_advice`. Out: outbox messages.
 */
import { sql } from "kysely";
import { addToOutbox, inTransaction } from "@ucrt/postgres";
import { fact as factContract } from "@ucrt/schemas";
import type { Parts } from "./parts.ts";
import { factMessage } from "./save-facts.ts";

/** Asked again before the two minutes are over after which the case falls to the SPA clinician. */
const ANSWER_EXPECTED_MS = 90_000;

interface Unanswered {
  readonly fact_id: string;
  readonly referral_id: string;
  readonly body: string;
  readonly sequence: number;
  readonly previous_hash: string;
  readonly hash: string;
}

/** Sends unanswered questions again; true when there may be more. */
export async function whenAdviceIsMissing(parts: Parts): Promise<boolean> {
  const missing = await inTransaction(parts.db, async (trx) => {
    const nowMs = await parts.clock(trx);
    const before = new Date(nowMs - ANSWER_EXPECTED_MS);
    const { rows } = await sql<Unanswered>`
      with due as (
        select awaited.fact_id from awaited_advice awaited where coalesce(awaited.sent_again_at, awaited.asked_at) <= ${before}
        order by awaited.asked_at limit 100 for update skip locked
      ), marked as (
        update awaited_advice set sent_again_at = ${new Date(nowMs)}, times_sent = times_sent + 1 from due where awaited_advice.fact_id = due.fact_id returning awaited_advice.fact_id
      )
      select fact.id as fact_id, fact.chain_id as referral_id, fact.body, fact.sequence, fact.previous_hash, fact.hash from fact join marked on marked.fact_id = fact.id
      order by fact.recorded_at`.execute(trx);
    await addToOutbox(
      trx,
      rows.map((row) =>
        factMessage({
          fact: factContract.parse(JSON.parse(row.body)),
          link: { sequence: row.sequence, body: row.body, previousHash: row.previous_hash, hash: row.hash },
        }),
      ),
    );
    return rows;
  });
  for (const row of missing) parts.raiseAlarm({ kind: "advice-missing", referralId: row.referral_id });
  if (missing.length > 0) parts.wakeRelay();
  return missing.length === 100;
}
