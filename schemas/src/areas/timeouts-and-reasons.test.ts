import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { closeOutcome, declineReason, handBackReason, source } from "../codes.ts";
import { WrongAreaFile } from "./read-area-file.ts";
import { readReasons } from "./read-reasons.ts";
import { readTimeouts } from "./read-timeouts.ts";

describe("timeouts", () => {
  it("of mid and south Essex give a crew 15 minutes, the stack 20 and everybody else 30", () => {
    const { decisionByMinutes } = readTimeouts("mid-and-south-essex").value;
    expect(Object.keys(decisionByMinutes).toSorted()).toEqual([...source.options].toSorted());
    for (const [from, minutes] of Object.entries(decisionByMinutes))
      expect(minutes, from).toBe(from === "crew" ? 15 : from === "stack" ? 20 : 30);
  });

  it("of the demonstration are shorter, but two hours stay two hours", () => {
    const real = readTimeouts("mid-and-south-essex").value;
    const demo = readTimeouts("demo").value;
    expect(demo.twoHourMinutes).toBe(120);
    expect(demo.decisionByMinutes.crew).toBeLessThan(real.decisionByMinutes.crew);
    expect(demo.handBack.categoryStandardMinutes).toEqual(real.handBack.categoryStandardMinutes);
  });

  it("that are wrong stop the start with file, line and field", () => {
    const folder = mkdtempSync(join(tmpdir(), "areas-"));
    mkdirSync(join(folder, "here"));
    writeFileSync(join(folder, "here", "area.yaml"), "name: Here\n");
    writeFileSync(join(folder, "here", "timeouts.yaml"), "effectiveFrom: 2026-11-01\ntwoHourMinutes: -1\n");
    let problems: readonly string[] = [];
    try {
      readTimeouts("here", folder);
    } catch (error) {
      if (error instanceof WrongAreaFile) problems = error.problems;
    }
    expect(problems).toContainEqual(expect.stringMatching(/^here\/timeouts\.yaml:2 twoHourMinutes: /));
  });
});

describe("reasons", () => {
  it("name every coded reason, with its codes elsewhere and words for both sides", () => {
    const { decline, handBack, close } = readReasons("demo").value;
    expect(Object.keys(decline).toSorted()).toEqual([...declineReason.options].toSorted());
    expect(Object.keys(handBack).toSorted()).toEqual([...handBackReason.options].toSorted());
    expect(Object.keys(close).toSorted()).toEqual([...closeOutcome.options].toSorted());
    expect(handBack["breach-time-near"].bars).toBe("RRNA");
    expect(handBack.capacity).toMatchObject({ bars: "RRNA", dos: "22", csdsRejection: null });
    expect(handBack.duplicate).toMatchObject({ bars: "OTH", dos: "24", csdsRejection: "01" });
  });
});
