/**
 * A new referral in a few questions: a crew on scene, hospital, practice or community staff, or the single point of access writing down a call.
 * In: answers. Out: `POST /api/feeds/{feed}/referrals` under a request id that this device made, so that sending twice is sending once; before that, if wanted, a check that tells nobody.
 * Keeps what was typed in this page only, never in the browser's store.
 */
import { eligibilityCheckAnswer, submitAnswer, type Feed, type RedFlag, type Role } from "@ucrt/schemas";
import { useRef, useState, type FormEvent } from "react";
import { useNavigate } from "react-router";
import type { z } from "zod";
import { newRequestId, post, type Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { serverNowMs } from "../server-clock.ts";
import { spaRoles, useSession } from "../session.tsx";
import { feedWords, outcomeWords, responseWords } from "../words.ts";
import { checkBody, referralBody, type Answers } from "./referral-body.ts";
import { Questions } from "./questions.tsx";

type Check = z.output<typeof eligibilityCheckAnswer>;

/** The feed that a person's own work speaks to; the first is chosen at the start. */
function feedsOf(role: Role, organisation: string): readonly Feed[] {
  if (role === "crew") return ["ambulance"];
  if (spaRoles.includes(role)) return ["community", "primary-care", "hospital", "ambulance"];
  if (organisation === "RYC") return ["ambulance"];
  if (organisation === "RAJ") return ["hospital", "community"];
  return organisation.startsWith("SYN9") ? ["community", "primary-care"] : ["primary-care", "community", "hospital"];
}

export function SubmitPage() {
  const { principal, area } = useSession();
  const navigate = useNavigate();
  const feeds = principal === null ? [] : feedsOf(principal.role, principal.organisation);
  const [feed, setFeed] = useState<Feed>(feeds[0] ?? "community");
  const [answers, setAnswers] = useState<Answers>({});
  const [found, setFound] = useState<readonly RedFlag[]>([]);
  const [refusal, setRefusal] = useState<Refusal>();
  const [check, setCheck] = useState<Check>();
  const [isSending, setSending] = useState(false);
  const sent = useRef(new Map<string, { readonly requestId: string; readonly atMs: number }>());
  if (principal === null) return null;
  const isCall = spaRoles.includes(principal.role);

  /** The same answers make the same message: its time and id were fixed when it was first sent. */
  const message = () => {
    const key = JSON.stringify([feed, answers, found]);
    const known = sent.current.get(key) ?? { requestId: newRequestId(), atMs: serverNowMs() };
    sent.current.set(key, known);
    return { sending: { feed, answers, found, principal, nowMs: known.atMs }, requestId: known.requestId };
  };

  const send = async (event: FormEvent) => {
    event.preventDefault();
    const { sending, requestId } = message();
    setSending(true);
    const answered = await post(`/api/feeds/${feed}/referrals`, referralBody(sending), submitAnswer, { requestId });
    setSending(false);
    if (!answered.ok) {
      setRefusal(withoutCopies(answered.refusal, answers));
      document.getElementById("problems")?.focus();
      return;
    }
    await navigate(`/my-referrals/${answered.value.referralId}`);
  };

  const askFirst = async () => {
    const answered = await post("/api/eligibility-checks", checkBody(message().sending), eligibilityCheckAnswer);
    setCheck(answered.ok ? answered.value : undefined);
    setRefusal(answered.ok ? undefined : withoutCopies(answered.refusal, answers));
  };

  return (
    <main className="app-page" id="main" tabIndex={-1}>
      <title>{`${isCall ? "New call" : "New referral"} – Urgent community response`}</title>
      <h1 className="nhsuk-heading-m">{isCall ? "New call" : "New referral"}</h1>
      <p>
        Rather speak to somebody? <a href={`tel:${area.spaPhone.replaceAll(" ", "")}`}>Call {area.spaPhone}</a>
      </p>
      <form className="app-form" onSubmit={(event) => void send(event)} noValidate>
        {feeds.length < 2 ? null : (
          <div className="app-field app-form__feed">
            <label htmlFor="feed">{isCall ? "Who is calling" : "Referring as"}</label>
            <select
              id="feed"
              className="nhsuk-select"
              value={feed}
              onChange={(event) => setFeed(event.target.value as Feed)}
            >
              {feeds.map((each) => (
                <option key={each} value={each}>
                  {feedWords[each]}
                </option>
              ))}
            </select>
          </div>
        )}
        <Questions
          feed={feed}
          isCall={isCall}
          answers={answers}
          found={found}
          wrong={wrongFields(refusal)}
          onAnswer={(name, value) => setAnswers((before) => ({ ...before, [name]: value }))}
          onFound={setFound}
        />
        <div id="problems" tabIndex={-1}>
          {refusal === undefined ? null : <Refused refusal={refusal} namesFields />}
        </div>
        {check === undefined ? null : <CheckResult check={check} />}
        <div className="app-command__buttons">
          <button type="submit" className="app-button app-button--main app-button--big" disabled={isSending}>
            {isSending ? "Sending …" : "Send referral"}
          </button>
          <button
            type="button"
            className="app-button app-button--plain app-button--big"
            onClick={() => void askFirst()}
          >
            Would they take it?
          </button>
        </div>
      </form>
    </main>
  );
}

/** Numbers that were left empty are the call-back number: what is wrong with it is said once. */
function withoutCopies(refusal: Refusal, answers: Answers): Refusal {
  const isCopy = (field: string) =>
    ["bypass", "outOfHours"].some((name) => field.endsWith(`.${name}`) && (answers[name] ?? "") === "");
  return { ...refusal, fields: refusal.fields.filter(({ field }) => !isCopy(field)) };
}

/** By the last part of the field's path: `crew.numbers.callBack` marks `callBack`. */
function wrongFields(refusal: Refusal | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (refusal?.fields ?? []).map(({ field, message }) => [field.split(".").at(-1) ?? field, message]),
  );
}

function CheckResult({ check }: { readonly check: Check }) {
  return (
    <section className="app-block" aria-labelledby="check" role="status">
      <h2 id="check">
        <span className={`app-outcome app-outcome--${check.outcome}`}>{outcomeWords[check.outcome]}</span>{" "}
        {responseWords[check.response]}
      </h2>
      <p>
        <strong>{check.notice}</strong>
      </p>
      <p>{check.instruction}</p>
      {check.likelyTeam === null ? null : <p>Likely team: {check.likelyTeam.name}</p>}
      <ul>
        {check.reasons.map((reason) => (
          <li key={reason.criterion}>{reason.words}</li>
        ))}
      </ul>
      {check.criteriaApproved ? null : <p className="app-block__hint">Criteria not clinically approved.</p>}
    </section>
  );
}
