// The area's reading of BaRS can be read, says who stands behind it, and holds the traps shut that its code lists open.
import { describe, expect, it } from "vitest";
import { barsSettings } from "./bars-settings.ts";
import { readBarsSettings } from "./read-bars-settings.ts";

const settings = readBarsSettings("mid-and-south-essex").value;

describe("bars.yaml", () => {
  it("is dated, says its basis, and claims no approval", () => {
    expect(settings.effectiveFrom).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(settings.basis).not.toBe("");
    expect(settings.approver).toBe("none, demonstration only");
  });

  it("is the same for the demonstration", () => {
    expect(readBarsSettings("demo").value).toEqual(settings);
  });

  it("takes the transfers of 999 and keeps the most urgent out", () => {
    for (const code of ["a4t1", "a4t2", "a4t3"]) expect(settings.useCases[code]?.category, code).toBe("validation");
    expect(settings.refusedCategories).toEqual(expect.arrayContaining(["C1", "C2"]));
  });

  it("names use cases in lower case, as they are looked up", () => {
    for (const code of Object.keys(settings.useCases)) expect(code).toBe(code.toLowerCase());
  });

  it("never takes a NEWS2 sub-score, which is points, for a measurement", () => {
    const subScores = [
      "1104301000000104",
      "1104311000000102",
      "1104331000000105",
      "1104341000000101",
      "1104351000000103",
      "1104361000000100",
      "1104371000000107",
    ];
    for (const list of [settings.observations, settings.consciousness, settings.breathing])
      expect(list.map(({ code }) => code).filter((code) => code !== undefined && subScores.includes(code))).toEqual([]);
  });

  it("gives each code one meaning", () => {
    for (const list of [settings.needs, settings.observations, settings.consciousness, settings.breathing]) {
      const named = list.map(({ system, code, startsWith }) => `${system} ${code ?? `${startsWith ?? ""}...`}`);
      expect(new Set(named).size).toBe(named.length);
    }
  });

  it("has a code for every measurement of NEWS2", () => {
    const measured = new Set(settings.observations.map(({ means }) => means));
    for (const field of [
      "respirationsPerMinute",
      "oxygenSaturationPercent",
      "onOxygen",
      "systolicMmHg",
      "pulsePerMinute",
      "consciousness",
      "temperatureCelsius",
      "news2Total",
    ] as const)
      expect(measured, field).toContain(field);
  });

  it("is refused with a code and a beginning at once, and with a stand-in of another category", () => {
    const both = { system: "x", code: "1", startsWith: "1", means: "FALL" };
    expect(barsSettings.safeParse({ ...settings, needs: [both] }).success).toBe(false);
    expect(barsSettings.safeParse({ ...settings, useCaseWhenMissing: { validation: "a3t1" } }).success).toBe(false);
    expect(barsSettings.safeParse(settings).success).toBe(true);
  });
});
