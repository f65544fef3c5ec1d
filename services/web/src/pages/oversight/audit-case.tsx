/** One drawn case: what came, what the criteria said, what turned it away, and the judgement or the way to give one. In: a coded case. Out: a block; nobody is named. */
import { referralNumberOf } from "@ucrt/domain/referral-number";
import { auditCase, roleInWords, type AuditCase } from "@ucrt/schemas";
import { useId, useState, type FormEvent } from "react";
import { post, type Refusal } from "../api.ts";
import { Refused } from "../commands/command-form.tsx";
import { ageAndSex } from "../board/row-words.ts";
import { onDayAndTime } from "../format.ts";
import { useOrganisationName } from "../organisation-names.tsx";
import { useReference } from "../reference-data.tsx";
import { codeInWords, idInWords, needWords, outcomeWords, sourceWords } from "../words.ts";
import { refusalKindWords } from "./refusal-words.ts";

type Judgement = "agree" | "disagree";
type Reasons = Readonly<Record<Judgement, readonly { readonly code: string; readonly words: string }[]>>;

export interface AuditCaseProps {
  readonly number: number;
  readonly case: AuditCase;
  readonly month: string;
  readonly reasons: Reasons;
  readonly onJudged: () => void;
}

const barWords: Readonly<Record<NonNullable<AuditCase["bar"]>, string>> = {
  "not-a-registered-clinician": "A registered clinician judges it.",
  "own-refusal": "You refused it yourself: somebody else judges it.",
  judged: "",
};

export function AuditCaseBlock({ number, case: drawn, month, reasons, onJudged }: AuditCaseProps) {
  const nameOfReferrer = useOrganisationName();
  const { teamName } = useReference();
  return (
    <li className="app-block" data-referral={drawn.referralId}>
      <h2>
        {number}. {needWords[drawn.need]}, {ageAndSex(drawn)},{" "}
        {drawn.place === null ? "place not known" : idInWords(drawn.place)}
      </h2>
      <p className="app-block__hint">
        <span className="app-number">{referralNumberOf(drawn.referralId)}</span> from {sourceWords[drawn.source]},{" "}
        {nameOfReferrer(drawn.referrer)}, {onDayAndTime(drawn.receivedAt)}. The criteria first said:{" "}
        {drawn.outcome === null ? "nothing yet" : outcomeWords[drawn.outcome].toLowerCase()}.
      </p>
      {drawn.findings.length === 0 ? null : (
        <ul>
          {drawn.findings.map(({ criterion, wording, result }) => (
            <li key={criterion}>
              {criterion}: {wording} ({codeInWords(result).toLowerCase()})
            </li>
          ))}
        </ul>
      )}
      <ul>
        {drawn.refusals.map(({ kind, at, team, reason, by }) => (
          <li key={`${kind} ${at} ${team ?? ""}`}>
            <strong>
              {refusalKindWords[kind]}
              {team === null ? "" : ` by ${teamName(team)}`}
              {reason === null ? "" : `: ${codeInWords(reason).toLowerCase()}`}
            </strong>
            , {onDayAndTime(at)}, {by === "system" ? "by the system" : roleInWords(by).toLowerCase()}
          </li>
        ))}
      </ul>
      {drawn.judgement !== null ? (
        <p className={drawn.judgement.judgement === "agree" ? "app-right" : "app-wrong"}>
          <strong>{drawn.judgement.judgement === "agree" ? "Agree" : "Disagree"}:</strong>{" "}
          {wordsOf(reasons[drawn.judgement.judgement], drawn.judgement.reason)}. {drawn.judgement.by},{" "}
          {onDayAndTime(drawn.judgement.at)}
        </p>
      ) : drawn.bar !== null ? (
        <p className="app-block__hint">Not judged yet. {barWords[drawn.bar]}</p>
      ) : (
        <Judge drawn={drawn} month={month} reasons={reasons} onJudged={onJudged} />
      )}
    </li>
  );
}

const wordsOf = (reasons: Reasons[Judgement], code: string): string =>
  reasons.find((reason) => reason.code === code)?.words ?? codeInWords(code);

interface JudgeProps {
  readonly drawn: AuditCase;
  readonly month: string;
  readonly reasons: Reasons;
  readonly onJudged: () => void;
}

function Judge({ drawn, month, reasons, onJudged }: JudgeProps) {
  const id = useId();
  const [judgement, setJudgement] = useState<Judgement>();
  const [reason, setReason] = useState("");
  const [refusal, setRefusal] = useState<Refusal>();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (judgement === undefined || reason === "") return;
    const answered = await post(
      `/api/audit-sample/${drawn.referralId}/judgement`,
      { month, judgement, reason },
      auditCase,
    );
    if (answered.ok) onJudged();
    else setRefusal(answered.refusal);
  };
  return (
    <form onSubmit={(event) => void send(event)} aria-label={`Judge ${referralNumberOf(drawn.referralId)}`} noValidate>
      <fieldset className="app-audit__choice">
        <legend>Was it right to refuse?</legend>
        {(["agree", "disagree"] as const).map((one) => (
          <label key={one}>
            <input
              type="radio"
              name={`${id}-judgement`}
              checked={judgement === one}
              onChange={() => (setJudgement(one), setReason(""))}
            />{" "}
            {one === "agree" ? "Agree" : "Disagree"}
          </label>
        ))}
      </fieldset>
      {judgement === undefined ? null : (
        <div className="app-audit__reason">
          <div className="app-field">
            <label htmlFor={`${id}-reason`}>Why</label>
            <select
              id={`${id}-reason`}
              className="nhsuk-select"
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            >
              <option value="">Choose</option>
              {reasons[judgement].map(({ code, words }) => (
                <option key={code} value={code}>
                  {words}
                </option>
              ))}
            </select>
          </div>
          <button type="submit" className="app-button app-button--main" disabled={reason === ""}>
            Record
          </button>
        </div>
      )}
      {refusal === undefined ? null : <Refused refusal={refusal} />}
    </form>
  );
}
