/**
 * A blank form for a call that is taken on paper: the questions of the page for a call, in the same order, so that it is entered as it was asked.
 * In: when the sheet was made. Out: one page of A4.
 */
import { needCode, redFlag } from "@ucrt/schemas";
import { callGroups } from "../call/call-fields.ts";
import { onDayAndTime } from "../format.ts";
import { fallQuestions, otherQuestions, yesNoQuestions } from "../refer/referral-body.ts";
import { useSession } from "../session.tsx";
import { codeInWords, needWords } from "../words.ts";

/** Asked in another way on paper. */
const elsewhere = new Set(["need", "narrative", "sex", "carePlace", "takenAt"]);
const afterwards = [
  "Team rung, when, who answered",
  "Accepted by (name, role), expected at",
  "Caller told, when",
  "Arrived at",
  "Outcome and when",
  "Entered on the catch-up page by",
];

export function BlankForm({ madeAt }: { readonly madeAt: number }) {
  const { area } = useSession();
  // Of a caller who has an organisation: what may be asked of anybody.
  const fields = callGroups({ from: "gp" }, [], true)
    .flatMap((group) => group.fields)
    .filter(({ name }) => !elsewhere.has(name));
  const questions = [
    ...yesNoQuestions,
    ...fallQuestions.map((one) => ({ ...one, words: `Fall: ${one.words.toLowerCase()}` })),
    ...otherQuestions,
  ];
  const flags = redFlag.options.map((flag) =>
    codeInWords(flag.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)),
  );
  return (
    <section className="app-blank" aria-label="Blank form for a new call">
      <h2>New call on paper</h2>
      <p>
        Form of {onDayAndTime(madeAt)}. Time of the call ____ : ____ Taken by ________________ SPA {area.spaPhone}.
      </p>
      <Boxes
        words={[
          ...fields.map(({ label }) => label),
          "Sex: F / M / other / not known",
          "Home / care home / nursing home / public place",
        ]}
      />
      <p className="app-blank__ring">
        <strong>Main need (ring one):</strong> {needCode.options.map((code) => needWords[code]).join(" · ")}
      </p>
      <div className="app-blank__box">What happened</div>
      <ul className="app-blank__asked">
        {questions.map((question) => (
          <li key={question.name}>
            {question.words} <span>Y / N / ?</span>
          </li>
        ))}
      </ul>
      <p className="app-blank__ring">
        <strong>Red flags (ring what is there). Asked for all: Y / N, by whom ________________</strong>{" "}
        {flags.join(" · ")}
      </p>
      <Boxes words={afterwards} />
    </section>
  );
}

function Boxes({ words }: { readonly words: readonly string[] }) {
  return (
    <div className="app-blank__fields">
      {words.map((each) => (
        <div key={each} className="app-blank__field">
          {each}
        </div>
      ))}
    </div>
  );
}
