/**
 * Rolls one local month up: reads its measures and checks, adds up what the domain says each contributes, replaces what was kept.
 * One snapshot of the database, so nothing is counted half; marks written meanwhile stay for the next time. Never decides what counts.
 */
import {
  changesByItselfAt,
  contributionOfCheck,
  contributionsOf,
  monthBounds,
  needsEarlier,
  type CivilTime,
  type Measure,
} from "@ucrt/domain";
import { toRetryable } from "@ucrt/postgres";
import { sql, type Kysely, type Transaction } from "kysely";
import { measureOf, readMeasures } from "./measure-rows.ts";
import { createMonthSums, type MonthSums } from "./month-sums.ts";
import { rollUpTeamHours, type TeamWithHours } from "./roll-up-team-hours.ts";
import type { CheckRow, MeasureRow, MetricsTables } from "./tables.ts";

export interface RollupRules {
  readonly civil: CivilTime;
  readonly lateEntryMinutes: number;
  /** Teams of the directory, for their published hours. */
  readonly teams: readonly TeamWithHours[];
  /** What the rollups are made with; other rollups are made again. */
  readonly version: string;
}

export interface RolledUp {
  readonly month: string;
  readonly referrals: number;
  /** Groupings whose numbers were others before. */
  readonly changed: number;
}

/** Rows fetched at a time: small enough that others get their turn between. */
const ROWS_AT_ONCE = 2_000;

export async function rollUpMonth(
  db: Kysely<MetricsTables>,
  { month, nowMs, rules }: { readonly month: string; readonly nowMs: number; readonly rules: RollupRules },
): Promise<RolledUp> {
  try {
    return await db
      .transaction()
      .setIsolationLevel("repeatable read")
      .execute(async (trx) => {
        const marks = await trx.selectFrom("dirty_month").select("id").where("month", "=", month).execute();
        const sums = createMonthSums(rules.civil);
        const counted = await addReferrals(trx, { month, nowMs, rules, sums });
        await addChecks(trx, { month, rules, sums });
        const hours = await rollUpTeamHours(trx, { month, nowMs, teams: rules.teams });
        const changed = hours.changed + (await replace(trx, month, sums));
        const dueAt = earliest(counted.dueAt, hours.dueAt);
        await trx
          .insertInto("rollup_month")
          .values({ month, version: rules.version, rolled_at: nowMs, due_at: dueAt })
          .onConflict((conflict) =>
            conflict.column("month").doUpdateSet({ version: rules.version, rolled_at: nowMs, due_at: dueAt }),
          )
          .execute();
        if (marks.length > 0)
          await sql`delete from dirty_month where id = any(${marks.map(({ id }) => id)}::bigint[])`.execute(trx);
        return { month, referrals: counted.referrals, changed };
      });
  } catch (error) {
    throw toRetryable(error);
  }
}

const earliest = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.min(one, other);

interface Work {
  readonly month: string;
  readonly rules: RollupRules;
  readonly sums: MonthSums;
}

async function addReferrals(
  trx: Transaction<MetricsTables>,
  { month, nowMs, rules, sums }: Work & { readonly nowMs: number },
): Promise<{ referrals: number; dueAt: number | null }> {
  const { startMs, endMs } = monthBounds(rules.civil, month);
  const judgements = await judgementsOf(trx, startMs, endMs);
  let referrals = 0;
  let dueAt: number | null = null;
  await sql`declare counted no scroll cursor for
    select * from measure where received_at >= ${sql.lit(startMs)} and received_at < ${sql.lit(endMs)}`.execute(trx);
  for (;;) {
    const { rows } = await sql<MeasureRow>`fetch ${sql.lit(ROWS_AT_ONCE)} from counted`.execute(trx);
    if (rows.length === 0) break;
    const measures = rows.map(measureOf);
    const earlier = await earlierOf(trx, measures);
    for (const measure of measures) {
      const context = {
        nowMs,
        lateEntryMinutes: rules.lateEntryMinutes,
        earlier: measure.earlierId === null ? undefined : earlier.get(measure.earlierId),
        judgement: judgements.get(measure.referralId),
      };
      for (const contribution of contributionsOf(measure, context)) sums.add(measure.receivedAt, contribution);
      dueAt = earliest(dueAt, changesByItselfAt(measure, nowMs));
    }
    referrals += rows.length;
  }
  await sql`close counted`.execute(trx);
  return { referrals, dueAt };
}

async function earlierOf(
  trx: Transaction<MetricsTables>,
  measures: readonly Measure[],
): Promise<ReadonlyMap<string, Measure>> {
  const ids = measures.filter(needsEarlier).map(({ earlierId }) => earlierId);
  return readMeasures(
    trx,
    ids.filter((id) => id !== null),
  );
}

/** The last word about each referral of the month that was judged. */
async function judgementsOf(
  trx: Transaction<MetricsTables>,
  startMs: number,
  endMs: number,
): Promise<ReadonlyMap<string, "agree" | "disagree">> {
  const { rows } = await sql<{ about: string; judgement: "agree" | "disagree" }>`
    select about, judgement from audit_judgement join measure on referral_id = about
    where received_at >= ${startMs} and received_at < ${endMs} order by at, audit_id`.execute(trx);
  return new Map(rows.map(({ about, judgement }) => [about, judgement]));
}

async function addChecks(trx: Transaction<MetricsTables>, { month, rules, sums }: Work): Promise<void> {
  const { startMs, endMs } = monthBounds(rules.civil, month);
  const { rows } = await sql<CheckRow & { is_sent: boolean }>`
    select check_made.*, exists (select from measure where measure.check_id = check_made.check_id) as is_sent
    from check_made where made_at >= ${startMs} and made_at < ${endMs}`.execute(trx);
  for (const { is_sent, ...row } of rows)
    sums.add(
      row.made_at,
      contributionOfCheck(
        {
          checkId: row.check_id,
          madeAt: row.made_at,
          source: row.source,
          referrer: row.referrer,
          place: row.place,
          need: row.need,
          carePlace: row.care_place,
          outcome: row.outcome,
          response: row.response,
        },
        is_sent,
      ),
    );
}

/** Writes what differs, and says how much did. */
async function replace(trx: Transaction<MetricsTables>, month: string, sums: MonthSums): Promise<number> {
  let changed = 0;
  for (const { grain, breakdowns, cells } of sums.bytes()) {
    const { numAffectedRows } = await sql`
      insert into rollup as kept (month, grain, breakdowns, cells) values (${month}, ${grain}, ${breakdowns}, ${cells})
      on conflict (grain, breakdowns, month) do update set cells = excluded.cells where kept.cells <> excluded.cells
    `.execute(trx);
    changed += Number(numAffectedRows ?? 0n);
  }
  return changed;
}
