/**
 * Reads the served report. In: the answer of `GET /api/metrics/report`. Out: cells, shares, series and definitions by the names of the counts. Pure.
 * Never counts anything itself: a share that is not served is made from the two counts that are shown, and is hidden when one of them is.
 */
import type { ReportAnswer, ReportMeasure, ReportRow, Shown } from "@ucrt/schemas";
import type { ChartPeriod } from "./charts/month-axis.tsx";
import { isNumber } from "./charts/shown.ts";
import { kindOf, shortNameOf } from "./periods.ts";

/** The row of a period with all breakdowns together; undefined when it was not served. */
export function wholeRow(report: ReportAnswer, period: string | undefined): ReportRow | undefined {
  return report.rows.find((row) => row.period === period && row.by.every((value) => value === null));
}

/** The number of the picked period. */
export const cell = (report: ReportAnswer, id: string): Shown => wholeRow(report, report.period.id)?.cells[id] ?? null;

/** The same of the period compared with. */
export const cellBefore = (report: ReportAnswer, id: string): Shown =>
  wholeRow(report, report.compare?.id)?.cells[id] ?? null;

export const measureOf = (report: ReportAnswer, id: string): ReportMeasure | undefined =>
  report.measures.find((measure) => measure.id === id);

/** The served percentage made from these counts. */
export const percentMeasure = (report: ReportAnswer, part: string, whole: string): ReportMeasure | undefined =>
  report.measures.find((measure) => measure.unit === "percent" && measure.part === part && measure.whole === whole);

/** A share in percent, of one row. */
export function share(report: ReportAnswer, row: ReportRow | undefined, part: string, whole: string): Shown {
  const served = percentMeasure(report, part, whole);
  if (served !== undefined) return row?.cells[served.id] ?? null;
  const parts = row?.cells[part] ?? null;
  const of = row?.cells[whole] ?? null;
  if (parts === "*" || of === "*") return "*";
  return isNumber(parts) && isNumber(of) && of > 0 ? Math.round((100 * parts) / of) : null;
}

/** Definitions of counts and percentages by id, as far as they are served, each once. */
export function meanings(report: ReportAnswer, ids: readonly string[]): readonly ReportMeasure[] {
  return [...new Set(ids)].flatMap((id) => measureOf(report, id) ?? []);
}

/** What must stand beside these numbers, each sentence once. */
export function captions(report: ReportAnswer, ids: readonly string[]): readonly string[] {
  return [...new Set(meanings(report, ids).flatMap(({ caption }) => caption ?? []))];
}

/** The rows of the series in the order of its periods. */
export function seriesRows(report: ReportAnswer): readonly (ReportRow | undefined)[] {
  return report.seriesPeriods.map(({ id }) => report.series.find((row) => row.period === id));
}

export const series = (report: ReportAnswer, id: string): readonly Shown[] =>
  seriesRows(report).map((row) => row?.cells[id] ?? null);

export const shareSeries = (report: ReportAnswer, part: string, whole: string): readonly Shown[] =>
  seriesRows(report).map((row) => share(report, row, part, whole));

export function chartPeriods(report: ReportAnswer): readonly ChartPeriod[] {
  return report.seriesPeriods.map(({ id, isProvisional, isUnfinished }) => ({
    key: id,
    label: shortNameOf(id),
    year: kindOf(id) === "year" ? "" : id.slice(0, 4),
    isProvisional: isProvisional || isUnfinished,
    isPicked: id === report.period.id,
  }));
}

/** The name of a reason without the family it belongs to: `Declined: capacity` as `Capacity`. */
export function reasonName(measure: ReportMeasure): string {
  const words = measure.name.replace(/^[^:]+: /, "");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The members of a family of counts, such as every reason to decline. */
export function family(report: ReportAnswer, prefix: string): readonly ReportMeasure[] {
  const pattern = new RegExp(`^${prefix}[A-Z]`);
  return report.measures.filter(({ id, unit }) => pattern.test(id) && unit !== "percent" && unit !== "minutes");
}
