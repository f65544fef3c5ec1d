/**
 * The month's audit sample: refusals and declines for a clinician's agree or disagree. In: a local month. Out: a few ids, each with its judgement so far.
 * The same ones however often it is asked, as long as the same referrals were refused: drawn by a hash of month and id, so nobody can choose them. What
 * has been judged stays drawn.
 */
import { monthBounds, type CivilTime } from "@ucrt/domain";
import { sql, type Kysely } from "kysely";
import type { MetricsTables } from "./tables.ts";

export interface AuditCase {
  readonly referralId: string;
  readonly receivedAt: number;
  /** Null: not judged yet. */
  readonly judgement: "agree" | "disagree" | null;
}

/** Received in the month, ours, and declined by a team, handed back or advised to go elsewhere; never accepted. */
export async function readAuditSample(
  db: Kysely<MetricsTables>,
  { month, civil, most }: { readonly month: string; readonly civil: CivilTime; readonly most: number },
): Promise<AuditCase[]> {
  const { startMs, endMs } = monthBounds(civil, month);
  const { rows } = await sql<{ referral_id: string; received_at: number; judgement: "agree" | "disagree" | null }>`
    select referral_id, received_at, judged.judgement
    from measure left join lateral (
      select judgement from audit_judgement where about = referral_id order by at desc, audit_id desc limit 1
    ) judged on true
    -- The rule of \`isForAudit\` in the domain, by which \`queue\` draws the cases that are judged.
    where received_at >= ${startMs} and received_at < ${endMs} and not is_candidate and not is_duplicate
      and accepted_at is null and (declines > 0 or handed_back_at is not null or is_advised)
    order by judged.judgement is null, sha256(convert_to(${month} || referral_id::text, 'UTF8')) limit ${most}`.execute(
    db,
  );
  return rows.map((row) => ({
    referralId: row.referral_id,
    receivedAt: row.received_at,
    judgement: row.judgement,
  }));
}
