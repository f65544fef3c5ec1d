/**
 * What has become of my referral, in the referrer's words, asked again every few seconds. In: `GET /api/submissions/{id}`. Out: what was decided, who comes and when;
 * the three answers a crew owes, agreement to another time, acknowledgement, withdrawal. Never team notes.
 */
import {
  type acknowledgeSubmissionBody,
  commandAnswer,
  roleInWords,
  submissionStatus,
  submitAnswer,
  withdrawReason,
  type CommandName,
  type SubmissionStatus,
} from "@ucrt/schemas";
import { useState } from "react";
import { Link, useParams } from "react-router";
import type { z } from "zod";
import { post, type Answered, type Refusal } from "../api.ts";
import { TimeLeft } from "../board/time-left.tsx";
import { Refused } from "../commands/command-form.tsx";
import { commandSpecs } from "../commands/command-specs.ts";
import { atNear, atTime } from "../format.ts";
import { useServerNow } from "../server-clock.ts";
import { useSession } from "../session.tsx";
import { useLoaded } from "../use-loaded.ts";
import { codeInWords, outcomeWords, responseWords } from "../words.ts";

const askEveryMs = 3_000;

export function ReceiptPage() {
  const { id = "" } = useParams();
  const { area } = useSession();
  const { value, refusal, reload } = useLoaded(
    `/api/submissions/${encodeURIComponent(id)}`,
    submissionStatus,
    askEveryMs,
  );
  return (
    <main className="app-page app-own" id="main" tabIndex={-1}>
      <title>My referral – Urgent community response</title>
      <p>
        <Link to="/my-referrals">← My referrals</Link>
      </p>
      {refusal === undefined ? null : (
        <p className="app-wrong" role="alert">
          {refusal.status === 404
            ? "There is no such referral of yours."
            : `${refusal.words} What is shown may be old.`}
        </p>
      )}
      {value === undefined ? (
        refusal === undefined ? (
          <p role="status">Loading …</p>
        ) : null
      ) : (
        <Receipt status={value} onChanged={reload} />
      )}
      <p>
        <a className="app-button app-button--plain app-button--big" href={`tel:${area.spaPhone.replaceAll(" ", "")}`}>
          Call {area.spaPhone}
        </a>
      </p>
    </main>
  );
}

function Receipt({ status, onChanged }: { readonly status: SubmissionStatus; readonly onChanged: () => void }) {
  const nowMs = useServerNow();
  const { decision, accepted, handedBack } = status;
  return (
    <>
      <h1 className="nhsuk-heading-m">{status.words}</h1>
      <p className="nhsuk-u-visually-hidden" role="status">
        {status.words}
      </p>
      {status.referralNumber === undefined ? null : (
        <p className="app-referral__number">
          When you ring us, say <strong className="app-number">{status.referralNumber}</strong>
        </p>
      )}
      <dl className="app-standing">
        {status.caseId === undefined ? null : (
          <div>
            <dt>Your number</dt>
            <dd>{status.caseId}</dd>
          </div>
        )}
        <div>
          <dt>Received</dt>
          <dd>{atNear(status.receivedAt, nowMs)}</dd>
        </div>
        {status.decisionBy === null || accepted !== null || status.ended !== null ? null : (
          <div>
            <dt>Decision by</dt>
            <dd>
              {atTime(status.decisionBy)} <TimeLeft atMs={status.decisionBy} />
            </dd>
          </div>
        )}
        {accepted === null ? null : (
          <div>
            <dt>Expected there</dt>
            <dd>{atNear(accepted.expectedAt, nowMs)}</dd>
          </div>
        )}
      </dl>
      {accepted === null ? null : (
        <section className="app-block" aria-label="Accepted">
          <p>
            <strong>
              Accepted by {accepted.by.name}, {roleInWords(accepted.by.role)}, {accepted.team}.
            </strong>{" "}
            Expected by {atTime(accepted.expectedAt)}.
            {accepted.teamPhone === null ? "" : ` Team: ${accepted.teamPhone}.`}
          </p>
          {status.ended === null ? (
            <p>
              Leaving is your decision: confirm the patient is safe to wait, knows what to do if worse, and someone can
              let us in.
            </p>
          ) : null}
        </section>
      )}
      {decision === null ? null : (
        <section className="app-block" aria-label="Decision">
          <p>
            <span className={`app-outcome app-outcome--${decision.outcome}`}>{outcomeWords[decision.outcome]}</span>{" "}
            {responseWords[decision.response]}
          </p>
          {/* What to do until a team accepts; afterwards it would contradict what is above. */}
          {accepted === null && status.ended === null ? <p>{decision.instruction}</p> : null}
          <ul>
            {decision.reasons.map((reason) => (
              <li key={reason.criterion}>{reason.words}</li>
            ))}
          </ul>
          {decision.criteriaApproved ? null : <p className="app-block__hint">Criteria not clinically approved.</p>}
        </section>
      )}
      {handedBack === null ? null : (
        <section className="app-block app-block--loud" aria-label="Handed back">
          <p>
            <strong>Handed back: {handedBack.words}</strong>
            {handedBack.openNow === null ? "" : ` Open now: ${handedBack.openNow}.`}
          </p>
        </section>
      )}
      {status.ended === null ? null : <p className="app-right">How it ended: {status.ended}</p>}
      <Answer status={status} onChanged={onChanged} />
      <section className="app-block" aria-labelledby="so-far">
        <h2 id="so-far">So far</h2>
        <ol className="app-history">
          {status.history.map((line) => (
            <li key={`${line.at} ${line.words}`}>
              <time className="app-history__at">{atTime(line.at)}</time>
              <span>{line.words}</span>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

/** What the referrer may say now. */
function Answer({ status, onChanged }: { readonly status: SubmissionStatus; readonly onChanged: () => void }) {
  const { principal } = useSession();
  const [refusal, setRefusal] = useState<Refusal>();
  const [said, setSaid] = useState<string>();
  const [reason, setReason] = useState("");
  const isOver = status.status === "ended" || status.status === "withdrawn";
  const take = (words: string, answered: Answered<unknown>) => {
    setRefusal(answered.ok ? undefined : answered.refusal);
    setSaid(answered.ok ? words : undefined);
    if (answered.ok) onChanged();
  };
  const give = async (name: CommandName) =>
    take(commandSpecs[name].button, await post(`/api/referrals/${status.referralId}/${name}`, {}, commandAnswer));
  const acknowledge = async () => {
    const body: z.input<typeof acknowledgeSubmissionBody> = {
      acknowledges: status.handedBack !== null ? "hand-back" : "advice",
    };
    take("Acknowledged", await post(`/api/submissions/${status.referralId}/acknowledge`, body, submitAnswer));
  };
  const withdraw = async () =>
    take("Withdrawn", await post(`/api/submissions/${status.referralId}/withdraw`, { reason }, submitAnswer));
  const isCrewAnswering = principal?.role === "crew" && status.accepted !== null && !isOver;
  const isTimeOpen = status.accepted?.isCounterOffer === true && status.accepted.timeAgreed === null && !isOver;
  return (
    <section aria-label="Your answer" className="app-job__buttons">
      {isTimeOpen ? (
        <>
          <Big name="agree-time" onGive={give} />
          <Big name="decline-time" onGive={give} />
        </>
      ) : null}
      {isCrewAnswering ? (
        <>
          <Big name="leaving" onGive={give} />
          <Big name="staying" onGive={give} />
          <Big name="conveying" onGive={give} />
        </>
      ) : null}
      {status.awaitsYourAcknowledgement ? (
        <button
          type="button"
          className="app-button app-button--main app-button--big"
          onClick={() => void acknowledge()}
        >
          I have read this
        </button>
      ) : null}
      {status.status === "advised" && status.decision?.outcome === "redirect" ? (
        <Big name="ask-a-nurse" onGive={give} />
      ) : null}
      {said === undefined ? null : (
        <p className="app-right" role="status">
          {said}: recorded.
        </p>
      )}
      {refusal === undefined ? null : <Refused refusal={refusal} />}
      {isOver ? null : (
        <details className="app-details">
          <summary>Take it back</summary>
          <div className="app-field">
            <label htmlFor="withdraw-reason">Why</label>
            <select
              id="withdraw-reason"
              className="nhsuk-select"
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            >
              <option value="">Choose …</option>
              {withdrawReason.options.map((each) => (
                <option key={each} value={each}>
                  {codeInWords(each)}
                </option>
              ))}
            </select>
          </div>
          <button
            type="button"
            className="app-button app-button--warning"
            disabled={reason === ""}
            onClick={() => void withdraw()}
          >
            Withdraw
          </button>
        </details>
      )}
    </section>
  );
}

function Big({ name, onGive }: { readonly name: CommandName; readonly onGive: (name: CommandName) => Promise<void> }) {
  return (
    <button
      type="button"
      className={`app-button app-button--${commandSpecs[name].kind} app-button--big`}
      onClick={() => void onGive(name)}
    >
      {commandSpecs[name].button}
    </button>
  );
}
