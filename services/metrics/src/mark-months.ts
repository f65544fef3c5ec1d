/**
 * Marks local months whose rollups are no longer right, in the transaction that changed them. In: months. Out: one row each; nothing waits for anything.
 * Also finds the months of other referrals and checks that are counted differently now.
 */
import { localMonthOf, type CivilTime, type Measure } from "@ucrt/domain";
import { sql, type Kysely, type Transaction } from "kysely";
import type { MetricsTables } from "./tables.ts";

type Executor = Kysely<MetricsTables> | Transaction<MetricsTables>;

export async function markMonths(trx: Executor, months: Iterable<string>): Promise<void> {
  const wanted = [...months].toSorted();
  if (wanted.length === 0) return;
  await sql`insert into dirty_month (month) select unnest(${wanted}::text[])`.execute(trx);
}

/** A check is sent once a referral names it; a referral that came back is counted by how the earlier one ended. */
export async function monthsMovedBy(
  trx: Executor,
  changed: readonly Measure[],
  civil: CivilTime,
): Promise<readonly string[]> {
  const checks = changed.map(({ checkId }) => checkId).filter((id) => id !== null);
  const ids = changed.map(({ referralId }) => referralId);
  if (ids.length === 0) return [];
  const { rows } = await sql<{ at: number }>`
    select received_at as at from measure where earlier_id = any(${ids}::uuid[])
    union all
    select made_at as at from check_made where check_id = any(${checks}::uuid[])`.execute(trx);
  return rows.map(({ at }) => localMonthOf(civil, at));
}
