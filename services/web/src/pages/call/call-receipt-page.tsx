/**
 * The end of a call: what the caller is told, large enough to read aloud, and true to the second. In: the submission's status and the live row. Out: sentences;
 * links that were asked for are made; the next call is one key away. Names nobody: whoever rang is on the telephone.
 */
import { referralNumberOf } from "@ucrt/domain/referral-number";
import { commandAnswer, submissionStatus } from "@ucrt/schemas";
import { useEffect, useRef, useState } from "react";
import { Link, useLocation, useNavigate, useParams } from "react-router";
import { z } from "zod";
import { newRequestId, post } from "../api.ts";
import { useLive } from "../live/use-live.tsx";
import { useReference } from "../reference-data.tsx";
import { useServerNow } from "../server-clock.ts";
import { useLoaded } from "../use-loaded.ts";
import { outcomeWords } from "../words.ts";
import { saidAloud, toldToCaller } from "./told-words.ts";

const everyMs = 2_000;
const arrived = z.object({ link: z.array(z.guid()).default([]) });

export function CallReceiptPage() {
  const { id = "" } = useParams();
  const { board } = useLive();
  const { teamName } = useReference();
  const nowMs = useServerNow();
  const navigate = useNavigate();
  const { value: status, refusal } = useLoaded(`/api/submissions/${encodeURIComponent(id)}`, submissionStatus, everyMs);
  const row = board.rows.get(id);
  const links = useLinks(id, row !== undefined);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.key.toLowerCase() !== "n") return;
      event.preventDefault();
      void navigate("/call");
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [navigate]);
  const number = referralNumberOf(id);
  const asked = row?.offer === null || row === undefined ? undefined : teamName(row.offer.team);
  const sentences = toldToCaller({ referralNumber: number, status, askedTeam: asked, nowMs });
  return (
    <main className="app-page app-told" id="main" tabIndex={-1}>
      <title>Call sent – Urgent community response</title>
      <h1 className="nhsuk-heading-m">Tell the caller</h1>
      {refusal === undefined ? null : (
        <p className="app-wrong" role="alert">
          {refusal.status === 404 ? "There is no such call." : refusal.words}
        </p>
      )}
      <p className="app-told__number">
        <strong className="app-number">{number}</strong>
        <span className="app-told__aloud">{saidAloud(number)}</span>
      </p>
      <div role="status" aria-live="polite" className="app-told__sentences">
        {sentences.slice(1).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      {status?.decision === undefined || status.decision === null ? null : (
        <section className="app-block" aria-labelledby="why">
          <h2 id="why">
            <span className={`app-outcome app-outcome--${status.decision.outcome}`}>
              {outcomeWords[status.decision.outcome]}
            </span>
          </h2>
          <ul>
            {status.decision.reasons.map((reason) => (
              <li key={reason.criterion}>{reason.words}</li>
            ))}
          </ul>
        </section>
      )}
      {links === undefined ? null : <p role="status">{links}</p>}
      <p className="app-command__buttons">
        <Link className="app-button app-button--main app-button--big" to="/call">
          Next call <kbd>N</kbd>
        </Link>
        <Link className="app-button app-button--plain app-button--big" to={`/referrals/${id}`}>
          Open the case
        </Link>
        <Link className="app-button app-button--plain app-button--big" to={`/referrals/${id}?do=record-call`}>
          Record what was said
        </Link>
        <Link className="app-button app-button--quiet app-button--big" to="/board">
          Board
        </Link>
      </p>
    </main>
  );
}

/** Makes the links that were asked for while it was typed, once the case is on the board. In words what came of them; undefined when none was asked for. */
function useLinks(id: string, isOnBoard: boolean): string | undefined {
  const state = arrived.safeParse(useLocation().state ?? {});
  const wanted = useRef(state.success ? state.data.link.map((other) => ({ other, requestId: newRequestId() })) : []);
  const [words, setWords] = useState<string>();
  useEffect(() => {
    if (!isOnBoard || wanted.current.length === 0) return;
    const pending = wanted.current;
    wanted.current = [];
    const link = async () => {
      const made = await Promise.all(
        pending.map(async ({ other, requestId }) => ({
          other,
          answered: await post(`/api/referrals/${id}/link`, { other }, commandAnswer, { requestId }),
        })),
      );
      const failed = made.filter(({ answered }) => !answered.ok).map(({ other }) => referralNumberOf(other));
      const linked = made.filter(({ answered }) => answered.ok).map(({ other }) => referralNumberOf(other));
      setWords(
        [
          linked.length === 0 ? "" : `Linked with ${linked.join(", ")}.`,
          failed.length === 0 ? "" : `Not linked with ${failed.join(", ")}: link it from the case.`,
        ]
          .join(" ")
          .trim(),
      );
    };
    void link();
  }, [id, isOnBoard]);
  return words;
}
