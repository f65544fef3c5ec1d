/** What staff say was avoided, over people seen with both answers, with the share that is missing and the caption that must stand beside it. In: the report. */
import type { ReportAnswer } from "@ucrt/schemas";
import { BarRows } from "../charts/bar-rows.tsx";
import { ChartCard } from "../charts/chart-card.tsx";
import { inCell } from "../charts/shown.ts";
import { captions, cell, meanings, percentMeasure, series, share, shareSeries, wholeRow } from "../report-numbers.ts";
import { seriesTable } from "../series-table.ts";

const avoided = [
  { id: "conveyanceAvoided", words: "Conveyance avoided" },
  { id: "attendanceAvoided", words: "Attendance avoided" },
  { id: "admissionAvoided", words: "Admission avoided" },
] as const;
const answered = "avoidanceAnswered";

export function AvoidanceCard({ report }: { readonly report: ReportAnswer }) {
  const now = wholeRow(report, report.period.id);
  const percents = avoided.map(({ id }) => percentMeasure(report, id, answered)?.id ?? "");
  const ids = [
    ...percents,
    ...avoided.map(({ id }) => id),
    answered,
    "avoidanceNoAlternative",
    "avoidanceNoCloseAnswer",
  ];
  return (
    <ChartCard
      id="avoidance"
      heading="Avoided, as reported by staff"
      says={`Over ${inCell(cell(report, answered))} people seen with both answers. Missing: the referrer's answer for ${inCell(share(report, now, "avoidanceNoAlternative", "arrived"), "%")}, the team's for ${inCell(share(report, now, "avoidanceNoCloseAnswer", "arrived"), "%")} of those seen.`}
      table={seriesTable(report, "Avoided, of those seen with both answers, by period", [
        { name: "Seen with both answers", values: series(report, answered) },
        ...avoided.flatMap(({ id, words }) => [
          { name: words, values: series(report, id) },
          { name: `${words}, %`, unit: "%", values: shareSeries(report, id, answered) },
        ]),
        {
          name: "Referrer's answer missing, %",
          unit: "%",
          values: shareSeries(report, "avoidanceNoAlternative", "arrived"),
        },
        {
          name: "Team's answer missing, %",
          unit: "%",
          values: shareSeries(report, "avoidanceNoCloseAnswer", "arrived"),
        },
      ])}
      meanings={meanings(report, ids)}
      captions={captions(report, ids)}
    >
      <BarRows
        words="Conveyance, attendance and admission avoided, per cent of those seen with both answers."
        rows={avoided.map(({ id, words }) => ({ name: words, value: share(report, now, id, answered) }))}
        unit="%"
        most={100}
      />
    </ChartCard>
  );
}
