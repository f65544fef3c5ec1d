/** The questions of a referral, the important ones first: where, what, red flags, who, how to reach you. In: answers so far. Out: changes. */
import { alternative, needCode, redFlag, type Feed, type RedFlag } from "@ucrt/schemas";
import type { Choice, Field } from "../commands/command-parts.ts";
import { FormField } from "../commands/form-field.tsx";
import { codeInWords, needWords } from "../words.ts";
import { fallQuestions, otherQuestions, yesNoQuestions, type Answers } from "./referral-body.ts";

export interface QuestionsProps {
  readonly feed: Feed;
  readonly isCall: boolean;
  readonly answers: Answers;
  readonly found: readonly RedFlag[];
  readonly wrong: Readonly<Record<string, string>>;
  readonly onAnswer: (name: string, value: string) => void;
  readonly onFound: (found: readonly RedFlag[]) => void;
}

const plain = (values: readonly string[]): readonly Choice[] =>
  values.map((value) => ({ value, words: codeInWords(value) }));
const needs: readonly Choice[] = needCode.options.map((value) => ({ value, words: needWords[value] }));
const text = (name: string, label: string, more: Partial<Field> = {}): Field => ({
  name,
  label,
  kind: "text",
  ...more,
});
const optional = { isOptional: true } as const;

const caseWords: Readonly<Record<Feed, string>> = {
  ambulance: "Incident number",
  hospital: "Attendance or spell number",
  "primary-care": "Journey number",
  community: "Your reference",
};

export function Questions(props: QuestionsProps) {
  const { feed, isCall, answers, found, onFound } = props;
  return (
    <>
      <Group title="Where and what" {...props}>
        {[
          text("address", "Where to go: address"),
          text("postcode", "Postcode"),
          {
            name: "carePlace",
            label: "That is",
            kind: "choice",
            choices: plain(["home", "care-home", "nursing-home", "public-place", "other"]),
            first: "home",
            ...optional,
          },
          { name: "need", label: "Main need", kind: "choice", choices: needs },
          { name: "narrative", label: "What happened", kind: "long-text", ...optional },
          text("caseId", caseWords[feed]),
          ...feedFields(feed),
        ]}
      </Group>
      {answers["need"] === "FALL" ? (
        <fieldset>
          <legend>The fall</legend>
          {fallQuestions.map((question) => (
            <YesNo
              key={question.name}
              {...question}
              value={answers[question.name]}
              onChange={(value) => props.onAnswer(question.name, value)}
            />
          ))}
        </fieldset>
      ) : null}
      <fieldset>
        <legend>Red flags</legend>
        <YesNo
          name="screened"
          words="I looked for all of these"
          value={answers["screened"]}
          onChange={(value) => props.onAnswer("screened", value)}
        />
        <details className="app-details" open={found.length > 0}>
          <summary>{found.length === 0 ? "None found. Tick what you found" : `${found.length} found`}</summary>
          <div className="app-form__grid">
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
      <fieldset>
        <legend>Safe at home?</legend>
        {yesNoQuestions.map((question) => (
          <YesNo
            key={question.name}
            {...question}
            value={answers[question.name]}
            onChange={(value) => props.onAnswer(question.name, value)}
          />
        ))}
        <details className="app-details">
          <summary>More questions: the more you answer, the quicker the decision</summary>
          {otherQuestions.map((question) => (
            <YesNo
              key={question.name}
              {...question}
              value={answers[question.name]}
              onChange={(value) => props.onAnswer(question.name, value)}
            />
          ))}
          <div className="app-form__grid">
            <Fields
              {...props}
              fields={[
                {
                  name: "alternative",
                  label: "If we could not come",
                  kind: "choice",
                  choices: plain(alternative.options),
                  ...optional,
                },
                {
                  name: "safeguarding",
                  label: "Safeguarding concern",
                  kind: "choice",
                  choices: plain(["no", "yes", "unknown"]),
                  ...optional,
                },
                {
                  name: "sceneSafety",
                  label: "Scene",
                  kind: "choice",
                  choices: plain(["safe", "unsafe", "unknown"]),
                  ...optional,
                },
                { name: "frailty", label: "Clinical frailty scale, 1 to 9", kind: "number", ...optional },
              ]}
            />
          </div>
        </details>
        <details className="app-details">
          <summary>Observations</summary>
          <div className="app-form__grid">
            <Fields
              {...props}
              fields={[
                { name: "respirations", label: "Respirations a minute", kind: "text", ...optional },
                { name: "saturation", label: "Oxygen saturation %", kind: "text", ...optional },
                { name: "onOxygen", label: "On oxygen", kind: "yes-no", ...optional },
                { name: "systolic", label: "Systolic mmHg", kind: "text", ...optional },
                { name: "pulse", label: "Pulse a minute", kind: "text", ...optional },
                {
                  name: "consciousness",
                  label: "Consciousness",
                  kind: "choice",
                  choices: plain(["alert", "new-confusion", "voice", "pain", "unresponsive"]),
                  ...optional,
                },
                { name: "temperature", label: "Temperature °C", kind: "text", ...optional },
              ]}
            />
          </div>
        </details>
      </fieldset>
      <Group title="The person" {...props}>
        {[
          { name: "ageYears", label: "Age (a guess will do)", kind: "number", ...optional },
          {
            name: "sex",
            label: "Sex",
            kind: "choice",
            choices: plain(["female", "male", "other", "unknown"]),
            ...optional,
          },
          text("name", "Name", optional),
          text("dateOfBirth", "Date of birth", { ...optional, hint: "As 1941-03-27" }),
          text("nhsNumber", "NHS number", optional),
          text("practice", "Practice code", optional),
          text("patientPhone", "Phone at the place", optional),
          text("accessNotes", "How to get in", optional),
        ]}
      </Group>
      <Group title={isCall ? "The caller" : "How we reach you"} {...props}>
        {[
          text("callBack", "Call-back number"),
          text("bypass", "Number past any menu", { ...optional, hint: "If it is another one" }),
          text("outOfHours", "Number out of hours", { ...optional, hint: "If it is another one" }),
          ...(isCall
            ? [
                text("callerName", "Name of the caller"),
                text("onBehalfOf", "Organisation code", { ...optional, hint: "Of the caller; empty for the public" }),
              ]
            : []),
        ]}
      </Group>
    </>
  );
}

function feedFields(feed: Feed): readonly Field[] {
  switch (feed) {
    case "ambulance":
      return [
        text("callSign", "Call sign"),
        {
          name: "arpCategory",
          label: "Category",
          kind: "choice",
          choices: ["C3", "C4", "C5"].map((value) => ({ value, words: value })),
          ...optional,
        },
      ];
    case "hospital":
      return [
        {
          name: "department",
          label: "Department",
          kind: "choice",
          choices: plain(["emergency-department", "sdec", "ward"]),
          first: "emergency-department",
        },
      ];
    case "primary-care":
      return [
        {
          name: "service",
          label: "Service",
          kind: "choice",
          choices: [
            { value: "gp", words: "General practice" },
            { value: "nhs-111", words: "NHS 111" },
            { value: "out-of-hours", words: "Out of hours" },
          ],
          first: "gp",
        },
      ];
    case "community":
      return [
        {
          name: "communityService",
          label: "Calling from",
          kind: "choice",
          choices: plain([
            "care-home",
            "telecare",
            "social-care",
            "mental-health",
            "hospice",
            "voluntary-sector",
            "community-health",
            "self",
            "carer",
          ]),
          first: "care-home",
        },
      ];
  }
}

function Group({
  title,
  children,
  ...props
}: QuestionsProps & { readonly title: string; readonly children: readonly Field[] }) {
  return (
    <fieldset>
      <legend>{title}</legend>
      <div className="app-form__grid">
        <Fields {...props} fields={children} />
      </div>
    </fieldset>
  );
}

function Fields({ fields, answers, wrong, onAnswer }: QuestionsProps & { readonly fields: readonly Field[] }) {
  return fields.map((field) => (
    <FormField
      key={field.name}
      id={field.name}
      field={field}
      value={answers[field.name] ?? field.first ?? ""}
      wrong={wrong[field.name]}
      onChange={(value) => onAnswer(field.name, value)}
    />
  ));
}

interface YesNoProps {
  readonly name: string;
  readonly words: string;
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
}

/** Three answers side by side; a fourth, unanswered, until one is tapped. */
function YesNo({ name, words, value, onChange }: YesNoProps) {
  return (
    <div className="app-answers" role="radiogroup" aria-labelledby={`${name}-question`}>
      <span className="app-answers__question" id={`${name}-question`}>
        {words}
      </span>
      <span className="app-answers__choices">
        {(["yes", "no", "unknown"] as const).map((each) => (
          <label key={each}>
            <input type="radio" name={name} value={each} checked={value === each} onChange={() => onChange(each)} />
            {each === "unknown" ? "Not known" : codeInWords(each)}
          </label>
        ))}
      </span>
    </div>
  );
}

/** `cardiacChestPain` as `Cardiac chest pain`. */
function flagInWords(flag: RedFlag): string {
  return codeInWords(flag.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}
