/**
 * How fresh the published numbers are, as numbers on `/metrics`.
 * In: the marks of months that facts have changed, and when each month was last rolled up. Out: gauges; both tables have a row or a few for each month.
 */
import { readDatabaseNow } from "@ucrt/postgres";
import { addReadGauges } from "@ucrt/service";
import { sql, type Kysely } from "kysely";
import type { Registry } from "prom-client";
import type { MetricsTables } from "./tables.ts";

/** Adds the gauges. `version`: what rollups are made with now. */
export function addRollupMetrics(registry: Registry, db: Kysely<MetricsTables>, version: string): void {
  addReadGauges(registry, {
    what: "rollups",
    gauges: {
      metrics_rollup_months_stale: { help: "Months whose numbers are known to have changed and are not rolled up yet" },
      metrics_rollup_age_seconds: {
        help: "Time since any month was last rolled up; absent before the first. Old is right while no fact comes",
      },
      metrics_rollup_stale_seconds: {
        help: "Time since the last roll-up of any month while months wait for theirs; 0 when none waits",
      },
      metrics_publication_behind_seconds: {
        help: "Age of the oldest publication of a year in which something has changed since; 0 when there is none. Up to a day is right",
      },
    },
    read: async () => {
      const nowMs = await readDatabaseNow(db);
      const { rows } = await sql<{ stale: number; rolled_at: number | null; behind_since: number | null }>`
        select (select count(*) from (
            select month from dirty_month
            union select month from rollup_month where version <> ${version} or due_at <= ${nowMs}) as due) as stale,
          (select max(rolled_at) from rollup_month) as rolled_at,
          (select min(as_of) from publication_year
            where exists (select 1 from rollup_month where left(month, 4) = publication_year.year and rolled_at > as_of)) as behind_since`.execute(
        db,
      );
      const { stale = 0, rolled_at: rolledAtMs = null, behind_since: behindSinceMs = null } = rows.at(0) ?? {};
      const ageSeconds = rolledAtMs === null ? null : Math.max(0, nowMs - rolledAtMs) / 1_000;
      return {
        metrics_rollup_months_stale: stale,
        metrics_rollup_age_seconds: ageSeconds,
        metrics_rollup_stale_seconds: stale === 0 ? 0 : ageSeconds,
        metrics_publication_behind_seconds: behindSinceMs === null ? 0 : Math.max(0, nowMs - behindSinceMs) / 1_000,
      };
    },
  });
}
