import { describe, expect, it } from "vitest";
import { chanceFrom } from "../simulation/chance.ts";
import { madeCase } from "./made-case.ts";
import { validationRequest } from "./made-validation-request.ts";

const nowMs = Date.parse("2026-11-25T10:00:00Z");

interface Read {
  readonly types: readonly string[];
  readonly ids: ReadonlySet<string>;
  readonly references: readonly string[];
}

function read(bundle: Readonly<Record<string, unknown>>): Read {
  const entries = bundle["entry"] as { fullUrl: string; resource: { resourceType: string } }[];
  const references = [...JSON.stringify(bundle).matchAll(/"reference":"([^"]+)"/g)].map(([, text]) => text ?? "");
  return {
    types: entries.map(({ resource }) => resource.resourceType),
    ids: new Set(entries.map(({ fullUrl }) => fullUrl)),
    references: references.filter((text) => !text.startsWith("EpisodeOfCare/")),
  };
}

/** How often a type may come in a validation request. */
const once = ["MessageHeader", "ServiceRequest", "Patient", "Encounter", "CarePlan", "Location", "HealthcareService"];
const atLeastOnce = ["Practitioner", "PractitionerRole", "Consent", "Flag"];

describe("a made validation request", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "has what the standard asks for, and every reference leads somewhere (%s)",
    (seed) => {
      const one = madeCase(chanceFrom(seed), nowMs);
      for (const kind of ["new", "update"] as const) {
        const { types, ids, references } = read(validationRequest(one, kind, nowMs).bundle);
        for (const type of once)
          expect(
            types.filter((other) => other === type),
            type,
          ).toHaveLength(1);
        for (const type of atLeastOnce) expect(types, type).toContain(type);
        expect(types.filter((type) => type === "Organization").length).toBeGreaterThanOrEqual(2);
        expect(types[0]).toBe("MessageHeader");
        expect(references.filter((reference) => !ids.has(reference))).toEqual([]);
        expect(ids.size).toBe(types.length);
      }
    },
  );

  it("cancels with the request and the person alone, and every reference leads somewhere", () => {
    const { bundle } = validationRequest(madeCase(chanceFrom(1), nowMs), "cancel", nowMs);
    const { types, ids, references } = read(bundle);
    expect(types).toEqual(["MessageHeader", "ServiceRequest", "Patient", "Organization", "Organization"]);
    expect(references.filter((reference) => !ids.has(reference))).toEqual([]);
    expect(JSON.stringify(bundle)).toContain('"revoked"');
  });

  it("names the same request in every message of a conversation, in bundles of their own", () => {
    const one = madeCase(chanceFrom(3), nowMs);
    const [first, second] = [validationRequest(one, "new", nowMs), validationRequest(one, "update", nowMs + 1_000)];
    expect(first.bundleId).not.toBe(second.bundleId);
    for (const { bundle } of [first, second]) expect(JSON.stringify(bundle)).toContain(one.ids.serviceRequest);
  });

  it("gives a breach of 40 to 90 minutes, category 3 or 4, and NHS numbers of the test range only", () => {
    const cases = Array.from({ length: 200 }, (_, seed) => madeCase(chanceFrom(seed), nowMs));
    for (const { breachAtMs, category, patient } of cases) {
      expect((breachAtMs - nowMs) / 60_000).toBeGreaterThanOrEqual(40);
      expect((breachAtMs - nowMs) / 60_000).toBeLessThanOrEqual(90);
      expect(["C3", "C4"]).toContain(category);
      if (patient.nhsNumber !== undefined) expect(patient.nhsNumber).toMatch(/^999\d{7}$/);
    }
    expect(cases.some(({ patient }) => patient.nhsNumber === undefined)).toBe(true);
  });
});
