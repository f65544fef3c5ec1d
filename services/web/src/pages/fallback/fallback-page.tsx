/**
 * The fallback sheet: every open case and blank forms for new calls, for printing in black on white on A4, when nothing else works any more.
 * In: the sheet as it was last made. Out: pages for a printer, with the time they were made. It carries names and telephone numbers, so it says so.
 */
import { lane, type FallbackSheetAnswer } from "@ucrt/schemas";
import { useState } from "react";
import { Link } from "react-router";
import { atDay, forLong, onDayAndTime } from "../format.ts";
import { useServerNow } from "../server-clock.ts";
import { useSession } from "../session.tsx";
import { laneWords } from "../words.ts";
import { BlankForm } from "./blank-form.tsx";
import { CaseOfSheet } from "./case-of-sheet.tsx";
import { useFallbackSheet } from "./use-fallback-sheet.ts";

/** Older than this it is no picture of now, milliseconds: two makings were missed. */
const oldMs = 10 * 60_000;
const mostForms = 10;

export function FallbackPage() {
  const { sheet, refusal, makeNew } = useFallbackSheet();
  const nowMs = useServerNow();
  const [forms, setForms] = useState(2);
  const ageMs = sheet === undefined ? 0 : Math.max(0, nowMs - sheet.madeAt);
  return (
    <main className="app-page app-sheet" id="main" tabIndex={-1}>
      <title>Fallback sheet – Urgent community response</title>
      <h1 className="nhsuk-heading-m">Fallback sheet</h1>
      <div className="app-sheet__screen">
        <p>
          Keep this page open on one machine with a printer: it makes itself new every five minutes, and can be printed
          when nothing else works. What happened on paper is entered afterwards on the{" "}
          <Link to="/catch-up">catch-up page</Link>.
        </p>
        {refusal === undefined ? null : (
          <p className="app-wrong" role="alert">
            <strong>
              {sheet === undefined ? "There is no sheet." : `Not made new: this is how it was ${forLong(ageMs)} ago.`}
            </strong>{" "}
            {refusal.words}
          </p>
        )}
        <p>
          {sheet === undefined ? (
            refusal === undefined ? (
              "Loading …"
            ) : null
          ) : (
            <span className={ageMs > oldMs ? "app-sheet__old" : ""}>
              Made {atDay(sheet.madeAt)}, {forLong(ageMs)} ago: {sheet.rows.length} open.
            </span>
          )}
        </p>
        <p className="app-command__buttons">
          <button
            type="button"
            className="app-button app-button--main"
            disabled={sheet === undefined}
            onClick={() => window.print()}
          >
            Print
          </button>
          <button type="button" className="app-button app-button--plain" onClick={makeNew}>
            Make it new
          </button>
          <span className="app-field">
            <label htmlFor="forms">Blank forms</label>
            <input
              id="forms"
              className="nhsuk-input"
              type="number"
              min={0}
              max={mostForms}
              value={forms}
              onChange={(event) => setForms(Math.min(mostForms, Math.max(0, Number(event.target.value))))}
            />
          </span>
        </p>
      </div>
      {sheet === undefined ? null : <Paper sheet={sheet} forms={forms} />}
    </main>
  );
}

function Paper({ sheet, forms }: { readonly sheet: FallbackSheetAnswer; readonly forms: number }) {
  const { area } = useSession();
  return (
    <article className="app-sheet__paper" aria-label="The sheet">
      <p>
        <strong>Urgent community response: open cases at {onDayAndTime(sheet.madeAt)}</strong>, {sheet.rows.length}{" "}
        open. Confidential: names and numbers. Never leave it lying; shred it when all is entered.
      </p>
      {sheet.notShown === 0 ? null : (
        <p>
          <strong>{sheet.notShown} more are open and not on this sheet: these are the oldest.</strong>
        </p>
      )}
      <p>
        SPA {area.spaPhone}.{" "}
        {sheet.teams.map((team) => `${team.name} ${team.phone}${team.isOpen ? "" : " (not taking work)"}`).join(" · ")}
      </p>
      {lane.options.map((name) => {
        const rows = sheet.rows.filter(({ row }) => row.lane === name);
        return rows.length === 0 ? null : (
          <table key={name} className="app-sheet__cases">
            <caption>
              {laneWords[name]} ({rows.length})
            </caption>
            <thead>
              <tr>
                <th scope="col">Next</th>
                <th scope="col">Who and where</th>
                <th scope="col">Why, from whom</th>
                <th scope="col">Who holds it</th>
                <th scope="col">Done: what, when, who</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((each) => (
                <CaseOfSheet key={each.row.referralId} each={each} madeAt={sheet.madeAt} />
              ))}
            </tbody>
          </table>
        );
      })}
      {Array.from({ length: forms }, (_, index) => (
        <BlankForm key={index} madeAt={sheet.madeAt} />
      ))}
    </article>
  );
}
