// A bundle with any of its nodes removed, retyped, doubled or put elsewhere: no 5xx, no late answer, and either the whole referral is stored or nothing of it.
// How such bundles are read and mapped is shown in `damaged-bundles.property.test.ts`, without a database and oftener.
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ambulanceFeed, newIds, validationRequest } from "./bars-for-tests.ts";
import { damaged, damages } from "./damaged-bundle.ts";
import { issuesOf, send, startBarsForTests, type BarsForTests } from "./start-bars-for-tests.ts";

let bars: BarsForTests;
beforeAll(async () => {
  bars = await startBarsForTests();
});
afterAll(async () => {
  await bars.close();
});

test("a bundle with any nodes changed is stored whole or not at all, and never fails on our side", async () => {
  let stored = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(damages, async (given) => {
      const bundle = damaged(validationRequest(newIds()), given);
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
