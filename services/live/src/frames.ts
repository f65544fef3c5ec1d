/**
 * Makes frames as text, once for all sockets of a scope. In: a change or the board, and one viewer of the scope. Out: the frame, or null when
 * it is not theirs to know. A row that was visible and is no more is `removed`; one that never was is not mentioned. Pure.
 */
import { mayView, mayViewFeeds, rowFor, rowsTable, type ViewedRow } from "@ucrt/domain";
import {
  boardFeedStatus,
  LIVE_PROTOCOL_VERSION,
  type BoardRow,
  type LiveFrameWire,
  type Principal,
} from "@ucrt/schemas";
import type { Board, Change, Parked } from "./board.ts";

export type Viewer = Pick<Principal, "subject" | "role" | "organisation" | "team">;

/** What a change is to a viewer. */
export function audienceOf(
  viewer: Viewer,
  change: { readonly before: ViewedRow | null; readonly after: ViewedRow | null },
): "row" | "removed" | "nothing" {
  if (change.after !== null && mayView(viewer, change.after)) return "row";
  return change.before !== null && mayView(viewer, change.before) ? "removed" : "nothing";
}

/** The frame of a change for everyone of the viewer's scope, or null. */
export function changeFrame(viewer: Viewer, change: Change, cursor: string): string | null {
  switch (audienceOf(viewer, change)) {
    case "row":
      return `{"type":"change","cursor":"${cursor}","row":${rowJsonFor(viewer, change.rowJson ?? "null")}}`;
    case "removed":
      return frame({ type: "removed", cursor, referralId: change.referralId, version: change.version });
    case "nothing":
      return null;
  }
}

/** The whole board as the viewer may see it. */
export function snapshotFrame(viewer: Viewer, board: Board, cursor: string): string {
  const rows: string[] = [];
  for (const entry of board.entries()) if (mayView(viewer, entry.viewed)) rows.push(rowJsonFor(viewer, entry.json));
  const seesFeeds = mayViewFeeds(viewer);
  const feeds = seesFeeds ? feedsOf(board) : [];
  const parked = seesFeeds ? parkedOf(board) : null;
  return `{"type":"snapshot","cursor":"${cursor}","rows":[${rows.join(",")}],"feeds":${JSON.stringify(feeds)},"parked":${JSON.stringify(parked)}}`;
}

/** The text of a row is kept once; only a referrer's is made again, without the desk's own marks. */
function rowJsonFor(viewer: Viewer, json: string): string {
  const isReferrers = rowsTable[viewer.role].startsWith("own-");
  return isReferrers ? JSON.stringify(rowFor(viewer, JSON.parse(json) as BoardRow)) : json;
}

export const feedsFrame = (board: Board): string => frame({ type: "feeds", feeds: feedsOf(board) });

/** The parked count, or null while nobody has told it. */
export function parkedFrame(board: Board): string | null {
  const parked = parkedOf(board);
  return parked === null ? null : frame({ type: "parked", ...parked });
}

export const helloFrame = (instance: string, resumed: boolean): string =>
  frame({ type: "hello", protocol: LIVE_PROTOCOL_VERSION, instance, resumed });

export function heartbeatFrame(given: {
  readonly asOfMs: number;
  readonly sentAtMs: number;
  readonly cursor: string;
}): string {
  return frame({ type: "heartbeat", asOf: iso(given.asOfMs), sentAt: iso(given.sentAtMs), cursor: given.cursor });
}

export const snapshotDueFrame: string = frame({ type: "snapshot-due" });

export const errorFrame = (code: string, detail: string): string => frame({ type: "error", code, detail });

function frame(value: LiveFrameWire): string {
  return JSON.stringify(value);
}

const iso = (atMs: number): string => new Date(atMs).toISOString();
const feedsOf = (board: Board) => board.feeds().map((status) => boardFeedStatus.encode(status));

function parkedOf(board: Board): (Omit<Parked, "oldestAt"> & { readonly oldestAt: string | null }) | null {
  const parked = board.parked();
  return parked === null ? null : { ...parked, oldestAt: parked.oldestAt === null ? null : iso(parked.oldestAt) };
}
