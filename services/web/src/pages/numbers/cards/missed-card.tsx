/** Suitable people whom no team saw, by what kept them from one; and what is told apart from it. In: the report. */
import type { ReportAnswer } from "@ucrt/schemas";
import { BarRows } from "../charts/bar-rows.tsx";
import { ChartCard } from "../charts/chart-card.tsx";
import { inCell } from "../charts/shown.ts";
import {
  captions,
  cell,
  cellBefore,
  family,
  meanings,
  measureOf,
  reasonName,
  share,
  wholeRow,
} from "../report-numbers.ts";
import { largestFirst } from "./breach-card.tsx";

/** Not missed opportunities, but read beside them. */
const apart = ["conveyedAfterVisit", "backAfterRefusal72h", "checksNotSent", "candidatesNotTaken"] as const;

export function MissedCard({ report }: { readonly report: ReportAnswer }) {
  const reasons = family(report, "missed");
  const ids = ["missed", ...reasons.map(({ id }) => id), ...apart];
  const rowOf = (id: string, name: string) => ({ key: id, name, cells: [cell(report, id), cellBefore(report, id)] });
  const others = apart.flatMap((id) => measureOf(report, id) ?? []);
  return (
    <ChartCard
      id="missed"
      heading="Missed opportunities"
      says={`${inCell(cell(report, "missed"))} suitable people were not seen by any team: ${inCell(share(report, wholeRow(report, report.period.id), "missed", "received"), "%")} of all received.`}
      table={{
        caption: `Missed opportunities, ${report.period.name}`,
        rowsAre: "What missed it",
        columns: [{ name: report.period.name }, { name: report.compare?.name ?? "Before" }],
        rows: [
          rowOf("missed", "All missed opportunities"),
          ...reasons.map((measure) => rowOf(measure.id, reasonName(measure))),
          ...others.map((measure) => rowOf(measure.id, `Apart: ${measure.name}`)),
        ],
      }}
      meanings={meanings(report, ids)}
      captions={captions(report, ids)}
    >
      <BarRows
        words="Missed opportunities by what missed them. The table has every number."
        rows={largestFirst(reasons.map((measure) => ({ name: reasonName(measure), value: cell(report, measure.id) })))}
      />
      <p>
        Counted apart:{" "}
        {others
          .map(({ id, name }) => `${name.charAt(0).toLowerCase()}${name.slice(1)} ${inCell(cell(report, id))}`)
          .join("; ")}
        .
      </p>
    </ChartCard>
  );
}
