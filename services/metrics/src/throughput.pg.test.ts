import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sql, type Kysely } from "kysely";
import { foldMeasure, type Measure } from "@ucrt/domain";
import { silentLog } from "@ucrt/kafka";
import { createDatabase, createPool } from "@ucrt/postgres";
import type { FactOf, Outcome, ReferralFact, Response } from "@ucrt/schemas";
import { aFact, createTestDatabase, openedData, type TestDatabase } from "@ucrt/testing";
import { csvOf } from "./get-throughput.ts";
import { saveMeasures } from "./measure-rows.ts";
import { migrateMetrics } from "./migrate.ts";
import { schemaName, type MetricsTables } from "./tables.ts";
import { throughput, type ThroughputQuery } from "./throughput.ts";

let database: TestDatabase;
let db: Kysely<MetricsTables>;

beforeAll(async () => {
  database = await createTestDatabase({ template: "metrics", migrate: migrateMetrics });
  db = createDatabase<MetricsTables>(
    createPool({ url: database.url, schema: schemaName, applicationName: "metrics-test", logger: silentLog }),
  );
});
beforeEach(async () => {
  await sql`truncate measure`.execute(db);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const minutes = (count: number) => count * 60_000;
const noon = Date.UTC(2026, 10, 10, 12);
const later = noon + minutes(600);
const byDay: ThroughputQuery = { period: "day", by: "none" };
const context = { nowMs: later, area: "Test", timeZone: "Europe/London" };

const aDecision = (outcome: Outcome, response: Response): FactOf<"assessed">["data"]["decision"] => ({
  criteriaSet: { area: "test", version: "1", hash: "h", isApproved: false },
  outcome,
  redirectTo: null,
  response,
  triage: "before-offer",
  cappedBy: null,
  uncappedOutcome: outcome,
  findings: [],
});

type Step = (place: { referralId: string; sequence: number }) => ReferralFact;
const opened =
  (at: number, changes: Parameters<typeof openedData>[1] = {}): Step =>
  (place) =>
    aFact("opened", openedData(at, changes), { ...place, at });
const accepted =
  (at: number): Step =>
  (place) =>
    aFact(
      "accepted",
      {
        offerId: randomUUID(),
        team: "north",
        clinician: { name: "A Nurse", role: "nurse", registration: null },
        expectedAt: at,
        isCounterOffer: false,
        byPhone: false,
      },
      { ...place, at },
    );
const arrived =
  (at: number): Step =>
  (place) =>
    aFact(
      "arrived",
      {
        team: "north",
        firstFaceToFaceAt: at,
        minutesFromReceived: 0,
        minutesFromNeedIdentified: null,
        isBreach: false,
        breachReason: null,
      },
      { ...place, at },
    );
const withdrawn =
  (at: number): Step =>
  (place) =>
    aFact("withdrawn", { reason: "conveyed", afterAcceptance: false, acknowledgeBy: null }, { ...place, at });
const closed =
  (at: number, outcome: "stayed-home" | "duplicate"): Step =>
  (place) =>
    aFact("closed", { outcome, alternative: null, summary: "sent", breachReason: null }, { ...place, at });

async function keep(...referrals: readonly (readonly Step[])[]): Promise<void> {
  await saveMeasures(
    db,
    referrals.map((steps) => measureOf(steps)),
  );
}

function measureOf(steps: readonly Step[]): Measure {
  const referralId = randomUUID();
  const facts = steps.map((step, index) => step({ referralId, sequence: index + 1 }));
  const measure = facts.reduce<Measure | null>(foldMeasure, null);
  if (measure === null) throw new Error("the first step must open the referral");
  return measure;
}

describe("two-hour response", () => {
  it("is met at exactly 120 minutes and missed a millisecond later", async () => {
    await keep(
      [opened(noon), accepted(noon + 1), arrived(noon + minutes(120))],
      [opened(noon), accepted(noon + 1), arrived(noon + minutes(120) + 1)],
    );
    const { totals, twoHourPercent } = await throughput(db, byDay, context);
    expect(totals).toMatchObject({ received: 2, twoHourInScope: 2, twoHourMet: 1, arrived: 2 });
    expect(twoHourPercent).toBe(50);
  });

  it("counts a person not seen as not met, but only once the two hours have run out", async () => {
    await keep([opened(noon)], [opened(later - minutes(119))]);
    expect((await throughput(db, byDay, context)).totals).toMatchObject({
      received: 2,
      twoHourInScope: 1,
      twoHourMet: 0,
    });
  });

  it("leaves out duplicates and those withdrawn before acceptance, and keeps those withdrawn after", async () => {
    await keep(
      [opened(noon), withdrawn(noon + 5)],
      [opened(noon), accepted(noon + 5), withdrawn(noon + 9)],
      [opened(noon), closed(noon + 5, "duplicate")],
    );
    expect((await throughput(db, byDay, context)).totals).toMatchObject({
      received: 3,
      twoHourInScope: 1,
      withdrawn: 2,
    });
  });

  it("shows the second start beside the first", async () => {
    await keep([opened(noon, { needIdentifiedAt: noon - minutes(60) }), arrived(noon + minutes(90))]);
    expect((await throughput(db, byDay, context)).totals).toMatchObject({
      twoHourMet: 1,
      twoHourMetFromNeedIdentified: 0,
      medianMinutesToFirstContact: 90,
    });
  });
});

describe("periods and groups", () => {
  it("use local days: 23:30 UTC in summer is the next day in London", async () => {
    const summerNight = Date.UTC(2026, 6, 1, 23, 30);
    await keep([opened(summerNight)]);
    const { rows } = await throughput(db, { ...byDay, from: "2026-07-02", to: "2026-07-02" }, context);
    expect(rows.map((row) => [row.period, row.received])).toEqual([["2026-07-02", 1]]);
    expect((await throughput(db, { ...byDay, to: "2026-07-01" }, context)).totals.received).toBe(0);
  });

  it("add up to the totals, whatever the group", async () => {
    await keep(
      [opened(noon)],
      [opened(noon, { feed: "hospital", source: "ward" })],
      [opened(noon + minutes(1500), { feed: "community", source: "care-home" })],
    );
    for (const by of ["none", "source", "feed", "place", "team"] as const) {
      const answer = await throughput(db, { period: "hour", by }, context);
      expect(
        answer.rows.reduce((sum, row) => sum + row.received, 0),
        by,
      ).toBe(3);
      expect(answer.conservation.received, by).toBe(3);
    }
  });

  it("leave out stack candidates that were never ours, and say so in the states", async () => {
    await keep([opened(noon, { isCandidate: true, source: "stack" })]);
    const answer = await throughput(db, byDay, context);
    expect(answer.totals.received).toBe(0);
    expect(answer.conservation.byState).toEqual({ candidate: 1 });
  });
});

describe("outcomes and responses", () => {
  const split = async (by: ThroughputQuery["by"]) =>
    (await throughput(db, { period: "day", by }, context)).rows.map(({ group, received }) => [group, received]);

  it("are counted apart, and a person's response outlives the next assessment", async () => {
    const assessed =
      (outcome: Outcome, response: Response): Step =>
      (place) =>
        aFact("assessed", { adviceId: randomUUID(), decision: aDecision(outcome, response) }, { ...place, at: noon });
    const sameDay: Step = (place) =>
      aFact("response-changed", { response: "same-day", reason: "patient-choice" }, { ...place, at: noon });
    await keep(
      [opened(noon)],
      [opened(noon), assessed("suitable", "two-hour")],
      [opened(noon), assessed("review", "two-hour"), sameDay, assessed("suitable", "two-hour")],
    );
    expect(await split("outcome")).toEqual([
      ["(not assessed yet)", 1],
      ["review", 1],
      ["suitable", 1],
    ]);
    expect(await split("response")).toEqual([
      ["same-day", 1],
      ["two-hour", 2],
    ]);
  });
});

describe("the CSV", () => {
  it("has the same rows as the JSON", async () => {
    await keep([opened(noon), arrived(noon + minutes(50))]);
    const answer = await throughput(db, byDay, context);
    const [head, line] = csvOf(answer).split("\r\n");
    const cells = Object.fromEntries(
      (head ?? "").split(",").map((column, index) => [column, (line ?? "").split(",")[index]]),
    );
    expect(cells).toMatchObject({
      period: "2026-11-10",
      received: "1",
      twoHourMet: "1",
      medianMinutesToFirstContact: "50",
    });
  });

  it("makes a cell inert that a spreadsheet would run", async () => {
    const answer = await throughput(db, byDay, context);
    const row = { ...answer.totals, period: "=1+1", group: '@x,"y"', received: -1 };
    const line = csvOf({ ...answer, rows: [row] }).split("\r\n")[1] ?? "";
    expect(line.startsWith(`'=1+1,"'@x,""y""",-1,`), line).toBe(true);
  });
});
