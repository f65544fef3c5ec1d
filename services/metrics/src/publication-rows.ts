/**
 * Stored publications: what commissioners read, as it was made, one row for each period and table. In: a publication. Out: its rows again.
 * Every number a commissioner gets comes from here; the true counts are in other tables.
 */
import { inTransaction } from "@ucrt/postgres";
import type { Kysely } from "kysely";
import type { Publication, PublishedGroup } from "./make-publication.ts";
import type { MetricsTables } from "./tables.ts";

/** Replaces the publication of a year, whole or not at all. */
export async function savePublication(
  db: Kysely<MetricsTables>,
  { year, asOfMs, publication }: { readonly year: string; readonly asOfMs: number; readonly publication: Publication },
): Promise<void> {
  const rows = publication.tables.map(({ period, breakdowns, groups }) => ({
    year,
    period,
    breakdowns,
    as_of: asOfMs,
    groups: JSON.stringify(groups),
  }));
  await inTransaction(db, async (trx) => {
    await trx.deleteFrom("publication").where("year", "=", year).execute();
    for (let start = 0; start < rows.length; start += 500)
      await trx
        .insertInto("publication")
        .values(rows.slice(start, start + 500))
        .execute();
    await trx
      .insertInto("publication_year")
      .values({ year, as_of: asOfMs, counts: publication.counts, hidden: publication.hidden })
      .onConflict((conflict) =>
        conflict.column("year").doUpdateSet({ as_of: asOfMs, counts: publication.counts, hidden: publication.hidden }),
      )
      .execute();
  });
}

export interface StoredTable {
  readonly period: string;
  readonly asOfMs: number;
  readonly groups: readonly PublishedGroup[];
}

/** One table in these periods; a period that was not published is not there. */
export async function readPublished(
  db: Kysely<MetricsTables>,
  { periods, breakdowns }: { readonly periods: readonly string[]; readonly breakdowns: string },
): Promise<StoredTable[]> {
  if (periods.length === 0) return [];
  const rows = await db
    .selectFrom("publication")
    .select(["period", "as_of", "groups"])
    .where("period", "in", periods)
    .where("breakdowns", "=", breakdowns)
    .execute();
  return rows.map((row) => ({
    period: row.period,
    asOfMs: row.as_of,
    groups: JSON.parse(row.groups) as PublishedGroup[],
  }));
}
