/**
 * Published hours against hours really offered, by hour of the day. In: a team's calendar, what it said of itself over time, a stretch of time.
 * Out: whole minutes for each local hour of the day. Within its published hours a team that has said nothing is open, with the directory's capacity.
 */
import { isOpen, type OpeningCalendar } from "../routing/opening-hours.ts";
import { MINUTE_MS } from "../clock/time-of-receipt.ts";

const QUARTER_MS = 15 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** What a team said, from then on. */
export interface TeamStateAt {
  readonly at: number;
  readonly isOpen: boolean;
  readonly isPaused: boolean;
  readonly capacity: number;
}

/** Minutes of one local hour of the day, summed over the days. */
export interface TeamHour {
  readonly hour: number;
  /** Within the weekly hours, bank holidays and exceptions included. */
  readonly publishedMinutes: number;
  /** Published, and the team took referrals. */
  readonly offeredMinutes: number;
  /** Published, and the team had paused. */
  readonly pausedMinutes: number;
  /** Published, and the team had said it was closed. */
  readonly closedMinutes: number;
  /** Capacity times minutes offered: divided by the minutes offered it is the mean capacity. */
  readonly capacityMinutes: number;
}

export function teamHoursOf(props: {
  readonly calendar: OpeningCalendar;
  /** Capacity until the team says otherwise. */
  readonly capacity: number;
  /** Rising by time; the last one before the stretch counts from its start. */
  readonly states: readonly TeamStateAt[];
  readonly fromMs: number;
  readonly toMs: number;
}): readonly TeamHour[] {
  const { calendar, states, fromMs, toMs } = props;
  const sums = Array.from({ length: 24 }, () => ({ published: 0, offered: 0, paused: 0, closed: 0, capacity: 0 }));
  let next = 0;
  let state: Omit<TeamStateAt, "at"> = { isOpen: true, isPaused: false, capacity: props.capacity };
  for (const [startMs, endMs] of stretches(props)) {
    for (let change = states[next]; change !== undefined && change.at <= startMs; change = states[next]) {
      state = change;
      next += 1;
    }
    if (endMs <= fromMs || startMs >= toMs || !isOpen({ calendar }, startMs)) continue;
    const sum = sums[Math.floor(calendar.civil.toCivil(startMs).msOfDay / HOUR_MS)];
    if (sum === undefined) continue;
    const lengthMs = endMs - startMs;
    sum.published += lengthMs;
    if (!state.isOpen) sum.closed += lengthMs;
    else if (state.isPaused) sum.paused += lengthMs;
    else {
      sum.offered += lengthMs;
      sum.capacity += lengthMs * state.capacity;
    }
  }
  const minutes = (ms: number): number => Math.round(ms / MINUTE_MS);
  return sums.map((sum, hour) => ({
    hour,
    publishedMinutes: minutes(sum.published),
    offeredMinutes: minutes(sum.offered),
    pausedMinutes: minutes(sum.paused),
    closedMinutes: minutes(sum.closed),
    capacityMinutes: minutes(sum.capacity),
  }));
}

/** Neighbouring stretches in each of which nothing changes: cut at every quarter of an hour, at the edges of the hours, and where the team said something. */
function* stretches(props: {
  readonly calendar: OpeningCalendar;
  readonly states: readonly TeamStateAt[];
  readonly fromMs: number;
  readonly toMs: number;
}): Generator<readonly [number, number]> {
  const { calendar, states, fromMs, toMs } = props;
  const cuts = new Set<number>([fromMs, toMs]);
  const add = (atMs: number): void => {
    if (atMs > fromMs && atMs < toMs) cuts.add(atMs);
  };
  for (let atMs = Math.ceil(fromMs / QUARTER_MS) * QUARTER_MS; atMs < toMs; atMs += QUARTER_MS) add(atMs);
  for (const { at } of states) add(at);
  const [first, last] = [calendar.civil.toCivil(fromMs).day, calendar.civil.toCivil(toMs).day];
  for (let day = first; day <= last; day += 1)
    for (const { startMs, endMs } of calendar.intervalsOn(day)) {
      add(calendar.civil.toInstant({ day, msOfDay: startMs }));
      add(calendar.civil.toInstant({ day, msOfDay: endMs }));
    }
  const sorted = [...cuts].toSorted((one, other) => one - other);
  for (const [index, startMs] of sorted.entries()) {
    const endMs = sorted[index + 1];
    if (endMs !== undefined) yield [startMs, endMs];
  }
}
