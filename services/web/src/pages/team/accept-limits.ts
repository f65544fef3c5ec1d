/**
 * What an expected time goes beyond, said before anybody promises it. Pure. In: the row, what else is known of the sender's clocks and the team's hours, the time.
 * Out: sentences; none when the time is inside everything that was asked.
 */
import type { BoardRow } from "@ucrt/schemas";
import { atTime, forLong } from "../format.ts";

export interface Limits {
  readonly row: Pick<BoardRow, "response" | "twoHourDueAt" | "handBackAt" | "isCrewWaiting">;
  /** 999's own limit; undefined until the offer was opened. */
  readonly validationBreachAtMs?: number | undefined;
  /** When the team closes; undefined when it does not, or it is not known. */
  readonly closesAtMs?: number | undefined;
}

/** One sentence for each limit that `expectedAtMs` lies beyond. */
export function limitsPassed(limits: Limits, expectedAtMs: number): readonly string[] {
  const { row, validationBreachAtMs, closesAtMs } = limits;
  const said: string[] = [];
  if (isCounterOffer(row, expectedAtMs))
    said.push(
      `That is ${forLong(expectedAtMs - row.twoHourDueAt)} after the two-hour time (${atTime(row.twoHourDueAt)}). ` +
        "It goes back to the referrer, who agrees to it or says no; until then it is yours.",
    );
  if (validationBreachAtMs !== undefined && expectedAtMs > validationBreachAtMs)
    said.push(
      `That is after 999’s validation breach (${atTime(validationBreachAtMs)}). Tell the ambulance service by telephone before you accept.`,
    );
  else if (row.handBackAt !== null && expectedAtMs > row.handBackAt)
    said.push(
      `999 wants it back at ${atTime(row.handBackAt)} if nobody has accepted, and you come after that. Tell the ambulance service by telephone.`,
    );
  if (closesAtMs !== undefined && expectedAtMs > closesAtMs)
    said.push(`Your team closes at ${atTime(closesAtMs)}: make sure that somebody is there to go.`);
  if (row.isCrewWaiting && said.length > 0)
    said.push("A crew is waiting with the person: they have to know that this is longer than asked.");
  return said;
}

/** The referrer has to agree: later than two hours when two hours were asked. The queue decides the same way. */
export const isCounterOffer = (row: Pick<BoardRow, "response" | "twoHourDueAt">, expectedAtMs: number): boolean =>
  row.response === "two-hour" && expectedAtMs > row.twoHourDueAt;
