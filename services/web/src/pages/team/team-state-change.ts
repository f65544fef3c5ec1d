/**
 * What the shift lead changes of the team's state. Pure. In: the state as it is now, what the person has touched. Out: what the form shows; what is sent.
 * Sends nothing that nobody touched: the single point of access, or the end of a pause, may have changed it meanwhile.
 */
import { timeFieldOf } from "../format.ts";
import { instantAhead } from "./time-choice.tsx";

export interface KnownState {
  readonly isPaused: boolean;
  /** Epoch milliseconds; absent: until somebody ends it. */
  readonly pausedUntil?: number | undefined;
  readonly capacity: number;
}

/** As the fields have them; absent: not touched. */
export interface Touched {
  readonly isPaused?: boolean;
  /** `HH:MM`; empty: until somebody ends it. */
  readonly until?: string;
  readonly capacity?: string;
}

export interface StateChange {
  readonly isPaused?: boolean;
  readonly pausedUntil?: string;
  readonly capacity?: number;
}

/** What was touched, and for the rest what is true now. */
export function shownState(now: KnownState, touched: Touched): Required<Touched> {
  return {
    isPaused: touched.isPaused ?? now.isPaused,
    until: touched.until ?? untilOf(now),
    capacity: touched.capacity ?? String(now.capacity),
  };
}

/** The body's changes, without the reason; a text when something is missing, in words. */
export function changeOfState(now: KnownState, touched: Touched, nowMs: number): StateChange | string {
  const shown = shownState(now, touched);
  if (shown.capacity.trim() === "") return "Give the number of places.";
  const capacity = Number(shown.capacity);
  const change: StateChange = {
    ...pauseChange(now, shown, nowMs),
    ...(capacity === now.capacity ? {} : { capacity }),
  };
  return Object.keys(change).length === 0 ? "Nothing is changed yet." : change;
}

function pauseChange(now: KnownState, shown: Required<Touched>, nowMs: number): StateChange {
  if (!shown.isPaused) return now.isPaused ? { isPaused: false } : {};
  // Another end is a pause set anew, by the one who says why.
  if (now.isPaused && shown.until === untilOf(now)) return {};
  const untilMs = instantAhead(shown.until, nowMs);
  return { isPaused: true, ...(untilMs === undefined ? {} : { pausedUntil: new Date(untilMs).toISOString() }) };
}

const untilOf = ({ isPaused, pausedUntil }: KnownState): string =>
  isPaused && pausedUntil !== undefined ? timeFieldOf(pausedUntil) : "";
