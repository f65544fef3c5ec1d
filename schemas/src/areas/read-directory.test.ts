// The area's own directory, and what a wrong one says.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { readDirectory } from "./read-directory.ts";
import { areasFolder, WrongAreaFile } from "./read-area-file.ts";

const area = "mid-and-south-essex";
const folder = mkdtempSync(join(tmpdir(), "areas-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => cpSync(areasFolder, folder, { recursive: true }));

function change(file: string, from: string | RegExp, to: string): void {
  const path = join(folder, area, file);
  const before = readFileSync(path, "utf8");
  const after = before.replace(from, to);
  if (after === before) throw new Error(`nothing to change in ${file}`);
  writeFileSync(path, after);
}

function problems(): readonly string[] {
  try {
    readDirectory(area, folder);
  } catch (error) {
    if (error instanceof WrongAreaFile) return error.problems;
    throw error;
  }
  return [];
}

describe("the directory of mid and south Essex", () => {
  const directory = readDirectory(area);

  test("has four places, each with a team, and nine districts", () => {
    expect(Object.keys(directory.file.places)).toHaveLength(4);
    expect(Object.keys(directory.file.districts)).toHaveLength(9);
  });

  test("says that it is not approved and what is invented", () => {
    expect(directory.file.approver).toBe("none, demonstration only");
    expect(directory.practices.every((row) => row.basis === "synthetic" && row.ods.startsWith("SYN"))).toBe(true);
    const invented = directory.postcodes.filter((row) => row.lsoa !== null);
    expect(invented.every((row) => row.basis === "synthetic" && row.lsoa?.startsWith("E0199"))).toBe(true);
    for (const team of Object.values(directory.file.teams)) expect(team.phone).toMatch(/^01632 960\d{3}$/);
  });

  test("ends the old commissioner before the next one begins", () => {
    const [old, next] = Object.values(directory.file.commissioners);
    expect(old).toMatchObject({ ods: "QH8", until: "2026-03-31" });
    expect(next).toMatchObject({ ods: "unknown", from: "2026-04-01" });
  });

  test("has units or sectors for every split outward code, and no row that decides it whole", () => {
    for (const code of directory.file.splitPostcodeDistricts) {
      expect(directory.postcodes.some((row) => row.postcode === code)).toBe(false);
      expect(directory.postcodes.some((row) => row.postcode.startsWith(`${code} `))).toBe(true);
    }
  });

  test("the demonstration opens every team round the clock and changes nothing else", () => {
    const demo = readDirectory("demo");
    expect(demo.isDemonstration).toBe(true);
    expect(demo.hash).not.toBe(directory.hash);
    for (const [id, team] of Object.entries(demo.file.teams)) {
      expect(team.lastTwoHourReferral).toBe("none");
      expect(new Set([team.hours.sunday[0], team.hours.wednesday[0], team.hours.bankHoliday[0]])).toEqual(
        new Set(["00:00-24:00"]),
      );
      const real = directory.file.teams[id];
      expect({ ...team, hours: real?.hours, lastTwoHourReferral: real?.lastTwoHourReferral }).toEqual(real);
    }
    expect(demo.practices).toEqual(directory.practices);
  });
});

describe("a wrong directory stops the start with file, line and field", () => {
  test("a team of a place that is not there", () => {
    change("directory.yaml", "places: [thurrock]", "places: [atlantis]");
    expect(problems()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^mid-and-south-essex\/directory.yaml:\d+ teams.ucrt-thurrock.places: place "atlantis" is not in the directory$/,
        ),
      ]),
    );
  });

  test("hours that end before they begin", () => {
    change("directory.yaml", 'monday: ["08:00-20:00"]', 'monday: ["20:00-08:00"]');
    expect(problems()).toEqual([
      expect.stringMatching(/directory.yaml:\d+ teams.ucrt-basildon-brentwood.hours.monday.0: the end is later/),
    ]);
  });

  test("a practice of a place that is not there, and one named twice", () => {
    change(
      "practices.csv",
      "Birch Surgery 1 (synthetic),USYN11,Network 11 (synthetic),basildon-and-brentwood",
      "Birch Surgery,USYN11,Network,atlantis",
    );
    expect(problems()).toEqual([expect.stringMatching(/practices.csv:4 place: "atlantis"/)]);
    change("practices.csv", "SYN103", "SYN101");
    expect(problems()).toEqual([expect.stringMatching(/practices.csv:5 ods: "SYN101" is already on line 3/)]);
  });

  test("a split outward code given to one district", () => {
    change("postcodes.csv", "RM15,", "SS11,");
    expect(problems()).toEqual([expect.stringMatching(/postcodes.csv:4 postcode: "SS11" crosses places/)]);
  });

  test("a column renamed", () => {
    change("postcodes.csv", "postcode,lsoa,district", "postcode,lsoa,borough");
    expect(problems()).toEqual([expect.stringMatching(/postcodes.csv:3 the columns must be/)]);
  });
});
