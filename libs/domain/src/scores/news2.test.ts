import type { Observations } from "@ucrt/schemas";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scoreNews2 } from "./news2.ts";

const takenAt = Date.UTC(2026, 10, 20, 10);
/** Every parameter scores 0. */
const well: Observations = {
  takenAt,
  respirationsPerMinute: 16,
  oxygenSaturationPercent: 97,
  onOxygen: false,
  systolicMmHg: 120,
  pulsePerMinute: 70,
  consciousness: "alert",
  temperatureCelsius: 37.0,
};
const total = (changes: Partial<Observations>) => scoreNews2({ ...well, ...changes }).total;

test("the published worked case comes to 5, not to the 6 that its sender states", () => {
  const score = scoreNews2({
    takenAt,
    respirationsPerMinute: 21,
    oxygenSaturationPercent: 93,
    onOxygen: false,
    temperatureCelsius: 37.5,
    systolicMmHg: 120,
    pulsePerMinute: 95,
    consciousness: "alert",
    news2Total: 6,
  });
  expect(score).toEqual({ total: 5, knownTotal: 5, anyParameterThree: false, missing: [], sentTotal: 6, takenAt });
});

describe("cut points of the chart", () => {
  test.each<[keyof Observations, readonly (readonly [number, number])[]]>([
    [
      "respirationsPerMinute",
      [
        [8, 3],
        [9, 1],
        [11, 1],
        [12, 0],
        [20, 0],
        [21, 2],
        [24, 2],
        [25, 3],
      ],
    ],
    [
      "oxygenSaturationPercent",
      [
        [91, 3],
        [92, 2],
        [93, 2],
        [94, 1],
        [95, 1],
        [96, 0],
        [100, 0],
      ],
    ],
    [
      "systolicMmHg",
      [
        [90, 3],
        [91, 2],
        [100, 2],
        [101, 1],
        [110, 1],
        [111, 0],
        [219, 0],
        [220, 3],
      ],
    ],
    [
      "pulsePerMinute",
      [
        [40, 3],
        [41, 1],
        [50, 1],
        [51, 0],
        [90, 0],
        [91, 1],
        [110, 1],
        [111, 2],
        [130, 2],
        [131, 3],
      ],
    ],
    [
      "temperatureCelsius",
      [
        [35.0, 3],
        [35.1, 1],
        [36.0, 1],
        [36.1, 0],
        [38.0, 0],
        [38.1, 1],
        [39.0, 1],
        [39.1, 2],
        [36.04, 1],
        [39.04, 1],
      ],
    ],
  ])("%s", (parameter, rows) => {
    for (const [value, score] of rows) expect([value, total({ [parameter]: value })]).toEqual([value, score]);
  });

  test("anything but alert scores 3, new confusion included; oxygen scores 2", () => {
    for (const consciousness of ["new-confusion", "voice", "pain", "unresponsive"] as const)
      expect(total({ consciousness })).toBe(3);
    expect(total({ onOxygen: true })).toBe(2);
  });
});

describe("saturation scale 2", () => {
  const hypercapnic: Partial<Observations> = { oxygenScale: 2, hypercapnicFailureDocumented: true };

  test.each([
    [83, 3],
    [84, 2],
    [85, 2],
    [86, 1],
    [87, 1],
    [88, 0],
    [92, 0],
    [93, 0],
    [100, 0],
  ])("%i %% on air scores %i", (percent, score) => {
    expect(total({ ...hypercapnic, oxygenSaturationPercent: percent })).toBe(score);
  });

  test.each([
    [92, 0],
    [93, 1],
    [94, 1],
    [95, 2],
    [96, 2],
    [97, 3],
    [100, 3],
  ])("%i %% on oxygen scores %i and 2 for the oxygen", (percent, score) => {
    expect(total({ ...hypercapnic, onOxygen: true, oxygenSaturationPercent: percent })).toBe(score + 2);
  });

  test("is not used unless hypercapnic failure is documented", () => {
    expect(total({ oxygenScale: 2, oxygenSaturationPercent: 88 })).toBe(3);
    expect(total({ oxygenScale: 2, hypercapnicFailureDocumented: false, oxygenSaturationPercent: 88 })).toBe(3);
  });
});

describe("missing parameters", () => {
  test("leave no total, and a floor of what is known", () => {
    const { temperatureCelsius: _left, ...rest } = well;
    expect(scoreNews2({ ...rest, pulsePerMinute: 140 })).toMatchObject({
      total: null,
      knownTotal: 3,
      anyParameterThree: true,
      missing: ["temperatureCelsius"],
    });
    expect(scoreNews2({ takenAt })).toMatchObject({
      total: null,
      knownTotal: 0,
      anyParameterThree: false,
      sentTotal: null,
    });
    expect(scoreNews2({ takenAt }).missing).toHaveLength(7);
  });

  test("never lower what is known: filling one in keeps the floor or raises it", () => {
    const parameters = [
      "respirationsPerMinute",
      "oxygenSaturationPercent",
      "onOxygen",
      "systolicMmHg",
      "pulsePerMinute",
      "consciousness",
      "temperatureCelsius",
    ] as const;
    const observed = fc.record({
      respirationsPerMinute: fc.integer({ min: 0, max: 80 }),
      oxygenSaturationPercent: fc.integer({ min: 30, max: 100 }),
      onOxygen: fc.boolean(),
      systolicMmHg: fc.integer({ min: 30, max: 300 }),
      pulsePerMinute: fc.integer({ min: 0, max: 300 }),
      consciousness: fc.constantFrom("alert" as const, "new-confusion" as const, "voice" as const),
      temperatureCelsius: fc.integer({ min: 300, max: 430 }).map((tenths) => tenths / 10),
      oxygenScale: fc.constantFrom(1 as const, 2 as const),
      hypercapnicFailureDocumented: fc.boolean(),
    });
    fc.assert(
      fc.property(observed, fc.subarray([...parameters]), (full, left) => {
        const partial: Record<string, unknown> = { takenAt, ...full };
        for (const parameter of left) delete partial[parameter];
        const whole = scoreNews2({ takenAt, ...full });
        const part = scoreNews2(partial as Observations);
        expect(whole.total).toBe(whole.knownTotal);
        expect(part.knownTotal).toBeLessThanOrEqual(whole.knownTotal);
        expect(part.missing.length).toBeGreaterThanOrEqual(left.length);
        expect(whole.total ?? 0).toBeLessThanOrEqual(20);
      }),
    );
  });
});
