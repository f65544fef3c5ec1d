/** Why two hours were not met, by the reason given at the door or at close. In: the report. */
import type { ReportAnswer } from "@ucrt/schemas";
import { BarRows } from "../charts/bar-rows.tsx";
import { ChartCard } from "../charts/chart-card.tsx";
import { inCell } from "../charts/shown.ts";
import { cell, cellBefore, family, meanings, reasonName } from "../report-numbers.ts";

export function BreachCard({ report }: { readonly report: ReportAnswer }) {
  const reasons = family(report, "breach");
  const ids = ["twoHourSeenLate", "twoHourNotSeen", ...reasons.map(({ id }) => id)];
  const rows = reasons.map((measure) => ({ name: reasonName(measure), value: cell(report, measure.id) }));
  return (
    <ChartCard
      id="breach"
      heading="Two hours not met: why"
      says={`Seen later: ${inCell(cell(report, "twoHourSeenLate"))}. Never seen: ${inCell(cell(report, "twoHourNotSeen"))}.`}
      table={{
        caption: `Two hours not met, by reason, ${report.period.name}`,
        rowsAre: "Reason",
        columns: [{ name: report.period.name }, { name: report.compare?.name ?? "Before" }],
        rows: [
          ...["twoHourSeenLate", "twoHourNotSeen"].flatMap((id) => {
            const measure = report.measures.find((one) => one.id === id);
            return measure === undefined
              ? []
              : [{ key: id, name: measure.name, cells: [cell(report, id), cellBefore(report, id)] }];
          }),
          ...reasons.map((measure) => ({
            key: measure.id,
            name: reasonName(measure),
            cells: [cell(report, measure.id), cellBefore(report, measure.id)],
          })),
        ],
      }}
      meanings={meanings(report, ids)}
    >
      <BarRows words="Two hours not met, by reason. The table has every number." rows={largestFirst(rows)} />
    </ChartCard>
  );
}

/** Numbers by size, then hidden ones; what is nought is left to the table. */
export function largestFirst<Row extends { readonly value: number | "*" | null }>(
  rows: readonly Row[],
): readonly Row[] {
  const size = (value: number | "*" | null) => (typeof value === "number" ? value : value === "*" ? 0.5 : 0);
  return rows.filter(({ value }) => size(value) > 0).toSorted((a, b) => size(b.value) - size(a.value));
}
