/**
 * What a referrer may say to an advice or a hand-back: add the missing fact, ask a nurse, say that it was read; and taking the referral back. In: the status. Out: actions
 * of the outbox, so that none is lost without a network.
 */
import { withdrawReason, type acknowledgeSubmissionBody, type SubmissionStatus } from "@ucrt/schemas";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import type { z } from "zod";
import { useSealedStore } from "../offline/offline-provider.tsx";
import { serverNowMs } from "../server-clock.ts";
import { codeInWords } from "../words.ts";
import { GivenWords, useGiving } from "./give-answer.tsx";

interface AnswersProps {
  readonly status: SubmissionStatus;
  readonly onChanged: () => void;
}

const now = (): string => new Date(serverNowMs()).toISOString();

export function AdviceAnswer({ status, onChanged }: AnswersProps) {
  const giving = useGiving(onChanged);
  const { referralId, decision } = status;
  const isEnded = status.status === "ended" || status.status === "withdrawn";
  const missing = isEnded || status.accepted !== null ? [] : (decision?.missing ?? []);
  const canAmend = useHasSent(referralId) && !isEnded;
  const mayAsk = status.status === "advised" && decision?.outcome === "redirect";
  const about = `${referralId} answer`;
  const acknowledge = () => {
    const body: z.input<typeof acknowledgeSubmissionBody> = {
      acknowledges: status.handedBack !== null ? "hand-back" : "advice",
      at: now(),
    };
    return giving.give({
      path: `/api/submissions/${referralId}/acknowledge`,
      body,
      kind: "message",
      words: "I have read this",
      about,
    });
  };
  if (missing.length === 0 && !mayAsk && !status.awaitsYourAcknowledgement && giving.said === undefined) return null;
  return (
    <section className="app-block" aria-label="Your answer">
      {missing.length === 0 ? null : (
        <>
          <h2>What could change this</h2>
          <ul>
            {missing.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </>
      )}
      <div className="app-job__buttons">
        {missing.length === 0 ? null : canAmend ? (
          <Link className="app-button app-button--main app-button--big" to={`/my-referrals/${referralId}/amend`}>
            Add what is missing
          </Link>
        ) : (
          <p>Ring and tell us: this device does not have what you sent.</p>
        )}
        {mayAsk ? (
          <button
            type="button"
            className="app-button app-button--main app-button--big"
            disabled={giving.isGiving}
            onClick={() =>
              void giving.give({
                path: `/api/referrals/${referralId}/ask-a-nurse`,
                body: {},
                kind: "command",
                words: "Ask a nurse",
                about,
              })
            }
          >
            Ask a nurse
          </button>
        ) : null}
        {status.awaitsYourAcknowledgement ? (
          <button
            type="button"
            className="app-button app-button--plain app-button--big"
            disabled={giving.isGiving}
            onClick={() => void acknowledge()}
          >
            I have read this
          </button>
        ) : null}
      </div>
      <GivenWords giving={giving} about={about} />
    </section>
  );
}

export function TakeBack({ status, onChanged }: AnswersProps) {
  const giving = useGiving(onChanged);
  const [reason, setReason] = useState("");
  if (status.status === "ended" || status.status === "withdrawn") return null;
  const about = `${status.referralId} withdraw`;
  return (
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
        className="app-button app-button--warning app-button--big"
        disabled={reason === "" || giving.isGiving}
        onClick={() =>
          void giving.give({
            path: `/api/submissions/${status.referralId}/withdraw`,
            body: { reason, at: now() },
            kind: "message",
            words: "Take it back",
            about,
          })
        }
      >
        Withdraw
      </button>
      <GivenWords giving={giving} about={about} />
    </details>
  );
}

/** Whether this device still has what was sent, so that it can be amended. */
function useHasSent(referralId: string): boolean {
  const store = useSealedStore();
  const [hasSent, setHasSent] = useState(false);
  useEffect(() => {
    void store?.get("draft", `sent ${referralId}`).then((sent) => setHasSent(sent !== undefined));
  }, [store, referralId]);
  return hasSent;
}
