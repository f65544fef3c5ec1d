// What meets in one call of a lane, and what never does.
import { expect, test } from "vitest";
import { createLane } from "./lane.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Items are texts; those in capitals want a call of their own. */
function watched(most = 200) {
  const calls: (readonly string[])[] = [];
  let gate: Promise<void> = Promise.resolve();
  const lane = createLane<string, string>({
    most,
    weightOf: (item) => item.length,
    isAlone: (item) => item !== item.toLowerCase(),
    work: async (items) => {
      calls.push(items);
      await gate;
      return items.map((item) => `${item} done`);
    },
  });
  return {
    lane,
    calls,
    holdWith: (until: Promise<void>): void => {
      gate = until;
    },
  };
}

test("does in one call what comes in the same turn, and gives each its own result", async () => {
  const { lane, calls } = watched();
  expect(await Promise.all([lane("a"), lane("b"), lane("c")])).toEqual(["a done", "b done", "c done"]);
  expect(calls).toEqual([["a", "b", "c"]]);
});

test("gathers what comes while a call is under way into the next one, and never overlaps calls", async () => {
  const { lane, calls, holdWith } = watched();
  const gate = Promise.withResolvers<void>();
  holdWith(gate.promise);
  const first = lane("a");
  await turn();
  await turn();
  const later = [lane("b"), lane("c")];
  await turn();
  expect(calls).toEqual([["a"]]);
  gate.resolve();
  await Promise.all([first, ...later]);
  expect(calls).toEqual([["a"], ["b", "c"]]);
});

test("keeps a call within its weight, takes what is heavier alone, and gives some a call of their own", async () => {
  const { lane, calls } = watched(3);
  await Promise.all(["aa", "bb", "X", "c", "d", "heavier"].map(lane));
  expect(calls).toEqual([["aa"], ["bb"], ["X"], ["c", "d"], ["heavier"]]);
});

test("fails all of a call that threw, and goes on with the next", async () => {
  const lane = createLane<string, string>({
    most: 2,
    work: async (items) => {
      if (items.includes("bad")) throw new Error("the whole call failed");
      return items;
    },
  });
  const all = await Promise.allSettled([lane("bad"), lane("b"), lane("c")]);
  expect(all.map((one) => one.status)).toEqual(["rejected", "rejected", "fulfilled"]);
});
