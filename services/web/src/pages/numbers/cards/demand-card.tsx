/** Referrals received over the periods, with the published series where it has the same months. In: the report; for months `GET /api/metrics/reconciliation`. */
import { reconciliationAnswer, type ReportAnswer } from "@ucrt/schemas";
import { useLoaded } from "../../use-loaded.ts";
import { ChartCard } from "../charts/chart-card.tsx";
import { MonthBars } from "../charts/month-bars.tsx";
import { inCell, isNumber } from "../charts/shown.ts";
import { cell, chartPeriods, meanings, series, share, wholeRow } from "../report-numbers.ts";
import { seriesTable } from "../series-table.ts";

export function DemandCard({ report }: { readonly report: ReportAnswer }) {
  const received = series(report, "received");
  const now = cell(report, "received");
  const twoHour = share(report, wholeRow(report, report.period.id), "twoHourReferrals", "received");
  const isMonthly = report.period.kind === "month";
  const { value: reconciled } = useLoaded(isMonthly ? "/api/metrics/reconciliation" : undefined, reconciliationAnswer);
  const published = reconciled?.published.find(({ kind }) => kind === "area");
  // The year before is far from this year's months: the same calendar month is what can be compared at a glance.
  const comparison = report.seriesPeriods.map(
    ({ id }) => published?.months.find(({ month }) => month.slice(5) === id.slice(5))?.referrals ?? null,
  );
  const ids = ["received", "twoHourReferrals", "twoHourInScope"];
  return (
    <ChartCard
      id="demand"
      heading="Referrals received"
      says={
        isNumber(now)
          ? `${inCell(now / report.period.days)} a day${isNumber(twoHour) ? `; ${inCell(twoHour, "%")} needed two hours` : ""}.`
          : undefined
      }
      table={seriesTable(report, "Referrals received by period", [
        { name: "Received", values: received },
        { name: "Two-hour", values: series(report, "twoHourReferrals") },
        { name: "Two-hour, counted", values: series(report, "twoHourInScope") },
        ...(published === undefined
          ? []
          : [{ name: `Published, same month of ${reconciled?.publication.period ?? ""}`, values: comparison }]),
      ])}
      meanings={meanings(report, ids)}
    >
      <MonthBars
        words={`Referrals received over ${received.length} periods. The table has every number.`}
        periods={chartPeriods(report)}
        name="Received, two-hour and not"
        values={received}
        {...(published === undefined
          ? {}
          : {
              comparison: {
                name: `Published, same month of ${reconciled?.publication.period ?? ""}: in scope of two hours only`,
                // Only beside numbers of ours: a service in its first year would see little but the other series.
                values: comparison.map((value, index) => (received[index] === null ? null : value)),
              },
            })}
      />
    </ChartCard>
  );
}
