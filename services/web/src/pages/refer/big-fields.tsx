/** Fields for one hand and gloves: at least 48 px high, answers side by side. In: a name, words, the value. Out: changes. */
import { useId, type ReactNode } from "react";

export interface Choice {
  readonly value: string;
  readonly words: string;
}

export interface BigChoicesProps {
  readonly name: string;
  readonly question: string;
  readonly hint?: string;
  readonly choices: readonly Choice[];
  readonly value: string | undefined;
  /** Columns on a phone; `tiles` are three, and two where there is little room. @default as many as there are answers, at most three */
  readonly columns?: 2 | 3 | "tiles";
  readonly onChange: (value: string) => void;
  readonly children?: ReactNode;
}

/** A question with one answer of a few. */
export function BigChoices({ name, question, hint, choices, value, columns, onChange, children }: BigChoicesProps) {
  const id = useId();
  return (
    <div className="app-ask" role="radiogroup" aria-labelledby={id}>
      <p className="app-ask__question" id={id}>
        {question}
      </p>
      {hint === undefined ? null : <p className="app-ask__hint">{hint}</p>}
      <div
        className={`app-ask__choices app-ask__choices--${columns ?? (choices.length === 2 || choices.length === 4 ? 2 : 3)}`}
      >
        {choices.map((choice) => (
          <label key={choice.value} className="app-ask__choice">
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={value === choice.value}
              onChange={() => onChange(choice.value)}
            />
            <span>{choice.words}</span>
          </label>
        ))}
      </div>
      {children}
    </div>
  );
}

export interface BigFieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  readonly isOptional?: boolean;
  readonly wrong?: string | undefined;
  readonly inputMode?: "text" | "numeric" | "decimal" | "tel";
  readonly isLong?: boolean;
  /** Beside the field: a button that fills it. */
  readonly children?: ReactNode;
}

/** A text of one or a few lines. */
export function BigField(props: BigFieldProps) {
  const { name, label, value, onChange, hint, isOptional, wrong, inputMode, isLong, children } = props;
  const hintId = hint === undefined ? undefined : `${name}-hint`;
  const wrongId = wrong === undefined ? undefined : `${name}-wrong`;
  const described = [hintId, wrongId].filter((each) => each !== undefined).join(" ");
  const tied = {
    id: name,
    value: value ?? "",
    autoComplete: "off",
    "aria-describedby": described === "" ? undefined : described,
    "aria-invalid": wrong === undefined ? undefined : (true as const),
  };
  return (
    <div className={`app-field app-bigfield${wrong === undefined ? "" : " app-field--wrong"}`}>
      <label htmlFor={name}>
        {label}
        {isOptional === true ? <span className="app-field__optional"> (optional)</span> : null}
      </label>
      {hint === undefined ? null : (
        <span id={hintId} className="app-field__hint">
          {hint}
        </span>
      )}
      {wrong === undefined ? null : (
        <span id={wrongId} className="app-field__error">
          <span className="nhsuk-u-visually-hidden">Error: </span>
          {wrong}
        </span>
      )}
      <span className="app-bigfield__line">
        {isLong === true ? (
          <textarea
            {...tied}
            className="nhsuk-textarea"
            rows={3}
            maxLength={4000}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <input
            {...tied}
            className="nhsuk-input"
            type="text"
            inputMode={inputMode ?? "text"}
            maxLength={200}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
        {children}
      </span>
    </div>
  );
}
