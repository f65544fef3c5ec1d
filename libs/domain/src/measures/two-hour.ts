/**
 * The two-hour standard of one referral. In: the measure, now. Out: whether it is counted, and whether it was met by each start.
 * The length of the standard is what the area gave when the referral was received. The telephone never stops the clock: only `arrivedAt` does.
 */
import type { Measure } from "./measure.ts";

/** `null`: not a two-hour referral, or not ours. `running`: neither seen nor run out, so not counted yet. */
export type TwoHourStanding = "duplicate" | "withdrawn" | "running" | "in-scope" | null;

export function twoHourStandingOf(measure: Measure, nowMs: number): TwoHourStanding {
  if (measure.isCandidate || measure.response !== "two-hour") return null;
  if (measure.isDuplicate) return "duplicate";
  if (measure.withdrawnAt !== null && measure.acceptedAt === null) return "withdrawn";
  return measure.arrivedAt === null && nowMs <= measure.twoHourDueAt ? "running" : "in-scope";
}

/** Seen within the standard, counted from the area's own start, from receipt, and from when need was identified (from receipt where that is not known). */
export function twoHourMetOf(measure: Measure): {
  readonly byArea: boolean;
  readonly fromReceived: boolean;
  readonly fromNeedIdentified: boolean;
} {
  const { arrivedAt, receivedAt, needIdentifiedAt, clockStartAt, twoHourDueAt } = measure;
  const isWithin = (startMs: number): boolean =>
    arrivedAt !== null && arrivedAt <= startMs + (twoHourDueAt - clockStartAt);
  const isNeedUsable = needIdentifiedAt !== null && needIdentifiedAt <= receivedAt;
  return {
    byArea: isWithin(clockStartAt),
    fromReceived: isWithin(receivedAt),
    fromNeedIdentified: isWithin(isNeedUsable ? needIdentifiedAt : receivedAt),
  };
}

/** The instant after which the passing of time alone changes what this referral counts; null: only a fact can. */
export function changesByItselfAt(measure: Measure, nowMs: number): number | null {
  return twoHourStandingOf(measure, nowMs) === "running" ? measure.twoHourDueAt + 1 : null;
}
