// The area's real directory across clock changes and bank holidays, and what the criteria say of it.
import { createDirectory, isOpen, locate, nextOpeningAt, rankTeams, takesTwoHourReferrals } from "@ucrt/domain";
import { areasFolder, listAreaFiles, readDirectory } from "@ucrt/schemas/areas";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const area = "mid-and-south-essex";
const directory = createDirectory(readDirectory(area));
const demonstration = createDirectory(readDirectory("demo"));
const at = (text: string): number => Date.parse(text);

function team(id: string) {
  const found = directory.team(id);
  if (found === undefined) throw new Error(`no team ${id}`);
  return found;
}

const places = Object.keys(directory.data.file.places);

describe("hours", () => {
  test.each([
    ["before the clocks go back", "2026-10-24T19:00:00Z", "2026-10-25T08:00:00.000Z"],
    ["on the day they went back", "2026-10-25T20:00:00Z", "2026-10-26T08:00:00.000Z"],
    ["before the clocks go forward", "2027-03-27T20:00:00Z", "2027-03-28T07:00:00.000Z"],
    ["on the day they went forward", "2027-03-28T19:00:00Z", "2027-03-29T07:00:00.000Z"],
    ["on Christmas Eve", "2026-12-24T20:00:00Z", "2026-12-25T08:00:00.000Z"],
  ])("%s every team next opens at 08:00 local time", (_when, now, opens) => {
    for (const one of directory.teams) {
      expect(isOpen(one, at(now))).toBe(false);
      expect(nextOpeningAt(one, at(now))).toBe(at(opens));
    }
  });

  test("teams work on every bank holiday, as published", () => {
    for (const date of Object.keys(directory.data.file.bankHolidays.days))
      expect(directory.teams.every((one) => isOpen(one, at(`${date}T12:00:00Z`)))).toBe(true);
  });

  test("services that keep office hours are shut on bank holidays", () => {
    const nursing = directory.service("gp");
    expect(nursing !== undefined && isOpen(nursing, at("2026-12-28T12:00:00Z"))).toBe(false);
    expect(nursing !== undefined && isOpen(nursing, at("2026-12-29T12:00:00Z"))).toBe(true);
  });

  test("bank holidays are known for the year to come", () => {
    const years = new Set(Object.keys(directory.data.file.bankHolidays.days).map((date) => date.slice(0, 4)));
    expect([...years]).toEqual(["2026", "2027"]);
    for (const year of years)
      expect(Object.keys(directory.data.file.bankHolidays.days).filter((date) => date.startsWith(year))).toHaveLength(
        8,
      );
  });

  test("the demonstration takes two-hour referrals at any hour", () => {
    for (const one of demonstration.teams)
      for (let hour = 0; hour < 24 * 7; hour += 1)
        expect(takesTwoHourReferrals(one, at("2026-12-21T00:30:00Z") + hour * 3_600_000)).toBe(true);
  });
});

describe("places", () => {
  test("SS11, CM3 and CM4 are told apart by unit and sector", () => {
    const placeOf = (postcode: string) => locate(directory, { postcode }).place;
    expect(["SS11 7AA", "SS11 7AB", "SS11 7AD", "SS11 8AB", "SS11 8ZZ"].map(placeOf)).toEqual([
      "basildon-and-brentwood",
      "south-east-essex",
      "mid-essex",
      "basildon-and-brentwood",
      "south-east-essex",
    ]);
    expect(["CM3 1AA", "CM3 6AA", "CM3 9ZZ"].map((postcode) => locate(directory, { postcode }).district)).toEqual([
      "E07000070",
      "E07000074",
      null,
    ]);
    expect(placeOf("CM3 9ZZ")).toBe("mid-essex");
    expect(["CM4 9AA", "CM4 9ZZ", "CM4 0ZZ", "CM4 1ZZ"].map(placeOf)).toEqual([
      "basildon-and-brentwood",
      "mid-essex",
      "basildon-and-brentwood",
      null,
    ]);
    expect(placeOf("SS11 7ZZ")).toBeNull();
  });

  test.each(places)("%s has an own team at noon, and the same answer each time", (place) => {
    const ask = () =>
      rankTeams({
        location: { place },
        needs: [],
        response: "two-hour",
        teamsTried: [],
        source: "crew",
        atMs: at("2026-12-01T12:00:00Z"),
        directory,
        teamStates: new Map(),
      });
    const [first] = ask().considered;
    expect(first).toMatchObject({ rank: 1, reason: "covers-and-open" });
    expect(team(first?.team ?? "").entry.places).toContain(place);
    expect(ask()).toEqual(ask());
  });
});

test("every service that the criteria name is in the directory", () => {
  const named = listAreaFiles(area, "criteria").flatMap((file) =>
    [
      ...readFileSync(join(areasFolder, area, "criteria", file), "utf8").matchAll(
        /\b(?:redirectTo|nextBest): *([a-z0-9-]+)/g,
      ),
    ].map(([, id = ""]) => id),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((id) => directory.service(id) === undefined)).toEqual([]);
});
