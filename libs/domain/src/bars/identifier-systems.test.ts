import { describe, expect, it } from "vitest";
import { isSameSystem, systemName } from "./identifier-systems.ts";

describe("names of systems", () => {
  it("are the same whatever scheme, case or last slash their sender writes", () => {
    for (const other of [
      "http://fhir.nhs.uk/id/nhs-number",
      "HTTPS://fhir.nhs.uk/Id/NHS-Number/",
      " https://fhir.nhs.uk/Id/nhs-number ",
    ])
      expect(isSameSystem("https://fhir.nhs.uk/Id/nhs-number", other), other).toBe(true);
    expect(isSameSystem("https://fhir.nhs.uk/Id/nhs-number", "https://fhir.nhs.uk/Id/dos-service-id")).toBe(false);
  });

  it("are called by the last part of their path", () => {
    expect(systemName("https://fhir.nhs.uk/CodeSystem/ampds-dispatch-codes")).toBe("ampds-dispatch-codes");
    expect(systemName("")).toBe("");
  });
});
