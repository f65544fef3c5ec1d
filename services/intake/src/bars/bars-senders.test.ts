// A list that cannot work stops the start with a sentence, not the first answer that is owed; and the sentence repeats nothing of the list.
import { checkConfig } from "@ucrt/service";
import { describe, expect, test } from "vitest";
import { intakeFields } from "../config.ts";
import { senderAt } from "./bars-for-tests.ts";

const sender = senderAt("https://ambulance.example");
const problemsWith = (list: unknown): readonly string[] => {
  const text = typeof list === "string" ? list : JSON.stringify(list);
  const checked = checkConfig(intakeFields.pick({ BARS_SENDERS: true }), { BARS_SENDERS: text });
  return checked.ok ? [] : checked.problems;
};

describe("BARS_SENDERS", () => {
  test.each([
    "http://169.254.169.254/latest",
    "http://10.0.0.8/FHIR/R4",
    "http://[::ffff:a00:8]/FHIR/R4",
    "http://0.0.0.0/FHIR/R4",
  ])("N66: refuses an address inside, %s, where nobody speaks for the sender", (endpoint) => {
    expect(problemsWith([{ ...sender, endpoint }])).toHaveLength(1);
    expect(problemsWith([{ ...sender, token: { ...sender.token, url: endpoint } }])).toHaveLength(1);
  });

  test("takes https, and http on this machine for local mode", () => {
    expect(problemsWith([sender, senderAt("http://127.0.0.1:7990", { organisation: "RAJ" })])).toEqual([]);
  });

  test.each<[string, unknown]>([
    ["no JSON", "[{"],
    ["no list", sender],
    ["an organisation twice", [sender, sender]],
    ["http to another machine", [{ ...sender, endpoint: "http://secret-host.example/FHIR/R4" }]],
    ["another protocol", [{ ...sender, endpoint: "file:///secret-host" }]],
    ["a user name", [{ ...sender, endpoint: "https://secret-host:pw@ambulance.example/FHIR/R4" }]],
    ["a query", [{ ...sender, endpoint: "https://ambulance.example/FHIR/R4?key=secret-host" }]],
    [
      "a fragment at the token",
      [{ ...sender, token: { ...sender.token, url: "https://ambulance.example/#secret-host" } }],
    ],
    ["an unknown field", [{ ...sender, "secret-host": 1 }]],
    ["no service", [{ ...sender, serviceId: undefined }]],
  ])("refuses %s", (_what, list) => {
    const problems = problemsWith(list);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^BARS_SENDERS/);
    expect(problems[0]).not.toMatch(/secret-host:|key=|ambulance\.example\/#/);
  });
});
