/** Which rows of a lane are folded away, and which match what is looked for. Pure. In: rows in order, the area's times, now. Out: rows. */
import { referralNumberOf } from "@ucrt/domain/referral-number";
import type { BoardRow, BoardTimes } from "@ucrt/schemas";
import { codeInWords, idInWords } from "../words.ts";
import { isDeadlineNear } from "./alarm-table.ts";
import { flagsInOrder } from "./flag-words.ts";
import { ageAndSex, alarmsOf, needOf, outcomeOf, sourceOf, stateOf } from "./row-words.ts";

export interface FoldedLane {
  readonly rows: readonly BoardRow[];
  /** At the end of the lane, folded, with their count. */
  readonly aside: readonly BoardRow[];
}

/** A row that was put aside stays so until its time is over, and never while it rings or its next deadline is near. */
export function isAside(row: BoardRow, times: BoardTimes, nowMs: number): boolean {
  return (
    row.snoozed !== undefined &&
    row.snoozed.until > nowMs &&
    row.alarms.length === 0 &&
    !isDeadlineNear(row, times, nowMs)
  );
}

/** `keep`: the row under the pointer or the focus stays where it is. */
export function foldLane(
  rows: readonly BoardRow[],
  times: BoardTimes,
  { nowMs, keep }: { readonly nowMs: number; readonly keep?: string | undefined },
): FoldedLane {
  // Hardly ever is anything put aside: then the lane stays the very same list.
  if (!rows.some((row) => isAside(row, times, nowMs))) return { rows, aside: [] };
  const isFolded = (row: BoardRow): boolean => row.referralId !== keep && isAside(row, times, nowMs);
  return { rows: rows.filter((row) => !isFolded(row)), aside: rows.filter(isFolded) };
}

/** Every word looked for is somewhere in what the row says: place, age, need, source, state, marks, claim, number. Coded words only, no identity. */
export function rowMatches(row: BoardRow, wanted: string, teamName: (id: string) => string): boolean {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const said = [
    row.place === null ? "place not known" : idInWords(row.place),
    ageAndSex(row),
    needOf(row),
    outcomeOf(row) ?? "",
    sourceOf(row),
    stateOf(row, teamName),
    row.isCrewWaiting ? "crew waiting" : "",
    row.isOnFloor ? "on the floor" : "",
    row.is999 ? "999" : "",
    row.claimedBy?.name ?? "",
    codeInWords(row.response),
    referralNumberOf(row.referralId),
    ...alarmsOf(row),
    ...flagsInOrder(row).map((flag) => flag.words),
  ]
    .join(" ")
    .toLowerCase();
  return words.every((word) => said.includes(word));
}
