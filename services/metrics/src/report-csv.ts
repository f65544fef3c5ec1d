/**
 * The report as one table: every value of the JSON answer and no other, so that nothing can be learnt from the two that is not in one. In: the answer. Out: CSV.
 * The first column says what a line is: `about` (the report), `period`, `allowed`, `measure` (its definition and how complete it is), `value`, `series`.
 */
import type { ReportAnswer, ReportPeriod, ReportRow } from "@ucrt/schemas";
import { csvOfRows, type CsvCell } from "./csv.ts";

export const reportColumns = [
  "line",
  "period",
  "breakdown 1",
  "value 1",
  "breakdown 2",
  "value 2",
  "measure",
  "value",
  "unit",
  "text",
] as const;

interface Line {
  readonly line: "about" | "period" | "allowed" | "measure" | "value" | "series";
  readonly period?: string;
  readonly by?: readonly (readonly [breakdown: string, value: string | null])[];
  readonly measure?: string;
  readonly value?: CsvCell;
  readonly unit?: string;
  readonly text?: string | null;
}

export function reportCsv(answer: ReportAnswer): string {
  const lines: Line[] = [
    ...about(answer),
    ...[answer.period, ...(answer.compare === null ? [] : [answer.compare]), ...answer.seriesPeriods].flatMap(ofPeriod),
    ...answer.allowed.breakdowns.map(({ id, name }): Line => ({ line: "allowed", measure: id, text: name })),
    ...answer.allowed.pairs.map((pair): Line => ({ line: "allowed", measure: pair.join(" and ") })),
    ...answer.measures.flatMap(ofMeasure),
    ...answer.rows.flatMap((row) => valuesOf("value", row, answer)),
    ...answer.series.flatMap((row) => valuesOf("series", row, answer)),
  ];
  return csvOfRows([reportColumns, ...lines.map(cellsOf)]);
}

function cellsOf({ line, period, by = [], measure, value, unit, text }: Line): CsvCell[] {
  const [first, second] = by;
  return [
    line,
    period ?? null,
    first?.[0] ?? null,
    first?.[1] ?? null,
    second?.[0] ?? null,
    second?.[1] ?? null,
    measure ?? null,
    value ?? null,
    unit ?? null,
    text ?? null,
  ];
}

function about({ asOf, area, isDisclosed, rules, period, compare, by, standards, captions }: ReportAnswer): Line[] {
  const said: readonly (readonly [string, CsvCell])[] = [
    ["asOf", new Date(asOf).toISOString()],
    ["area", area],
    ["isDisclosed", String(isDisclosed)],
    ...(rules === null ? [] : Object.entries(rules).map(([name, value]) => [`rules.${name}`, value] as const)),
    ["period", period.id],
    ["compare", compare?.id ?? null],
    ["by", by.join(" and ")],
    ...Object.entries(standards).map(([name, value]) => [`standards.${name}`, value] as const),
    ...captions.map((caption) => ["caption", caption] as const),
  ];
  return said.map(([measure, value]) => ({ line: "about", measure, value }));
}

const ofPeriod = ({ id, ...said }: ReportPeriod): Line[] =>
  Object.entries(said).map(([measure, value]) => ({
    line: "period",
    period: id,
    measure,
    value: typeof value === "boolean" ? String(value) : value,
  }));

function ofMeasure({ id, unit, definition, ...said }: ReportAnswer["measures"][number]): Line[] {
  return [
    { line: "measure", measure: id, unit, value: "definition", text: definition },
    ...Object.entries(said).flatMap(([name, value]): Line[] =>
      value === null ? [] : [{ line: "measure", measure: id, unit, value: name, text: String(value) }],
    ),
  ];
}

function valuesOf(line: "value" | "series", row: ReportRow, { by, measures }: ReportAnswer): Line[] {
  return measures.map(({ id, unit }) => ({
    line,
    period: row.period,
    by: by.map((breakdown, index) => [breakdown, row.by[index] ?? null]),
    measure: id,
    value: row.cells[id] ?? null,
    unit,
  }));
}
