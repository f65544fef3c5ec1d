/** Who refers, and what became of it: accepted and refused by referrer, with the reasons of declined offers. In: the report by referrer. */
import type { ReportAnswer } from "@ucrt/schemas";
import { BarRows } from "../charts/bar-rows.tsx";
import { ChartCard, NumbersTable } from "../charts/chart-card.tsx";
import { ShareRows } from "../charts/share-rows.tsx";
import { inCell } from "../charts/shown.ts";
import { captions, cell, family, meanings, reasonName, share, wholeRow } from "../report-numbers.ts";
import { useOrganisationName } from "../../organisation-names.tsx";
import { useBreakdown } from "../use-breakdown.ts";
import { largestFirst } from "./breach-card.tsx";
import { sizeOf } from "./outcome-mix-card.tsx";

/** More would not be read; the table has all. */
const drawnAtMost = 8;

export function AcceptanceCard({ report }: { readonly report: ReportAnswer }) {
  const by = useBreakdown(report, "referrer");
  const nameOf = useOrganisationName();
  const allReasons = family(report, "declined");
  const rows = by.rows.toSorted((a, b) => sizeOf(b.row.cells["received"]) - sizeOf(a.row.cells["received"]));
  const served = by.report;
  // A breakdown may be published with fewer counts than the whole.
  const reasons = served === undefined ? [] : family(served, "declined");
  const isByQuarter = by.periodName !== report.period.name;
  const ids = [
    "accepted",
    "refused",
    "offersMade",
    "offersDeclined",
    "offersLapsed",
    ...allReasons.map(({ id }) => id),
  ];
  const now = wholeRow(report, report.period.id);
  return (
    <ChartCard
      id="acceptance"
      heading="Accepted and refused, by referrer"
      says={`${report.period.name}: accepted ${inCell(share(report, now, "accepted", "received"), "%")}, refused ${inCell(share(report, now, "refused", "received"), "%")} of all received.`}
      {...(served === undefined
        ? {}
        : {
            table: {
              caption: `Accepted, refused and declined by referrer, ${by.periodName}`,
              rowsAre: "Referrer",
              columns: [
                { name: "Received" },
                { name: "Accepted" },
                { name: "Accepted, %", unit: "%" },
                { name: "Refused" },
                { name: "Refused, %", unit: "%" },
                { name: "Offers declined" },
                ...reasons.map((measure) => ({ name: `Declined: ${reasonName(measure).toLowerCase()}` })),
              ],
              rows: rows.map(({ value, row }) => ({
                key: value,
                name: nameOf(value),
                cells: [
                  row.cells["received"] ?? null,
                  row.cells["accepted"] ?? null,
                  share(served, row, "accepted", "received"),
                  row.cells["refused"] ?? null,
                  share(served, row, "refused", "received"),
                  row.cells["offersDeclined"] ?? null,
                  ...reasons.map(({ id }) => row.cells[id] ?? null),
                ],
              })),
            },
          })}
      meanings={meanings(report, ids)}
      captions={captions(report, ids)}
    >
      {by.words !== undefined || served === undefined ? (
        <p>{by.words}</p>
      ) : (
        <>
          {isByQuarter ? (
            <p className="app-card__quiet">By referrer for {by.periodName}: a month is too short for it.</p>
          ) : null}
          <ShareRows
            words="Share accepted and refused by referrer, the largest referrers first. The table has every number."
            parts={["Accepted", "Refused"]}
            rest="Neither: withdrawn, or still open"
            rows={rows.slice(0, drawnAtMost).map(({ value, row }) => ({
              key: value,
              name: nameOf(value),
              whole: row.cells["received"] ?? null,
              parts: [row.cells["accepted"] ?? null, row.cells["refused"] ?? null],
            }))}
          />
        </>
      )}
      <details className="app-more">
        <summary>Why offers were declined, all referrers</summary>
        <BarRows
          words="Declined offers by reason."
          rows={largestFirst(
            allReasons.map((measure) => ({ name: reasonName(measure), value: cell(report, measure.id) })),
          )}
        />
        <NumbersTable
          id="declined"
          table={{
            caption: `Declined offers by reason, ${report.period.name}`,
            rowsAre: "Reason",
            columns: [{ name: "Offers" }],
            rows: allReasons.map((measure) => ({
              key: measure.id,
              name: reasonName(measure),
              cells: [cell(report, measure.id)],
            })),
          }}
        />
      </details>
    </ChartCard>
  );
}
