/**
 * What the board shows of the ordered lanes. Pure. In: lanes, and the row under the pointer or the focus. Out: lanes with that row held.
 * The pinned row keeps its lane and its place in it while everything else is put in order around it.
 */
import type { BoardRow, Lane } from "@ucrt/schemas";
import { moveRow, type OrderedLanes } from "../live/lanes.ts";

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

/** The lanes with the pinned row held where it is; the same lanes when nothing is pinned. `row`: as it is now. */
export function pinRow(lanes: OrderedLanes, pin: Pin | undefined, row: BoardRow | undefined): OrderedLanes {
  if (pin === undefined || row === undefined) return lanes;
  if (lanes[pin.lane][pin.index]?.referralId === pin.referralId) return lanes;
  const others = moveRow(lanes, row, undefined);
  const lane = others[pin.lane];
  return { ...others, [pin.lane]: lane.toSpliced(Math.min(pin.index, lane.length), 0, row) };
}

/** Where a row stands now; undefined when it is not on the board. */
export function placeOf(lanes: OrderedLanes, referralId: string): Pin | undefined {
  for (const lane of Object.keys(lanes) as Lane[]) {
    const index = lanes[lane].findIndex((row) => row.referralId === referralId);
    if (index !== -1) return { referralId, lane, index };
  }
  return undefined;
}
