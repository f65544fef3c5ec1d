/**
 * Keeps the facts that are not a referral's: checks made, team states, judgements of the audit sample. In: those facts. Out: rows, and the local months
 * whose numbers they change. A repeat changes nothing: each table's key is the fact's own chain and sequence.
 */
import { checkMeasureOf, localMonthOf, type CivilTime } from "@ucrt/domain";
import type { OtherFact } from "@ucrt/schemas";
import { inTransaction } from "@ucrt/postgres";
import { sql, type Kysely, type Transaction } from "kysely";
import type { AuditJudgementRow, CheckRow, MetricsTables, TeamStateRow } from "./tables.ts";

type Executor = Kysely<MetricsTables> | Transaction<MetricsTables>;

export async function keepOtherFacts(
  trx: Executor,
  facts: readonly OtherFact[],
  civil: CivilTime,
): Promise<readonly string[]> {
  if (facts.length === 0) return [];
  const { checks, states, judgements } = rowsOf(facts);
  await saveOtherRows(trx, { checks, states, judgements });
  const judged = await trx
    .selectFrom("measure")
    .select("received_at")
    .where("referral_id", "=", sql<string>`any(${judgements.map(({ about }) => about)}::uuid[])`)
    .execute();
  return [
    ...checks.map((row) => row.made_at),
    ...states.map((row) => row.at),
    ...judged.map((row) => row.received_at),
  ].map((at) => localMonthOf(civil, at));
}

export interface OtherRows {
  readonly checks: readonly CheckRow[];
  readonly states: readonly TeamStateRow[];
  readonly judgements: readonly AuditJudgementRow[];
}

export function rowsOf(facts: readonly OtherFact[]): OtherRows {
  const checks: CheckRow[] = [];
  const states: TeamStateRow[] = [];
  const judgements: AuditJudgementRow[] = [];
  for (const one of facts) {
    switch (one.type) {
      case "check-made": {
        const { checkId, madeAt, carePlace, ...rest } = checkMeasureOf(one);
        checks.push({ check_id: checkId, made_at: madeAt, care_place: carePlace, ...rest });
        break;
      }
      case "team-state-changed": {
        const { team, isOpen, isPaused, capacity } = one.data;
        states.push({ team, sequence: one.sequence, at: one.at, is_open: isOpen, is_paused: isPaused, capacity });
        break;
      }
      case "audit-judged":
        judgements.push({ audit_id: one.id, about: one.data.about, at: one.at, judgement: one.data.judgement });
        break;
    }
  }
  return { checks, states, judgements };
}

/** Inserts what is not there yet. */
export async function saveOtherRows(trx: Executor, { checks, states, judgements }: OtherRows): Promise<void> {
  for (const [table, rows] of [
    ["check_made", checks],
    ["team_state", states],
    ["audit_judgement", judgements],
  ] as const)
    if (rows.length > 0)
      await sql`insert into ${sql.table(table)}
        select * from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)
        on conflict do nothing`.execute(trx);
}

/** Makes the tables hold exactly what the log holds, up to the log's newest fact of each kind. Says how many rows were wrong. */
export async function correctOtherRows(db: Kysely<MetricsTables>, facts: readonly OtherFact[]): Promise<number> {
  const rows = rowsOf(facts);
  return inTransaction(db, async (trx) => {
    const before = await othersNow(trx);
    await trx
      .deleteFrom("check_made")
      .where("made_at", "<=", newest(rows.checks.map((row) => row.made_at)))
      .execute();
    await trx
      .deleteFrom("team_state")
      .where("at", "<=", newest(rows.states.map((row) => row.at)))
      .execute();
    await trx
      .deleteFrom("audit_judgement")
      .where("at", "<=", newest(rows.judgements.map((row) => row.at)))
      .execute();
    await saveOtherRows(trx, rows);
    const after = await othersNow(trx);
    return [...after].filter((row) => !before.has(row)).length + [...before].filter((row) => !after.has(row)).length;
  });
}

const newest = (instants: readonly number[]): number => instants.reduce((last, at) => Math.max(last, at), 0);

async function othersNow(trx: Transaction<MetricsTables>): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ row: string }>`
    select 'check ' || check_made::text as row from check_made
    union all select 'state ' || team_state::text from team_state
    union all select 'audit ' || audit_judgement::text from audit_judgement`.execute(trx);
  return new Set(rows.map(({ row }) => row));
}
