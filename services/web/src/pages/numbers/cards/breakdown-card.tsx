/**
 * The period broken down as picked: one row for each value; first the numbers that matter most, then those of one subject at a time. In: the report with its `by`.
 * The CSV holds the same rows with the numbers of every subject.
 */
import type { MeasureGroup, ReportAnswer, ReportMeasure } from "@ucrt/schemas";
import { useState } from "react";
import { NumbersTable } from "../charts/chart-card.tsx";
import { Meanings } from "../charts/meaning.tsx";
import { groupWords, unitOf } from "../measure-words.ts";
import { useOrganisationName } from "../../organisation-names.tsx";
import { captions, meanings, percentMeasure, wholeRow } from "../report-numbers.ts";
import { valueInWords } from "../value-words.ts";

type Subject = MeasureGroup | "summary";

export function BreakdownCard({ report }: { readonly report: ReportAnswer }) {
  const [subject, setSubject] = useState<Subject>("summary");
  const organisationName = useOrganisationName();
  const subjects: readonly Subject[] = ["summary", ...new Set(report.measures.map((measure) => measure.group))];
  const shown = measuresOf(report, subject);
  const names = report.by.map((id) => report.allowed.breakdowns.find((one) => one.id === id)?.name ?? id);
  const split = names.map((name) => name.toLowerCase()).join(" and ");
  const all = wholeRow(report, report.period.id);
  const rows = report.rows.filter((row) => row.period === report.period.id && row !== all);
  const wordsOf = (breakdown: string, value: string | null) =>
    breakdown === "referrer" && value !== null ? organisationName(value) : valueInWords(breakdown, value);
  return (
    <section className="app-card app-card--wide app-report__breakdown" aria-labelledby="breakdown">
      <h2 id="breakdown">
        {report.period.name} by {split}
      </h2>
      <div className="app-field">
        <label htmlFor="breakdown-subject">Numbers about</label>
        <select
          id="breakdown-subject"
          className="nhsuk-select"
          value={subject}
          onChange={(event) => setSubject(subjects.find((one) => one === event.target.value) ?? subject)}
        >
          {subjects.map((one) => (
            <option key={one} value={one}>
              {wordsOfSubject(one)}
            </option>
          ))}
        </select>
      </div>
      <NumbersTable
        id="breakdown-table"
        table={{
          caption: `${wordsOfSubject(subject)} by ${split}, ${report.period.name}`,
          rowsAre: names.join(", "),
          columns: shown.map((measure) => ({ name: measure.name, unit: unitOf(measure) })),
          rows: [...(all === undefined ? [] : [all]), ...rows].map((row) => ({
            key: row.by.join(" "),
            name: row.by.every((value) => value === null)
              ? "All together"
              : row.by.map((value, index) => wordsOf(report.by[index] ?? "", value)).join(", "),
            cells: shown.map(({ id }) => row.cells[id] ?? null),
          })),
        }}
      />
      {captions(
        report,
        shown.map(({ id }) => id),
      ).map((caption) => (
        <p key={caption} className="app-card__caption">
          {caption}
        </p>
      ))}
      <Meanings meanings={shown} of="Breakdown" />
    </section>
  );
}

const wordsOfSubject = (subject: Subject): string =>
  subject === "summary" ? "What matters most" : groupWords[subject];

function measuresOf(report: ReportAnswer, subject: Subject): readonly ReportMeasure[] {
  if (subject === "summary")
    return meanings(report, [
      "received",
      percentMeasure(report, "accepted", "received")?.id ?? "accepted",
      percentMeasure(report, "refused", "received")?.id ?? "refused",
      "twoHourInScope",
      "twoHourMet",
      percentMeasure(report, "twoHourMet", "twoHourInScope")?.id ?? "",
      "twoHourToArrivedMedian",
      "twoHourToArrivedNinetieth",
      "missed",
    ]);
  const measures = report.measures.filter((measure) => measure.group === subject);
  return measures.some(({ id }) => id === "received") ? measures : [...meanings(report, ["received"]), ...measures];
}
