/** The two-hour response over the periods, with the floor and the published figure; both ways to start the clock beside it. In: the report. */
import type { ReportAnswer } from "@ucrt/schemas";
import { ChartCard } from "../charts/chart-card.tsx";
import { MonthLines } from "../charts/month-lines.tsx";
import { inCell, isNumber } from "../charts/shown.ts";
import {
  captions,
  chartPeriods,
  meanings,
  percentMeasure,
  series,
  share,
  shareSeries,
  wholeRow,
} from "../report-numbers.ts";
import { seriesTable } from "../series-table.ts";

const starts = [
  { part: "twoHourMetFromReceived", words: "from receipt" },
  { part: "twoHourMetFromNeedIdentified", words: "from need identified" },
] as const;

export function TwoHourCard({ report }: { readonly report: ReportAnswer }) {
  const { twoHourFloorPercent: floor, twoHourComparisonPercent: published } = report.standards;
  const values = shareSeries(report, "twoHourMet", "twoHourInScope");
  const finished = values.filter(
    (value, index) => isNumber(value) && report.seriesPeriods[index]?.isUnfinished !== true,
  );
  const met = finished.filter((value) => isNumber(value) && value >= floor).length;
  const now = wholeRow(report, report.period.id);
  const ids = [
    percentMeasure(report, "twoHourMet", "twoHourInScope")?.id ?? "",
    "twoHourInScope",
    "twoHourMet",
    ...starts.map(({ part }) => part),
    "movedFromTwoHour",
    "arrivedBackTimed",
  ];
  return (
    <ChartCard
      id="two-hour"
      heading="Two-hour response"
      says={
        finished.length === 0
          ? "No finished period has a number yet."
          : `At or above the ${floor} % floor in ${met} of ${finished.length} finished ${plural(report.period.kind, finished.length)}.`
      }
      table={seriesTable(report, "Two-hour response by period of receipt", [
        { name: "Counted", values: series(report, "twoHourInScope") },
        { name: "Met", values: series(report, "twoHourMet") },
        { name: "Met, %", unit: "%", values },
        ...starts.map(({ part, words }) => ({
          name: `Met ${words}, %`,
          unit: "%",
          values: shareSeries(report, part, "twoHourInScope"),
        })),
        {
          name: "Moved away from two-hour, %",
          unit: "%",
          values: shareSeries(report, "movedFromTwoHour", "everTwoHour"),
        },
        { name: "Arrivals entered late, %", unit: "%", values: shareSeries(report, "arrivedBackTimed", "arrived") },
      ])}
      meanings={meanings(report, ids)}
      captions={captions(report, ids)}
    >
      <MonthLines
        words={`Two-hour response over ${values.length} periods against the floor of ${floor} % and the published ${published} %. The table has every number.`}
        periods={chartPeriods(report)}
        lines={[{ name: "Met", values }]}
        levels={[
          { name: `${floor} % floor`, value: floor },
          { name: `${published} % published`, value: published },
        ]}
        unit="%"
        most={100}
      />
      <p>
        In {report.period.name}, counted{" "}
        {starts
          .map(({ part, words }) => `${words}: ${inCell(share(report, now, part, "twoHourInScope"), "%")}`)
          .join("; ")}
        . Moved away from two-hour: {inCell(share(report, now, "movedFromTwoHour", "everTwoHour"), "%")}. Arrivals
        entered late: {inCell(share(report, now, "arrivedBackTimed", "arrived"), "%")}.
      </p>
    </ChartCard>
  );
}

const plural = (kind: string, count: number): string => (count === 1 ? kind : `${kind}s`);
