/**
 * When somebody can be there: a time, and quick choices ahead of now. In: the time as a field has it. Out: changes. Says at once what the time goes beyond.
 * Large enough for a thumb; the field takes what the device offers for times.
 */
import { useId } from "react";
import { atTime, timeFieldOf } from "../format.ts";
import { aheadOf } from "../commands/command-parts.ts";

export interface TimeChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly nowMs: number;
  readonly wrong?: string | undefined;
  /** What the time goes beyond, for the instant it means. */
  readonly warnings: (atMs: number) => readonly string[];
  readonly onChange: (value: string) => void;
}

const quickMinutes: readonly number[] = [20, 40, 60];

/** The instant that the field means: today, or tomorrow when it reads as past; undefined when it is no time. */
export function instantAhead(value: string, nowMs: number): number | undefined {
  const text = aheadOf(value === "" ? undefined : value, nowMs);
  return text === undefined ? undefined : Date.parse(text);
}

export function TimeChoice({ label, value, nowMs, wrong, warnings, onChange }: TimeChoiceProps) {
  const id = useId();
  const atMs = instantAhead(value, nowMs);
  const said = atMs === undefined ? [] : warnings(atMs);
  return (
    <div className={`app-field app-field--time${wrong === undefined ? "" : " app-field--wrong"}`}>
      <label htmlFor={id}>{label}</label>
      {wrong === undefined ? null : (
        <span id={`${id}-wrong`} className="app-field__error">
          {wrong}
        </span>
      )}
      <div className="app-quick" role="group" aria-label="Quick choices">
        {quickMinutes.map((minutes) => {
          const field = timeFieldOf(nowMs + minutes * 60_000);
          return (
            <button
              key={minutes}
              type="button"
              className="app-button app-button--plain"
              aria-pressed={field === value}
              onClick={() => onChange(field)}
            >
              +{minutes} min
              <span className="app-quick__time">{atTime(nowMs + minutes * 60_000)}</span>
            </button>
          );
        })}
      </div>
      <input
        id={id}
        className="nhsuk-input"
        type="time"
        value={value}
        aria-describedby={wrong === undefined ? undefined : `${id}-wrong`}
        aria-invalid={wrong === undefined ? undefined : true}
        onChange={(event) => onChange(event.target.value)}
      />
      <div role="status">
        {said.map((words) => (
          <p key={words} className="app-limit">
            <strong>Later than asked.</strong> {words}
          </p>
        ))}
      </div>
    </div>
  );
}
