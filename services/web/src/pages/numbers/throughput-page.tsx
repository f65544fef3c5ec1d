/**
 * What happened, in numbers: the two-hour response against its floor, referrals over time, and each number's definition beside it.
 * In: `GET /api/metrics/throughput`. Out: figures, a chart with the same numbers in a table, a link to the CSV.
 */
import { throughputAnswer, type ThroughputAnswer } from "@ucrt/schemas";
import { useState } from "react";
import { atNear } from "../format.ts";
import { useServerNow } from "../server-clock.ts";
import { useLoaded } from "../use-loaded.ts";
import { codeInWords, idInWords } from "../words.ts";
import { PageSwitch } from "./page-switch.tsx";
import { ThroughputChart } from "./throughput-chart.tsx";
import { byPeriod, floorPercent, percent } from "./fold-periods.ts";

const periods = ["hour", "day", "month"] as const;
const groups = ["none", "feed", "source", "place", "team"] as const;
const askEveryMs = 15_000;

type Period = (typeof periods)[number];
type Group = (typeof groups)[number];

export function ThroughputPage() {
  const [period, setPeriod] = useState<Period>("hour");
  const [by, setBy] = useState<Group>("none");
  const query = `period=${period}&by=${by}`;
  const { value, refusal } = useLoaded(`/api/metrics/throughput?${query}`, throughputAnswer, askEveryMs);
  return (
    <main className="app-page app-numbers" id="main" tabIndex={-1}>
      <title>Throughput – Urgent community response</title>
      <PageSwitch at="throughput" />
      <h1 className="nhsuk-heading-m">Throughput</h1>
      <div className="app-numbers__pickers">
        <Picker id="period" words="By" value={period} options={periods} onChange={(chosen) => setPeriod(chosen)} />
        <Picker id="group" words="Split by" value={by} options={groups} onChange={(chosen) => setBy(chosen)} />
        <a className="app-button app-button--plain" href={`/api/metrics/throughput.csv?${query}`} download>
          Download CSV
        </a>
      </div>
      {refusal === undefined ? null : (
        <p className="app-wrong" role="alert">
          {refusal.words}
        </p>
      )}
      {value === undefined ? (
        refusal === undefined ? (
          <p role="status">Loading …</p>
        ) : null
      ) : (
        <Numbers answer={value} by={by} />
      )}
    </main>
  );
}

interface PickerProps<Option extends string> {
  readonly id: string;
  readonly words: string;
  readonly value: Option;
  readonly options: readonly Option[];
  readonly onChange: (value: Option) => void;
}

function Picker<Option extends string>({ id, words, value, options, onChange }: PickerProps<Option>) {
  return (
    <div className="app-field">
      <label htmlFor={id}>{words}</label>
      <select
        id={id}
        className="nhsuk-select"
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option === event.target.value);
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {option === "none" ? "Nothing" : codeInWords(option)}
          </option>
        ))}
      </select>
    </div>
  );
}

function Numbers({ answer, by }: { readonly answer: ThroughputAnswer; readonly by: Group }) {
  const nowMs = useServerNow();
  const { totals } = answer;
  const share = answer.twoHourPercent;
  const inStates = Object.values(answer.conservation.byState).reduce((sum, count) => sum + count, 0);
  return (
    <>
      <p className="app-block__hint">
        {answer.area}, as of {atNear(answer.asOf, nowMs)}.
        {answer.isProvisional ? " Provisional: numbers may change for six weeks." : ""}
      </p>
      <dl className="app-figures">
        <Figure
          words="Two-hour response"
          value={share === null ? "–" : `${share} %`}
          hint={`${totals.twoHourInScope === 0 ? "none due yet" : `${totals.twoHourMet} of ${totals.twoHourInScope} due`}; the floor is ${floorPercent}\u00a0%`}
          isLow={share !== null && share < floorPercent}
        />
        <Figure
          words="Received"
          value={totals.received}
          hint={`${inStates === answer.conservation.received ? "all accounted for below" : `${answer.conservation.received - inStates} are missing from the states`}`}
        />
        <Figure
          words="Accepted"
          value={totals.accepted}
          hint={percentOf(totals.accepted, totals.received, "of received")}
        />
        <Figure
          words="Seen face to face"
          value={totals.arrived}
          hint={
            totals.medianMinutesToFirstContact === null
              ? "no median yet"
              : `median ${totals.medianMinutesToFirstContact} min from clock start`
          }
        />
        <Figure words="Declined, lapsed" value={`${totals.declined}, ${totals.lapsed}`} hint="offers" />
        <Figure
          words="Handed back"
          value={totals.handedBack}
          hint={percentOf(totals.handedBack, totals.received, "of received")}
        />
      </dl>
      <ThroughputChart periods={byPeriod(answer.rows)} />
      <Table rows={answer.rows} by={by} />
      <section className="app-block" aria-labelledby="outcomes">
        <h2 id="outcomes">First advice, and where referrals are now</h2>
        <p>
          Suitable {totals.suitable}, a clinician decides {totals.review}, another service {totals.redirect}, emergency{" "}
          {totals.emergency}. Without advice yet:{" "}
          {totals.received - totals.suitable - totals.review - totals.redirect - totals.emergency}.
        </p>
        <p>
          {Object.entries(answer.conservation.byState)
            .map(([state, count]) =>
              state === "candidate"
                ? `In the 999 stack, not ours and not counted ${count}`
                : `${codeInWords(state)} ${count}`,
            )
            .join(", ")}
          .
        </p>
      </section>
      <section className="app-block" aria-labelledby="definitions">
        <h2 id="definitions">What each number means</h2>
        <dl className="app-pairs app-pairs--wide">
          {answer.definitions.map((definition) => (
            <div key={definition.measure}>
              <dt>{measureInWords(definition.measure)}</dt>
              <dd>{definition.text}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}

function percentOf(part: number, whole: number, words: string): string {
  const share = percent(part, whole);
  return share === undefined ? "" : `${share} % ${words}`;
}

/** As the figures and the table above name them. */
const measureWords: Readonly<Record<string, string>> = {
  "suitable, review, redirect, emergency": "First advice",
  arrived: "Seen face to face",
  twoHourInScope: "Due in two hours",
  twoHourMet: "Two-hour response met",
  twoHourMetFromNeedIdentified: "Met, from need identified",
  medianMinutesToFirstContact: "Median minutes",
};
const measureInWords = (measure: string): string => measureWords[measure] ?? codeInWords(measure);

function Figure({
  words,
  value,
  hint,
  isLow = false,
}: {
  readonly words: string;
  readonly value: string | number;
  readonly hint: string;
  readonly isLow?: boolean;
}) {
  return (
    <div className={`app-figure${isLow ? " app-figure--low" : ""}`}>
      <dt>{words}</dt>
      <dd>
        <span className="app-figure__value">{value}</span>
        <span className="app-figure__hint">
          {isLow ? "Below the floor. " : ""}
          {hint}
        </span>
      </dd>
    </div>
  );
}

function Table({ rows, by }: { readonly rows: ThroughputAnswer["rows"]; readonly by: Group }) {
  return (
    <div className="app-table" role="region" aria-labelledby="table-name" tabIndex={0}>
      <table>
        <caption id="table-name">Referrals by period of receipt</caption>
        <thead>
          <tr>
            <th scope="col">Period</th>
            {by === "none" ? null : <th scope="col">{codeInWords(by)}</th>}
            {[
              "Received",
              "Offered",
              "Accepted",
              "Seen",
              "Closed",
              "Declined",
              "Lapsed",
              "Handed back",
              "Due in 2 h",
              "Met",
              "%",
              "Median min",
            ].map((name) => (
              <th key={name} scope="col" className="app-table__number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.period} ${row.group}`}>
              <th scope="row">
                {row.period.replace("T", " ")}
                {row.period.includes("T") ? ":00" : ""}
              </th>
              {by === "none" ? null : <td>{row.group === "" ? "Not known" : idInWords(row.group)}</td>}
              {[
                row.received,
                row.offered,
                row.accepted,
                row.arrived,
                row.closed,
                row.declined,
                row.lapsed,
                row.handedBack,
                row.twoHourInScope,
                row.twoHourMet,
                percent(row.twoHourMet, row.twoHourInScope) ?? "–",
                row.medianMinutesToFirstContact ?? "–",
              ].map((value, index) => (
                // The cells of a row have a fixed order.
                <td key={index} className="app-table__number">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
