/**
 * Beside the form: what the criteria say of the answers so far, worked out on this machine by the same code as in the service, and what they still need.
 * In: the answers. Out: words to ask and to say. Advice: nobody has been told, and a clinician decides. Counted nowhere, because nothing is asked of anybody.
 */
import { useMemo } from "react";
import { judgeForm } from "../refer/judge.ts";
import { useCriteria } from "../refer/use-criteria.ts";
import { withoutHalfTyped } from "../refer/without-half-typed.ts";
import { serverNowMs } from "../server-clock.ts";
import { outcomeWords, responseWords } from "../words.ts";
import { callCheck, type Call } from "./call-body.ts";

type Typed = Omit<Call, "nowMs">;

export function CallFindings({ draftId, answers, found, principal }: Typed) {
  const criteria = useCriteria();
  const judgement = useMemo(() => {
    if (criteria === undefined || (answers["need"] ?? "") === "") return undefined;
    const atMs = serverNowMs();
    const body = withoutHalfTyped(callCheck({ draftId, answers, found, principal, nowMs: atMs }));
    return body === undefined
      ? undefined
      : judgeForm(criteria.compiled, body, { atMs, placeOfPractice: criteria.placeOfPractice });
  }, [criteria, draftId, answers, found, principal]);
  return (
    <section className="app-block" aria-labelledby="so-far">
      <h2 id="so-far">The criteria so far</h2>
      {judgement === undefined ? (
        <p className="app-block__hint">Choose the main need first. Nobody has been told yet.</p>
      ) : (
        <>
          <p role="status">
            <span className={`app-outcome app-outcome--${judgement.outcome}`}>{outcomeWords[judgement.outcome]}</span>{" "}
            {responseWords[judgement.response]}
          </p>
          <ul>
            {judgement.reasons.map((reason) => (
              <li key={reason.criterion}>{reason.words}</li>
            ))}
          </ul>
          {judgement.missing.length === 0 ? null : (
            <>
              <h3>Still to ask</h3>
              <ul>
                {judgement.missing.map((question) => (
                  <li key={question}>{question}</li>
                ))}
              </ul>
            </>
          )}
          <p className="app-block__hint">
            Nobody has been told yet{judgement.isApproved ? "" : "; criteria not clinically approved"}.
          </p>
        </>
      )}
    </section>
  );
}
