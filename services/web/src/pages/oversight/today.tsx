/** The day so far in counts, for the service lead. In: `GET /api/metrics/throughput` of today. Out: figures that follow the log within seconds. */
import { throughputAnswer } from "@ucrt/schemas";
import { useState } from "react";
import { serverNowMs } from "../server-clock.ts";
import { useLoaded } from "../use-loaded.ts";
import { dateOf } from "./past-minute.ts";

const askEveryMs = 5_000;

export function Today() {
  const [date] = useState(() => dateOf(serverNowMs()));
  const { value, refusal } = useLoaded(
    `/api/metrics/throughput?from=${date}&to=${date}&period=day`,
    throughputAnswer,
    askEveryMs,
  );
  if (value === undefined)
    return <p role="status">{refusal === undefined ? "Loading …" : `Today's counts: ${refusal.words}`}</p>;
  const { received, accepted, arrived, closed, declined, lapsed, handedBack, twoHourInScope, twoHourMet } =
    value.totals;
  const figures: readonly (readonly [words: string, value: string])[] = [
    ["Received today", String(received)],
    ["Accepted", String(accepted)],
    ["Seen", String(arrived)],
    ["Closed", String(closed)],
    ["Offers declined", String(declined)],
    ["Offers lapsed", String(lapsed)],
    ["Handed back", String(handedBack)],
    ["Seen within two hours", `${twoHourMet} of ${twoHourInScope}`],
  ];
  return (
    <dl className="app-standing">
      {figures.map(([words, figure]) => (
        <div key={words}>
          <dt>{words}</dt>
          <dd>{figure}</dd>
        </div>
      ))}
    </dl>
  );
}
