/**
 * The instants that are fixed when a referral is received. In: what the sender said, the area's timeouts. Out: epoch milliseconds.
 * Computed once and kept in the fact `opened`: neither a restart nor daylight saving moves them, because they are instants and not local times.
 */
import type { ArpCategory, Source, Timeouts } from "@ucrt/schemas";

export const MINUTE_MS = 60_000;

/** Minutes to milliseconds. */
export const minutesMs = (minutes: number): number => Math.round(minutes * MINUTE_MS);

/** Whole minutes from one instant to a later one, floored, never negative. */
export const wholeMinutesBetween = (fromMs: number, toMs: number): number =>
  Math.max(0, Math.floor((toMs - fromMs) / MINUTE_MS));

export interface ClockStart {
  readonly atMs: number;
  readonly basis: "received" | "need-identified";
}

/**
 * Start of the two-hour clock. An area that counts from the need uses it only when it is known and not after receipt:
 * a sender's instant in the future is kept and flagged, not used.
 */
export function clockStartOf(
  times: { readonly needIdentifiedAtMs: number | null; readonly receivedAtMs: number },
  startsAt: "received" | "need-identified",
): ClockStart {
  const { needIdentifiedAtMs, receivedAtMs } = times;
  const isUsable = startsAt === "need-identified" && needIdentifiedAtMs !== null && needIdentifiedAtMs <= receivedAtMs;
  return isUsable ? { atMs: needIdentifiedAtMs, basis: "need-identified" } : { atMs: receivedAtMs, basis: "received" };
}

/** When a clinician must be at the door. */
export const twoHourDueAtMs = (clockStartAtMs: number, timeouts: Pick<Timeouts, "twoHourMinutes">): number =>
  clockStartAtMs + minutesMs(timeouts.twoHourMinutes);

/** When somebody must have accepted or decided, once per referral, by source. */
export const decisionByMs = (
  receivedAtMs: number,
  source: Source,
  timeouts: Pick<Timeouts, "decisionByMinutes">,
): number => receivedAtMs + minutesMs(timeouts.decisionByMinutes[source]);

export interface HandBackTimes {
  readonly source: Source;
  readonly receivedAtMs: number;
  readonly ambulanceClockStartAtMs: number | null;
  readonly validationBreachAtMs: number | null;
  readonly arpCategory: ArpCategory | null;
}

/**
 * When a case of the 999 stack goes back unless it is accepted; null for every other source.
 * Validation breach known: before it. Only the category known: its standard after the ambulance clock start, less a margin. Neither: soon after receipt.
 */
export function handBackAtMs(times: HandBackTimes, timeouts: Pick<Timeouts, "handBack">): number | null {
  if (times.source !== "stack") return null;
  const { handBack } = timeouts;
  if (times.validationBreachAtMs !== null)
    return times.validationBreachAtMs - minutesMs(handBack.beforeValidationBreachMinutes);
  const standardMinutes = times.arpCategory === null ? undefined : handBack.categoryStandardMinutes[times.arpCategory];
  if (standardMinutes === undefined) return times.receivedAtMs + minutesMs(handBack.afterReceiptMinutes);
  const start = times.ambulanceClockStartAtMs;
  const startMs = start !== null && start <= times.receivedAtMs ? start : times.receivedAtMs;
  return startMs + minutesMs(standardMinutes) - minutesMs(handBack.beforeCategoryStandardMinutes);
}

/** Half-time and end of an offer made now: at decision-by or a minimum after it was made, whichever is later, never after the hand-back. */
export function offerTimes(
  offer: { readonly offeredAtMs: number; readonly decisionByMs: number; readonly handBackAtMs: number | null },
  timeouts: Pick<Timeouts, "offerMinimumMinutes">,
): { readonly halfTimeAtMs: number; readonly lapsesAtMs: number } {
  const wantedMs = Math.max(offer.decisionByMs, offer.offeredAtMs + minutesMs(timeouts.offerMinimumMinutes));
  const lapsesAtMs = offer.handBackAtMs === null ? wantedMs : Math.min(wantedMs, offer.handBackAtMs);
  return { halfTimeAtMs: Math.floor((offer.offeredAtMs + lapsesAtMs) / 2), lapsesAtMs };
}
