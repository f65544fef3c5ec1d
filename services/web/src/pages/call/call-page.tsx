/**
 * A new call: one page, the keyboard alone, the call-back number first. In: what a caller says. Out: a draft that is kept while it is typed, then a referral
 * under the draft's id, so that sending twice is sending once. Beside the form: whether it is kept, who is known already, what the criteria say so far.
 * Never puts what was typed into an address, a title or the browser's store.
 */
import { directoryAnswer, submitAnswer, type CallDraftDiscardReason, type Principal } from "@ucrt/schemas";
import { useCallback, useEffect, useMemo, useRef, useState, type FormEvent } from "react";
import { Navigate, useNavigate, useParams, useSearchParams } from "react-router";
import { noteEntered } from "../catch-up/entered.ts";
import { newRequestId, post, type Refusal } from "../api.ts";
import type { Choice } from "../commands/command-parts.ts";
import { Refused } from "../commands/command-form.tsx";
import type { Answers } from "../refer/referral-body.ts";
import { serverNowMs } from "../server-clock.ts";
import { useSession } from "../session.tsx";
import { useLoaded } from "../use-loaded.ts";
import { callBody } from "./call-body.ts";
import { sourceOfCall } from "./call-fields.ts";
import { CallFindings } from "./call-findings.tsx";
import { CallForm } from "./call-form.tsx";
import { DuplicatesPanel } from "./duplicates-panel.tsx";
import { KeepingLine } from "./keeping-line.tsx";
import { LeaveCall } from "./leave-call.tsx";
import { useCallDraft } from "./use-call-draft.ts";
import { useDuplicates } from "./use-duplicates.ts";
import { wrongInCall } from "./wrong-fields.ts";

/** `/call`: a draft of its own. `new` says that nothing is kept under its id yet; `paper`, that it was taken while everything was down. */
export function NewCall() {
  const [parameters] = useSearchParams();
  const [id] = useState(newRequestId);
  return <Navigate replace to={`/call/${id}?new${parameters.has("paper") ? "&paper" : ""}`} />;
}

/** `/call/{draft}` */
export function CallPage() {
  const { id } = useParams();
  const { principal } = useSession();
  return principal === null || id === undefined ? null : <Call key={id} draftId={id} principal={principal} />;
}

/** Only what is kept can be carried to another page. */
const notKeptYet: Refusal = {
  status: 0,
  code: "NO_ANSWER",
  words:
    "What was typed is not kept, so it was not taken to the other case. Try again when this page says that it is kept.",
  fields: [],
  current: undefined,
};

function Call({ draftId, principal }: { readonly draftId: string; readonly principal: Principal }) {
  const { area } = useSession();
  const navigate = useNavigate();
  const [parameters, setParameters] = useSearchParams();
  const [isNew] = useState(parameters.has("new"));
  const isFromPaper = parameters.has("paper");
  const onKept = useCallback(
    // A reload goes on with what is kept.
    () =>
      setParameters(
        (before) => {
          before.delete("new");
          return before;
        },
        { replace: true },
      ),
    [setParameters],
  );
  const draft = useCallDraft(draftId, isNew, onKept);
  const { answers, found } = draft.content;
  const duplicates = useDuplicates(answers);
  const organisations = useOrganisations(answers);
  const [refusal, setRefusal] = useState<Refusal>();
  const [isSending, setSending] = useState(false);
  const sentAt = useRef(new Map<string, number>());
  const linked = (answers["linkTo"] ?? "").split(" ").filter((each) => each !== "");
  const isOver = draft.keeping.kind === "elsewhere" || draft.keeping.kind === "ended";

  const { change } = draft;
  const answer = useCallback(
    (name: string, value: string) =>
      change((before) => {
        const next = { ...before.answers, [name]: value };
        const source = sourceOfCall(next);
        return { ...before, answers: next, feed: source?.feed ?? before.feed };
      }),
    [change],
  );
  const isOpening = draft.keeping.kind === "opening";
  useEffect(() => {
    if (!isOpening) document.getElementById("call-callBack")?.focus();
  }, [isOpening]);
  const only = organisations.length === 1 ? organisations[0]?.value : undefined;
  useEffect(() => {
    if (only !== undefined && (answers["onBehalfOf"] ?? "") === "") answer("onBehalfOf", only);
  }, [only, answers, answer]);

  const send = async (event?: FormEvent) => {
    event?.preventDefault();
    if (isSending || isOver) return;
    setSending(true);
    // A referral is worth more than its draft: it is sent also when it could not be kept.
    await draft.flush();
    // The same answers make the same message: its time was fixed when it was first sent.
    const key = JSON.stringify(draft.content);
    const nowMs = sentAt.current.get(key) ?? serverNowMs();
    sentAt.current.set(key, nowMs);
    const { feed, body } = callBody({ draftId, answers, found, principal, nowMs });
    const answered = await post(`/api/feeds/${feed}/referrals`, body, submitAnswer, { requestId: draftId });
    setSending(false);
    if (answered.ok) {
      draft.markSent();
      if (isFromPaper) {
        noteEntered({ referralId: answered.value.referralId, words: "New call from paper: sent." });
        await navigate("/catch-up", { replace: true });
        return;
      }
      await navigate(`/calls/${answered.value.referralId}`, { replace: true, state: { link: linked } });
      return;
    }
    setRefusal(answered.refusal);
    document.getElementById("problems")?.focus();
  };

  const discard = async (reason: CallDraftDiscardReason) => {
    const refused = await draft.discard(reason);
    if (refused !== undefined) return setRefusal(refused);
    await navigate("/board");
  };

  /** The case's page reads the kept call, and ends it once it is recorded there. */
  const recordOn = async (referralId: string) => {
    if (!(await draft.flush())) {
      setRefusal(notKeptYet);
      document.getElementById("problems")?.focus();
      return;
    }
    await navigate(`/referrals/${referralId}?do=record-call&call=${draftId}`);
  };

  const shown = wrongInCall(refusal, answers);
  return (
    <main className="app-page app-newcall" id="main" tabIndex={-1}>
      <title>New call – Urgent community response</title>
      <h1 className="nhsuk-heading-m">{isFromPaper ? "A call from paper" : "New call"}</h1>
      <div className="app-newcall__columns">
        <form
          className="app-form"
          onSubmit={(event) => void send(event)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void send();
            // Enter in a field goes on typing; it never sends half a call.
            else if (event.key === "Enter" && event.target instanceof HTMLInputElement) event.preventDefault();
          }}
          noValidate
        >
          <fieldset disabled={isOver || isOpening} className="app-newcall__whole">
            <legend className="nhsuk-u-visually-hidden">The call</legend>
            <CallForm
              answers={answers}
              found={found}
              organisations={organisations}
              isFromPaper={isFromPaper}
              wrong={shown.wrong}
              onAnswer={answer}
              onFound={(next) => change((before) => ({ ...before, found: [...next] }))}
            />
          </fieldset>
          <div id="problems" tabIndex={-1}>
            {shown.refusal === undefined ? null : <Refused refusal={shown.refusal} namesFields />}
          </div>
          <div className="app-command__buttons">
            <button
              type="submit"
              className="app-button app-button--main app-button--big"
              disabled={isSending || isOver}
              aria-keyshortcuts="Control+Enter"
            >
              {isSending ? "Sending …" : "Send referral"} <kbd>Ctrl Enter</kbd>
            </button>
            <LeaveCall
              isOver={isOver}
              onOffer={async (role) => {
                const refused = await draft.offerTo(role);
                if (refused === undefined) await navigate("/calls");
                else setRefusal(refused);
              }}
              onDiscard={(reason) => void discard(reason)}
            />
          </div>
        </form>
        <aside className="app-newcall__beside" aria-label="Beside the call">
          <KeepingLine keeping={draft.keeping} onReload={draft.reload} />
          <DuplicatesPanel
            duplicates={duplicates}
            linked={linked}
            onLink={(id, isLinked) =>
              answer("linkTo", (isLinked ? [...linked, id] : linked.filter((one) => one !== id)).join(" "))
            }
            onRecordOn={(id) => void recordOn(id)}
          />
          <CallFindings draftId={draftId} answers={answers} found={found} principal={principal} />
          <p className="app-block__hint">
            Everything down? Blank forms are on the fallback sheet. SPA: {area.spaPhone}
          </p>
        </aside>
      </div>
    </main>
  );
}

/** Those of the directory from which this caller may ring. */
function useOrganisations(answers: Answers): readonly Choice[] {
  const { value } = useLoaded("/api/directory", directoryAnswer);
  const source = sourceOfCall(answers);
  return useMemo(() => {
    if (value === undefined || source === undefined) return [];
    const of = value.organisations.filter(({ kind }) => kind !== undefined && source.kinds.includes(kind));
    const practices = source.kinds.includes("practice") ? value.practices : [];
    return [...practices, ...of].map(({ ods, name }) => ({ value: ods, words: `${name} (${ods})` }));
  }, [value, source]);
}
