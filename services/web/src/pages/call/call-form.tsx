/** The form of a call: a caller's answers in the order they come. In: the answers and what is wrong. Out: changes. Leaves sending and keeping to its page. */
import { alternative, redFlag, type RedFlag } from "@ucrt/schemas";
import type { Choice, Field } from "../commands/command-parts.ts";
import { FormField } from "../commands/form-field.tsx";
import { fallQuestions, otherQuestions, yesNoQuestions, type Answers } from "../refer/referral-body.ts";
import { codeInWords } from "../words.ts";
import { callGroups, otherNumbers, screenedBy } from "./call-fields.ts";
import { YesNo } from "./yes-no.tsx";

export interface CallFormProps {
  readonly answers: Answers;
  readonly found: readonly RedFlag[];
  readonly organisations: readonly Choice[];
  readonly isFromPaper: boolean;
  readonly wrong: Readonly<Record<string, string>>;
  readonly onAnswer: (name: string, value: string) => void;
  readonly onFound: (found: readonly RedFlag[]) => void;
}

const optional = { isOptional: true } as const;
const choices = (values: readonly string[]): readonly Choice[] =>
  values.map((value) => ({ value, words: codeInWords(value) }));

const moreFields: readonly Field[] = [
  {
    name: "alternative",
    label: "If we could not come",
    kind: "choice",
    choices: choices(alternative.options),
    ...optional,
  },
  { name: "safeguarding", label: "Safeguarding concern", kind: "yes-no", ...optional },
  { name: "sceneSafety", label: "Scene", kind: "choice", choices: choices(["safe", "unsafe", "unknown"]), ...optional },
  { name: "frailty", label: "Clinical frailty scale, 1 to 9", kind: "number", ...optional },
  ...otherNumbers,
];

const observationFields: readonly Field[] = [
  { name: "respirations", label: "Respirations a minute", kind: "text", ...optional },
  { name: "saturation", label: "Oxygen saturation %", kind: "text", ...optional },
  { name: "onOxygen", label: "On oxygen", kind: "yes-no", ...optional },
  { name: "systolic", label: "Systolic mmHg", kind: "text", ...optional },
  { name: "pulse", label: "Pulse a minute", kind: "text", ...optional },
  {
    name: "consciousness",
    label: "Consciousness",
    kind: "choice",
    choices: choices(["alert", "new-confusion", "voice", "pain", "unresponsive"]),
    ...optional,
  },
  { name: "temperature", label: "Temperature °C", kind: "text", ...optional },
];

export function CallForm(props: CallFormProps) {
  const { answers, found, onAnswer, onFound } = props;
  const ask = (questions: readonly { readonly name: string; readonly words: string }[]) =>
    questions.map((question) => (
      <YesNo
        key={question.name}
        {...question}
        value={answers[question.name]}
        onChange={(value) => onAnswer(question.name, value)}
      />
    ));
  return (
    <>
      {callGroups(answers, props.organisations, props.isFromPaper).map((group) => (
        <fieldset key={group.title}>
          <legend>{group.title}</legend>
          <Fields {...props} fields={group.fields} />
        </fieldset>
      ))}
      {answers["need"] === "FALL" ? (
        <fieldset>
          <legend>The fall</legend>
          {ask(fallQuestions)}
        </fieldset>
      ) : null}
      <fieldset>
        <legend>Safe at home?</legend>
        {ask(yesNoQuestions)}
      </fieldset>
      <fieldset>
        <legend>Red flags</legend>
        <Fields
          {...props}
          fields={[{ name: "screenedBy", label: "Looked for by", kind: "choice", choices: screenedBy, ...optional }]}
        />
        <details className="app-details" open={found.length > 0 || (answers["screenedBy"] ?? "") !== ""}>
          <summary>{found.length === 0 ? "None found. Tick what was found" : `${found.length} found`}</summary>
          <div className="app-form__grid app-newcall__flags">
            {redFlag.options.map((flag) => (
              <div key={flag} className="app-field app-field--confirm">
                <label>
                  <input
                    type="checkbox"
                    checked={found.includes(flag)}
                    onChange={(event) =>
                      onFound(event.target.checked ? [...found, flag] : found.filter((each) => each !== flag))
                    }
                  />{" "}
                  {flagInWords(flag)}
                </label>
              </div>
            ))}
          </div>
        </details>
      </fieldset>
      <details className="app-details">
        <summary>More questions, observations, other numbers</summary>
        {ask(otherQuestions)}
        <Fields {...props} fields={[...moreFields, ...observationFields]} />
      </details>
    </>
  );
}

function Fields({ fields, answers, wrong, onAnswer }: CallFormProps & { readonly fields: readonly Field[] }) {
  return (
    <div className="app-form__grid">
      {fields.map((field) => (
        <FormField
          key={field.name}
          id={`call-${field.name}`}
          field={field}
          value={answers[field.name] ?? ""}
          wrong={wrong[field.name]}
          onChange={(value) => onAnswer(field.name, value)}
        />
      ))}
    </div>
  );
}

/** `cardiacChestPain` as `Cardiac chest pain`. */
const flagInWords = (flag: RedFlag): string =>
  codeInWords(flag.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
