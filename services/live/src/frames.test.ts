import { liveFrame, type BoardRow, type LiveFrame } from "@ucrt/schemas";
import { describe, expect, test } from "vitest";
import { createBoard, type Change } from "./board.ts";
import {
  audienceOf,
  changeFrame,
  errorFrame,
  feedsFrame,
  heartbeatFrame,
  helloFrame,
  parkedFrame,
  snapshotDueFrame,
  snapshotFrame,
  type Viewer,
} from "./frames.ts";
import { madeOffer, madeRow } from "./made-row.ts";

const spa: Viewer = { subject: "spa", role: "spa-coordinator", organisation: "QH8" };
const north: Viewer = { subject: "n", role: "ucrt-clinician", organisation: "RAT", team: "north" };
const south: Viewer = { subject: "s", role: "ucrt-clinician", organisation: "RAT", team: "south" };
const crew: Viewer = { subject: "crew-1", role: "crew", organisation: "RYC" };
const stranger: Viewer = { subject: "crew-2", role: "crew", organisation: "RYC" };

const read = (text: string | null): LiveFrame => liveFrame.parse(JSON.parse(text ?? "null"));
const row = madeRow();
const offeredNorth = { ...row, version: 2, offer: madeOffer("north") };
const offeredSouth = { ...row, version: 3, offer: madeOffer("south") };

function changeBetween(before: BoardRow | null, after: BoardRow | null): Change {
  const board = createBoard(1);
  const id = after?.referralId ?? before?.referralId ?? "";
  if (before !== null) board.take({ partition: 0, offset: 1, key: id, record: before, readAtMs: 0 });
  const taken = board.take({ partition: 0, offset: 2, key: id, record: after, readAtMs: 0 });
  if (taken.kind !== "change") throw new Error("expected a change");
  return taken.change;
}

describe("who is told what of a change", () => {
  const cases: [string, BoardRow | null, BoardRow | null, Record<string, string>][] = [
    ["a new referral", null, row, { spa: "row", crew: "row", north: "nothing", south: "nothing", stranger: "nothing" }],
    [
      "an offer to north",
      row,
      offeredNorth,
      { spa: "row", crew: "row", north: "row", south: "nothing", stranger: "nothing" },
    ],
    [
      "an offer that moves on to south",
      offeredNorth,
      offeredSouth,
      { spa: "row", crew: "row", north: "removed", south: "row", stranger: "nothing" },
    ],
    [
      "a row that leaves the board",
      offeredSouth,
      null,
      { spa: "removed", crew: "removed", north: "nothing", south: "removed", stranger: "nothing" },
    ],
  ];
  test.each(cases)("%s", (_what, before, after, expected) => {
    const change = changeBetween(before, after);
    const viewers = { spa, crew, north, south, stranger };
    for (const [name, viewer] of Object.entries(viewers))
      expect(`${name}: ${audienceOf(viewer, change)}`).toBe(`${name}: ${expected[name]}`);
  });

  test("the frames are what the contract says, and nothing is said to those it does not concern", () => {
    const change = changeBetween(offeredNorth, offeredSouth);
    expect(read(changeFrame(spa, change, "c"))).toEqual({ type: "change", cursor: "c", row: offeredSouth });
    expect(read(changeFrame(north, change, "c"))).toEqual({
      type: "removed",
      cursor: "c",
      referralId: row.referralId,
      version: 3,
    });
    expect(changeFrame(stranger, change, "c")).toBeNull();
  });
});

test("what the desk marks for itself stays at the desk: a referrer's frames do not have it", () => {
  const marked: BoardRow = {
    ...row,
    version: 2,
    claimedBy: { name: "A colleague", until: 5, subject: "colleague" },
    snoozed: { name: "A colleague", until: 5, reason: "call-back-awaited" },
  };
  const change = changeBetween(row, marked);
  expect(read(changeFrame(spa, change, "c"))).toMatchObject({ row: marked });
  const own = read(changeFrame(crew, change, "c"));
  expect(own).toMatchObject({ row: { referralId: row.referralId, claimedBy: null } });
  const board = createBoard(1);
  board.take({ partition: 0, offset: 1, key: marked.referralId, record: marked, readAtMs: 0 });
  for (const text of [JSON.stringify(own), snapshotFrame(crew, board, "c")])
    expect(text).not.toMatch(/colleague|call-back-awaited/);
});

describe("a snapshot", () => {
  const board = createBoard(1);
  const other = madeRow({ submitter: "crew-9" });
  for (const [offset, one] of [offeredNorth, other].entries())
    board.take({ partition: 0, offset, key: one.referralId, record: one, readAtMs: 0 });
  board.take({
    partition: 0,
    offset: 9,
    key: "feed-hospital",
    record: {
      kind: "feed-status",
      feed: "hospital",
      waiting: 1,
      oldestAt: null,
      lastHeardAt: 5,
      isPaused: false,
      at: 5,
    },
    readAtMs: 0,
  });
  board.take({
    partition: 0,
    offset: 10,
    key: "parked",
    record: { kind: "parked-status", count: 4, oldestAt: 5, at: 5 },
    readAtMs: 0,
  });

  test("holds the rows a viewer may see, and the feeds only for the desk", () => {
    const seen = (viewer: Viewer) => {
      const frame = read(snapshotFrame(viewer, board, "c"));
      if (frame.type !== "snapshot") throw new Error("expected a snapshot");
      return {
        rows: frame.rows.map((one) => one.referralId).toSorted(),
        feeds: frame.feeds.length,
        parked: frame.parked?.count ?? null,
      };
    };
    expect(seen(spa)).toEqual({ rows: [row.referralId, other.referralId].toSorted(), feeds: 1, parked: 4 });
    expect(seen(north)).toEqual({ rows: [row.referralId], feeds: 0, parked: null });
    expect(seen(south)).toEqual({ rows: [], feeds: 0, parked: null });
  });

  test("every other frame is what the contract says too", () => {
    const frames = [
      helloFrame("i", true),
      feedsFrame(board),
      parkedFrame(board),
      heartbeatFrame({ asOfMs: 0, sentAtMs: 5, cursor: "c" }),
      snapshotDueFrame,
      errorFrame("REF_BAD_REQUEST", "no"),
    ];
    expect(frames.map((text) => read(text).type)).toEqual([
      "hello",
      "feeds",
      "parked",
      "heartbeat",
      "snapshot-due",
      "error",
    ]);
    expect(parkedFrame(createBoard(1))).toBeNull();
  });
});
