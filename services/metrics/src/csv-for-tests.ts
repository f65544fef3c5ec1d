/** Tests only: reads CSV back without our own writer's help, and holds a report's CSV against its JSON, value by value. */
import type { ReportAnswer, ReportRow } from "@ucrt/schemas";
import { expect } from "vitest";

/** RFC 4180: quoted fields, doubled quotes, CRLF. */
export function parseCsv(text: string): string[][] {
  expect(text.endsWith("\r\n")).toBe(true);
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (field.lastIndex < text.length) {
    const found = field.exec(text);
    if (found === null) throw new Error("not RFC 4180");
    row.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
    if (found[3] === "\r\n") {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

export function countOf(text: string, period: string, measure: string): string | undefined {
  return parseCsv(text).find(
    (row) => row[0] === "value" && row[1] === period && row[3] === "" && row[5] === "" && row[6] === measure,
  )?.[7];
}

const textOf = (value: string | number | boolean | null | undefined): string => String(value ?? "");
/** As a spreadsheet needs it; the apostrophe is not part of the value. */
const inert = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** Every value of the JSON is in the CSV, and every line of the CSV is a value of the JSON. */
export function expectSameContent(answer: ReportAnswer, [head, ...lines]: readonly string[][]): void {
  expect(head).toHaveLength(10);
  expect(lines.every((line) => line.length === 10)).toBe(true);
  const of = (kind: string) => lines.filter(([line]) => line === kind).map((line) => line.slice(1).join("|"));
  const valuesOf = (row: ReportRow) =>
    answer.measures.map(({ id, unit }) =>
      [
        row.period,
        ...[0, 1].flatMap((index) =>
          answer.by[index] === undefined ? ["", ""] : [answer.by[index], inert(textOf(row.by[index]))],
        ),
        id,
        textOf(row.cells[id]),
        unit,
        "",
      ].join("|"),
    );
  expect(of("value")).toEqual(answer.rows.flatMap(valuesOf));
  expect(of("series")).toEqual(answer.series.flatMap(valuesOf));
  for (const row of [...answer.rows, ...answer.series])
    expect(Object.keys(row.cells).toSorted()).toEqual(answer.measures.map(({ id }) => id).toSorted());

  const measureLines = answer.measures.flatMap(({ id, unit, definition, ...said }) =>
    Object.entries({ definition, ...said }).flatMap(([name, value]) =>
      value === null ? [] : [["", "", "", "", "", id, name, unit, inert(textOf(value))].join("|")],
    ),
  );
  expect(of("measure").toSorted()).toEqual(measureLines.toSorted());

  const periods = [answer.period, ...(answer.compare === null ? [] : [answer.compare]), ...answer.seriesPeriods];
  const periodLines = periods.flatMap(({ id, ...said }) =>
    Object.entries(said).map(([name, value]) => [id, "", "", "", "", name, textOf(value), "", ""].join("|")),
  );
  expect(of("period").toSorted()).toEqual(periodLines.toSorted());
  expect(of("allowed")).toEqual([
    ...answer.allowed.breakdowns.map(({ id, name }) => ["", "", "", "", "", id, "", "", name].join("|")),
    ...answer.allowed.pairs.map((pair) => ["", "", "", "", "", pair.join(" and "), "", "", ""].join("|")),
  ]);
  const about = new Map<string, string>([
    ["asOf", new Date(answer.asOf).toISOString()],
    ["area", answer.area],
    ["isDisclosed", String(answer.isDisclosed)],
    ...Object.entries(answer.rules ?? {}).map(([name, value]): [string, string] => [`rules.${name}`, textOf(value)]),
    ["period", answer.period.id],
    ["compare", answer.compare?.id ?? ""],
    ["by", answer.by.join(" and ")],
    ...Object.entries(answer.standards).map(([name, value]): [string, string] => [`standards.${name}`, textOf(value)]),
  ]);
  const said = lines.filter(([line]) => line === "about").map((line) => [line[6] ?? "", line[7] ?? ""]);
  const sortedText = (pairs: Iterable<readonly string[]>) => [...pairs].map((pair) => pair.join("|")).toSorted();
  expect(sortedText(said.filter(([name]) => name !== "caption"))).toEqual(sortedText(about));
  expect(said.filter(([name]) => name === "caption").map(([, text]) => text)).toEqual(answer.captions.map(inert));
  expect(new Set(lines.map(([line]) => line))).toEqual(
    new Set([
      "about",
      "period",
      "measure",
      "value",
      ...(answer.series.length > 0 ? ["series"] : []),
      ...(answer.allowed.breakdowns.length > 0 ? ["allowed"] : []),
    ]),
  );
}
