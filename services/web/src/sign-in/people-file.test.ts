import { describe, expect, it } from "vitest";
import { keyOf, readPeople } from "./people-file.ts";

const issuer = "https://a.example";
const rowan = { issuer, subject: "1", id: "p-1", name: "Rowan Sample", role: "crew", organisation: "RYC" };
const list = (...people: readonly object[]) =>
  JSON.stringify({ version: "2026-11-25.2", askWhom: "the service lead", people });

describe("the list of people", () => {
  it("says who somebody is by issuer and subject, and leaves out who is disabled", () => {
    const read = readPeople(
      list(rowan, { ...rowan, subject: "2", id: "p-2", isDisabled: true }, { ...rowan, issuer: "https://b.example" }),
    );
    expect(read.byKey.get(keyOf(issuer, "1"))).toEqual({
      subject: "p-1",
      name: "Rowan Sample",
      role: "crew",
      organisation: "RYC",
    });
    expect(read.byKey.get(keyOf(issuer, "2"))).toBeUndefined();
    expect(read.byKey.size).toBe(2);
  });

  it.each([
    ["somebody twice", list(rowan, rowan), /people\.1: is on the list twice/],
    ["a team clinician without a team", list({ ...rowan, role: "ucrt-clinician" }), /people\.0: a team is for UCRT/],
    ["a crew with a team", list({ ...rowan, team: "ucrt-thurrock" }), /people\.0: a team is for UCRT/],
    ["a sending system", list({ ...rowan, role: "feed" }), /people\.0\.role/],
    ["a field that nobody knows", list({ ...rowan, isAdmin: true }), /people\.0/],
    ["no version", JSON.stringify({ askWhom: "x", people: [] }), /version/],
    ["no YAML", "people: [", /not YAML/],
  ])("refuses %s, naming the place and never the person", (_what, text, reason) => {
    expect(() => readPeople(text)).toThrow(reason);
    expect(() => readPeople(text)).not.toThrow(/Rowan/);
  });
});
