/**
 * The numbers of the throughput page, counted in one statement from the measures.
 * Every referral is counted in the local period of its receipt. Definitions: `@ucrt/domain` measures/definitions.
 */
import { sql, type Kysely, type RawBuilder } from "kysely";
import { definitions } from "@ucrt/domain";
import type { ThroughputAnswer, throughputQuery } from "@ucrt/schemas";
import type { z } from "zod";
import type { MetricsTables } from "./tables.ts";

export type ThroughputQuery = z.output<typeof throughputQuery>;

export interface ThroughputContext {
  /** Which two hours have run out is judged at this instant, epoch ms. */
  readonly nowMs: number;
  readonly area: string;
  readonly timeZone: string;
}

/** A period is provisional until six weeks after its end. */
const PROVISIONAL_MS = 42 * 86_400_000;
const TWO_HOURS_MS = 7_200_000;

const patterns = { hour: 'YYYY-MM-DD"T"HH24', day: "YYYY-MM-DD", month: "YYYY-MM" } as const;

type Counts = ThroughputAnswer["totals"];
type Row = Counts & { readonly period: string | null; readonly group: string | null; readonly isTotal: number };

/** Counts throughput. Never more than 2,000 rows: 84 days by hour, years by month. */
export async function throughput(
  db: Kysely<MetricsTables>,
  query: ThroughputQuery,
  context: ThroughputContext,
): Promise<ThroughputAnswer> {
  const group = groupColumn(query.by);
  const period = sql`to_char(to_timestamp(received_at / 1000.0) at time zone ${context.timeZone}, ${sql.lit(patterns[query.period])})`;
  const { rows } = await sql<Row>`
    with counted as (
      select *, ${period} as period, ${group} as grouped,
        (response = 'two-hour' and not is_duplicate and not (withdrawn_at is not null and accepted_at is null)
          and (arrived_at is not null or clock_start_at + ${TWO_HOURS_MS} < ${context.nowMs})) as in_scope
      from measure
      where not is_candidate
        and ${within(query, context)}
    )
    select period, grouped as "group", grouping(period) as "isTotal", ${counts}
    from counted
    group by grouping sets ((period, grouped), ())
    order by period desc nulls last, grouped
    limit 2001
  `.execute(db);
  const total = rows.find((row) => row.isTotal === 1);
  const totals = total === undefined ? noCounts : countsOf(total);
  return {
    asOf: context.nowMs,
    area: context.area,
    isProvisional: query.to === undefined || Date.parse(`${query.to}T00:00:00Z`) + PROVISIONAL_MS > context.nowMs,
    rows: rows
      .filter((row) => row.isTotal === 0)
      .map((row) => ({ period: row.period ?? "", group: row.group ?? "", ...countsOf(row) })),
    totals,
    twoHourPercent:
      totals.twoHourInScope === 0 ? null : Math.round((1000 * totals.twoHourMet) / totals.twoHourInScope) / 10,
    definitions: [...definitions],
    conservation: await conservation(db),
  };
}

/** Received = sum over the states referrals are in now, over everything ever received. */
async function conservation(db: Kysely<MetricsTables>): Promise<ThroughputAnswer["conservation"]> {
  const { rows } = await sql<{
    state: string;
    n: number;
  }>`select state, count(*) as n from measure group by state order by state`.execute(db);
  return {
    received: rows.reduce((sum, row) => sum + row.n, 0),
    byState: Object.fromEntries(rows.map((row) => [row.state, row.n])),
  };
}

const counts = sql`
  count(*) as received,
  count(*) filter (where outcome = 'suitable') as suitable,
  count(*) filter (where outcome = 'review') as review,
  count(*) filter (where outcome = 'redirect') as redirect,
  count(*) filter (where outcome = 'emergency') as emergency,
  count(offered_at) as offered,
  count(accepted_at) as accepted,
  coalesce(sum(declines), 0)::int8 as declined,
  coalesce(sum(lapses), 0)::int8 as lapsed,
  count(handed_back_at) as "handedBack",
  count(withdrawn_at) as withdrawn,
  count(arrived_at) as arrived,
  count(closed_at) as closed,
  count(*) filter (where in_scope) as "twoHourInScope",
  count(*) filter (where in_scope and arrived_at <= clock_start_at + ${sql.lit(TWO_HOURS_MS)}) as "twoHourMet",
  count(*) filter (where in_scope and arrived_at <= coalesce(need_identified_at, received_at) + ${sql.lit(TWO_HOURS_MS)}) as "twoHourMetFromNeedIdentified",
  percentile_cont(0.5) within group (order by floor((arrived_at - clock_start_at) / 60000.0)) filter (where arrived_at is not null) as "medianMinutesToFirstContact"`;

const noCounts: Counts = {
  received: 0,
  suitable: 0,
  review: 0,
  redirect: 0,
  emergency: 0,
  offered: 0,
  accepted: 0,
  declined: 0,
  lapsed: 0,
  handedBack: 0,
  withdrawn: 0,
  arrived: 0,
  closed: 0,
  twoHourInScope: 0,
  twoHourMet: 0,
  twoHourMetFromNeedIdentified: 0,
  medianMinutesToFirstContact: null,
};

function countsOf({ period: _period, group: _group, isTotal: _isTotal, ...rest }: Row): Counts {
  return rest;
}

function groupColumn(by: ThroughputQuery["by"]): RawBuilder<unknown> {
  switch (by) {
    case "none":
      return sql`''`;
    case "source":
      return sql`source`;
    case "feed":
      return sql`feed`;
    case "place":
      return sql`coalesce(place, '(not known)')`;
    case "team":
      return sql`coalesce(team, '(none yet)')`;
    case "outcome":
      return sql`coalesce(outcome, '(not assessed yet)')`;
    case "response":
      return sql`response`;
  }
}

/** Local dates, both included. Sent as instants so that the index on `received_at` is used. */
function within(query: ThroughputQuery, { timeZone }: ThroughputContext): RawBuilder<unknown> {
  const startOf = (date: string, plusDays: number) =>
    sql`extract(epoch from (${date}::date + ${plusDays}::int)::timestamp at time zone ${timeZone}) * 1000`;
  const from = query.from === undefined ? sql`true` : sql`received_at >= ${startOf(query.from, 0)}`;
  const to = query.to === undefined ? sql`true` : sql`received_at < ${startOf(query.to, 1)}`;
  return sql`${from} and ${to}`;
}
