/**
 * The same period in one breakdown, for a card of its own; a month that may not be broken down so is shown by its quarter.
 * In: the report and a breakdown. Out: rows with one value each and the period they are of, or why there are none.
 */
import { reportAnswer, type ReportAnswer, type ReportRow } from "@ucrt/schemas";
import { useLoaded } from "../use-loaded.ts";
import { quarterOf } from "./periods.ts";

export interface BreakdownRow {
  readonly value: string;
  readonly row: ReportRow;
}

export interface Breakdown {
  /** Of this breakdown's own answer: percentages and which counts are shown are looked up in it. */
  readonly report: ReportAnswer | undefined;
  readonly rows: readonly BreakdownRow[];
  /** Of the rows: the report's own, or the quarter it lies in. */
  readonly periodName: string;
  /** Why nothing is shown; undefined when something is. */
  readonly words: string | undefined;
}

export function useBreakdown(report: ReportAnswer, breakdown: string): Breakdown {
  const { id, kind, name } = report.period;
  const isAllowed = report.allowed.breakdowns.some((one) => one.id === breakdown);
  const period = isAllowed ? id : kind === "month" ? quarterOf(id) : undefined;
  const { value, refusal } = useLoaded(
    period === undefined ? undefined : `/api/metrics/report?period=${period}&by=${breakdown}`,
    reportAnswer,
  );
  const nothing = { report: undefined, rows: [], periodName: name };
  if (period === undefined)
    return { ...nothing, words: `Not broken down for a ${kind}: choose a month, quarter or year.` };
  if (value === undefined) return { ...nothing, words: refusal?.words ?? "Loading …" };
  const rows = value.rows.flatMap((row) => {
    const [one] = row.by;
    return row.period === value.period.id && typeof one === "string" ? [{ value: one, row }] : [];
  });
  return {
    report: value,
    rows,
    periodName: value.period.name,
    words: rows.length === 0 ? `Nothing to show in ${value.period.name}.` : undefined,
  };
}
