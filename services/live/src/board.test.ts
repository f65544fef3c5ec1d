import { boardRow, type BoardRecord, type BoardRow } from "@ucrt/schemas";
import { describe, expect, test } from "vitest";
import { createBoard, type Board, type Change } from "./board.ts";
import { madeBeat, madeOffer, madeRow } from "./made-row.ts";

let offset = 0;
function take(board: Board, key: string, record: BoardRecord | null, partition = 0) {
  offset += 1;
  return board.take({ partition, offset, key, record, readAtMs: 0 });
}
function changeOf(board: Board, row: BoardRow): Change {
  const taken = take(board, row.referralId, row);
  if (taken.kind !== "change") throw new Error(`expected a change, got ${taken.kind}`);
  return taken.change;
}

describe("rows", () => {
  test("a change tells who saw the row before and who sees it after, and carries it as on the wire", () => {
    const board = createBoard(2);
    const row = madeRow();
    expect(changeOf(board, row)).toMatchObject({ before: null, after: { team: null }, version: 1 });
    const offered = { ...row, version: 2, offer: madeOffer("north") };
    const change = changeOf(board, offered);
    expect(change).toMatchObject({ before: { offer: null }, after: { offer: { team: "north" } }, version: 2 });
    expect(boardRow.parse(JSON.parse(change.rowJson ?? ""))).toEqual(offered);
  });

  test("a version never goes back, and the same row again is no change", () => {
    const board = createBoard(1);
    const row = madeRow({ version: 5, place: "thurrock" });
    changeOf(board, row);
    expect(take(board, row.referralId, { ...row, version: 4, place: "mid-essex" }).kind).toBe("nothing");
    expect(take(board, row.referralId, row).kind).toBe("nothing");
    expect(changeOf(board, { ...row, openCallTasks: 1 }).version).toBe(5);
    expect([...board.entries()]).toHaveLength(1);
  });

  test("a removed key leaves the board, once, and those who saw it are told", () => {
    const board = createBoard(1);
    const row = madeRow({ version: 3 });
    changeOf(board, row);
    expect(take(board, row.referralId, null)).toMatchObject({
      kind: "change",
      change: { version: 3, after: null, rowJson: null, before: { submitter: "crew-1" } },
    });
    expect(take(board, row.referralId, null).kind).toBe("nothing");
    expect(board.rowCount()).toBe(0);
  });

  test("fields that the contract does not know never reach a screen", () => {
    const board = createBoard(1);
    const change = changeOf(board, { ...madeRow(), patientName: "canary" } as BoardRow);
    expect(change.rowJson).not.toContain("canary");
  });
});

test("the next offsets grow with every record and never go back", () => {
  const board = createBoard(3);
  board.take({ partition: 1, offset: 7, key: "beat-1", record: madeBeat(), readAtMs: 0 });
  expect(board.next()).toEqual([0, 8, 0]);
  board.skipTo(1, 3);
  board.skipTo(2, 4);
  expect(board.next()).toEqual([0, 8, 4]);
});

describe("freshness", () => {
  test("is unknown until every partition has had a beat", () => {
    const board = createBoard(2);
    take(board, "beat-0", madeBeat(), 0);
    expect(board.asOf()).toBe(0);
  });

  test("is the oldest of the beats less what is unsent, and of what queue last fetched", () => {
    const board = createBoard(2);
    take(board, "beat-0", madeBeat({ at: 100_000, oldestUnsentAgeMs: 0, lastFetchAt: 100_000 }), 0);
    take(board, "beat-1", madeBeat({ at: 103_000, oldestUnsentAgeMs: 9_000, lastFetchAt: 103_000 }), 1);
    expect(board.asOf()).toBe(94_000);
    take(board, "beat-1", madeBeat({ at: 106_000, lastFetchAt: 90_000 }), 1);
    expect(board.asOf()).toBe(90_000);
    take(board, "beat-1", madeBeat({ at: 50_000, lastFetchAt: 50_000 }), 1);
    expect(board.asOf()).toBe(90_000);
  });
});

test("the feeds' state and the parked count are kept beside the rows", () => {
  const board = createBoard(1);
  const status = {
    kind: "feed-status" as const,
    feed: "hospital" as const,
    waiting: 3,
    oldestAt: null,
    lastHeardAt: null,
    isPaused: false,
    at: 10,
  };
  expect(take(board, "feed-hospital", status).kind).toBe("feeds");
  expect(take(board, "feed-hospital", { ...status, waiting: 1, at: 5 }).kind).toBe("nothing");
  expect(board.feeds()).toEqual([status]);
  expect(take(board, "parked", { kind: "parked-status", count: 2, oldestAt: 5, at: 10 }).kind).toBe("parked");
  expect(board.parked()).toEqual({ count: 2, oldestAt: 5 });
});
