// What meets in one call of a lane, and what never does.
import { expect, test } from "vitest";
import { createLane } from "./lane.ts";
import type { IncomingMessage } from "./messages.ts";
import type { Load, WorkOutcome } from "./work-through.ts";

const load = (partition: number, offsets: readonly number[], isAlone = false): Load => ({
  messages: offsets.map((offset): IncomingMessage => ({
    topic: "facts",
    partition,
    offset: String(offset),
    key: null,
    valueBytes: Buffer.alloc(0),
    isTombstone: false,
    timestampMs: 0,
    headers: {},
  })),
  isAlone,
  resolve: ({ offset }) => ({ topic: "facts", partition, offset }),
  commit: async () => undefined,
});

function watched(maxBatch = 200) {
  const calls: string[][] = [];
  let gate: Promise<void> = Promise.resolve();
  const lane = createLane({
    maxBatch,
    work: async (loads) => {
      calls.push(loads.flatMap(({ messages }) => messages.map(({ partition, offset }) => `${partition}:${offset}`)));
      await gate;
      return loads.map((): WorkOutcome => ({ failure: undefined }));
    },
  });
  return { lane, calls, holdWith: (until: Promise<void>) => (gate = until) };
}

test("handles in one call what several partitions bring in the same turn, each in its order", async () => {
  const { lane, calls } = watched();
  await Promise.all([lane(load(0, [1, 2])), lane(load(1, [7])), lane(load(2, [3]))]);
  expect(calls).toEqual([["0:1", "0:2", "1:7", "2:3"]]);
});

test("gathers what comes while a call is under way into the next one, and never overlaps calls", async () => {
  const { lane, calls, holdWith } = watched();
  const gate = Promise.withResolvers<void>();
  holdWith(gate.promise);
  const first = lane(load(0, [1]));
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  const later = [lane(load(1, [1])), lane(load(2, [1]))];
  expect(calls).toEqual([["0:1"]]);
  gate.resolve();
  await Promise.all([first, ...later]);
  expect(calls).toEqual([["0:1"], ["1:1", "2:1"]]);
});

test("keeps a call within its limit, and gives a partition that failed before a call of its own", async () => {
  const { lane, calls } = watched(3);
  await Promise.all([
    lane(load(0, [1, 2])),
    lane(load(1, [1, 2])),
    lane(load(2, [1], true)),
    lane(load(3, [1])),
    lane(load(4, [1])),
  ]);
  expect(calls).toEqual([["0:1", "0:2"], ["1:1", "1:2"], ["2:1"], ["3:1", "4:1"]]);
});

test("tells each partition its own outcome, and fails all of a call that threw", async () => {
  const stopped = new Error("the group is rebalancing");
  const mixed = createLane({
    maxBatch: 200,
    work: async (loads) => {
      if (loads.length > 2) throw stopped;
      return loads.map(({ isAlone }, index) => ({ failure: isAlone ? "alone" : index === 1 ? "second" : undefined }));
    },
  });
  expect(await Promise.all([mixed(load(0, [1])), mixed(load(1, [1]))])).toEqual([
    { failure: undefined },
    { failure: "second" },
  ]);
  const all = await Promise.allSettled([mixed(load(0, [1])), mixed(load(1, [1])), mixed(load(2, [1]))]);
  expect(all.map((one) => one.status)).toEqual(["rejected", "rejected", "rejected"]);
});
