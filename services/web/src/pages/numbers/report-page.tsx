/**
 * The numbers of a period on one page, for those who buy the service and for those who run it.
 * In: `GET /api/metrics/report` and what hangs on it, for the period and breakdown in the address. Out: the answer, what moved, charts with tables, definitions, CSV.
 * Commissioners get disclosed numbers from the service itself; this page hides nothing and computes nothing back.
 */
import { reportAnswer } from "@ucrt/schemas";
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { serverNowMs } from "../server-clock.ts";
import { useSession } from "../session.tsx";
import { useLoaded } from "../use-loaded.ts";
import { lastFinished, nameOf, periodAt, previousPeriod } from "./periods.ts";
import { PageSwitch } from "./page-switch.tsx";
import { ReportPickers } from "./report-pickers.tsx";
import { Report } from "./report.tsx";
import { cell } from "./report-numbers.ts";

const askEveryMs = 60_000;
const periodPattern = /^20\d\d(-Q[1-4]|-(0[1-9]|1[0-2])|-W\d\d)?$/;

export function ReportPage() {
  const { principal } = useSession();
  const [parameters, setParameters] = useSearchParams();
  // Once: a report that is open over midnight keeps its period.
  const [nowMs] = useState(serverNowMs);
  const running = periodAt("month", nowMs);
  // A month-end reader wants the month that is over; a service in its first month has only the one that runs.
  const [first, setFirst] = useState(lastFinished("month", nowMs));
  const asked = parameters.get("period") ?? "";
  const period = periodPattern.test(asked) ? asked : first;
  const by = parameters.get("by") ?? "";
  const query = queryOf(period, by);
  const { value, refusal } = useLoaded(`/api/metrics/report?${query}`, reportAnswer, askEveryMs);
  // Nothing received, or nothing published yet.
  const isEmpty = value === undefined ? refusal?.status === 404 : isNothing(cell(value, "received"));
  useEffect(() => {
    if (isEmpty && asked === "") setFirst(running);
  }, [isEmpty, asked, running]);

  const pick = (next: { readonly period?: string; readonly by?: string }) => {
    const wanted = { period, by, ...next };
    setParameters({ period: wanted.period, ...(wanted.by === "" ? {} : { by: wanted.by }) }, { replace: true });
  };
  return (
    <main className="app-page app-report" id="main" tabIndex={-1}>
      <title>{`Numbers, ${nameOf(period)} – Urgent community response`}</title>
      {principal?.role === "commissioner" ? null : <PageSwitch at="report" />}
      <ReportPickers
        period={period}
        by={by}
        allowed={value?.allowed}
        csvAddress={`/api/metrics/report.csv?${query}`}
        onPick={pick}
      />
      {refusal === undefined || isEmpty ? null : (
        <p className="app-wrong" role="alert">
          {refusal.words}
        </p>
      )}
      {isEmpty ? (
        <Nothing period={period} running={running} words={refusal?.words} onPick={pick} />
      ) : value !== undefined ? (
        <Report report={value} />
      ) : refusal === undefined ? (
        <p role="status">Loading …</p>
      ) : (
        <h1 className="nhsuk-heading-m">{nameOf(period)}</h1>
      )}
    </main>
  );
}

/** Against the period before, and in the breakdown that was picked. */
function queryOf(period: string, by: string): string {
  const query = new URLSearchParams({ period, compare: previousPeriod(period) });
  if (by !== "") query.set("by", by);
  return query.toString();
}

/** Hidden is not nothing. */
const isNothing = (received: number | "*" | null): boolean => received === null || received === 0;

interface NothingProps {
  readonly period: string;
  readonly running: string;
  /** What the service says about it. */
  readonly words: string | undefined;
  readonly onPick: (next: { readonly period: string }) => void;
}

function Nothing({ period, running, words, onPick }: NothingProps) {
  return (
    <>
      <h1 className="nhsuk-heading-m">{nameOf(period)}</h1>
      <p className="app-notice" role="status">
        {words ?? `Nothing was received in ${nameOf(period)}.`} A period fills from its first referral on; its two-hour
        response appears when the first two hours have run out, and its numbers stay provisional until six weeks after
        its end.
      </p>
      {period === running ? null : (
        <p>
          <button type="button" className="app-button app-button--plain" onClick={() => onPick({ period: running })}>
            Show {nameOf(running)}
          </button>
        </p>
      )}
    </>
  );
}
