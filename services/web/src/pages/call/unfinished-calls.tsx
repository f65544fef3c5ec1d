/**
 * Calls that somebody began and nobody has finished, each with its owner. In: `GET /api/call-drafts`. Out: a way to go on with each.
 * Names nobody who rang: only whose call it is, since when, and what is known of it in codes.
 */
import { callDraftAnswer, callDraftsAnswer, roleWords, type CallDraftRow } from "@ucrt/schemas";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { post, type Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { atTime, forLong } from "../format.ts";
import { useServerNow } from "../server-clock.ts";
import { useLoaded } from "../use-loaded.ts";
import { feedWords, needWords } from "../words.ts";

const everyMs = 10_000;

export function useUnfinishedCalls() {
  return useLoaded("/api/call-drafts", callDraftsAnswer, everyMs);
}

/** On the board: nothing while there is none. */
export function UnfinishedCalls() {
  const { value } = useUnfinishedCalls();
  const rows = value?.rows ?? [];
  if (rows.length === 0) return null;
  const abandoned = rows.filter((row) => row.isAbandoned || row.offeredTo !== null).length;
  return (
    <p className={`app-unfinished${abandoned > 0 ? " app-unfinished--waiting" : ""}`} role="status">
      <Link to="/calls">
        <strong>{rows.length}</strong> {rows.length === 1 ? "call" : "calls"} not finished
        {abandoned === 0 ? "" : `, ${abandoned} waiting for somebody`}
      </Link>
    </p>
  );
}

export function UnfinishedCallsPage() {
  const { value, refusal, reload } = useUnfinishedCalls();
  const rows = value?.rows ?? [];
  return (
    <main className="app-page" id="main" tabIndex={-1}>
      <title>Calls not finished – Urgent community response</title>
      <h1 className="nhsuk-heading-m">Calls not finished</h1>
      <p>
        <Link className="app-button app-button--main" to="/call">
          New call
        </Link>{" "}
        <Link to="/board">Board</Link>
      </p>
      {refusal === undefined ? null : (
        <p className="app-wrong" role="alert">
          {refusal.words}
        </p>
      )}
      {value !== undefined && rows.length === 0 ? <p>None. Every call became a referral or was discarded.</p> : null}
      <ul className="app-unfinished-list">
        {rows.map((row) => (
          <Unfinished key={row.draftId} row={row} onChanged={reload} />
        ))}
      </ul>
    </main>
  );
}

function Unfinished({ row, onChanged }: { readonly row: CallDraftRow; readonly onChanged: () => void }) {
  const nowMs = useServerNow();
  const navigate = useNavigate();
  const [refusal, setRefusal] = useState<Refusal>();
  const takeUp = async () => {
    const path = `/api/call-drafts/${row.draftId}/take-up`;
    const answered = await post(path, { expectedVersion: row.version }, callDraftAnswer);
    if (answered.ok) return navigate(`/call/${row.draftId}`);
    setRefusal(answered.refusal);
    return onChanged();
  };
  return (
    <li className={`app-block${row.isAbandoned || row.offeredTo !== null ? " app-block--loud" : ""}`}>
      <strong>
        {row.need === null ? "Need not known yet" : needWords[row.need]}, {feedWords[row.feed].toLowerCase()}
      </strong>
      <div>
        {row.isYours ? "Yours" : row.ownerName}, since {atTime(row.startedAt)}, last typed{" "}
        {forLong(nowMs - row.savedAt)} ago{row.isAbandoned ? ": nobody goes on with it" : ""}
        {row.offeredTo === null ? "" : `: asks an ${roleWords[row.offeredTo]} to go on`}. Erased at{" "}
        {atTime(row.erasedAt)}.
      </div>
      {row.isYours ? (
        <Link className="app-button app-button--main app-button--small" to={`/call/${row.draftId}`}>
          Go on
        </Link>
      ) : (
        <button type="button" className="app-button app-button--plain app-button--small" onClick={() => void takeUp()}>
          Take it up
        </button>
      )}
      {refusal === undefined ? null : <Refused refusal={refusal} />}
    </li>
  );
}
