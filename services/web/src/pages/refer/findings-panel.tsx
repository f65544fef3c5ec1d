/**
 * The check before sending: what the criteria say of the answers so far, as they are given. In: the judgement of this device; on a tap, the service's own with the team
 * that would come. Out: words, headed by what it is not. Tells nobody.
 */
import { eligibilityCheckAnswer } from "@ucrt/schemas";
import { useState } from "react";
import type { z } from "zod";
import { newRequestId, post } from "../api.ts";
import { useIsOnline } from "../connection.ts";
import { atNear } from "../format.ts";
import { serverNowMs } from "../server-clock.ts";
import { outcomeWords, responseWords } from "../words.ts";
import type { Principal } from "@ucrt/schemas";
import { checkBody } from "./referral-body.ts";
import type { FormState } from "./use-form.ts";
import { fitting } from "./without-half-typed.ts";
import { NextBest } from "./next-best.tsx";

type Check = z.output<typeof eligibilityCheckAnswer>;

export function FindingsPanel({ form, principal }: { readonly form: FormState; readonly principal: Principal }) {
  const { judgement, draft } = form;
  const isOnline = useIsOnline();
  const [asked, setAsked] = useState<{
    readonly of: string;
    readonly check: Check | undefined;
    readonly words: string;
  }>();
  const [isAsking, setAsking] = useState(false);
  if (judgement === undefined) return null;
  const of = JSON.stringify([draft.feed, draft.answers, draft.found]);
  const ask = async () => {
    setAsking(true);
    const body = fitting(checkBody({ ...draft, principal, nowMs: serverNowMs() }));
    const answered = await post("/api/eligibility-checks", body, eligibilityCheckAnswer, { requestId: newRequestId() });
    setAsking(false);
    setAsked(
      answered.ok ? { of, check: answered.value, words: "" } : { of, check: undefined, words: answered.refusal.words },
    );
  };
  // An answer about other answers than these would mislead.
  const current = asked?.of === of ? asked : undefined;
  const shown = current?.check ?? judgement;
  return (
    <section className="app-part app-check" aria-labelledby="check">
      <h2 id="check">This is not a referral. Nobody has been told.</h2>
      <p role="status" className="app-check__outcome">
        <span className={`app-outcome app-outcome--${shown.outcome}`}>{outcomeWords[shown.outcome]}</span>{" "}
        {responseWords[shown.response]}
      </p>
      <p>{shown.instruction}</p>
      <ul className="app-check__reasons">
        {shown.reasons.map((reason) => (
          <li key={reason.criterion} className={reason.asks || reason.raises === null ? "" : "app-check__raises"}>
            {reason.words}
          </li>
        ))}
      </ul>
      <NextBest outcome={shown.outcome} services={judgement.nextBest} />
      {current === undefined ? (
        <button
          type="button"
          className="app-button app-button--plain app-button--big app-check__ask"
          disabled={!isOnline || isAsking}
          onClick={() => void ask()}
        >
          {isAsking ? "Asking …" : "Would they take it? Which team?"}
        </button>
      ) : null}
      {current?.check === undefined ? null : <LikelyTeam check={current.check} />}
      {current === undefined || current.words === "" ? null : (
        <p className="app-wrong" role="alert">
          {current.words}
        </p>
      )}
      {judgement.isApproved ? null : <p className="app-block__hint">Criteria not clinically approved.</p>}
    </section>
  );
}

function LikelyTeam({ check: { likelyTeam, decisionWithinMinutes } }: { readonly check: Check }) {
  const nowMs = serverNowMs();
  const by = decisionWithinMinutes === undefined ? undefined : nowMs + decisionWithinMinutes * 60_000;
  return (
    <p role="status">
      {likelyTeam === null ? (
        "No team is known for this address yet: the single point of access would find one."
      ) : (
        <>
          Likely team: <strong>{likelyTeam.name}</strong>
          {likelyTeam.nextFreeAt === null || likelyTeam.nextFreeAt <= nowMs + 60_000
            ? "."
            : `, open next at ${atNear(likelyTeam.nextFreeAt, nowMs)}.`}
        </>
      )}
      {by === undefined ? null : ` Sent now, it is decided by ${atNear(by, nowMs)}.`}
    </p>
  );
}
