/** Requests with any node removed, retyped or doubled: every answer to them is still valid R4 and holds together. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { AnswerParts } from "./answer-parts.ts";
import type { FhirJson, FhirResourceJson } from "./fhir-bundle.ts";
import { fullAnswer } from "./full-answer.ts";
import { interimAnswer } from "./interim-answer.ts";
import { MADE_AT_MS, madeParts, madeRequest } from "./made-request.ts";
import { plannedAnswer } from "./planned-answer.ts";
import { serviceRequestOf } from "./service-request-read.ts";
import { wrongInR4 } from "./wrong-in-r4.ts";

const answersTo = (parts: AnswerParts): readonly FhirResourceJson[] => [
  plannedAnswer(parts),
  plannedAnswer(parts, { status: "entered-in-error" }),
  interimAnswer(parts, { status: "in-progress", words: "Accepted." }),
  interimAnswer(parts, { status: "cancelled", reason: "FC", words: "Nobody answered." }),
  fullAnswer(parts, { isFirst: true, carePlan: "completed", words: "Stayed at home.", outcomeCodes: ["C5"] }),
  fullAnswer(parts, {
    isFirst: false,
    carePlan: "active",
    words: "999 has it.",
    outcomeCodes: [],
    newIncidentNumber: "S26-77",
  }),
  serviceRequestOf({ parts, version: 3, lastUpdatedMs: MADE_AT_MS, status: "completed" }),
];

/** Full URLs that come twice, references that lead nowhere, a header that does not come first. */
function looseEnds(answer: FhirResourceJson): readonly string[] {
  const { entry } = answer as unknown as {
    readonly entry?: readonly { fullUrl: string; resource: FhirResourceJson }[];
  };
  if (entry === undefined) return [];
  const fullUrls = entry.map(({ fullUrl }) => fullUrl);
  const lost = entry.flatMap(({ resource }) =>
    referencesIn({ ...resource, episodeOfCare: [] }).filter((one) => !fullUrls.includes(one)),
  );
  return [
    ...lost,
    ...fullUrls.filter((one, index) => fullUrls.indexOf(one) !== index),
    ...(entry[0]?.resource.resourceType === "MessageHeader" ? [] : ["header"]),
  ];
}

function referencesIn(value: FhirJson): readonly string[] {
  if (typeof value !== "object") return [];
  const children: readonly FhirJson[] = Array.isArray(value) ? value : Object.values(value);
  const own = "reference" in value && typeof value.reference === "string" ? [value.reference] : [];
  return [...own, ...children.flatMap(referencesIn)];
}

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, child]) => pathsOf(child, [...path, name]))];
}

const strange: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e300,
    "",
    " ",
    "\u0000",
    "\ud800",
    "x y",
    [],
    {},
    [[]],
    [null],
    "toString",
  ),
  fc.string(),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>({ reference: "urn:uuid:nowhere" }, { reference: 3 }, { coding: "a" }, [{ value: [1] }]),
);

type Change = readonly [place: number, how: "remove" | "retype" | "double" | "wrap", value: unknown];

const changes: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.tuple(
    fc.nat(),
    fc.constantFrom("remove" as const, "retype" as const, "double" as const, "wrap" as const),
    strange,
  ),
  { minLength: 1, maxLength: 6 },
);

function mangle(request: unknown, all: readonly Change[]): unknown {
  let changed = request;
  for (const [place, how, value] of all) {
    const paths = pathsOf(changed);
    changed = at(changed, paths[place % paths.length] ?? [], how, value);
  }
  return changed;
}

function at(node: unknown, path: Path, how: Change[1], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined)
    return how === "remove" ? undefined : how === "retype" ? value : how === "wrap" ? [node] : [node, node];
  if (Array.isArray(node)) {
    const index = Number(name);
    const child = at(node[index], rest, how, value);
    const put =
      rest.length === 0 && how === "remove"
        ? []
        : rest.length === 0 && how === "double"
          ? [node[index], node[index]]
          : [child];
    return [...node.slice(0, index), ...put, ...node.slice(index + 1)];
  }
  const { [name]: child, ...others } = node as Record<string | number, unknown>;
  return rest.length === 0 && how === "remove" ? others : { ...others, [name]: at(child, rest, how, value) };
}

it("answers to mangled requests are valid, and nothing in them leads nowhere", () => {
  fc.assert(
    fc.property(changes, fc.constantFrom("validation" as const, "referral" as const), (all, category) => {
      const request = mangle(madeRequest(category === "validation" ? "a4t3" : "a3t1", category), all);
      for (const answer of answersTo(madeParts({ request, category }))) {
        expect(wrongInR4(answer)).toEqual([]);
        expect(looseEnds(answer)).toEqual([]);
      }
    }),
    { numRuns: 100 },
  );
});

it("answers to what is no message at all are valid too", () => {
  fc.assert(
    fc.property(strange, (request) => {
      for (const answer of answersTo(madeParts({ request }))) expect(wrongInR4(answer)).toEqual([]);
    }),
  );
});
