// Fan-out and placing, with connections that only write down what they are given.
import type { BoardRow } from "@ucrt/schemas";
import { beforeEach, describe, expect, test } from "vitest";
import { createBoard, type Board } from "./board.ts";
import type { Connection } from "./connection.ts";
import { hashOf, writeCursor } from "./cursor.ts";
import type { Viewer } from "./frames.ts";
import { createHub, type Hub } from "./hub.ts";
import { madeOffer, madeRow } from "./made-row.ts";
import { createRing } from "./ring.ts";
import { defaultSettings } from "./settings.ts";

const spa = (subject: string): Viewer => ({ subject, role: "spa-coordinator", organisation: "QH8" });
const north = (subject: string): Viewer => ({ subject, role: "ucrt-clinician", organisation: "RAT", team: "north" });

interface Recorder extends Connection {
  readonly got: Buffer[];
  readonly types: () => string[];
  readonly closedWith: () => number | undefined;
}

function recorder(onClose: (connection: Connection) => void): Recorder {
  const got: Buffer[] = [];
  let code: number | undefined;
  const self: Recorder = {
    got,
    types: () => got.map((frame) => (JSON.parse(frame.toString("utf8")) as { type: string }).type),
    closedWith: () => code,
    deliver: (frame) => void got.push(frame),
    deliverSnapshot: (frame) => void got.push(frame),
    close: (given) => {
      code = given;
      onClose(self);
    },
    isClosed: () => code !== undefined,
    opened: () => undefined,
    check: () => undefined,
    isBehind: () => false,
    unsentBytes: () => 0,
    wantsSnapshot: () => false,
  };
  return self;
}

let board: Board;
let hub: Hub;
let nowMs: number;
let offset: number;
const make = (): Recorder => recorder((connection) => hub.leave(connection));

beforeEach(() => {
  nowMs = 1_000;
  offset = 0;
  board = createBoard(2);
  const ring = createRing({ changes: 100, ageMs: 60_000 });
  ring.begin([0, 0]);
  hub = createHub({
    board,
    ring,
    settings: defaultSettings,
    instance: "here",
    incarnation: () => "topic",
    nowMs: () => nowMs,
  });
});

function publish(row: BoardRow): void {
  const taken = board.take({ partition: 0, offset, key: row.referralId, record: row, readAtMs: nowMs });
  offset += 1;
  if (taken.kind === "change") hub.tellChange(taken.change);
}
const cursor = (viewerScope: string, offsets: number[]): string =>
  writeCursor({ incarnation: hashOf("topic"), scope: hashOf(viewerScope), offsets });
const DESK = "all+feeds";

describe("fan-out", () => {
  test("a change is encoded once for everyone who may see the same", () => {
    const [a, b, c, d] = [make(), make(), make(), make()];
    hub.join(a, spa("a"), undefined);
    hub.join(b, spa("b"), undefined);
    hub.join(c, north("c"), undefined);
    hub.join(d, north("d"), undefined);
    publish(madeRow({ offer: madeOffer("north") }));
    expect(a.got.at(-1)).toBe(b.got.at(-1));
    expect(c.got.at(-1)).toBe(d.got.at(-1));
    expect(a.types().at(-1)).toBe("change");
    expect(c.types().at(-1)).toBe("change");
  });

  test("a snapshot is encoded once until the board changes", () => {
    const [a, b, c] = [make(), make(), make()];
    publish(madeRow());
    hub.join(a, spa("a"), undefined);
    hub.join(b, spa("b"), undefined);
    expect(a.got[1]).toBe(b.got[1]);
    publish(madeRow());
    hub.join(c, spa("c"), undefined);
    expect(c.got[1]?.toString("utf8")).toContain('"type":"snapshot"');
    expect(c.got[1]).not.toBe(a.got[1]);
  });

  test("a connection that left is told nothing, and counts no more", () => {
    const a = make();
    hub.join(a, spa("a"), undefined);
    hub.leave(a);
    const before = a.got.length;
    publish(madeRow());
    hub.heartbeat();
    expect(a.got).toHaveLength(before);
    expect(hub.count()).toBe(0);
  });
});

describe("coming back", () => {
  test("with a cursor of ours: what was missed, then a heartbeat, and no snapshot", () => {
    publish(madeRow());
    publish(madeRow());
    const a = make();
    hub.join(a, spa("a"), cursor(DESK, [1, 0]));
    expect(a.types()).toEqual(["hello", "change", "feeds", "heartbeat"]);
  });

  test("a cursor that is ahead waits for this instance, and goes on when it is there", () => {
    const a = make();
    hub.join(a, spa("a"), cursor(DESK, [1, 0]));
    expect(a.got).toEqual([]);
    publish(madeRow());
    hub.caughtUp();
    expect(a.types()).toEqual(["hello", "feeds", "heartbeat"]);
    publish(madeRow());
    expect(a.types().at(-1)).toBe("change");
  });

  test("a cursor that stays ahead gets a snapshot in the end", () => {
    const a = make();
    hub.join(a, spa("a"), cursor(DESK, [99, 0]));
    hub.check();
    expect(a.got).toEqual([]);
    nowMs += defaultSettings.catchUpWaitMs;
    hub.check();
    expect(a.types()).toEqual(["hello", "snapshot", "heartbeat"]);
  });

  test("one that left while it waited is not placed", () => {
    const a = make();
    hub.join(a, spa("a"), cursor(DESK, [1, 0]));
    hub.leave(a);
    publish(madeRow());
    hub.caughtUp();
    expect(a.got).toEqual([]);
  });

  test("having missed more than a reader could take at once, it gets a snapshot", () => {
    const row = madeRow();
    for (let version = 1; version <= 50; version += 1) publish({ ...row, version, endedAs: "x".repeat(10_000) });
    const a = make();
    hub.join(a, spa("a"), cursor(DESK, [0, 0]));
    expect(a.types()).toEqual(["hello", "snapshot", "heartbeat"]);
  });
});

test("one person has at most five connections: the oldest goes", () => {
  const all = Array.from({ length: 7 }, () => make());
  for (const connection of all) hub.join(connection, spa("same"), undefined);
  expect(all.map((connection) => connection.closedWith())).toEqual([
    4409,
    4409,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(hub.count()).toBe(5);
  const someoneElse = make();
  hub.join(someoneElse, spa("other"), undefined);
  expect(hub.count()).toBe(6);
});

test("when the process stops, everyone is told to come back", () => {
  const [a, b] = [make(), make()];
  hub.join(a, spa("a"), undefined);
  hub.join(b, north("b"), undefined);
  hub.closeAll(1012, "stopping");
  expect([a.closedWith(), b.closedWith()]).toEqual([1012, 1012]);
  expect(hub.count()).toBe(0);
});

test("the slowest reader's unsent bytes are what is told of all", () => {
  expect(hub.mostUnsentBytes()).toBe(0);
  for (const [index, bytes] of [5, 900, 0].entries())
    hub.join({ ...make(), unsentBytes: () => bytes }, spa(`reader ${index}`), undefined);
  expect(hub.mostUnsentBytes()).toBe(900);
});
