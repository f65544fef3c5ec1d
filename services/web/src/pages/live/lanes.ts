/**
 * The rows of the board in lanes, kept in order as they change. Pure. In: lanes, one row before and after. Out: lanes; those that did not change are the very
 * same lists, so that a change on a board of 10,000 rows costs what its own lane costs.
 */
import type { BoardRow, Lane } from "@ucrt/schemas";

export type OrderedLanes = Readonly<Record<Lane, readonly BoardRow[]>>;

export const emptyLanes: OrderedLanes = {
  "decide-now": [],
  "waiting-for-team": [],
  "on-the-way": [],
  held: [],
  "awaiting-acknowledgement": [],
  candidates: [],
  done: [],
};

/** Earliest deadline first; without one last; ties by the two-hour time, then by id, so that every screen shows the same order. */
export function compareRows(a: BoardRow, b: BoardRow): number {
  const byDeadline = (a.nextDeadline?.at ?? Number.MAX_SAFE_INTEGER) - (b.nextDeadline?.at ?? Number.MAX_SAFE_INTEGER);
  if (byDeadline !== 0) return byDeadline;
  const byTwoHours = a.twoHourDueAt - b.twoHourDueAt;
  if (byTwoHours !== 0) return byTwoHours;
  return a.referralId < b.referralId ? -1 : a.referralId > b.referralId ? 1 : 0;
}

/** Every lane in order, from rows in any order. */
export function lanesOf(rows: Iterable<BoardRow>): OrderedLanes {
  const lanes: Record<Lane, BoardRow[]> = {
    "decide-now": [],
    "waiting-for-team": [],
    "on-the-way": [],
    held: [],
    "awaiting-acknowledgement": [],
    candidates: [],
    done: [],
  };
  for (const row of rows) lanes[row.lane].push(row);
  for (const lane of Object.values(lanes)) lane.sort(compareRows);
  return lanes;
}

/** The lanes after one row came, changed or went. `before`: as it stands in them. */
export function moveRow(lanes: OrderedLanes, before: BoardRow | undefined, after: BoardRow | undefined): OrderedLanes {
  const moved: Partial<Record<Lane, readonly BoardRow[]>> = {};
  if (before !== undefined) {
    const lane = lanes[before.lane];
    const index = placeIn(lane, before);
    if (lane[index]?.referralId === before.referralId) moved[before.lane] = lane.toSpliced(index, 1);
  }
  if (after !== undefined) {
    const lane = moved[after.lane] ?? lanes[after.lane];
    moved[after.lane] = lane.toSpliced(placeIn(lane, after), 0, after);
  }
  return { ...lanes, ...moved };
}

/** Where the row stands in an ordered list, or would. */
function placeIn(rows: readonly BoardRow[], row: BoardRow): number {
  let from = 0;
  let to = rows.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const other = rows[middle];
    if (other !== undefined && compareRows(other, row) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** A row that waits for a person of the single point of access now: to decide, to find a team by hand, to call. */
export const needsSomebody = (row: BoardRow): boolean =>
  row.lane === "decide-now" ||
  (row.lane !== "done" && row.lane !== "candidates" && row.alarms.some((alarm) => alarm !== "deadline-near"));

/** Rings by itself, whatever the clock says. */
export const rings = (row: BoardRow): boolean => row.lane !== "done" && row.alarms.length > 0;
