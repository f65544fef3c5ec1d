import { expect, it } from "vitest";
import { judgeLag, underWayAt } from "./growing-lag.ts";

it("counts what is under way at each instant; what never ended stays under way", () => {
  const intervals = [
    { fromMs: 0, toMs: 100 },
    { fromMs: 50, toMs: 150 },
    { fromMs: 60, toMs: undefined },
  ];
  expect(underWayAt([10, 70, 120, 200], intervals)).toEqual([1, 3, 2, 1]);
});

it("calls a number that stays where it is steady, also when it sways", () => {
  const swaying = Array.from({ length: 40 }, (_unused, index) => 20 + (index % 5));
  expect(judgeLag(swaying, 50).isGrowing).toBe(false);
});

it("does not take the rise at the beginning for growth", () => {
  const rising = Array.from({ length: 40 }, (_unused, index) => Math.min(index * 3, 25));
  expect(judgeLag(rising, 50).isGrowing).toBe(false);
});

it("calls a number that goes on rising growing", () => {
  const rising = Array.from({ length: 40 }, (_unused, index) => index * 5);
  expect(judgeLag(rising, 50)).toEqual({ isGrowing: true, earlier: 73, later: 173 });
});

it("does not call a few more at a high rate growth: less than half a second's arrivals", () => {
  const few = [...Array.from({ length: 20 }, () => 4), ...Array.from({ length: 20 }, () => 24)];
  expect(judgeLag(few, 200).isGrowing).toBe(false);
  expect(judgeLag(few, 30).isGrowing).toBe(true);
});

it("gives no good verdict on fewer than eight samples", () => {
  expect(judgeLag([1, 1, 1, 1, 1, 1, 1], 50).isGrowing).toBe(true);
});
