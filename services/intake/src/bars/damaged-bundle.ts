/**
 * For tests: bundles damaged at random. In: a bundle, what happens to which of its nodes. Out: a copy with nodes removed, retyped, doubled or put elsewhere.
 */
import fc from "fast-check";

type Path = readonly (string | number)[];
/** What happens to one node. `at` and `other` choose nodes, whatever the bundle's size. */
export type Damage = readonly [
  kind: "remove" | "retype" | "double" | "move",
  at: number,
  other: number,
  value: unknown,
];

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

/** A copy of the bundle, damaged, as it would come through JSON. */
export function damaged(bundle: unknown, damages: readonly Damage[]): unknown {
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

/** One to four damages. */
export const damages = fc.array(
  fc.tuple(
    fc.constantFrom("remove", "retype", "double", "move"),
    fc.nat({ max: 100_000 }),
    fc.nat({ max: 100_000 }),
    oddValues,
  ) as fc.Arbitrary<Damage>,
  { minLength: 1, maxLength: 4 },
);
