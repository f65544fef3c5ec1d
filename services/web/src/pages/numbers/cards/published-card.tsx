/** Our months beside the published ones, and why they differ. In: `GET /api/metrics/reconciliation`. Out: words, the differences where both have a month, the published series. */
import { reconciliationAnswer, type ReportAnswer } from "@ucrt/schemas";
import { useLoaded } from "../../use-loaded.ts";
import { ChartCard, NumbersTable } from "../charts/chart-card.tsx";
import { MonthLines } from "../charts/month-lines.tsx";
import { nameOf, shortNameOf } from "../periods.ts";

export function PublishedCard({ report }: { readonly report: ReportAnswer }) {
  const { value, refusal } = useLoaded("/api/metrics/reconciliation", reconciliationAnswer);
  if (value === undefined)
    return (
      <ChartCard
        id="published"
        heading="Against the published months"
        says={refusal?.words ?? "Loading …"}
        meanings={[]}
      />
    );
  const floor = report.standards.twoHourFloorPercent;
  const area = value.published.find(({ kind }) => kind === "area");
  return (
    <ChartCard
      id="published"
      heading="Against the published months"
      says={value.words}
      meanings={[]}
      {...(value.months.length === 0
        ? {}
        : {
            table: {
              caption: "Our months and the published ones",
              rowsAre: "Month",
              columns: [
                { name: "Ours, counted" },
                { name: "Published referrals" },
                { name: "Difference" },
                { name: "Ours, %", unit: "%" },
                { name: "Published, %", unit: "%" },
                { name: "Points" },
              ],
              rows: value.months.map(({ month, ours, theirs, difference }) => ({
                key: month,
                name: nameOf(month),
                cells: [
                  ours.twoHourInScope,
                  theirs.referrals,
                  difference.referrals,
                  ours.twoHourPercent,
                  theirs.twoHourPercent,
                  difference.percentagePoints,
                ],
              })),
            },
          })}
    >
      {area === undefined ? null : (
        <>
          <p>
            <strong>
              Published for {area.name}, {value.publication.period}:
            </strong>
          </p>
          <MonthLines
            words={`Published two-hour response of ${area.name} over ${area.months.length} months. The table has every number.`}
            periods={area.months.map(({ month }) => ({
              key: month,
              label: shortNameOf(month),
              year: month.slice(0, 4),
              isProvisional: false,
              isPicked: false,
            }))}
            lines={[{ name: "Published", values: area.months.map(({ twoHourPercent }) => twoHourPercent) }]}
            levels={[{ name: `${floor} % floor`, value: floor }]}
            unit="%"
            most={100}
          />
        </>
      )}
      <details className="app-more">
        <summary>Why the two may differ</summary>
        <ul>
          {value.explanations.map((explanation) => (
            <li key={explanation}>{explanation}</li>
          ))}
        </ul>
      </details>
      {area === undefined ? null : (
        <details className="app-more" data-holds="table">
          <summary>The published months</summary>
          <NumbersTable
            id="published-series"
            table={{
              caption: `${area.name}, ${value.publication.title}, ${value.publication.period}`,
              rowsAre: "Month",
              columns: [{ name: "Referrals" }, { name: "Contacts" }, { name: "Two-hour, %", unit: "%" }],
              rows: area.months.map(({ month, referrals, contacts, twoHourPercent }) => ({
                key: month,
                name: nameOf(month),
                cells: [referrals, contacts, twoHourPercent],
              })),
            }}
          />
          <ul>
            {[`Source: ${value.publication.source}. ${value.publication.licence}`, ...value.publication.notes].map(
              (note) => (
                <li key={note}>{note}</li>
              ),
            )}
          </ul>
        </details>
      )}
    </ChartCard>
  );
}
