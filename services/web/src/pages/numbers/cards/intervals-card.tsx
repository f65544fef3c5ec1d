/** How long each step takes: median and 90th centile over the periods for the whole way, and every interval of the period in the table. In: the report. */
import type { ReportAnswer } from "@ucrt/schemas";
import { ChartCard } from "../charts/chart-card.tsx";
import { MonthLines } from "../charts/month-lines.tsx";
import { inCell } from "../charts/shown.ts";
import { cell, cellBefore, captions, chartPeriods, meanings, series } from "../report-numbers.ts";

const whole = "twoHourToArrived";

export function IntervalsCard({ report }: { readonly report: ReportAnswer }) {
  const intervals = report.measures.flatMap(({ id, name }) =>
    id.endsWith("Median")
      ? [{ id: id.slice(0, -"Median".length), name: name.replace(/[:,]? \(?median\)?$/i, "") }]
      : [],
  );
  const ids = intervals.flatMap(({ id }) => [`${id}Median`, `${id}Ninetieth`]);
  const median = series(report, `${whole}Median`);
  const ninetieth = series(report, `${whole}Ninetieth`);
  return (
    <ChartCard
      id="intervals"
      heading="Minutes to first contact, two-hour referrals"
      says={`Half of those seen were seen within ${inCell(cell(report, `${whole}Median`), "min")}, nine in ten within ${inCell(cell(report, `${whole}Ninetieth`), "min")}.`}
      table={{
        caption: `Every interval, ${report.period.name}, minutes`,
        rowsAre: "Interval",
        columns: [
          { name: "Median" },
          { name: "90th centile" },
          { name: `Median, ${report.compare?.name ?? "before"}` },
          { name: `90th centile, ${report.compare?.name ?? "before"}` },
        ],
        rows: intervals.map(({ id, name }) => ({
          key: id,
          name,
          cells: [
            cell(report, `${id}Median`),
            cell(report, `${id}Ninetieth`),
            cellBefore(report, `${id}Median`),
            cellBefore(report, `${id}Ninetieth`),
          ],
        })),
      }}
      meanings={meanings(report, ids)}
      captions={captions(report, ids)}
    >
      <MonthLines
        words={`Median and 90th centile of the minutes to first contact over ${median.length} periods.`}
        periods={chartPeriods(report)}
        lines={[
          { name: "90th", values: ninetieth },
          { name: "Median", values: median },
        ]}
        levels={[{ name: "Two hours", value: 120 }]}
        unit="min"
      />
      <p className="app-card__quiet">
        Each step of the way, from receipt over decision, offer and acceptance to the door, is in the table.
      </p>
    </ChartCard>
  );
}
