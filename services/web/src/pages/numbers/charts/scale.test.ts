// Where things lie in a drawing: round scales, labels that do not cover each other, gaps where a number is missing.
import { describe, expect, it } from "vitest";
import { fitting, labelEvery, runsOf, scaleFromNought, spreadApart } from "./scale.ts";

describe("a scale", () => {
  it("starts at nought and ends at a round number above the largest value", () => {
    const scale = scaleFromNought([1340, 790], 0, 100);
    expect(scale.most).toBe(1500);
    expect(scale.ticks).toEqual([0, 500, 1000, 1500]);
    expect(scale.yOf(0)).toBe(100);
    expect(scale.yOf(1500)).toBe(0);
  });

  it("has room for a percentage of 100", () => {
    expect(scaleFromNought([100], 0, 100)).toMatchObject({ most: 100 });
  });
});

describe("labels", () => {
  it("are moved apart and stay inside", () => {
    const placed = spreadApart([50, 52, 99], 15, 0, 100);
    expect(placed).toEqual([50, 65, 99]);
    expect(spreadApart([98, 99, 100], 15, 0, 100)).toEqual([70, 85, 100]);
  });

  it("are shortened where there is no room, and never to nothing", () => {
    expect(fitting("East of England Ambulance Service NHS Trust", 150)).toBe("East of England Amb…");
    expect(fitting("GP", 10)).toBe("GP");
  });

  it("are skipped where they would touch", () => {
    expect(labelEvery(13, 600, 34)).toBe(1);
    expect(labelEvery(13, 220, 34)).toBe(3);
  });
});

it("leaves a gap in a line where a number is missing", () => {
  expect(runsOf([1, undefined, 3, 4])).toEqual([
    [{ index: 0, value: 1 }],
    [
      { index: 2, value: 3 },
      { index: 3, value: 4 },
    ],
  ]);
});
