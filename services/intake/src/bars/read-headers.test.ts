import { readBarsSettings } from "@ucrt/schemas/areas";
import { describe, expect, it } from "vitest";
import { barsHeaders, base64 } from "./bars-for-tests.ts";
import { readBarsHeaders } from "./read-headers.ts";

const settings = readBarsSettings("demo").value;
const rules = { settings, needsTarget: true };

/** Status, issue and header of each refusal. */
const refused = (headers: Record<string, string | undefined>, given = rules) => {
  const read = readBarsHeaders(headers, given);
  return read.ok
    ? []
    : read.refusals.map(({ status, issue, diagnostics }) => `${status} ${issue} ${diagnostics.split(":")[0]}`);
};

describe("headers of a BaRS request", () => {
  it("are read when they are whole", () => {
    const read = readBarsHeaders(
      barsHeaders({
        requestId: "0D5F2B9E-7B7E-4D0C-9E0D-8A4F2E7C1A11",
        correlationId: "0d5f2b9e-7b7e-4d0c-9e0d-8a4f2e7c1a12",
      }),
      rules,
    );
    expect(read).toEqual({
      ok: true,
      headers: {
        requestId: "0d5f2b9e-7b7e-4d0c-9e0d-8a4f2e7c1a11",
        correlationId: "0d5f2b9e-7b7e-4d0c-9e0d-8a4f2e7c1a12",
        organisation: "RYC",
      },
    });
  });

  it.each([
    ["N35: no X-Request-Id", { "x-request-id": undefined }, ["400 required X-Request-Id"]],
    ["N35: an X-Request-Id that is no GUID", { "x-request-id": "request-1" }, ["400 value X-Request-Id"]],
    ["N35: no X-Correlation-Id", { "x-correlation-id": undefined }, ["400 required X-Correlation-Id"]],
    ["N35: an X-Correlation-Id that is no GUID", { "x-correlation-id": "9990000018" }, ["400 value X-Correlation-Id"]],
    ["no target", { "nhsd-target-identifier": undefined }, ["400 required NHSD-Target-Identifier"]],
    ["a target that is not base64", { "nhsd-target-identifier": "{}" }, ["400 value NHSD-Target-Identifier"]],
    [
      "a target without a value",
      { "nhsd-target-identifier": base64({ system: "x" }) },
      ["400 value NHSD-Target-Identifier"],
    ],
    [
      "another service's id",
      { "nhsd-target-identifier": base64({ system: "https://fhir.nhs.uk/Id/dos-service-id", value: "1" }) },
      ["404 not-found NHSD-Target-Identifier"],
    ],
    ["no organisation", { "nhsd-end-user-organisation": undefined }, ["400 required NHSD-End-User-Organisation"]],
    [
      "an organisation without an ODS code",
      { "nhsd-end-user-organisation": base64({ resourceType: "Organization", name: "X" }) },
      ["400 value NHSD-End-User-Organisation"],
    ],
    ["no software", { "nhsd-requesting-software": undefined }, ["400 required NHSD-Requesting-Software"]],
    [
      "a practitioner that cannot be read",
      { "nhsd-requesting-practitioner": "%%%" },
      ["400 value NHSD-Requesting-Practitioner"],
    ],
    ["no Accept", { accept: undefined }, ["400 required Accept"]],
    [
      "a version of the API that is not spoken here",
      { accept: "application/fhir+json; version=9.0.0" },
      ["406 processing Accept"],
    ],
    ["XML", { accept: "application/fhir+xml" }, ["406 processing Accept"]],
  ])("are refused with the name of what is wrong: %s", (_name, changes, expected) => {
    expect(refused({ ...barsHeaders(), ...changes })).toEqual(expected);
  });

  it("are refused for everything that is wrong at once, and never with a value in the words", () => {
    const read = readBarsHeaders(
      { "x-request-id": "secret-one", "nhsd-end-user-organisation": "secret-two", accept: "secret/three" },
      rules,
    );
    expect(read.ok).toBe(false);
    const words = read.ok ? "" : read.refusals.map(({ diagnostics }) => diagnostics).join("\n");
    expect(words.split("\n").length).toBeGreaterThanOrEqual(6);
    expect(words).not.toMatch(/secret/);
  });

  it("may name a system in any of the spellings that senders use", () => {
    const target = base64({ system: "http://fhir.nhs.uk/id/dos-service-id", value: settings.services[0]?.value });
    expect(refused({ ...barsHeaders(), "nhsd-target-identifier": target })).toEqual([]);
  });

  it("need no target when the service is asked about itself", () => {
    expect(
      refused({ ...barsHeaders(), "nhsd-target-identifier": undefined }, { ...rules, needsTarget: false }),
    ).toEqual([]);
  });
});
