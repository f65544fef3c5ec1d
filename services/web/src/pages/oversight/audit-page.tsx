/**
 * The month's audit sample: refusals and declines that were drawn, and a registered clinician's agree or disagree with a coded reason.
 * In: a month in the address, `GET /api/audit-sample`. Out: the cases, coded and without a name; how many are judged. The service lead reads, clinicians judge.
 */
import { auditCasesAnswer } from "@ucrt/schemas";
import { useState } from "react";
import { useSearchParams } from "react-router";
import type { z } from "zod";
import { nameOf, periodAt, periodsToPick } from "../numbers/periods.ts";
import { serverNowMs } from "../server-clock.ts";
import { useLoaded } from "../use-loaded.ts";
import { AuditCaseBlock } from "./audit-case.tsx";

type Sample = z.output<typeof auditCasesAnswer>;
const monthsOffered = 12;

export function AuditPage() {
  const [parameters, setParameters] = useSearchParams();
  const [nowMs] = useState(serverNowMs);
  const asked = parameters.get("month") ?? "";
  const month = /^20\d\d-(0[1-9]|1[0-2])$/.test(asked) ? asked : periodAt("month", nowMs);
  const { value, refusal, reload } = useLoaded(`/api/audit-sample?month=${month}`, auditCasesAnswer);
  return (
    <main className="app-page app-oversight" id="main" tabIndex={-1}>
      <title>Audit sample – Urgent community response</title>
      <h1 className="nhsuk-heading-m">Audit sample, {nameOf(month)}</h1>
      <div className="app-field app-oversight__month">
        <label htmlFor="audit-month">Month</label>
        <select
          id="audit-month"
          className="nhsuk-select"
          value={month}
          onChange={(event) => setParameters({ month: event.target.value }, { replace: true })}
        >
          {[...new Set([month, ...periodsToPick("month", nowMs).slice(0, monthsOffered)])].map((one) => (
            <option key={one} value={one}>
              {nameOf(one)}
            </option>
          ))}
        </select>
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
        <Cases sample={value} onJudged={reload} />
      )}
    </main>
  );
}

function Cases({ sample, onJudged }: { readonly sample: Sample; readonly onJudged: () => void }) {
  const judged = sample.cases.filter((one) => one.judgement !== null);
  const agreed = judged.filter((one) => one.judgement?.judgement === "agree").length;
  return (
    <>
      <p>{sample.words}</p>
      <p role="status">
        <strong>
          {judged.length} of {sample.cases.length} judged
        </strong>
        {judged.length === 0 ? "" : `: ${agreed} agree, ${judged.length - agreed} disagree`}.
        {sample.isRunning
          ? " The month is not over: a case that nobody has judged may still give way to a later refusal."
          : ""}
      </p>
      {sample.cases.length === 0 ? <p>Nothing was refused or declined in this month.</p> : null}
      <ol className="app-audit">
        {sample.cases.map((one, index) => (
          <AuditCaseBlock
            key={one.referralId}
            number={index + 1}
            case={one}
            month={sample.month}
            reasons={sample.reasons}
            onJudged={onJudged}
          />
        ))}
      </ol>
    </>
  );
}
