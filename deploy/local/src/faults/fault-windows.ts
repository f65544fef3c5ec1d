// When faults were on, by the wall clock: what was late during one is measured from its end. In: a history. Out: windows, epoch milliseconds.
import type { HistoryLine } from "./history.ts";

export interface FaultWindow {
  readonly fromMs: number;
  /** Infinity: it was never healed. */
  readonly untilMs: number;
}

/** Every fault with its healing. */
export function faultWindowsOf(history: readonly HistoryLine[]): readonly FaultWindow[] {
  const ends = new Map(
    history
      .filter(({ op, type }) => op === "heal" && type === "ok")
      .map(({ process, id, wall }) => [`${process} ${id}`, Date.parse(wall)]),
  );
  return history
    .filter(({ op, type }) => op === "fault" && type === "invoke")
    .map(({ process, id, wall }) => ({
      fromMs: Date.parse(wall),
      untilMs: ends.get(`${process} ${id}`) ?? Number.POSITIVE_INFINITY,
    }));
}

/** When somebody could begin to be blamed: `sinceMs`, or the end of the last fault that was on between then and `atMs`. */
export function blamedSinceMs(windows: readonly FaultWindow[], sinceMs: number, atMs: number): number {
  return windows
    .filter(({ fromMs, untilMs }) => fromMs <= atMs && untilMs >= sinceMs)
    .reduce((since, { untilMs }) => Math.max(since, untilMs), sinceMs);
}
