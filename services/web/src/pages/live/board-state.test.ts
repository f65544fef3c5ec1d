import { describe, expect, it } from "vitest";
import { emptyBoard, freshnessOf, onFrame, type BoardState } from "./board-state.ts";
import { aRow, testNowMs } from "./rows-for-tests.ts";

const id = aRow().referralId;
const snapshot = (state: BoardState, ...versions: number[]) =>
  onFrame(
    state,
    { type: "snapshot", cursor: "c0", rows: versions.map((version) => aRow({ version })), feeds: [], parked: null },
    0,
  );
const change = (state: BoardState, version: number, cursor = `c${version}`) =>
  onFrame(state, { type: "change", cursor, row: aRow({ version }) }, 0);
const removed = (state: BoardState, version: number) =>
  onFrame(state, { type: "removed", cursor: `r${version}`, referralId: id, version }, 0);
const heartbeat = (state: BoardState, at: { asOf: number; sentAt: number; monotonicMs: number }) =>
  onFrame(state, { type: "heartbeat", asOf: at.asOf, sentAt: at.sentAt, cursor: "h" }, at.monotonicMs);

describe("rows by version", () => {
  it("takes a newer row and ignores an older one, but moves the cursor on", () => {
    const state = change(change(snapshot(emptyBoard, 3), 5), 4, "later");
    expect(state.rows.get(id)?.version).toBe(5);
    expect(state.cursor).toBe("later");
  });

  it("does not bring a removed row back by an older change, but does by a newer one", () => {
    const gone = removed(snapshot(emptyBoard, 3), 4);
    expect(gone.rows.size).toBe(0);
    expect(change(gone, 4).rows.size).toBe(0);
    expect(change(gone, 5).rows.get(id)?.version).toBe(5);
  });

  it("keeps a row that is newer than its removal", () => {
    expect(removed(snapshot(emptyBoard, 6), 5).rows.size).toBe(1);
  });

  it("drops what a snapshot no longer has, and keeps the newer of two versions", () => {
    expect(snapshot(snapshot(emptyBoard, 3)).rows.size).toBe(0);
    expect(snapshot(change(snapshot(emptyBoard, 3), 9), 8).rows.get(id)?.version).toBe(9);
  });
});

describe("how far the board may be trusted", () => {
  const lively = heartbeat(snapshot(emptyBoard, 1), { asOf: testNowMs - 2_000, sentAt: testNowMs, monotonicMs: 1_000 });

  it("is catching up until rows and a heartbeat are there", () => {
    expect(freshnessOf(emptyBoard, false, 0).kind).toBe("catching-up");
    expect(freshnessOf(snapshot(emptyBoard, 1), true, 0).kind).toBe("catching-up");
  });

  it("is live while what it shows is at most 12 s old, counting the age the server named and the time since", () => {
    expect(freshnessOf(lively, true, 11_000).kind).toBe("live");
    expect(freshnessOf(lively, true, 11_001)).toEqual({ kind: "stale", sinceMs: testNowMs - 2_000 });
  });

  it("is not live when the connection is gone, and stale only by its age", () => {
    expect(freshnessOf(lively, false, 2_000).kind).toBe("catching-up");
    expect(freshnessOf(lively, false, 20_000).kind).toBe("stale");
  });

  it("is stale at once when the server itself reads old data, though the connection holds", () => {
    const late = heartbeat(snapshot(emptyBoard, 1), { asOf: testNowMs - 13_000, sentAt: testNowMs, monotonicMs: 500 });
    expect(freshnessOf(late, true, 500)).toEqual({ kind: "stale", sinceMs: testNowMs - 13_000 });
  });

  it("names no time of day when the service has not heard of the whole board since it started", () => {
    const unheard = heartbeat(snapshot(emptyBoard, 1), { asOf: 0, sentAt: testNowMs, monotonicMs: 500 });
    expect(freshnessOf(unheard, true, 500)).toEqual({ kind: "stale", sinceMs: undefined });
  });
});
