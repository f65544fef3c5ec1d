// What a scenario hands back: rows of a table, and everything behind them for the JSON. In: measurements. Out: printed tables.
import type { Percentiles } from "./measuring/histogram.ts";

/** One line of a table: a figure of the product beside its floor's. */
export interface TableRow {
  readonly [column: string]: string | number | null;
}

export interface Measured {
  readonly scenario: string;
  readonly asks: string;
  readonly tables: readonly { readonly title: string; readonly rows: readonly TableRow[] }[];
  /** What a reader has to know to read the tables right. */
  readonly notes: readonly string[];
  readonly details: unknown;
}

/** `p50 / p99 / p99.9` in milliseconds. */
export function words(percentiles: Percentiles | null): string {
  return percentiles === null
    ? "nothing arrived"
    : `${percentiles.p50Ms} / ${percentiles.p99Ms} / ${percentiles.p999Ms}`;
}

/** How many times the floor; null when one of them is not there. */
export function ratio(product: number | undefined | null, floor: number | undefined | null): number | null {
  if (product === undefined || product === null || floor === undefined || floor === null || floor === 0) return null;
  return Number((product / floor).toPrecision(2));
}

/** A table as markdown, padded so that a terminal shows it as well. Columns are those of all rows, in the order they first appear. */
export function toMarkdown(rows: readonly TableRow[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? "")))];
  const widths = columns.map((_unused, index) => Math.max(3, ...cells.map((line) => line[index]?.length ?? 0)));
  const line = (values: readonly string[]): string =>
    `| ${values.map((value, index) => value.padEnd(widths[index] ?? 0)).join(" | ")} |`;
  return [
    line(columns),
    `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`,
    ...cells.slice(1).map(line),
  ].join("\n");
}
