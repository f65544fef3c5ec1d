import { commandBodies, commandNames, type CommandName, type Principal } from "@ucrt/schemas";
import { describe, expect, it } from "vitest";
import { aRow, testNowMs } from "../live/rows-for-tests.ts";
import type { CommandSituation, Field } from "./command-parts.ts";
import { commandSpecs } from "./command-specs.ts";

const guid = "00000000-0000-4000-8000-00000000000a";
const clinician: Principal = {
  subject: "a",
  name: "Morgan Sample",
  role: "spa-clinician",
  organisation: "R1L",
  registration: { body: "NMC", number: "1" },
};
const team: Principal = {
  subject: "b",
  name: "Ash Sample",
  role: "ucrt-clinician",
  organisation: "RAT",
  team: "ucrt-thurrock",
  registration: { body: "HCPC", number: "2" },
};

const situation = (principal: Principal): CommandSituation => ({
  row: aRow({
    offer: { offerId: guid, team: "ucrt-thurrock", lapsesAt: testNowMs, seen: true, isMutualAid: false },
    twoHourDueAt: testNowMs - 1,
    alarms: ["two-hours-passed"],
    state: "onward-pending",
  }),
  principal,
  nowMs: testNowMs,
  teams: [{ value: "ucrt-thurrock", words: "Thurrock" }],
  services: [{ value: "sdec", words: "SDEC" }],
  callTasks: [{ taskId: guid, words: "Ring" }],
  links: [{ other: guid, words: "Other" }],
});

function anAnswer(field: Field): string {
  switch (field.kind) {
    case "choice":
      return field.first ?? field.choices?.[0]?.value ?? "";
    case "yes-no":
    case "confirm":
      return "yes";
    case "time":
      return "13:10";
    case "number":
      return "2";
    case "text":
    case "long-text":
      return "Sample";
  }
}

/** As the form sends it: through JSON, so that what is undefined is gone. */
function bodyOf(name: CommandName, principal: Principal): unknown {
  const here = situation(principal);
  const spec = commandSpecs[name];
  const fields = spec.fields?.(here) ?? [];
  const values = Object.fromEntries(fields.map((field) => [field.name, anAnswer(field)]));
  const given =
    spec.body === undefined
      ? values
      : { ...spec.body(values, here), ...(values["note"] === undefined ? {} : { note: values["note"] }) };
  return JSON.parse(JSON.stringify(given));
}

describe("every command's form", () => {
  it.each(commandNames)("%s sends what the contract takes, from the single point of access and from a team", (name) => {
    for (const principal of [clinician, team])
      expect(commandBodies[name].safeParse(bodyOf(name, principal)).error?.issues ?? []).toEqual([]);
  });

  it("leaves room for the breach reason at the end too: the alarm is gone by then, and without it a late visit could not be closed", () => {
    const here = { ...situation(team), row: aRow({ twoHourDueAt: testNowMs - 1, alarms: [], state: "arrived" }) };
    const asked = commandSpecs.close.fields?.(here).find(({ name }) => name === "breachReason");
    expect(asked).toMatchObject({ isOptional: true });
  });

  it("asks for a breach reason only when there was a breach", () => {
    const asked = (twoHourDueAt: number) =>
      commandSpecs.arrive.fields?.({ ...situation(team), row: aRow({ twoHourDueAt }) }).map(({ name }) => name);
    expect(asked(testNowMs + 1)).toEqual([]);
    expect(asked(testNowMs - 1)).toEqual(["breachReason"]);
  });

  it("names the clinician when the single point of access records an acceptance by telephone", () => {
    expect(bodyOf("accept", clinician)).toMatchObject({ byPhone: true, clinician: { name: "Sample" } });
    expect(bodyOf("accept", team)).not.toHaveProperty("byPhone");
  });
});
