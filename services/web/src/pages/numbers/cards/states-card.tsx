/** Where the referrals of the period are now: everything received is somewhere. In: the report. */
import type { ReportAnswer } from "@ucrt/schemas";
import { BarRows } from "../charts/bar-rows.tsx";
import { ChartCard } from "../charts/chart-card.tsx";
import { inCell, isNumber } from "../charts/shown.ts";
import { captions, cell, meanings, reasonName } from "../report-numbers.ts";
import { largestFirst } from "./breach-card.tsx";

export function StatesCard({ report }: { readonly report: ReportAnswer }) {
  const states = report.measures.filter(({ group, unit }) => group === "states" && unit === "referrals");
  const rows = states.map((measure) => ({
    key: measure.id,
    name: reasonName(measure),
    value: cell(report, measure.id),
  }));
  return (
    <ChartCard
      id="states"
      isWide
      heading="Where they are now"
      says={accountedFor(
        cell(report, "received"),
        rows.map(({ value }) => value),
        report.isDisclosed,
      )}
      table={{
        caption: `Referrals received in ${report.period.name}, by where they are now`,
        rowsAre: "Now",
        columns: [{ name: "Referrals" }],
        rows: [
          ...rows.map(({ key, name, value }) => ({ key, name, cells: [value] })),
          { key: "received", name: "All received", cells: [cell(report, "received")] },
        ],
      }}
      meanings={meanings(
        report,
        states.map(({ id }) => id),
      )}
      captions={captions(
        report,
        states.map(({ id }) => id),
      )}
    >
      <BarRows
        words="Referrals of the period by where they are now. The table has every number."
        rows={largestFirst(rows)}
      />
    </ChartCard>
  );
}

/** Received = sum over the states; said as it is when it cannot be seen from disclosed numbers. */
export function accountedFor(
  received: number | "*" | null,
  states: readonly (number | "*" | null)[],
  isDisclosed: boolean,
): string {
  const sum = states.filter(isNumber).reduce((total, state) => total + state, 0);
  if (!isNumber(received)) return "Hidden in this period.";
  if (isDisclosed)
    return `${inCell(received)} received; every one is in one of these states. Rounded and hidden numbers need not add up to it.`;
  return sum === received
    ? `All ${inCell(received)} received are accounted for: the states add up to them.`
    : `${inCell(received)} received, ${inCell(sum)} in a state: ${inCell(Math.abs(received - sum))} ${received > sum ? "missing" : "too many"}. This is a fault; tell the operator.`;
}
