/**
 * Beside the form: the same caller or person is known already, and who holds them. In: what was looked up. Out: rows to open, to record this call on, or to link.
 * Does nothing by itself: a person says whether it is the same.
 */
import { referralNumberOf } from "@ucrt/domain/referral-number";
import { Link } from "react-router";
import { ageAndSex, needOf, stateOf } from "../board/row-words.ts";
import { useReference } from "../reference-data.tsx";
import { useServerNow } from "../server-clock.ts";
import { atNear } from "../format.ts";
import { deadlineWords, idInWords } from "../words.ts";
import type { Duplicate, Duplicates } from "./use-duplicates.ts";

const whyWords: Readonly<Record<Duplicate["why"], string>> = {
  "nhs-number": "Same NHS number",
  "name-and-date-of-birth": "Same name and date of birth",
  caller: "Same caller’s number",
};

export interface DuplicatesPanelProps {
  readonly duplicates: Duplicates;
  /** Cases that this call is to be linked with when it is sent. */
  readonly linked: readonly string[];
  readonly onLink: (referralId: string, isLinked: boolean) => void;
  /** The call is about this case: it is recorded there, and becomes no referral. */
  readonly onRecordOn: (referralId: string) => void;
}

export function DuplicatesPanel({ duplicates, linked, onLink, onRecordOn }: DuplicatesPanelProps) {
  const { teamName } = useReference();
  const nowMs = useServerNow();
  const { found, trouble } = duplicates;
  return (
    <section className="app-block app-newcall__known" aria-labelledby="known">
      <h2 id="known">Known already?</h2>
      <div role="status">
        {trouble === undefined ? null : <p className="app-wrong">{trouble}</p>}
        {found.length === 0 && trouble === undefined ? (
          <p className="app-block__hint">Looked up by number, NHS number, or name with date of birth.</p>
        ) : null}
        <ul className="app-newcall__duplicates">
          {found.map(({ row, why }) => (
            <li key={row.referralId} className={row.lane === "done" ? "" : "app-newcall__open"}>
              <strong>{row.lane === "done" ? whyWords[why] : `${whyWords[why]}: already open`}</strong>
              <div>
                {row.name ?? "Name not known"}, {ageAndSex(row)},{" "}
                {row.place === null ? "place not known" : idInWords(row.place)} · {needOf(row)}
              </div>
              <div>
                {stateOf(row, teamName)}
                {row.nextDeadline === null
                  ? ""
                  : ` · ${deadlineWords[row.nextDeadline.name]} ${atNear(row.nextDeadline.at, nowMs)}`}{" "}
                · <span className="app-number">{referralNumberOf(row.referralId)}</span>
              </div>
              <div className="app-newcall__duplicate-acts">
                <Link to={`/referrals/${row.referralId}`}>Open it</Link>
                <button
                  type="button"
                  className="app-button app-button--small app-button--plain"
                  onClick={() => onRecordOn(row.referralId)}
                >
                  Record this call on it
                </button>
                <label>
                  <input
                    type="checkbox"
                    checked={linked.includes(row.referralId)}
                    onChange={(event) => onLink(row.referralId, event.target.checked)}
                  />{" "}
                  Link when sent
                </label>
              </div>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
