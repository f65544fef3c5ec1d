import { expect, test } from "vitest";
import type { Change } from "./board.ts";
import { createRing } from "./ring.ts";

const change = (partition: number, offset: number, readAtMs = 0): Change => ({
  partition,
  offset,
  next: [],
  readAtMs,
  referralId: `${partition}/${offset}`,
  version: 1,
  before: null,
  after: null,
  rowJson: null,
});
const ids = (changes: readonly Change[] | null) => changes?.map((one) => one.referralId) ?? null;

test("gives what came at or after each partition's offset, in the order it was read", () => {
  const ring = createRing({ changes: 10, ageMs: 1_000 });
  ring.begin([5, 5]);
  for (const one of [change(0, 5), change(1, 5), change(0, 6), change(1, 6)]) ring.push(one);
  expect(ids(ring.since([5, 5]))).toEqual(["0/5", "1/5", "0/6", "1/6"]);
  expect(ids(ring.since([6, 7]))).toEqual(["0/6"]);
  expect(ids(ring.since([7, 7]))).toEqual([]);
});

test("knows nothing from before it began, or of another number of partitions", () => {
  const ring = createRing({ changes: 10, ageMs: 1_000 });
  ring.begin([5, 5]);
  expect(ring.since([4, 5])).toBeNull();
  expect(ring.since([5])).toBeNull();
  expect(ring.since([5, 5])).toEqual([]);
});

test("when full the oldest goes, and only cursors before it are too old", () => {
  const ring = createRing({ changes: 3, ageMs: 1_000 });
  ring.begin([0, 0]);
  for (let offset = 0; offset < 10; offset += 1) ring.push(change(0, offset));
  expect(ring.size()).toBe(3);
  expect(ring.since([6, 0])).toBeNull();
  expect(ids(ring.since([7, 0]))).toEqual(["0/7", "0/8", "0/9"]);
  ring.push(change(1, 0));
  expect(ids(ring.since([8, 0]))).toEqual(["0/8", "0/9", "1/0"]);
});

test("old changes are let go of", () => {
  const ring = createRing({ changes: 10, ageMs: 1_000 });
  ring.begin([0]);
  ring.push(change(0, 0, 100));
  ring.push(change(0, 1, 900));
  ring.trim(1_500);
  expect(ring.since([0])).toBeNull();
  expect(ids(ring.since([1]))).toEqual(["0/1"]);
});
