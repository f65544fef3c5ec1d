/** The questions of a commissioner's page for one year: the whole, the main breakdowns, one pair and the hours of the day, by month. In: a database, a year. Out: cells and the figures most read. */
import { percentile, sumOfCells, type Breakdowns, type CubeCell } from "@ucrt/domain";
import type { Kysely } from "kysely";
import { readCube } from "@ucrt/metrics/src/read-cube.ts";
import type { MetricsTables } from "@ucrt/metrics/src/tables.ts";

const asked: readonly Breakdowns[] = [[], ["source"], ["place"], ["outcome"], ["response"], ["source", "outcome"]];

export interface YearPage {
  readonly months: readonly CubeCell[];
  readonly cells: number;
  readonly received: number;
  readonly medianMinutes: number | null;
}

export async function readYearPage(db: Kysely<MetricsTables>, year: number): Promise<YearPage> {
  const range = { from: `${year}-01`, to: `${year}-12` };
  const parts = await Promise.all([
    ...asked.map((breakdowns) => readCube(db, { ...range, grain: "month", breakdowns })),
    readCube(db, { ...range, grain: "hour-of-day", breakdowns: [] }),
  ]);
  const months = parts[0] ?? [];
  const { counts, minutes } = sumOfCells(months);
  return {
    months,
    cells: parts.reduce((sum, cells) => sum + cells.length, 0),
    received: counts.received,
    medianMinutes: percentile(minutes.twoHourToArrived, 0.5),
  };
}
