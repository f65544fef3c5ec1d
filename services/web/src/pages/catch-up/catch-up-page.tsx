/**
 * Catch-up: what happened on paper while everything was down, entered one after the other by keyboard. In: a referral number, what happened and when.
 * Out: the same commands as ever, each with its time and the reason "paper fallback", and each with its result. New calls are entered on the page for calls.
 * The service refuses a time to come, and one before the step it follows; this page only asks.
 */
import { readReferralNumber, referralNumberOf } from "@ucrt/domain/referral-number";
import { referralView, searchAnswer, type CommandName, type ReferralView } from "@ucrt/schemas";
import { useEffect, useRef, useState, type FormEvent, type RefObject } from "react";
import { Link } from "react-router";
import { get, post } from "../api.ts";
import { ageAndSex, needOf, stateOf } from "../board/row-words.ts";
import { CommandForm } from "../commands/command-form.tsx";
import { commandSpecs } from "../commands/command-specs.ts";
import { useReference } from "../reference-data.tsx";
import { useServerNow } from "../server-clock.ts";
import { callAsked } from "../referral/call-words.ts";
import { idInWords } from "../words.ts";
import { noteEntered, useEntered } from "./entered.ts";

/** What a paper can say of a case that is known, in the order in which it happens. */
const fromPaper: readonly CommandName[] = [
  "accept",
  "decline",
  "en-route",
  "arrive",
  "no-access",
  "record-call",
  "acknowledge",
  "eta",
  "onward",
  "escalate-999",
  "hand-back",
  "close",
  "note",
];

export function CatchUpPage() {
  const entered = useEntered();
  const [view, setView] = useState<ReferralView>();
  const [what, setWhat] = useState<CommandName | "">("");
  const number = useRef<HTMLInputElement>(null);
  const next = () => {
    setView(undefined);
    setWhat("");
    number.current?.focus();
  };
  useEffect(() => number.current?.focus(), []);
  return (
    <main className="app-page app-catch-up" id="main" tabIndex={-1}>
      <title>Catch-up – Urgent community response</title>
      <h1 className="nhsuk-heading-m">Catch-up: enter what happened on paper</h1>
      <p>
        <Link className="app-button app-button--plain" to="/call?paper">
          A new call from paper
        </Link>{" "}
        <Link to="/fallback">Fallback sheet</Link>
      </p>
      <section className="app-block" aria-labelledby="known-case">
        <h2 id="known-case">What happened to a case on the sheet</h2>
        <FindCase inputRef={number} onFound={setView} />
        {view === undefined ? null : <Found view={view} what={what} onWhat={setWhat} />}
        {view === undefined || what === "" ? null : <Happened key={what} view={view} what={what} onNext={next} />}
      </section>
      <section className="app-block" aria-labelledby="entered">
        <h2 id="entered">Entered</h2>
        <div role="log" aria-label="Entered">
          <ol className="app-catch-up__entered" reversed>
            {entered.map((one, index) => (
              <li key={`${one.referralId} ${entered.length - index}`}>
                <Link to={`/referrals/${one.referralId}`} className="app-number">
                  {referralNumberOf(one.referralId)}
                </Link>{" "}
                {one.words}
              </li>
            ))}
          </ol>
        </div>
        {entered.length === 0 ? <p>Nothing yet.</p> : null}
      </section>
    </main>
  );
}

interface FindCaseProps {
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly onFound: (view: ReferralView | undefined) => void;
}

function FindCase({ inputRef, onFound }: FindCaseProps) {
  const [typed, setTyped] = useState("");
  const [words, setWords] = useState("");
  const find = async (event: FormEvent) => {
    event.preventDefault();
    onFound(undefined);
    if (readReferralNumber(typed) === undefined)
      return setWords("A referral number is UCR- and eight letters or digits.");
    const answered = await post("/api/referrals/search", { referralNumber: typed.trim() }, searchAnswer);
    if (!answered.ok) return setWords(answered.refusal.words);
    const [only, another] = answered.value.rows;
    if (only === undefined) return setWords("No referral has this number: read it again.");
    if (another !== undefined) return setWords("Two referrals have this number: open the right one by search.");
    const read = await get(`/api/referrals/${only.referralId}`, referralView);
    if (!read.ok) return setWords(read.refusal.words);
    setWords("");
    setTyped("");
    onFound(read.value);
    return undefined;
  };
  return (
    <form className="app-catch-up__find" onSubmit={(event) => void find(event)}>
      <div className="app-field">
        <label htmlFor="paper-number">Referral number</label>
        <input
          id="paper-number"
          ref={inputRef}
          className="nhsuk-input"
          type="text"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <button type="submit" className="app-button app-button--plain">
        Find
      </button>
      <span role="alert">{words}</span>
    </form>
  );
}

interface FoundProps {
  readonly view: ReferralView;
  readonly what: CommandName | "";
  readonly onWhat: (what: CommandName | "") => void;
}

function Found({ view, what, onWhat }: FoundProps) {
  const { teamName } = useReference();
  const offered = fromPaper.filter((name) => view.may.includes(name));
  const question = useRef<HTMLSelectElement>(null);
  // The next question has the focus, so that the hand stays on the keyboard.
  useEffect(() => question.current?.focus(), [view.referralId]);
  return (
    <>
      <p role="status">
        <strong className="app-number">{referralNumberOf(view.referralId)}</strong>{" "}
        {view.person?.name ?? "Name not known"}, {ageAndSex(view.row)},{" "}
        {view.row.place === null ? "place not known" : idInWords(view.row.place)} · {needOf(view.row)} · now:{" "}
        {stateOf(view.row, teamName)}
      </p>
      <div className="app-field">
        <label htmlFor="what-happened">What happened</label>
        <select
          id="what-happened"
          ref={question}
          className="nhsuk-select"
          value={what}
          onChange={(event) => onWhat(offered.find((name) => name === event.target.value) ?? "")}
        >
          <option value="">Choose …</option>
          {offered.map((name) => (
            <option key={name} value={name}>
              {commandSpecs[name].button}
            </option>
          ))}
        </select>
      </div>
    </>
  );
}

function Happened({
  view,
  what,
  onNext,
}: {
  readonly view: ReferralView;
  readonly what: CommandName;
  readonly onNext: () => void;
}) {
  const { teamName } = useReference();
  const nowMs = useServerNow();
  return (
    <CommandForm
      name={what}
      row={view.row}
      isFromPaper
      callTasks={view.callTasks
        .filter((task) => !task.done)
        .map((task) => {
          const { ring, why } = callAsked(task, view, { teamName, nowMs });
          return { taskId: task.taskId, words: `${ring}: ${why}` };
        })}
      onCancel={onNext}
      onDone={(after) => {
        noteEntered({
          referralId: view.referralId,
          words: `${commandSpecs[what].button}: recorded. Now: ${stateOf(after, teamName)}.`,
        });
        onNext();
      }}
    />
  );
}
