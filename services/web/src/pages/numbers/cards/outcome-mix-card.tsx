/** What the criteria advise, by who refers. More review from crews on scene than the area's limit is a fault of the criteria, and the card says so. In: the report by source. */
import type { ReportAnswer } from "@ucrt/schemas";
import { ChartCard } from "../charts/chart-card.tsx";
import { ShareRows } from "../charts/share-rows.tsx";
import { inCell, isNumber } from "../charts/shown.ts";
import { captions, meanings, share } from "../report-numbers.ts";
import { useBreakdown } from "../use-breakdown.ts";
import { valueInWords } from "../value-words.ts";
import { outcomeWords } from "../../words.ts";

const outcomes = ["suitable", "review", "redirect", "emergency"] as const;
/** The source that the limit is about. */
const crews = "crew";

export function OutcomeMixCard({ report }: { readonly report: ReportAnswer }) {
  const by = useBreakdown(report, "source");
  const most = report.standards.reviewFromCrewsMostPercent;
  const rows = by.rows.toSorted((a, b) => sizeOf(b.row.cells["received"]) - sizeOf(a.row.cells["received"]));
  const fromCrews = by.rows.find(({ value }) => value === crews);
  const reviewed = by.report === undefined ? null : share(by.report, fromCrews?.row, "review", "received");
  const isFault = isNumber(reviewed) && reviewed > most;
  const ids = [...outcomes, "notAssessed"];
  return (
    <ChartCard
      id="outcome-mix"
      heading="First advice of the criteria, by source"
      says={
        by.words ??
        (isNumber(reviewed)
          ? `Crews on scene: ${inCell(reviewed, "%")} go to a clinician to decide; ${isFault ? "more than" : "within"} the limit of ${most} %.`
          : `Crews on scene: ${reviewed === "*" ? "hidden" : "none in this period"}; the limit for review is ${most} %.`)
      }
      {...(by.report === undefined
        ? {}
        : {
            table: {
              caption: `First advice by source, ${by.periodName}`,
              rowsAre: "Source",
              columns: [
                { name: "Received" },
                ...outcomes.map((outcome) => ({ name: outcomeWords[outcome] })),
                { name: "Not assessed" },
              ],
              rows: rows.map(({ value, row }) => ({
                key: value,
                name: valueInWords("source", value),
                cells: ["received", ...outcomes, "notAssessed"].map((id) => row.cells[id] ?? null),
              })),
            },
          })}
      meanings={meanings(report, ids)}
      captions={captions(report, ids)}
    >
      {isFault ? (
        <p className="app-notice app-notice--warning">
          More than {most} % review from crews on scene is a fault of the criteria, not of the crews.
        </p>
      ) : null}
      {rows.length === 0 ? null : (
        <ShareRows
          words="First advice of the criteria by source, each source as 100 per cent. The table has every number."
          parts={outcomes.map((outcome) => outcomeWords[outcome])}
          rest="Not assessed"
          rows={rows.map(({ value, row }) => ({
            key: value,
            name: valueInWords("source", value),
            whole: row.cells["received"] ?? null,
            parts: outcomes.map((outcome) => row.cells[outcome] ?? null),
            rest: row.cells["notAssessed"] ?? null,
          }))}
        />
      )}
      {isFault ? null : (
        <p className="app-card__quiet">
          More than {most} % review from crews on scene would be a fault of the criteria.
        </p>
      )}
    </ChartCard>
  );
}

export const sizeOf = (value: number | "*" | null | undefined): number => (typeof value === "number" ? value : 0);
