/** The table under a chart over periods: the same numbers as the chart, the newest first. In: the report and what the columns are. Out: a table. Pure. */
import type { ReportAnswer } from "@ucrt/schemas";
import type { ChartTable } from "./charts/chart-card.tsx";
import type { Shown } from "./charts/shown.ts";

export interface SeriesColumn {
  readonly name: string;
  readonly unit?: string;
  readonly values: readonly Shown[];
}

export function seriesTable(report: ReportAnswer, caption: string, columns: readonly SeriesColumn[]): ChartTable {
  return {
    caption,
    rowsAre: "Period",
    columns: columns.map(({ name, unit }) => ({ name, ...(unit === undefined ? {} : { unit }) })),
    rows: report.seriesPeriods
      .map((period, index) => ({
        key: period.id,
        name: `${period.name}${period.isProvisional ? " (provisional)" : ""}`,
        cells: columns.map((column) => column.values[index] ?? null),
      }))
      .toReversed(),
  };
}
