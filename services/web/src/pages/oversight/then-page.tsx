/**
 * The board as it stood at a past minute. In: an instant in the address, `GET /api/queue?at=`. Out: the lanes and rows of then, folded from the facts.
 * A slider over the day steps by one minute with the arrow keys; nobody is named, nothing can be done to the past.
 */
import { queueAnswer, type BoardRow, type Lane } from "@ucrt/schemas";
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { boardLanes } from "../board/order-rows.ts";
import { alarmsOf, ageAndSex, needOf, ownerOf, responsibleOf, sourceOf, stateOf } from "../board/row-words.ts";
import { atNear, onDayAndTime } from "../format.ts";
import { useReference } from "../reference-data.tsx";
import { serverNowMs } from "../server-clock.ts";
import { useLoaded } from "../use-loaded.ts";
import { codeInWords, deadlineWords, idInWords, laneWords } from "../words.ts";
import { MinutePicker } from "./minute-picker.tsx";
import { wholeMinute } from "./past-minute.ts";

const MINUTE_MS = 60_000;
/** A hand on the slider passes many minutes; only where it rests is asked for. */
const restMs = 200;

export function ThenPage() {
  const [parameters, setParameters] = useSearchParams();
  const [nowMs] = useState(serverNowMs);
  const asked = Date.parse(parameters.get("at") ?? "");
  const atMs = Number.isNaN(asked) || asked > nowMs ? wholeMinute(nowMs - MINUTE_MS) : wholeMinute(asked);
  const restingMs = useResting(atMs);
  const { value, refusal } = useLoaded(`/api/queue?at=${new Date(restingMs).toISOString()}`, queueAnswer);
  // The rows of the minute before stay until the next ones are there: a page that empties at each step cannot be watched.
  const [shown, setShown] = useState(value);
  useEffect(() => {
    if (value !== undefined) setShown(value);
  }, [value]);
  const pick = (ms: number) =>
    setParameters({ at: new Date(Math.min(ms, wholeMinute(nowMs))).toISOString() }, { replace: true });
  return (
    <main className="app-page app-oversight" id="main" tabIndex={-1}>
      <title>As it stood – Urgent community response</title>
      <h1 className="nhsuk-heading-m">As it stood, {onDayAndTime(atMs)}</h1>
      <p className="app-oversight__hint">
        Folded from what was written down by then, without anybody's name. What is entered late appears at the minute in
        which it was entered.
      </p>
      <MinutePicker atMs={atMs} latestMs={wholeMinute(nowMs)} onPick={pick} />
      {refusal === undefined ? null : (
        <p className="app-wrong" role="alert">
          {refusal.words}
        </p>
      )}
      {shown === undefined ? (
        <p role="status">Loading …</p>
      ) : (
        <>
          <p role="status" className="app-oversight__asof">
            {shown.asOf === atMs ? "" : `Showing ${onDayAndTime(shown.asOf)} …  `}
            {openOf(shown.rows)} open{shown.isCut === true ? "; more than one page holds, the oldest are left out" : ""}
          </p>
          {shown.rows.length === 0 ? <p>Nothing was on the board.</p> : null}
          {[...boardLanes, "candidates" as const, "done" as const].map((lane) => (
            <LaneThen key={lane} lane={lane} asOf={shown.asOf} rows={shown.rows.filter((row) => row.lane === lane)} />
          ))}
        </>
      )}
    </main>
  );
}

const openOf = (rows: readonly BoardRow[]): number =>
  rows.filter((row) => row.lane !== "done" && row.lane !== "candidates").length;

/** The value once it has rested. */
function useResting(value: number): number {
  const [resting, setResting] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setResting(value), restMs);
    return () => clearTimeout(timer);
  }, [value]);
  return resting;
}

interface LaneThenProps {
  readonly lane: Lane;
  readonly asOf: number;
  readonly rows: readonly BoardRow[];
}

function LaneThen({ lane, asOf, rows }: LaneThenProps) {
  const { teamName } = useReference();
  if (rows.length === 0) return null;
  const id = `then-${lane}`;
  return (
    <div className="app-table" role="region" aria-labelledby={id} tabIndex={0}>
      <table>
        <caption id={id}>
          {laneWords[lane]} ({rows.length})
        </caption>
        <thead>
          <tr>
            <th scope="col">Who and where</th>
            <th scope="col">Need</th>
            <th scope="col">From</th>
            <th scope="col">State</th>
            <th scope="col">Responsible; acts next</th>
            <th scope="col">Next deadline</th>
            <th scope="col">Alarms</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.referralId} data-referral={row.referralId}>
              <th scope="row">
                {row.place === null ? "Place not known" : idInWords(row.place)} · {ageAndSex(row)}
              </th>
              <td>{needOf(row)}</td>
              <td>{sourceOf(row)}</td>
              <td>{stateOf(row, teamName)}</td>
              <td>
                {responsibleOf(row)}; {ownerOf(row, teamName)}
              </td>
              <td>
                {row.nextDeadline === null
                  ? "None"
                  : `${codeInWords(deadlineWords[row.nextDeadline.name])} ${atNear(row.nextDeadline.at, asOf)}`}
              </td>
              <td>{alarmsOf(row).join(", ")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
