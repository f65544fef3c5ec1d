/**
 * The order of the board. Pure. In: rows, and the row under the pointer or the focus. Out: lanes with their rows.
 * By next action, then by the next deadline. The pinned row keeps its lane and its place in it while everything else is put in order around it.
 */
import type { BoardRow, Lane } from "@ucrt/schemas";

/** Lanes of the board from top to bottom; candidates have a tab of their own. */
export const boardLanes = [
  "decide-now",
  "waiting-for-team",
  "on-the-way",
  "held",
  "awaiting-acknowledgement",
] as const satisfies readonly Lane[];

export interface Pin {
  readonly referralId: string;
  readonly lane: Lane;
  readonly index: number;
}

export type OrderedLanes = Readonly<Record<Lane, readonly BoardRow[]>>;

/** Earliest deadline first; without one last; ties by the two-hour time, then by id, so that every screen shows the same order. */
export function compareRows(a: BoardRow, b: BoardRow): number {
  const byDeadline = (a.nextDeadline?.at ?? Number.MAX_SAFE_INTEGER) - (b.nextDeadline?.at ?? Number.MAX_SAFE_INTEGER);
  if (byDeadline !== 0) return byDeadline;
  const byTwoHours = a.twoHourDueAt - b.twoHourDueAt;
  if (byTwoHours !== 0) return byTwoHours;
  return a.referralId < b.referralId ? -1 : a.referralId > b.referralId ? 1 : 0;
}

/** Every lane in order, with the pinned row held where it is. */
export function orderRows(rows: Iterable<BoardRow>, pin?: Pin): OrderedLanes {
  const lanes: Record<Lane, BoardRow[]> = {
    "decide-now": [],
    "waiting-for-team": [],
    "on-the-way": [],
    held: [],
    "awaiting-acknowledgement": [],
    candidates: [],
    done: [],
  };
  let pinned: BoardRow | undefined;
  for (const row of rows) {
    if (row.referralId === pin?.referralId) pinned = row;
    else lanes[row.lane].push(row);
  }
  for (const lane of Object.values(lanes)) lane.sort(compareRows);
  if (pinned !== undefined && pin !== undefined) {
    const lane = lanes[pin.lane];
    lane.splice(Math.min(pin.index, lane.length), 0, pinned);
  }
  return lanes;
}

/** Where a row stands now; undefined when it is not on the board. */
export function placeOf(lanes: OrderedLanes, referralId: string): Pin | undefined {
  for (const lane of Object.keys(lanes) as Lane[]) {
    const index = lanes[lane].findIndex((row) => row.referralId === referralId);
    if (index !== -1) return { referralId, lane, index };
  }
  return undefined;
}

/** Rows that wait for a person of the single point of access now: to decide, to find a team by hand, to call. */
export function needYouNow(rows: Iterable<BoardRow>): number {
  let count = 0;
  for (const row of rows)
    if (
      row.lane === "decide-now" ||
      (row.lane !== "done" && row.lane !== "candidates" && row.alarms.some((alarm) => alarm !== "deadline-near"))
    )
      count++;
  return count;
}

/** The reason in at most five words or so: the need, and what the criteria found most serious. */
export function isUrgent(row: BoardRow, nowMs: number): boolean {
  return row.nextDeadline !== null && row.nextDeadline.at < nowMs;
}
