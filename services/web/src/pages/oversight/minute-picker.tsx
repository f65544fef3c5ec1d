/** Picks a past minute: a date, a time, a slider over the day, and steps. In: the minute, the latest one there is. Out: the next minute. The slider takes the arrow keys. */
import { atTime } from "../format.ts";
import { dateOf, instantAt, instantOf, minuteOf, minutesIn } from "./past-minute.ts";

const MINUTE_MS = 60_000;

export interface MinutePickerProps {
  readonly atMs: number;
  readonly latestMs: number;
  readonly onPick: (ms: number) => void;
}

const steps: readonly (readonly [minutes: number, words: string])[] = [
  [-60, "1 hour back"],
  [-1, "1 minute back"],
  [1, "1 minute on"],
  [60, "1 hour on"],
];

export function MinutePicker({ atMs, latestMs, onPick }: MinutePickerProps) {
  const date = dateOf(atMs);
  const pickTime = (ms: number | undefined) => {
    if (ms !== undefined) onPick(ms);
  };
  return (
    <div className="app-minute" role="group" aria-label="Which minute">
      <div className="app-field">
        <label htmlFor="then-date">Day</label>
        <input
          id="then-date"
          className="nhsuk-input"
          type="date"
          value={date}
          max={dateOf(latestMs)}
          onChange={(event) => pickTime(instantAt(event.target.value, atTime(atMs)))}
        />
      </div>
      <div className="app-field">
        <label htmlFor="then-time">Time</label>
        <input
          id="then-time"
          className="nhsuk-input"
          type="time"
          value={atTime(atMs)}
          onChange={(event) => pickTime(instantAt(date, event.target.value))}
        />
      </div>
      <div className="app-field app-minute__slider">
        <label htmlFor="then-minute">Minute of the day; the arrow keys step by one</label>
        <input
          id="then-minute"
          type="range"
          min={0}
          max={date === dateOf(latestMs) ? minuteOf(latestMs) : minutesIn(date) - 1}
          step={1}
          value={minuteOf(atMs)}
          aria-valuetext={atTime(atMs)}
          onChange={(event) => onPick(instantOf(date, Number(event.target.value)))}
        />
      </div>
      <div className="app-minute__steps">
        {steps.map(([minutes, words]) => (
          <button
            key={words}
            type="button"
            className="app-button app-button--plain app-button--small"
            disabled={atMs + minutes * MINUTE_MS > latestMs}
            onClick={() => onPick(atMs + minutes * MINUTE_MS)}
          >
            {words}
          </button>
        ))}
      </div>
    </div>
  );
}
