/**
 * Bundles damaged at random: any node removed, retyped, doubled or put elsewhere, one to four times.
 * Holds for all: nothing is thrown, a refusal is well formed and names nobody, and what is not refused fits the contract of its feed. What the door stores of
 * such bundles is shown in `any-node-changed.pg.test.ts`.
 */
import { feedValueOf, readBarsMessage } from "@ucrt/domain";
import { noOfficialBarsExamples, officialBarsExamples } from "@ucrt/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFeedMessage } from "../read-feed-message.ts";
import { directory, madeAndChanged, receivedAtMs, settings } from "./changed-bundle.ts";
import { damaged, damages } from "./damaged-bundle.ts";

/** More find more; these take some seconds. */
const RUNS = 500;

function holdsFor(bundle: unknown, mustNotBeNamed: readonly string[]): "taken" | "refused" {
  const read = readBarsMessage(bundle, settings);
  if (!read.ok) {
    expect(read.refusals.length).toBeGreaterThan(0);
    expect(read.refusals.length).toBeLessThanOrEqual(20);
    for (const refusal of read.refusals) {
      expect(refusal.status === 400 || refusal.status === 422).toBe(true);
      const said = `${refusal.diagnostics} ${refusal.expression ?? ""}`;
      for (const secret of mustNotBeNamed) expect(said).not.toContain(secret);
    }
    return "refused";
  }
  const { feed, value } = feedValueOf(read.message, { organisation: "RYC", settings, receivedAtMs });
  // The contract, and what the contract cannot say: both must take it.
  const judged = readFeedMessage({ feed, value, receivedAtMs, directory, unknownFields: "refused" });
  expect(judged.ok ? [] : judged.errors).toEqual([]);
  return "taken";
}

function damagedAtRandom(bundle: unknown, mustNotBeNamed: readonly string[]): void {
  const seen = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(damages, (given) => {
      seen[holdsFor(damaged(bundle, given), mustNotBeNamed)] += 1;
    }),
    { numRuns: RUNS },
  );
  // Both ways must have been walked, or nothing was shown.
  expect(seen.taken).toBeGreaterThan(100);
  expect(seen.refused).toBeGreaterThan(100);
}

/** The made request with every kind of resource that is read. */
function withEverything(useCase: string, category: string): unknown {
  const told = (text: string) => ({
    text,
    coding: [{ system: "http://snomed.info/sct", code: "1001", display: text }],
  });
  const day = "2026-11-25T09:55:00Z";
  return madeAndChanged(
    ({ add, one }) => {
      const { subject } = one("ServiceRequest");
      const about = { subject, status: "active", note: [{ text: "A note" }] };
      add("Condition", { ...about, code: told("Heart failure"), category: [told("Problem")], onsetDateTime: "2019" });
      add("Condition", { ...about, code: told("Fell"), category: [{ coding: [{ code: "33962009" }] }] });
      add("AllergyIntolerance", {
        patient: subject,
        code: told("Amoxicillin"),
        reaction: [{ manifestation: [told("Rash")] }],
      });
      add("MedicationStatement", {
        ...about,
        medicationCodeableConcept: told("Aspirin"),
        dosage: [{ text: "1 a day" }],
      });
      add("Procedure", { ...about, code: told("Lifting") });
      add("Communication", { topic: told("Log"), payload: [{ contentString: "A dog" }] });
      add("Task", { description: "Lift" });
      add("QuestionnaireResponse", {
        item: [
          {
            text: "Notes",
            item: [{ linkId: "1", answer: [{ valueString: "Alone" }, { valueQuantity: { value: 2, unit: "m" } }] }],
          },
        ],
      });
      add("RelatedPerson", {
        patient: subject,
        name: [{ family: "Kin" }],
        telecom: [{ system: "phone", value: "01632 960009" }],
      });
      add("Location", {
        type: [told("Rendezvous")],
        name: "Corner",
        description: "Gate",
        position: { latitude: 51, longitude: 0 },
      });
      add("Observation", {
        ...about,
        code: { coding: [{ system: "http://snomed.info/sct", code: "75367002" }] },
        effectivePeriod: { start: day },
        component: [
          {
            code: { coding: [{ system: "http://snomed.info/sct", code: "72313002" }] },
            valueQuantity: { value: 120, unit: "mm[Hg]" },
          },
        ],
      });
      for (const code of ["130987000", "722742002", "1104441000000107", "445414007", "1104051000000101"])
        add("Observation", {
          ...about,
          code: { coding: [{ system: "http://snomed.info/sct", code }] },
          effectiveDateTime: day,
          valueInteger: 3,
          valueCodeableConcept: told("Alert"),
        });
      for (const code of ["RT", "RC", "SG", "AC"])
        add("Flag", { ...about, category: [{ coding: [{ code, display: code }] }], code: told(code) });
      one("ServiceRequest").reasonCode = [told("Fall")];
      one("ServiceRequest").note = [{ text: "Please ring" }];
      one("Patient").communication = [{ language: told("Polish"), preferred: true }];
      one("Practitioner").identifier = [{ system: "https://fhir.hl7.org.uk/Id/gmc-number", value: "C1234567" }];
      one("PractitionerRole").code = [told("Doctor")];
    },
    useCase,
    category,
  );
}

describe("a made request, damaged", () => {
  test.each([
    ["a4t3", "validation"],
    ["ucrt-111", "referral"],
    ["ucrt-ed", "referral"],
  ])("%s is refused in words or fits its feed", (useCase, category) => {
    damagedAtRandom(withEverything(useCase, category), ["9991000011", "Made Up", "01632 960001", "1 Test Road"]);
  });
});

describe("any JSON at all", () => {
  test("is refused without a word about anybody", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => void holdsFor(json, [])),
      { numRuns: 300 },
    );
  });
});

const official = officialBarsExamples(process.env["BARS_EXAMPLES"])?.find(({ name }) => name.startsWith("03-"))?.json;

describe.skipIf(official === undefined)("the official request, damaged", () => {
  test("is refused in words or fits its feed", () => {
    damagedAtRandom(official, ["3478526985", "Julie", "Jones", "07736312544", "01138698975", "Brightside", "LS10"]);
  });
});
if (official === undefined) console.info(noOfficialBarsExamples);
