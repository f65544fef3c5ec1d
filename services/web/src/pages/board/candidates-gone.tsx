/**
 * Under the candidates of the 999 stack: those that have gone in the last hour, and why, so that nobody looks for a case that vanished before their eyes.
 * In: rows that are done. Out: one line each, the newest first; nothing when none has gone.
 */
import { referralNumberOf } from "@ucrt/domain/referral-number";
import type { BoardRow } from "@ucrt/schemas";
import { Link } from "react-router";
import { atTime } from "../format.ts";
import { useServerNow } from "../server-clock.ts";
import { codeInWords, idInWords } from "../words.ts";
import { ageAndSex, needOf } from "./row-words.ts";

const shownForMs = 60 * 60_000;

const goneWords: Readonly<Record<string, string>> = {
  "candidate-upgraded": "999 upgraded it",
  "candidate-assigned-ambulance": "999 sent an ambulance",
  "candidate-withdrawn": "999 took it out of the stack",
  "candidate-take-unconfirmed": "999 did not confirm the take in time",
  "candidate-breach-time-near": "its hand-back time came first",
  "candidate-left-by-spa": "left with 999 by SPA",
};

/** Why a candidate is no longer one; undefined for a row that never was, or that became ours. */
export const whyGone = (row: Pick<BoardRow, "endedAs">): string | undefined =>
  row.endedAs?.startsWith("candidate-") === true
    ? (goneWords[row.endedAs] ?? codeInWords(row.endedAs.replace("candidate-", "")).toLowerCase())
    : undefined;

export function CandidatesGone({ rows }: { readonly rows: readonly BoardRow[] }) {
  const nowMs = useServerNow();
  const gone = rows
    .filter((row) => whyGone(row) !== undefined && nowMs - row.changedAt < shownForMs)
    .toSorted((one, other) => other.changedAt - one.changedAt);
  return (
    <section className="app-lane app-gone" aria-labelledby="gone">
      <h2 className="app-lane__name" id="gone">
        Gone in the last hour
      </h2>
      <p className="app-block__hint">
        A candidate is 999’s until 999 confirms the take: until then nobody of ours is coming, and 999 may change its
        mind.
      </p>
      {gone.length === 0 ? <p className="app-lane__none">None.</p> : null}
      <div role="log" aria-label="Candidates that have gone">
        <ul className="app-gone__list">
          {gone.map((row) => (
            <li key={row.referralId} data-gone={row.referralId}>
              {atTime(row.changedAt)}{" "}
              <Link to={`/referrals/${row.referralId}`}>
                {row.place === null ? "Place not known" : idInWords(row.place)} · {ageAndSex(row)}
              </Link>{" "}
              · {needOf(row)} · <span className="app-number">{referralNumberOf(row.referralId)}</span>:{" "}
              <strong>{whyGone(row)}</strong>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
