// Measurements and findings of a BaRS message: which become one set of observations, and which are told in words.
import { describe, expect, test } from "vitest";
import { valueAfter, type Json } from "./changed-bundle.ts";

const snomed = "http://snomed.info/sct";
const narrativeOf = (value: Json): string => value.need.narrative as string;

describe("observations", () => {
  const at = "2026-11-25T09:55:00Z";
  const measured = (code: string, value: number, unit: string, more: Json = {}): Json => ({
    status: "final",
    code: { coding: [{ system: snomed, code, display: `Code ${code}` }] },
    effectiveDateTime: at,
    valueQuantity: { value, unit },
    ...more,
  });
  const withOnly = (...observations: Json[]): Json =>
    valueAfter(({ add, remove }) => {
      remove("Observation");
      for (const one of observations) add("Observation", one);
    });
  const finding = (code: string): Json => ({
    status: "final",
    code: { coding: [{ system: snomed, code }] },
    effectiveDateTime: at,
  });

  test("every NEWS2 measurement has its field, and the sender's total is kept", () => {
    const value = withOnly(
      measured("86290005", 21, "{Breaths}/min"),
      measured("103228002", 93, "%"),
      measured("364075005", 95, "{beats}/min"),
      measured("276885007", 37.5, "Cel"),
      {
        ...finding("75367002"),
        component: [
          { code: { coding: [{ system: snomed, code: "72313002" }] }, valueQuantity: { value: 120, unit: "mm[Hg]" } },
          {
            code: { coding: [{ system: snomed, code: "1091811000000102", display: "Diastolic" }] },
            valueQuantity: { value: 60, unit: "mm[Hg]" },
          },
        ],
      },
      finding("722742002"),
      { ...finding("1104441000000107"), valueCodeableConcept: { coding: [{ system: snomed, code: "248234008" }] } },
      measured("1104051000000101", 6, "{ScoreOf}"),
    );
    expect(value.clinical.observations).toEqual({
      takenAt: "2026-11-25T09:55:00.000Z",
      respirationsPerMinute: 21,
      oxygenSaturationPercent: 93,
      pulsePerMinute: 95,
      temperatureCelsius: 37.5,
      systolicMmHg: 120,
      onOxygen: false,
      consciousness: "alert",
      news2Total: 6,
    });
    expect(narrativeOf(value)).toContain("Diastolic: 60 mm[Hg]");
  });

  test("the sub-scores of NEWS2 are points and never read as measurements", () => {
    const subScores = [
      "1104301000000104",
      "1104311000000102",
      "1104331000000105",
      "1104341000000101",
      "1104351000000103",
      "1104361000000100",
      "1104371000000107",
    ];
    const value = withOnly(...subScores.map((code) => measured(code, 3, "{score}")));
    expect(value.clinical).not.toHaveProperty("observations");
    expect(narrativeOf(value)).toContain("Code 1104351000000103: 3 {score}");
  });

  test.each<[string, Json, string]>([
    ["Fahrenheit", measured("276885007", 98.6, "degF"), "98.6 degF"],
    ["a temperature that could be either, in Fahrenheit", measured("276885007", 40, "[degF]"), "40 [degF]"],
    ["kPa", measured("72313002", 160, "kPa"), "160 kPa"],
    [
      "a code and a word that disagree",
      measured("276885007", 37, "Cel", { valueQuantity: { value: 37, unit: "degF", code: "Cel" } }),
      "37 degF",
    ],
    ["a fraction where the field counts", measured("103228002", 93.5, "%"), "93.5 %"],
    [
      "codes that disagree",
      measured("364075005", 37, "/min", {
        code: { coding: ["364075005", "276885007"].map((code) => ({ system: snomed, code, display: "Either" })) },
      }),
      "Either: 37 /min",
    ],
    ["out of range", measured("364075005", 999, "/min"), "999 /min"],
    [
      "less than",
      measured("103228002", 80, "%", { valueQuantity: { value: 80, unit: "%", comparator: "<" } }),
      "< 80 %",
    ],
    [
      "a day without a time",
      measured("364075005", 80, "/min", { effectiveDateTime: "2026-11-25" }),
      "80 /min (2026-11-25)",
    ],
    ["no time at all", measured("364075005", 80, "/min", { effectiveDateTime: undefined }), "80 /min (time not given)"],
  ])("%s is told in words and not taken", (_name, observation, told) => {
    const value = withOnly(observation);
    expect(value.clinical).not.toHaveProperty("observations");
    expect(narrativeOf(value)).toContain(told);
  });

  test.each([
    ["130987000", "new-confusion"],
    ["300202002", "voice"],
    ["450847001", "pain"],
    ["422768004", "unresponsive"],
  ])("a finding of consciousness counts by itself: %s is %s", (code, consciousness) => {
    expect(withOnly(finding(code)).clinical.observations).toMatchObject({ consciousness });
  });

  test("on oxygen is on oxygen", () => {
    const onOxygen = {
      ...finding("301282008"),
      valueCodeableConcept: { coding: [{ system: snomed, code: "371825009" }] },
    };
    expect(withOnly(onOxygen).clinical.observations).toMatchObject({ onOxygen: true });
  });

  test("the newest of a set counts, with the time of its oldest; what is older than the set is told", () => {
    const value = withOnly(
      measured("364075005", 95, "/min", { effectiveDateTime: "2026-11-25T09:55:00Z" }),
      measured("364075005", 80, "/min", { effectiveDateTime: "2026-11-25T09:45:00Z" }),
      measured("86290005", 18, "/min", { effectiveDateTime: "2026-11-25T09:40:00Z" }),
      measured("103228002", 97, "%", { effectiveDateTime: "2026-11-25T08:00:00Z" }),
    );
    expect(value.clinical.observations).toEqual({
      takenAt: "2026-11-25T09:40:00.000Z",
      pulsePerMinute: 95,
      respirationsPerMinute: 18,
    });
    expect(narrativeOf(value)).toContain("Also sent: Code 364075005: 80 /min");
    expect(narrativeOf(value)).toContain("Also sent: Code 103228002: 97 %");
  });

  test("of somebody or something else is not the patient's", () => {
    const value = valueAfter(({ one }) => {
      one("Observation").subject = one("ServiceRequest").performer[0];
    });
    expect(value.clinical).not.toHaveProperty("observations");
    expect(narrativeOf(value)).toContain("An observation that is not of the patient is not used");
  });

  test("entered in error is none, and the frailty scale has its field", () => {
    const value = withOnly(
      measured("364075005", 95, "/min", { status: "entered-in-error" }),
      measured("445414007", 6, "{score}"),
    );
    expect(value.clinical).toEqual({ clinicalFrailtyScale: 6 });
    expect(withOnly(measured("445414007", 12, "{score}")).clinical).toEqual({});
  });
});
