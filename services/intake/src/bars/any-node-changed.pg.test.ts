// A bundle with any of its nodes removed, retyped or doubled: no 5xx, no late answer, and either the whole referral is stored or nothing of it.
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ambulanceFeed, newIds, validationRequest, type Loose } from "./bars-for-tests.ts";
import { issuesOf, send, startBarsForTests, type BarsForTests } from "./start-bars-for-tests.ts";

let bars: BarsForTests;
beforeAll(async () => {
  bars = await startBarsForTests();
});
afterAll(async () => {
  await bars.close();
});

type Path = readonly (string | number)[];

/** Every node of a JSON value but its root. */
function pathsOf(value: Loose, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [];
  const keys: (string | number)[] = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return keys.flatMap((key) => [[...path, key], ...pathsOf(value[key], [...path, key])]);
}

const others: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    1e21,
    "",
    "\u202e",
    "a".repeat(9_000),
    [],
    {},
    [[]],
    "urn:uuid:0",
    "9999-99-99T99:99:99Z",
  ),
  fc.string({ maxLength: 40 }),
  fc.jsonValue({ maxDepth: 2 }),
);

interface Change {
  readonly at: number;
  readonly is: "removed" | "retyped" | "doubled";
  readonly becomes: unknown;
}

function changed(bundle: Loose, { at, is, becomes }: Change): Loose {
  const paths = pathsOf(bundle);
  const path = paths[at % paths.length] ?? [];
  const parent: Loose = path.slice(0, -1).reduce<Loose>((node, key) => node[key], bundle);
  const key = path.at(-1) ?? "";
  if (is === "removed" && Array.isArray(parent)) parent.splice(Number(key), 1);
  else if (is === "removed") delete parent[key];
  else if (is === "retyped") parent[key] = becomes;
  else if (Array.isArray(parent)) parent.splice(Number(key), 0, structuredClone(parent[Number(key)]));
  else parent[key] = [parent[key], structuredClone(parent[key])];
  return bundle;
}

const oneChange = fc.record({
  at: fc.nat(5_000),
  is: fc.constantFrom<Change["is"]>("removed", "retyped", "doubled"),
  becomes: others,
});

test("a bundle with any nodes changed is stored whole or not at all, and never fails on our side", async () => {
  let stored = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(oneChange, { minLength: 1, maxLength: 3 }), async (changes) => {
      const bundle = changes.reduce<Loose>((before, change) => changed(before, change), validationRequest(newIds()));
      const requestId = randomUUID();
      const answered = await send(bars.app, bundle, { as: ambulanceFeed, headers: { "x-request-id": requestId } });
      expect(answered.status).toBeLessThan(500);
      expect(answered.status).not.toBe(408);
      const { rows } = await sql<{ inbox: number; cases: number; submissions: number }>`
        select (select count(*) from inbox where request_id = ${requestId}) as inbox, (select count(*) from bars_cases where request_id = ${requestId}) as cases,
          (select count(*) from submissions where request_id = ${requestId}) as submissions`.execute(bars.intake.db);
      if (answered.status === 200) {
        stored += 1;
        expect(rows).toEqual([{ inbox: 1, cases: 1, submissions: 1 }]);
      } else {
        refused += 1;
        expect(issuesOf(answered).join()).toMatch(/^REC_/);
        expect(JSON.stringify(answered.body)).not.toMatch(/Etta|9990000018|07700 900101/);
        expect(rows).toEqual([{ inbox: 0, cases: 0, submissions: 0 }]);
      }
    }),
    { numRuns: 400 },
  );
  // Else the test would prove only one half.
  expect(Math.min(stored, refused)).toBeGreaterThan(20);
});
