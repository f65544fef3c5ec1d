import { expect, it } from "vitest";
import { quickened, readScenario, readScenarios } from "./scenario.ts";

const text = (changes: string): string => `
name: example
asks: How long does an example take from here to there?
kind: submit-to-offered
ratesPerSecond: [50]
seconds: 20
settleSeconds: 20
${changes}`;

it("reads every scenario there is, and no two have one name", () => {
  const names = readScenarios().map((one) => one.name);
  expect(names.length).toBeGreaterThan(0);
  expect(new Set(names).size).toBe(names.length);
});

it("fills in what a file leaves out", () => {
  expect(readScenario("example.yaml", text(""))).toMatchObject({ way: "http", mix: { ambulance: 1 }, floor: true });
});

it("refuses a field it does not know, and names file and field", () => {
  expect(() => readScenario("example.yaml", text("sekonds: 5"))).toThrow(/example\.yaml.*sekonds/s);
});

it("refuses a load without bounds", () => {
  expect(() => readScenario("example.yaml", text("").replace("seconds: 20", "seconds: 100000"))).toThrow("seconds");
  expect(() => readScenario("example.yaml", text("").replace("[50]", "[1000000]"))).toThrow("ratesPerSecond");
});

it("leaves out of a quick run only what cannot be short, and shortens the rest", () => {
  const all = readScenarios();
  const quick = all.flatMap((one) => quickened(one) ?? []);
  expect(quick.map((one) => one.kind)).toEqual(["reconnect", "submit-to-offered", "accept", "fan-out"]);
  expect(all.filter((one) => quickened(one) === undefined).map((one) => one.kind)).toEqual(
    expect.arrayContaining(["sustained", "backlog", "held"]),
  );
});
