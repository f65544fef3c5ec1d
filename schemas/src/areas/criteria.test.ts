// A wrong criteria file stops the start: each mistake is named with file, line and field.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { areasFolder, loadCriteriaVersions, pickCriteria, WrongAreaFile } from "./index.ts";

const area = "mid-and-south-essex";
const file = join(area, "criteria", "2026-11-01.yaml");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ucrt-areas-"));
  cpSync(areasFolder, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function change(from: string, to: string): number {
  const text = readFileSync(join(folder, file), "utf8");
  const at = text.indexOf(from);
  if (at < 0) throw new Error(`The criteria file has no "${from}"`);
  writeFileSync(join(folder, file), text.replace(from, to));
  return text.slice(0, at).split("\n").length;
}

function problems(): readonly string[] {
  try {
    loadCriteriaVersions({ area, folder });
    return [];
  } catch (error) {
    if (error instanceof WrongAreaFile) return error.problems;
    throw error;
  }
}

describe("a wrong criteria file", () => {
  it.each([
    [
      "an unknown input",
      "{ input: ageYears, answered: false }",
      "{ input: ageInYears, answered: false }",
      "criteria.A2.when.input",
      '"ageInYears" is not an input',
    ],
    [
      "a value an input never has",
      '{ input: redFlags.strokeSigns, equals: "yes" }',
      '{ input: redFlags.strokeSigns, equals: "maybe" }',
      "criteria.E6.when.equals",
      'never "maybe"',
    ],
    [
      "unknown compared",
      '{ input: manageableAtHome, equals: "no" }',
      "{ input: manageableAtHome, equals: unknown }",
      "criteria.B2.when.equals",
      "unknown is never compared",
    ],
    [
      "a number compared as a word",
      "{ input: ageYears, below: { threshold: adultAgeYears } }",
      '{ input: ageYears, equals: "18" }',
      "criteria.A1.when.equals",
      "is a number",
    ],
    [
      "an unknown threshold",
      "atMost: { threshold: planDays }",
      "atMost: { threshold: planWeeks }",
      "criteria.P1.when.all.1.atMost",
      "threshold",
    ],
    [
      "two operators",
      '{ input: safeToWaitTwoHours, equals: "no" }',
      '{ input: safeToWaitTwoHours, equals: "no", answered: true }',
      "criteria.B3.when.input",
      "exactly one of",
    ],
    ["an unknown outcome", "raises: redirect", "raises: refused", "criteria.A1.raises", "Invalid option"],
    [
      "a redirect to a service that is not there",
      "redirectTo: maternity",
      "redirectTo: midwife",
      "criteria.R4.redirectTo",
      '"midwife" is not one of',
    ],
    [
      "no words for a kind of referrer",
      "      plain: { met: This service is for people aged 18 and over. }\n",
      "",
      "criteria.A1.words",
      "there are no words for care when it is met",
    ],
    [
      "an approver without registration",
      "approver: none, demonstration only",
      "approver: { name: A Nurse, role: Nurse, approvedOn: 2026-10-01 }",
      "approver",
      'an approver is "none, demonstration only"',
    ],
    [
      "a version that is not the file's name",
      'version: "2026-11-01"',
      'version: "2026-12-01"',
      "version",
      "is not the file's name",
    ],
  ])("%s", (_what, from, to, field, message) => {
    const line = change(from, to);
    const found = problems();
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toMatch(new RegExp(`^${file.replaceAll("/", "\\/")}:\\d+ `));
    expect(found[0]).toContain(`${field}: `);
    expect(found.join("\n")).toContain(message);
    // Within the criterion that was changed: a missing field is shown at its parent.
    const shown = Number(/:(\d+) /.exec(found[0] ?? "")?.[1]);
    expect(Math.abs(shown - line)).toBeLessThanOrEqual(1);
  });

  it("names every problem at once, and YAML mistakes by their line", () => {
    change("raises: redirect", "raises: refused");
    change("redirectTo: maternity", "redirectTo: midwife");
    // The set's own checks run on a set whose shape is right; the shape is named first.
    expect(problems().some((problem) => problem.includes("criteria.A1.raises"))).toBe(true);
    change("kind: cap", "kind: cap\n    kind: flag");
    expect(problems()[0]).toMatch(/2026-11-01\.yaml:\d+ .*unique/);
  });
});

describe("versions", () => {
  it("the newest that holds is used, an old one can be named, and an overlay changes one threshold", () => {
    const text = readFileSync(join(folder, file), "utf8");
    writeFileSync(
      join(folder, area, "criteria", "2027-01-15.yaml"),
      text
        .replace('version: "2026-11-01"', 'version: "2027-01-15"')
        .replace("effectiveFrom: 2026-11-01", "effectiveFrom: 2027-01-15"),
    );
    const versions = loadCriteriaVersions({ area, folder });
    const at = (text_: string) => pickCriteria(versions, { atMs: Date.parse(text_) })?.identity.version;
    expect(at("2020-01-01T00:00:00Z")).toBe("2026-11-01");
    expect(at("2027-01-14T23:59:59Z")).toBe("2026-11-01");
    expect(at("2027-01-15T00:00:00Z")).toBe("2027-01-15");
    expect(pickCriteria(versions, { version: "2026-11-01" })?.identity.version).toBe("2026-11-01");
    expect(pickCriteria(versions, { version: "1999-01-01" })).toBeUndefined();
    expect(new Set(versions.map(({ identity }) => identity.hash)).size).toBe(2);
  });

  it("an area based on this one overlays single criteria", () => {
    const overlay = join(folder, "demo", "criteria");
    cpSync(join(folder, area, "criteria"), overlay, { recursive: true });
    writeFileSync(join(overlay, "2026-11-01.yaml"), "thresholds:\n  observationMinutes: 15\ncriteria:\n  R2: null\n");
    const [version] = loadCriteriaVersions({ area: "demo", folder });
    expect(version?.set.thresholds.observationMinutes).toBe(15);
    expect(version?.set.criteria["R2"]).toBeUndefined();
    expect(version?.set.criteria["R1"]?.redirectTo).toBe("nhs-111-mental-health");
  });
});
