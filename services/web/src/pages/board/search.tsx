/**
 * Finds a referral by name, NHS number, incident number, caller or its own number. What is looked for goes in the body, never in an address; every search is
 * written down.
 */
import { readReferralNumber, referralNumberOf } from "@ucrt/domain/referral-number";
import { searchAnswer } from "@ucrt/schemas";
import { useState, type FormEvent } from "react";
import { Link } from "react-router";
import type { z } from "zod";
import { post, type Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { atNear } from "../format.ts";
import { useReference } from "../reference-data.tsx";
import { serverNowMs, useServerNow } from "../server-clock.ts";
import { deadlineWords, idInWords } from "../words.ts";
import { asChosen, recognise, type Recognised, type Way } from "./recognise-search.ts";
import { ageAndSex, needOf, responsibleOf, stateOf } from "./row-words.ts";

const ways = [
  { value: "name", words: "Name" },
  { value: "nhsNumber", words: "NHS number" },
  { value: "caseId", words: "Incident number" },
  { value: "referralNumber", words: "Referral number" },
  { value: "callerNumber", words: "Caller’s number" },
] as const;

const wayWords = new Map<string, string>(ways.map(({ value, words }) => [value, words.toLowerCase()]));

/** A referral's number that is typed whole means that referral, whatever was chosen beside it: the caller is on the telephone. */
const searchFor = (chosen: Way | "any", wanted: string): Recognised =>
  chosen === "any" || (/^\s*ucr/i.test(wanted) && readReferralNumber(wanted) !== undefined)
    ? recognise(wanted, serverNowMs())
    : asChosen(chosen, wanted, serverNowMs());

export function Search() {
  const { teamName } = useReference();
  const [way, setWay] = useState<Way | "any">("any");
  const [searched, setSearched] = useState<Way>();
  const nowMs = useServerNow();
  const [wanted, setWanted] = useState("");
  const [found, setFound] = useState<z.output<typeof searchAnswer>>();
  const [refusal, setRefusal] = useState<Refusal>();
  const search = async (event: FormEvent) => {
    event.preventDefault();
    if (wanted.trim() === "") return;
    const looked = searchFor(way, wanted);
    const answered = await post("/api/referrals/search", looked.body, searchAnswer);
    setSearched(looked.way);
    setFound(answered.ok ? answered.value : undefined);
    setRefusal(answered.ok ? undefined : answered.refusal);
  };
  return (
    <search className="app-search">
      <form onSubmit={(event) => void search(event)}>
        <label htmlFor="search-by" className="nhsuk-u-visually-hidden">
          Search by
        </label>
        <select
          id="search-by"
          className="nhsuk-select"
          value={way}
          onChange={(event) => setWay(event.target.value as Way | "any")}
        >
          <option value="any">By what I type</option>
          {ways.map((each) => (
            <option key={each.value} value={each.value}>
              {each.words}
            </option>
          ))}
        </select>
        <label htmlFor="search-for" className="nhsuk-u-visually-hidden">
          Search for
        </label>
        <input
          id="search-for"
          className="nhsuk-input"
          type="search"
          autoComplete="off"
          placeholder="Search ( / )"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
        <button type="submit" className="app-button app-button--plain">
          Search
        </button>
      </form>
      {refusal === undefined ? null : <Refused refusal={refusal} namesFields />}
      {found === undefined ? null : (
        <div className="app-search__found" role="status">
          <p className="app-search__by">
            {found.rows.length === 0 ? "Nobody found" : `${found.rows.length} found`} by{" "}
            {wayWords.get(searched ?? "name")}
            {found.rows.length === 0 ? ": choose another way, or type more." : "."}
          </p>
          <ul>
            {found.rows.map((row) => (
              <li key={row.referralId}>
                <Link to={`/referrals/${row.referralId}`}>
                  {row.name ?? "Name not known"}, {ageAndSex(row)}
                </Link>{" "}
                {row.place === null ? "Place not known" : idInWords(row.place)} · {needOf(row)} ·{" "}
                <span className="app-number">{referralNumberOf(row.referralId)}</span>
                <div>
                  <strong>{stateOf(row, teamName)}</strong> · {responsibleOf(row)} responsible
                  {row.nextDeadline === null
                    ? ""
                    : ` · ${deadlineWords[row.nextDeadline.name]} ${atNear(row.nextDeadline.at, nowMs)}`}
                </div>
                <Link to={`/referrals/${row.referralId}?do=record-call`}>Record a call</Link>
              </li>
            ))}
          </ul>
          <button type="button" className="app-button app-button--quiet" onClick={() => setFound(undefined)}>
            Close search
          </button>
        </div>
      )}
    </search>
  );
}
