/** One field of a form, dense, with its label, hint and error tied to it. In: the field and its value. Out: changes. */
import type { Field } from "./command-parts.ts";

export interface FormFieldProps {
  readonly id: string;
  readonly field: Field;
  readonly value: string;
  readonly wrong: string | undefined;
  readonly onChange: (value: string) => void;
}

export function FormField({ id, field, value, wrong, onChange }: FormFieldProps) {
  const hintId = field.hint === undefined ? undefined : `${id}-hint`;
  const wrongId = wrong === undefined ? undefined : `${id}-wrong`;
  const described = [hintId, wrongId].filter((each) => each !== undefined).join(" ");
  const tied = {
    id,
    "aria-describedby": described === "" ? undefined : described,
    "aria-invalid": wrong === undefined ? undefined : (true as const),
  };
  if (field.kind === "confirm") {
    return (
      <div className="app-field app-field--confirm">
        <label htmlFor={id}>
          <input
            {...tied}
            type="checkbox"
            checked={value === "yes"}
            onChange={(event) => onChange(event.target.checked ? "yes" : "")}
          />{" "}
          {field.label}
        </label>
        {wrong === undefined ? null : <Wrong id={wrongId} words={wrong} />}
      </div>
    );
  }
  return (
    <div className={`app-field app-field--${field.kind}${wrong === undefined ? "" : " app-field--wrong"}`}>
      <label htmlFor={id}>
        {field.label}
        {field.isOptional === true ? <span className="app-field__optional"> (optional)</span> : null}
      </label>
      {field.hint === undefined ? null : (
        <span id={hintId} className="app-field__hint">
          {field.hint}
        </span>
      )}
      {wrong === undefined ? null : <Wrong id={wrongId} words={wrong} />}
      <Input field={field} value={value} onChange={onChange} tied={tied} />
    </div>
  );
}

interface InputProps {
  readonly field: Field;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly tied: {
    readonly id: string;
    readonly "aria-describedby": string | undefined;
    readonly "aria-invalid": true | undefined;
  };
}

function Input({ field, value, onChange, tied }: InputProps) {
  switch (field.kind) {
    case "choice":
    case "yes-no": {
      const choices =
        field.kind === "yes-no"
          ? [
              { value: "yes", words: "Yes" },
              { value: "no", words: "No" },
            ]
          : (field.choices ?? []);
      return (
        <select {...tied} className="nhsuk-select" value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">Choose …</option>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.words}
            </option>
          ))}
        </select>
      );
    }
    case "long-text":
      return (
        <textarea
          {...tied}
          className="nhsuk-textarea"
          rows={2}
          maxLength={4000}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "time":
      return (
        <input
          {...tied}
          className="nhsuk-input"
          type="time"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "number":
      return (
        <input
          {...tied}
          className="nhsuk-input"
          type="number"
          min={0}
          max={20}
          inputMode="numeric"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "text":
    case "confirm":
      return (
        <input
          {...tied}
          className="nhsuk-input"
          type="text"
          maxLength={200}
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

function Wrong({ id, words }: { readonly id: string | undefined; readonly words: string }) {
  return (
    <span id={id} className="app-field__error">
      <span className="nhsuk-u-visually-hidden">Error: </span>
      {words}
    </span>
  );
}
