// Every bench still runs, on a small sample and for a moment, and the three engines agree. How fast is not judged here.
import { assess } from "@ucrt/domain";
import { clinicalPicture } from "@ucrt/schemas";
import { describe, expect, test } from "vitest";
import { benches } from "./benches.ts";
import { measureTables } from "./measure-bench.ts";
import { briefTiming } from "./measure.ts";
import { criteria, sampleLives } from "./sample-lives.ts";
import { samplePictures } from "./sample-pictures.ts";
import { tableAsText } from "./table-as-text.ts";

describe.each(benches)("$name", ({ tables }) => {
  test("runs, and every figure and comparison is a number", async () => {
    const measured = await measureTables(await tables("small"), briefTiming);
    expect(measured.length).toBeGreaterThan(0);
    for (const table of measured) {
      expect(table.figures.length).toBeGreaterThan(0);
      for (const { name, perSecond } of table.figures) expect(Number.isFinite(perSecond), name).toBe(true);
      for (const { of, ratio } of table.comparisons) expect(Number.isFinite(ratio), of).toBe(true);
      expect(tableAsText(table, { withGoals: true })).not.toContain("NaN");
    }
  });
});

describe("the sample is worth measuring with", () => {
  const pictures = samplePictures(2_000);

  test("every picture fits its contract and hardly any is there twice", () => {
    for (const { picture } of pictures) expect(clinicalPicture.safeEncode(picture).success).toBe(true);
    expect(new Set(pictures.map((one) => JSON.stringify(one))).size).toBeGreaterThan(1_990);
  });

  test("every outcome is there, and every criterion is met by some pictures and not by others", () => {
    const decisions = pictures.map((picture) => assess(criteria, picture));
    expect(new Set(decisions.map(({ outcome }) => outcome)).size).toBe(4);
    for (const [index, { id }] of criteria.criteria.entries()) {
      const results = new Set(decisions.map(({ findings }) => findings[index]?.result));
      expect(results.size, id).toBeGreaterThan(1);
      expect(results, id).toContain("met");
    }
  });

  test("the same seed gives the same lives, and most of them end", () => {
    const lives = sampleLives(200);
    expect(sampleLives(200).map(({ facts }) => facts)).toEqual(lives.map(({ facts }) => facts));
    const ended = lives.filter(({ facts }) => facts.some(({ type }) => type === "closed" || type === "handed-back"));
    expect(ended.length).toBeGreaterThan(120);
    expect(new Set(lives.flatMap(({ facts }) => facts.map(({ type }) => type))).size).toBeGreaterThan(15);
  });
});
