/** People who come back, and people in care homes, as shares of what was received, over the periods. In: the report. */
import type { ReportAnswer } from "@ucrt/schemas";
import { ChartCard } from "../charts/chart-card.tsx";
import { MonthLines } from "../charts/month-lines.tsx";
import { inCell } from "../charts/shown.ts";
import { captions, chartPeriods, meanings, share, shareSeries, wholeRow } from "../report-numbers.ts";
import { seriesTable } from "../series-table.ts";

const lines = [
  { id: "careHome", short: "Care home", words: "From care homes, %" },
  { id: "repeatWithin30Days", short: "30 days", words: "Back within 30 days, %" },
  { id: "repeatWithin7Days", short: "7 days", words: "Back within 7 days, %" },
] as const;

export function RepeatCard({ report }: { readonly report: ReportAnswer }) {
  const now = wholeRow(report, report.period.id);
  const [careHome, within30, within7] = lines.map(({ id }) => inCell(share(report, now, id, "received"), "%"));
  const ids = lines.map(({ id }) => id);
  return (
    <ChartCard
      id="repeat"
      heading="Repeat referrals and care homes"
      says={`Back within 7 days ${within7 ?? ""}, within 30 days ${within30 ?? ""}; from care homes ${careHome ?? ""} of those received.`}
      table={seriesTable(
        report,
        "Repeat referrals and care homes by period, share of those received",
        lines.map(({ id, words }) => ({ name: words, unit: "%", values: shareSeries(report, id, "received") })),
      )}
      meanings={meanings(report, ids)}
      captions={captions(report, ids)}
    >
      <MonthLines
        words="Shares of referrals from care homes and of repeat referrals over the periods. The table has every number."
        periods={chartPeriods(report)}
        lines={lines.map(({ id, short }) => ({ name: short, values: shareSeries(report, id, "received") }))}
        unit="%"
      />
    </ChartCard>
  );
}
