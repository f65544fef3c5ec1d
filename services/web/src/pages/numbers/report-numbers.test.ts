// The page reads the served report and counts nothing itself: hidden stays hidden, a served percentage wins, gaps stay gaps.
import type { ReportAnswer, ReportMeasure, Shown } from "@ucrt/schemas";
import { describe, expect, it } from "vitest";
import { accountedFor } from "./cards/states-card.tsx";
import { captions, cell, cellBefore, chartPeriods, family, series, share, wholeRow } from "./report-numbers.ts";
import { pairsOf } from "./pairs-of-report.ts";

const measure = (id: string, over: Partial<ReportMeasure> = {}): ReportMeasure => ({
  id,
  name: id,
  group: "demand",
  unit: "referrals",
  better: "neither",
  definition: "What it is.",
  caption: null,
  completePercent: null,
  completeWords: null,
  part: null,
  whole: null,
  ...over,
});

const period = (id: string, over: Partial<ReportAnswer["period"]> = {}): ReportAnswer["period"] => ({
  id,
  kind: "month",
  name: id,
  from: `${id}-01`,
  to: `${id}-30`,
  days: 30,
  isUnfinished: false,
  isProvisional: false,
  finalFrom: "2027-01-01",
  ...over,
});

const row = (id: string, cells: Readonly<Record<string, Shown>>, by: readonly (string | null)[] = []) => ({
  period: id,
  by: [...by],
  cells: { ...cells },
});

function report(over: Partial<ReportAnswer> = {}): ReportAnswer {
  return {
    asOf: 0,
    area: "Here",
    isDisclosed: true,
    rules: null,
    period: period("2026-10"),
    compare: period("2026-09"),
    by: [],
    standards: {
      twoHourFloorPercent: 70,
      twoHourComparisonPercent: 89,
      twoHourComparisonWords: "",
      reviewFromCrewsMostPercent: 40,
    },
    captions: [],
    measures: [
      measure("received"),
      measure("twoHourMet"),
      measure("twoHourInScope"),
      measure("twoHourPercent", { unit: "percent", part: "twoHourMet", whole: "twoHourInScope" }),
      measure("declinedCapacity", { caption: "Reported by staff." }),
      measure("declinedOther", { caption: "Reported by staff." }),
    ],
    rows: [
      row("2026-10", { received: 100, twoHourMet: "*", twoHourInScope: 80, twoHourPercent: "*" }),
      row("2026-09", { received: 90, twoHourMet: 60, twoHourInScope: 80, twoHourPercent: 75.5 }),
    ],
    series: [row("2026-10", { received: 100 }), row("2026-08", { received: "*" })],
    seriesPeriods: [period("2026-08"), period("2026-09"), period("2026-10", { isUnfinished: true })],
    allowed: { breakdowns: [], pairs: [] },
    ...over,
  };
}

describe("the numbers of a report", () => {
  it("are the served cells of the period and of the one before", () => {
    expect([cell(report(), "received"), cellBefore(report(), "received"), cell(report(), "unknown")]).toEqual([
      100,
      90,
      null,
    ]);
  });

  it("take a percentage as served, and never make one of a hidden count", () => {
    expect(share(report(), wholeRow(report(), "2026-09"), "twoHourMet", "twoHourInScope")).toBe(75.5);
    expect(share(report(), wholeRow(report(), "2026-10"), "twoHourMet", "twoHourInScope")).toBe("*");
    expect(share(report(), wholeRow(report(), "2026-10"), "twoHourMet", "received")).toBe("*");
    expect(share(report(), wholeRow(report(), "2026-09"), "twoHourMet", "received")).toBe(67);
  });

  it("are all breakdowns together unless a value is named", () => {
    const byPlace = report({
      by: ["place"],
      rows: [row("2026-10", { received: 40 }, ["thurrock"]), row("2026-10", { received: 100 }, [null])],
    });
    expect(cell(byPlace, "received")).toBe(100);
  });

  it("keep a gap in a series where a period was not served, and what is hidden hidden", () => {
    expect(series(report(), "received")).toEqual(["*", null, 100]);
    expect(
      chartPeriods(report()).map(({ label, isProvisional, isPicked }) => [label, isProvisional, isPicked]),
    ).toEqual([
      ["Aug", false, false],
      ["Sept", false, false],
      ["Oct", true, true],
    ]);
  });

  it("bring their captions, each once, and know their family", () => {
    expect(captions(report(), ["declinedCapacity", "declinedOther"])).toEqual(["Reported by staff."]);
    expect(family(report(), "declined").map(({ id }) => id)).toEqual(["declinedCapacity", "declinedOther"]);
  });

  it("are not compared while the period runs", () => {
    expect(pairsOf(report()).length).toBeGreaterThan(10);
    expect(pairsOf(report({ period: period("2026-10", { isUnfinished: true }) }))).toEqual([]);
    expect(pairsOf(report({ compare: null }))).toEqual([]);
  });
});

describe("conservation", () => {
  it("says when the states add up, when they do not, and when that cannot be seen", () => {
    expect(accountedFor(12, [10, 2], false)).toMatch(/^All 12 received are accounted for/);
    expect(accountedFor(12, [10, 1], false)).toMatch(/1 missing/);
    expect(accountedFor(10, ["*", 10], true)).toMatch(/need not add up/);
    expect(accountedFor("*", ["*"], true)).toBe("Hidden in this period.");
  });
});
