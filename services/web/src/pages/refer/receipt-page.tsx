/**
 * What has become of my referral, in the referrer's words, asked again every few seconds. In: `GET /api/submissions/{id}`; without the network what this device read
 * last. Out: what was decided, who comes and when, what may be done now. Never team notes.
 */
import { roleInWords, type SubmissionStatus } from "@ucrt/schemas";
import { Link, useParams } from "react-router";
import { TimeLeft } from "../board/time-left.tsx";
import { atNear, atTime } from "../format.ts";
import { useServerNow } from "../server-clock.ts";
import { useSession } from "../session.tsx";
import { telephone } from "../telephone.ts";
import { outcomeWords, responseWords } from "../words.ts";
import { CallBar } from "./call-bar.tsx";
import { NextBest } from "./next-best.tsx";
import { CounterOffer, CrewButtons } from "./receipt-buttons.tsx";
import { AdviceAnswer, TakeBack } from "./receipt-answers.tsx";
import { useStatus } from "./use-status.ts";

export function ReceiptPage() {
  const { id = "" } = useParams();
  const { area } = useSession();
  const { status, refusal, reload } = useStatus(id);
  return (
    <main className="app-page app-own app-refer" id="main" tabIndex={-1}>
      <title>My referral – Urgent community response</title>
      <p>
        <Link className="app-tap" to="/my-referrals">
          ← My referrals
        </Link>
      </p>
      {refusal === undefined ? null : (
        <p className="app-wrong" role="alert">
          {refusal.status === 404
            ? "There is no such referral of yours."
            : `${refusal.words} What is shown may be old.`}
        </p>
      )}
      {status === undefined ? (
        refusal === undefined ? (
          <p role="status">Loading …</p>
        ) : null
      ) : (
        <Receipt status={status} onChanged={reload} />
      )}
      <CallBar spaPhone={area.spaPhone} />
    </main>
  );
}

/** A referral that has ended, or was taken back, needs nothing more of its referrer. */
const isOver = ({ status }: SubmissionStatus): boolean => status === "ended" || status === "withdrawn";

interface ReceiptProps {
  readonly status: SubmissionStatus;
  readonly onChanged: () => void;
}

function Receipt({ status, onChanged }: ReceiptProps) {
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
      <Standing status={status} />
      {accepted === null ? null : <Accepted status={status} onChanged={onChanged} />}
      {handedBack === null ? null : (
        <section className="app-block app-block--loud" aria-label="Handed back">
          <p>
            <strong>Handed back: {handedBack.words}</strong>
            {handedBack.openNow === null ? "" : ` Open now: ${handedBack.openNow}.`}
          </p>
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
          {status.ended === null && accepted === null ? (
            <NextBest outcome={decision.outcome} services={decision.nextBest ?? []} />
          ) : null}
          {decision.criteriaApproved ? null : <p className="app-block__hint">Criteria not clinically approved.</p>}
        </section>
      )}
      {status.ended === null ? null : <p className="app-right">How it ended: {status.ended}</p>}
      <AdviceAnswer status={status} onChanged={onChanged} />
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
      <TakeBack status={status} onChanged={onChanged} />
    </>
  );
}

function Standing({ status }: { readonly status: SubmissionStatus }) {
  const nowMs = useServerNow();
  const { accepted } = status;
  return (
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
  );
}

function Accepted({ status, onChanged }: ReceiptProps) {
  const { principal } = useSession();
  const { accepted } = status;
  if (accepted === null) return null;
  const isOpen = !isOver(status);
  return (
    <section className="app-block app-accepted" aria-label="Accepted">
      <p>
        <strong>
          Accepted by {accepted.by.name}, {roleInWords(accepted.by.role)}, {accepted.team}.
        </strong>{" "}
        Expected by {atTime(accepted.expectedAt)}.{" "}
        {accepted.teamPhone === null ? null : (
          <a className="app-tap" href={telephone(accepted.teamPhone)}>
            Call the team, {accepted.teamPhone}
          </a>
        )}
      </p>
      {isOpen && accepted.isCounterOffer ? <CounterOffer status={status} onChanged={onChanged} /> : null}
      {isOpen && principal?.role === "crew" ? (
        <>
          <p>
            Leaving is your decision: confirm the patient is safe to wait, knows what to do if worse, and someone can
            let us in.
          </p>
          <CrewButtons status={status} onChanged={onChanged} />
        </>
      ) : null}
    </section>
  );
}
