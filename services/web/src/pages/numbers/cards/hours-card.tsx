/** Demand by hour of the day against open hours and capacity, over the quarter the period lies in. In: `GET /api/metrics/demand-by-hour`. */
import { demandByHourAnswer, type DemandByHourAnswer, type ReportAnswer } from "@ucrt/schemas";
import { useLoaded } from "../../use-loaded.ts";
import { ChartCard } from "../charts/chart-card.tsx";
import { HourBars, hourWords } from "../charts/hour-bars.tsx";
import { inCell, isNumber } from "../charts/shown.ts";
import { quarterOf } from "../periods.ts";

const heading = "Demand by hour, open hours and capacity";

export function HoursCard({ report }: { readonly report: ReportAnswer }) {
  const quarter = quarterOf(report.period.id);
  const { value, refusal } = useLoaded(`/api/metrics/demand-by-hour?quarter=${quarter}`, demandByHourAnswer);
  if (value === undefined)
    return <ChartCard id="hours" heading={heading} says={refusal?.words ?? "Loading …"} meanings={[]} />;
  const busiest = value.hours
    .filter(({ received }) => isNumber(received) && received > 0)
    .toSorted((a, b) => Number(b.received) - Number(a.received))[0];
  return (
    <ChartCard
      id="hours"
      heading={heading}
      says={
        busiest === undefined
          ? `Nothing was received in ${value.period.name}.`
          : `${value.period.name}: busiest from ${hourWords(busiest.hour)}, with ${inCell(busiest.received)} referrals.`
      }
      table={{
        caption: `Demand by hour of the day, ${value.period.name}`,
        rowsAre: "Hour",
        columns: [
          { name: "Received" },
          { name: "Capacity" },
          { name: "Open, % of days", unit: "%" },
          { name: "Team hours published" },
          { name: "Team hours offered" },
        ],
        rows: value.hours.map(({ hour, received, capacity, openShare, publishedTeamHours, offeredTeamHours }) => ({
          key: String(hour),
          name: hourWords(hour),
          cells: [
            received,
            capacity,
            openShare === null ? null : Math.round(100 * openShare),
            publishedTeamHours,
            offeredTeamHours,
          ],
        })),
      }}
      meanings={value.definitions.map(({ measure, text }) => ({
        id: measure,
        name: measure,
        definition: text,
        completePercent: null,
        completeWords: null,
      }))}
    >
      <HourBars
        words={`Referrals received by hour of the day in ${value.period.name}, beside capacity and open hours. The table has every number.`}
        hours={value.hours}
        receivedName="Referrals received"
        capacityName="Jobs the open teams can hold at once"
      />
      <p>{notOffered(value.hours)}</p>
    </ChartCard>
  );
}

/** Published hours not offered: paused or closed in hours that the directory promises. */
function notOffered(hours: DemandByHourAnswer["hours"]): string {
  const sumOf = (of: "publishedTeamHours" | "offeredTeamHours") =>
    hours.every((hour) => hour[of] === null) ? null : hours.reduce((sum, hour) => sum + (hour[of] ?? 0), 0);
  const [published, offered] = [sumOf("publishedTeamHours"), sumOf("offeredTeamHours")];
  if (published === null || offered === null) return "Published hours not offered: not known for this quarter.";
  return `Published hours not offered: ${inCell(published - offered)} of ${inCell(published)} team hours.`;
}
