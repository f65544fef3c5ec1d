/** One record that was opened with a reason: who, why, what they read, by when it is reviewed; and the officer's review. In: an opening. Out: a block. */
import { referralNumberOf } from "@ucrt/domain/referral-number";
import { breakGlassOpening, breakGlassOutcome, roleInWords } from "@ucrt/schemas";
import { useId, useState, type FormEvent } from "react";
import type { z } from "zod";
import { post, type Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { atSecond, onDayAndTime } from "../format.ts";
import { Pair } from "../referral/pair.tsx";
import { codeInWords } from "../words.ts";
import { lookWords } from "./look-words.ts";

type Opening = z.output<typeof breakGlassOpening>;
type Outcome = z.output<typeof breakGlassOutcome>;

const outcomeWords: Readonly<Record<Outcome, string>> = {
  justified: "Justified",
  "not-justified": "Not justified",
  "follow-up": "Needs a follow-up",
};

export interface OpeningBlockProps {
  readonly opening: Opening;
  readonly onReviewed: () => void;
}

export function OpeningBlock({ opening, onReviewed }: OpeningBlockProps) {
  const { looks } = opening;
  return (
    <article className={`app-block${opening.isOverdue ? " app-block--loud" : ""}`} data-opening={opening.id}>
      <h3 className="app-block__part">
        {codeInWords(opening.reason)}: <span className="app-number">{referralNumberOf(opening.referralId)}</span>
      </h3>
      <dl className="app-pairs">
        <Pair words="Opened by">
          {opening.name ?? opening.subject}
          {opening.role === null ? "" : `, ${roleInWords(opening.role)}`}
        </Pair>
        <Pair words="When">{onDayAndTime(opening.openedAt)}</Pair>
        <Pair words="In their words">{opening.note}</Pair>
        <Pair words="Read meanwhile">
          {looks.length === 0
            ? "Nothing yet"
            : looks.map(({ at, what }) => `${lookWords(what)} at ${atSecond(at)}`).join("; ")}
        </Pair>
        <Pair words="Review by">
          {opening.reviewedAt === null
            ? `${onDayAndTime(opening.reviewDueAt)}${opening.isOverdue ? ": overdue" : ""}`
            : undefined}
        </Pair>
        <Pair words="Reviewed">
          {opening.reviewedAt === null
            ? undefined
            : `${opening.outcome === null ? "Looked at" : outcomeWords[opening.outcome]}, ${opening.reviewedByName ?? opening.reviewedBy ?? ""}, ${onDayAndTime(opening.reviewedAt)}`}
        </Pair>
        <Pair words="Officer's note">{opening.reviewNote}</Pair>
      </dl>
      {opening.reviewedAt === null ? <Review opening={opening} onReviewed={onReviewed} /> : null}
    </article>
  );
}

function Review({ opening, onReviewed }: OpeningBlockProps) {
  const id = useId();
  const [outcome, setOutcome] = useState<Outcome | "">("");
  const [note, setNote] = useState("");
  const [refusal, setRefusal] = useState<Refusal>();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const answered = await post(
      `/api/referrals/break-glass/${opening.id}/review`,
      { outcome, ...(note.trim() === "" ? {} : { note: note.trim() }) },
      breakGlassOpening,
    );
    if (answered.ok) onReviewed();
    else setRefusal(answered.refusal);
  };
  return (
    <form
      className="app-privacy__review"
      onSubmit={(event) => void send(event)}
      aria-label={`Review ${referralNumberOf(opening.referralId)}`}
      noValidate
    >
      <div className="app-field">
        <label htmlFor={`${id}-outcome`}>What you found</label>
        <select
          id={`${id}-outcome`}
          className="nhsuk-select"
          value={outcome}
          onChange={(event) => setOutcome(event.target.value === "" ? "" : breakGlassOutcome.parse(event.target.value))}
        >
          <option value="">Choose</option>
          {breakGlassOutcome.options.map((one) => (
            <option key={one} value={one}>
              {outcomeWords[one]}
            </option>
          ))}
        </select>
      </div>
      <div className="app-field app-field--long-text">
        <label htmlFor={`${id}-note`}>
          Note<span className="app-field__optional"> (optional)</span>
        </label>
        <input
          id={`${id}-note`}
          className="nhsuk-input"
          maxLength={1000}
          autoComplete="off"
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
      <button type="submit" className="app-button app-button--main" disabled={outcome === ""}>
        Record review
      </button>
      {refusal === undefined ? null : <Refused refusal={refusal} />}
    </form>
  );
}
