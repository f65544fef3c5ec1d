/**
 * Bundles damaged at random: any node removed, retyped, doubled or put elsewhere, one to four times.
 * Holds for all: nothing is thrown, a refusal is well formed and names nobody, and what is not refused fits the contract of its feed.
 */
import { feedValueOf, readBarsMessage } from "@ucrt/domain";
import { noOfficialBarsExamples, officialBarsExamples } from "@ucrt/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFeedMessage } from "../read-feed-message.ts";
import { directory, madeAndChanged, receivedAtMs, settings } from "./changed-bundle.ts";

/** More find more; these take some seconds. */
const RUNS = 500;

type Path = readonly (string | number)[];
type Damage = readonly [kind: "remove" | "retype" | "double" | "move", at: number, other: number, value: unknown];

function pathsOf(node: unknown, path: Path = [], into: Path[] = []): readonly Path[] {
  if (typeof node !== "object" || node === null) return into;
  for (const [key, value] of Object.entries(node)) {
    const at = [...path, Array.isArray(node) ? Number(key) : key];
    into.push(at);
    pathsOf(value, at, into);
  }
  return into;
}

type Holder = Record<string | number, unknown>;
const holderOf = (root: unknown, path: Path): Holder | undefined => {
  let node = root as Holder | undefined;
  for (const step of path.slice(0, -1)) node = node?.[step] as Holder | undefined;
  return typeof node === "object" && node !== null ? node : undefined;
};

function damaged(bundle: unknown, damages: readonly Damage[]): unknown {
  const copy: unknown = structuredClone(bundle);
  for (const [kind, at, other, value] of damages) {
    const paths = pathsOf(copy);
    const path = paths[at % paths.length] ?? [];
    const key = path.at(-1) ?? "";
    const holder = holderOf(copy, path);
    if (holder === undefined) continue;
    if (kind === "remove") {
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
    } else if (kind === "retype") holder[key] = structuredClone(value);
    else if (kind === "double") {
      if (Array.isArray(holder)) holder.push(structuredClone(holder[Number(key)]));
      else holder[key] = [structuredClone(holder[key]), structuredClone(holder[key])];
    } else {
      const target = paths[other % paths.length] ?? [];
      const place = holderOf(copy, target);
      if (place !== undefined) place[target.at(-1) ?? ""] = structuredClone(holder[key]);
    }
  }
  // As it would come: through JSON.
  return JSON.parse(JSON.stringify(copy));
}

const oddValues = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(
      "x".repeat(9_000),
      "\u0000\u0007\ud800 odd",
      "\ufeff",
      " \n\t ",
      "/n/n<br>",
      "urn:uuid:9589fb37-87a2-48d8-968f-b371429208a8",
      "Patient/none",
      "#inside",
      "2021-02-30T25:61:00Z",
      "2026-11-25T10:00:00.1234567+07:00",
      "9999-12-31",
      "()()()",
      "+44 (0) 1245 000 000 ext. 12345678",
      "entered-in-error",
      "C1",
      1e308,
      -1.5,
      0,
      53.8,
      true,
      null,
      [],
      {},
      [[[]]],
      ["a", 1, null, { reference: "Patient/none" }],
      { coding: [{ system: "http://snomed.info/sct", code: "86290005" }] },
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
);

const damages = fc.array(
  fc.tuple(
    fc.constantFrom("remove", "retype", "double", "move"),
    fc.nat({ max: 100_000 }),
    fc.nat({ max: 100_000 }),
    oddValues,
  ) as fc.Arbitrary<Damage>,
  { minLength: 1, maxLength: 4 },
);

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
