/**
 * What a page knows of the board, and how each frame changes it. Pure.
 * In: the state and a frame of the live protocol. Out: the next state. A row older than the one we have, and a row that was removed later, are ignored.
 */
import type { BoardFeedStatus, BoardRow, LiveFrame } from "@ucrt/schemas";
import { emptyLanes, lanesOf, moveRow, needsSomebody, rings, type OrderedLanes } from "./lanes.ts";

export interface BoardState {
  readonly rows: ReadonlyMap<string, BoardRow>;
  /** The rows by next action and next deadline, how many need somebody now, and those that ring: kept up with each change. */
  readonly lanes: OrderedLanes;
  readonly needed: number;
  readonly ringing: ReadonlyMap<string, BoardRow>;
  /** Version at which a row left our view. */
  readonly removed: ReadonlyMap<string, number>;
  readonly feeds: readonly BoardFeedStatus[];
  readonly parked: {
    readonly count: number;
    readonly oldestAt: number | null;
    readonly retriesStopped?: boolean | undefined;
  } | null;
  /** Where to go on after a break; opaque. */
  readonly cursor: string | undefined;
  /** The last heartbeat, and when it came on our steady clock. */
  readonly heartbeat:
    | { readonly asOfMs: number; readonly sentAtMs: number; readonly atMonotonicMs: number }
    | undefined;
  readonly hasRows: boolean;
}

export const emptyBoard: BoardState = {
  rows: new Map(),
  lanes: emptyLanes,
  needed: 0,
  ringing: new Map(),
  removed: new Map(),
  feeds: [],
  parked: null,
  cursor: undefined,
  heartbeat: undefined,
  hasRows: false,
};

/** Beyond this many remembered removals the oldest are forgotten: a row so long gone does not come back out of order. */
const mostRemoved = 2_000;

/** The state after a frame that came at `atMonotonicMs`. */
export function onFrame(state: BoardState, frame: LiveFrame, atMonotonicMs: number): BoardState {
  switch (frame.type) {
    case "snapshot":
      return {
        ...state,
        ...wholly(new Map(frame.rows.map((row) => [row.referralId, newer(row, state.rows.get(row.referralId))]))),
        removed: new Map(),
        feeds: frame.feeds,
        parked: frame.parked,
        cursor: frame.cursor,
        hasRows: true,
      };
    case "change": {
      const { row, cursor } = frame;
      const known = state.rows.get(row.referralId)?.version ?? state.removed.get(row.referralId) ?? 0;
      if (row.version <= known) return { ...state, cursor };
      return {
        ...state,
        ...withRow(state, row.referralId, row),
        removed: without(state.removed, row.referralId),
        cursor,
      };
    }
    case "removed": {
      const { referralId, version, cursor } = frame;
      const known = state.rows.get(referralId);
      if (known !== undefined && known.version > version) return { ...state, cursor };
      const removed = new Map(state.removed).set(referralId, version);
      for (const oldest of removed.keys()) {
        if (removed.size <= mostRemoved) break;
        removed.delete(oldest);
      }
      return { ...state, ...withRow(state, referralId, undefined), removed, cursor };
    }
    case "feeds":
      return { ...state, feeds: frame.feeds };
    case "parked":
      return {
        ...state,
        parked: { count: frame.count, oldestAt: frame.oldestAt, retriesStopped: frame.retriesStopped },
      };
    case "heartbeat":
      return {
        ...state,
        cursor: frame.cursor,
        heartbeat: { asOfMs: frame.asOf, sentAtMs: frame.sentAt, atMonotonicMs },
      };
    case "hello":
    case "snapshot-due":
    case "error":
      return state;
  }
}

type Placed = Pick<BoardState, "rows" | "lanes" | "needed" | "ringing">;

function wholly(rows: ReadonlyMap<string, BoardRow>): Placed {
  const all = [...rows.values()];
  return {
    rows,
    lanes: lanesOf(all),
    needed: all.filter(needsSomebody).length,
    ringing: new Map(all.filter(rings).map((row) => [row.referralId, row])),
  };
}

/** One row came, changed, or went (undefined). */
function withRow(state: BoardState, referralId: string, after: BoardRow | undefined): Placed {
  const before = state.rows.get(referralId);
  const needs = (row: BoardRow | undefined): number => (row !== undefined && needsSomebody(row) ? 1 : 0);
  const rows = after === undefined ? without(state.rows, referralId) : new Map(state.rows).set(referralId, after);
  const ringing =
    after !== undefined && rings(after)
      ? new Map(state.ringing).set(referralId, after)
      : without(state.ringing, referralId);
  return {
    rows,
    ringing,
    lanes: before === undefined && after === undefined ? state.lanes : moveRow(state.lanes, before, after),
    needed: state.needed - needs(before) + needs(after),
  };
}

function newer(row: BoardRow, known: BoardRow | undefined): BoardRow {
  return known !== undefined && known.version > row.version ? known : row;
}

function without<Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  if (!map.has(key)) return map;
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}

/** Beyond this age what the board shows may no longer be true, milliseconds. */
export const staleAfterMs = 12_000;

export type Freshness =
  | { readonly kind: "live"; readonly asOfMs: number }
  | { readonly kind: "catching-up"; readonly asOfMs: number | undefined }
  | { readonly kind: "stale"; readonly sinceMs: number | undefined };

/** How far what is shown may be trusted, at `nowMonotonicMs` of the steady clock. A broken connection alone is not stale; its age is. */
export function freshnessOf(state: BoardState, connected: boolean, nowMonotonicMs: number): Freshness {
  const { heartbeat } = state;
  if (heartbeat === undefined) return { kind: "catching-up", asOfMs: undefined };
  const ageMs = heartbeat.sentAtMs - heartbeat.asOfMs + (nowMonotonicMs - heartbeat.atMonotonicMs);
  // 0: just after a start, when not every part of the board has been heard of yet. That is stale, and since no time of day.
  if (ageMs > staleAfterMs) return { kind: "stale", sinceMs: heartbeat.asOfMs === 0 ? undefined : heartbeat.asOfMs };
  return connected && state.hasRows
    ? { kind: "live", asOfMs: heartbeat.asOfMs }
    : { kind: "catching-up", asOfMs: heartbeat.asOfMs };
}
