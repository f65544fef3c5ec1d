/**
 * The questions of a year's page answered without rollups: one statement over the measures of the year, with the counts and centiles most read, by month for the whole and for
 * each breakdown. In: a database, a year. Out: rows. What rollups are compared with; SQL cannot say all that a rollup holds, so this is less work than it would be.
 */
import { sql, type Kysely } from "kysely";
import type { MetricsTables } from "@ucrt/metrics/src/tables.ts";

export interface ScannedRow {
  readonly month: string;
  readonly grouping: number;
  readonly received: number;
  readonly inScope: number;
  readonly met: number;
  readonly medianMinutes: number | null;
}

export async function scanYear(
  db: Kysely<MetricsTables>,
  props: { readonly startMs: number; readonly endMs: number; readonly nowMs: number },
): Promise<readonly ScannedRow[]> {
  const { startMs, endMs, nowMs } = props;
  const { rows } = await sql<ScannedRow>`
    with counted as (
      select *,
        to_char(to_timestamp(received_at / 1000.0) at time zone 'Europe/London', 'YYYY-MM') as month,
        (response = 'two-hour' and not is_duplicate and not (withdrawn_at is not null and accepted_at is null)
          and (arrived_at is not null or two_hour_due_at < ${nowMs})) as in_scope
      from measure
      where not is_candidate and received_at >= ${startMs} and received_at < ${endMs}
    )
    select month, grouping(source, place, outcome)::int as "grouping",
      count(*) as received,
      count(*) filter (where in_scope) as "inScope",
      count(*) filter (where in_scope and arrived_at <= two_hour_due_at) as met,
      count(accepted_at) as accepted,
      count(arrived_at) as arrived,
      count(handed_back_at) as "handedBack",
      count(withdrawn_at) as withdrawn,
      count(*) filter (where close_outcome in ('conveyed', 'admitted') and arrived_at is not null) as conveyed,
      count(*) filter (where alternative = 'convey' and arrived_at is not null and close_outcome not in ('conveyed', 'admitted')) as avoided,
      percentile_cont(0.5) within group (order by floor((arrived_at - clock_start_at) / 60000.0))
        filter (where in_scope and arrived_at is not null) as "medianMinutes",
      percentile_cont(0.9) within group (order by floor((arrived_at - clock_start_at) / 60000.0))
        filter (where in_scope and arrived_at is not null) as "centile90"
    from counted
    group by grouping sets ((month), (month, source), (month, place), (month, outcome), (month, source, outcome))
    order by 2, 1`.execute(db);
  return rows;
}
