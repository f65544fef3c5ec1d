import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createCivilTime, type CountName } from "@ucrt/domain";
import { silentLog } from "@ucrt/kafka";
import { createDatabase, createPool, inTransaction } from "@ucrt/postgres";
import type { Fact, ReferralFact } from "@ucrt/schemas";
import { createTestDatabase, waitFor, type TestDatabase } from "@ucrt/testing";
import { sql, type Kysely } from "kysely";
import {
  accepted,
  arrived,
  assessed,
  closed,
  handedBack,
  lifeId,
  lifeOf,
  offered,
  takeConfirmed,
} from "./made-life.ts";
import { aCheckFact, anAuditFact } from "./made-other-facts.ts";
import { migrateMetrics } from "./migrate.ts";
import { keepFacts } from "./on-fact.ts";
import { readCube, readFreshness } from "./read-cube.ts";
import { rollUpMonth } from "./roll-up-month.ts";
import { schemaName, type MetricsTables } from "./tables.ts";
import { monthsToRollUp, rollUpDueMonths, rollupRules, startRollupJob } from "./when-months-change.ts";

const civil = createCivilTime("Europe/London");
const rules = rollupRules({ civil, lateEntryMinutes: 15 });
let database: TestDatabase;
let db: Kysely<MetricsTables>;

beforeAll(async () => {
  database = await createTestDatabase({ template: "metrics", migrate: migrateMetrics });
  db = createDatabase<MetricsTables>(
    createPool({ url: database.url, schema: schemaName, applicationName: "metrics-test", logger: silentLog }),
  );
});
beforeEach(async () => {
  await sql`truncate measure, check_made, team_state, audit_judgement, dirty_month, rollup_month, rollup, leases`.execute(
    db,
  );
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

/** Years ago, so that no clock is running. */
const may = Date.UTC(2021, 4, 31, 12);
const june = Date.UTC(2021, 5, 1, 12);
const nowMs = Date.UTC(2021, 6, 1);
const keep = (facts: readonly Fact[]) => inTransaction(db, (trx) => keepFacts(trx, facts, civil));
const due = () => monthsToRollUp(db, { nowMs, version: rules.version });
const count = async (month: string, name: CountName): Promise<number | undefined> =>
  (await readCube(db, { from: month, to: month, grain: "month", breakdowns: [] }))[0]?.counts[name];
const seen = [assessed(1, "suitable"), offered(2, "north"), accepted(3, "north"), arrived(60, "north")];

describe("facts mark", () => {
  it("the local month of their referral, and nothing when they are repeated", async () => {
    const facts = lifeOf(1, may, {}, seen);
    await keep(facts);
    expect(await due()).toEqual(["2021-05"]);
    await rollUpDueMonths(db, rules);
    expect(await due()).toEqual([]);
    await keep(facts);
    expect(await due()).toEqual([]);
    expect(await count("2021-05", "arrived")).toBe(1);
  });

  it("both months when a candidate is taken after the month has ended", async () => {
    const facts = lifeOf(1, may, { source: "stack", opened: { isCandidate: true } }, [takeConfirmed(24 * 60)]);
    await keep(facts.slice(0, 1));
    await rollUpDueMonths(db, rules);
    expect(await count("2021-05", "candidatesSeen")).toBe(1);
    await keep(facts.slice(1));
    expect(await due()).toEqual(["2021-06", "2021-05"]);
    await rollUpDueMonths(db, rules);
    expect(await count("2021-05", "candidatesSeen")).toBeUndefined();
    expect(await count("2021-06", "received")).toBe(1);
  });

  it("the month of a check when the referral that names it comes", async () => {
    const checkId = randomUUID();
    await keep([aCheckFact(checkId, may)]);
    await rollUpDueMonths(db, rules);
    expect(await count("2021-05", "checksNotSent")).toBe(1);
    await keep(lifeOf(1, june, { opened: { checkId } }, []));
    await rollUpDueMonths(db, rules);
    expect([await count("2021-05", "checksMade"), await count("2021-05", "checksNotSent")]).toEqual([1, 0]);
  });

  it("the month of a referral that came back, when the earlier one turns out to have been refused", async () => {
    const earlier = lifeOf(1, may, {}, [assessed(1, "suitable"), handedBack(30, "capacity")]);
    const back = lifeOf(
      2,
      june,
      { opened: { earlierReferrals: [{ referralId: lifeId(1), closedAt: may + 1_800_000 }] } },
      [],
    );
    await keep(earlier.slice(0, 2));
    await keep(back);
    await rollUpDueMonths(db, rules);
    expect(await count("2021-06", "backAfterRefusal72h")).toBe(0);
    await keep(earlier.slice(2));
    expect(await due()).toContain("2021-06");
    await rollUpDueMonths(db, rules);
    expect(await count("2021-06", "backAfterRefusal72h")).toBe(1);
  });

  it("the month of a referral that was judged; the last word counts", async () => {
    await keep(lifeOf(1, may, {}, seen));
    await rollUpDueMonths(db, rules);
    await keep([anAuditFact(lifeId(1), june, "agree"), anAuditFact(lifeId(1), june + 1, "disagree")]);
    await rollUpDueMonths(db, rules);
    expect([await count("2021-05", "auditAgreed"), await count("2021-05", "auditDisagreed")]).toEqual([0, 1]);
  });
});

describe("rolling up", () => {
  it("gives the same bytes when nothing has changed, and touches only what has", async () => {
    await keep(lifeOf(1, may, {}, seen));
    expect((await rollUpMonth(db, { month: "2021-05", nowMs, rules })).changed).toBeGreaterThan(10);
    expect((await rollUpMonth(db, { month: "2021-05", nowMs, rules })).changed).toBe(0);
  });

  it("leaves a mark that is made meanwhile, so that what came late is counted", async () => {
    await keep(lifeOf(1, may, {}, seen));
    // A writer that has not committed while the month is rolled up.
    const late = Promise.withResolvers<void>();
    const wrote = Promise.withResolvers<void>();
    const writer = inTransaction(db, async (trx) => {
      await keepFacts(trx, lifeOf(2, may, {}, seen), civil);
      wrote.resolve();
      await late.promise;
    });
    await wrote.promise;
    await rollUpDueMonths(db, rules);
    expect(await count("2021-05", "received")).toBe(1);
    late.resolve();
    await writer;
    expect(await readFreshness(db, { from: "2021-05", to: "2021-05" })).toMatchObject([{ isBehind: true }]);
    await rollUpDueMonths(db, rules);
    expect(await count("2021-05", "received")).toBe(2);
    expect(await readFreshness(db, { from: "2021-05", to: "2021-05" })).toMatchObject([{ isBehind: false }]);
  });

  it("counts a referral by what it is now, not by what it was", async () => {
    const facts: readonly ReferralFact[] = lifeOf(1, may, {}, [...seen, closed(90, "stayed-home")]);
    for (const fact of facts) {
      await keep([fact]);
      await rollUpDueMonths(db, rules);
    }
    expect([
      await count("2021-05", "received"),
      await count("2021-05", "stateClosed"),
      await count("2021-05", "stateArrived"),
    ]).toEqual([1, 1, 0]);
  });

  it("is done by one of several instances, and by another when that one stops", async () => {
    const first = startRollupJob({ db, rules, logger: silentLog });
    const second = startRollupJob({ db, rules, logger: silentLog });
    await keep(lifeOf(1, may, {}, seen));
    await waitFor(async () => (await count("2021-05", "received")) === 1, "the month is rolled up", 10_000);
    await first.stop();
    await keep(lifeOf(2, may, {}, seen));
    await waitFor(async () => (await count("2021-05", "received")) === 2, "the other one goes on", 10_000);
    await second.stop();
    expect((await sql`select 1 from leases`.execute(db)).rows).toEqual([]);
  });
});

it("refuses a pair that is not kept, naming those that are", async () => {
  await expect(
    readCube(db, { from: "2021-05", to: "2021-05", grain: "month", breakdowns: ["feed", "referrer"] }),
  ).rejects.toThrow(/Not kept.*source,place/);
  await expect(
    readCube(db, { from: "2021-05-03", to: "2021-05-10", grain: "week", breakdowns: ["place"] }),
  ).rejects.toThrow(/Not kept/);
});
