// The report over HTTP: the hand-computed month for staff and for commissioners, JSON beside CSV, what is refused, and a reader who asks everything.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  commissionerTables,
  countNames,
  createCivilTime,
  createDirectory,
  type CountName,
  routesOf,
} from "@ucrt/domain";
import { attack, keyOf, type SeenCell } from "@ucrt/domain/attacker";
import { silentLog } from "@ucrt/kafka";
import { createDatabase, createPool, inTransaction } from "@ucrt/postgres";
import {
  demandByHourAnswer,
  reconciliationAnswer,
  reportAnswer,
  type Principal,
  type ReportAnswer,
  type Role,
} from "@ucrt/schemas";
import { readDirectory, readMetricsSettings, readPublishedActivity } from "@ucrt/schemas/areas";
import { createHttpServer, createLogger, type HttpServer } from "@ucrt/service";
import { createTestDatabase, type TestDatabase } from "@ucrt/testing";
import type { Kysely } from "kysely";
import { countOf, expectSameContent, parseCsv } from "./csv-for-tests.ts";
import { madeMonthFacts, madeMonthNowMs } from "./made-month.ts";
import { knownSums } from "./known-sums.ts";
import { migrateMetrics } from "./migrate.ts";
import { addNumbersRoutes } from "./numbers-routes.ts";
import { keepFacts } from "./on-fact.ts";
import { readCube } from "./read-cube.ts";
import { rollUpMonth } from "./roll-up-month.ts";
import { schemaName, type MetricsTables } from "./tables.ts";
import { rollupRules } from "./when-months-change.ts";
import { lastDueMs, publishYear, yearsToPublish } from "./when-publication-due.ts";

const civil = createCivilTime("Europe/London");
const settings = readMetricsSettings("mid-and-south-essex").value;
let database: TestDatabase;
let db: Kysely<MetricsTables>;
let app: HttpServer;

beforeAll(async () => {
  database = await createTestDatabase({ template: "metrics", migrate: migrateMetrics });
  db = createDatabase<MetricsTables>(
    createPool({ url: database.url, schema: schemaName, applicationName: "metrics-test", logger: silentLog }),
  );
  await inTransaction(db, (trx) => keepFacts(trx, madeMonthFacts, civil));
  const rules = rollupRules({
    civil,
    lateEntryMinutes: 15,
    directory: createDirectory(readDirectory("mid-and-south-essex")),
  });
  // October alone: with a single referral in the months beside it, every total of October would have to be hidden.
  await rollUpMonth(db, { month: "2026-10", nowMs: madeMonthNowMs, rules });
  await publishYear({ db, rules: settings }, { year: "2026", asOfMs: madeMonthNowMs });
  app = await createHttpServer({
    routes: routesOf("metrics"),
    logger: createLogger({ service: "metrics-test", level: "error" }),
    ready: async () => ({ ready: true }),
    authenticate: async (request): Promise<Principal> => ({
      subject: "test",
      name: "A Reader",
      role: String(request.headers["x-test-role"]) as Role,
      organisation: "QH8",
    }),
  });
  addNumbersRoutes(app, {
    db,
    clock: { nowMs: () => madeMonthNowMs },
    area: "Mid and South Essex",
    civil,
    settings,
    published: readPublishedActivity("mid-and-south-essex").value,
  });
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await db.destroy();
  await database.drop();
});

async function get(role: Role, path: string) {
  const answer = await app.inject({ method: "GET", url: `/api/metrics/${path}`, headers: { "x-test-role": role } });
  return { status: answer.statusCode, text: answer.body, json: () => answer.json<unknown>() };
}

/** As the wire has it: parsed with the contract. */
async function reportFor(role: Role, query: string): Promise<ReportAnswer> {
  const { status, text, json } = await get(role, `report?${query}`);
  expect(status, text).toBe(200);
  return reportAnswer.parse(json());
}

const wholeOf = (answer: ReportAnswer, period = answer.period.id) =>
  answer.rows.find((row) => row.period === period && row.by.every((value) => value === null))?.cells ?? {};

describe("the hand-computed month", () => {
  it("is what staff read, to the unit, in JSON and in CSV", async () => {
    const [truth] = await readCube(db, { from: "2026-10", to: "2026-10", grain: "month", breakdowns: [] });
    const answer = await reportFor("service-lead", "period=2026-10&compare=2026-09");
    const cells = wholeOf(answer);
    // Worked out by hand in made-month.pg.test.ts.
    expect(cells).toMatchObject({
      received: 28,
      suitable: 24,
      emergency: 1,
      twoHourReferrals: 25,
      twoHourInScope: 21,
      twoHourMet: 12,
      twoHourPercent: 57.1,
    });
    for (const name of countNames) expect(cells[name], name).toBe(truth?.counts[name]);
    expect(answer).toMatchObject({ isDisclosed: false, rules: null, asOf: madeMonthNowMs });
    const { text } = await get("service-lead", "report.csv?period=2026-10&compare=2026-09");
    expect(countOf(text, "2026-10", "received")).toBe("28");
    expect(countOf(text, "2026-10", "twoHourPercent")).toBe("57.1");
  });

  it("is what commissioners read, rounded and hidden, in JSON and in CSV", async () => {
    const answer = await reportFor("commissioner", "period=2026-10");
    const cells = wholeOf(answer);
    expect(answer).toMatchObject({ isDisclosed: true, rules: { roundedTo: 5, hiddenFrom: 1, hiddenTo: 7 } });
    expect(cells).toMatchObject({
      // 28.
      received: 30,
      // One of each: they add up to 4, so the 24 suitable are hidden beside them.
      emergency: "*",
      redirect: "*",
      review: "*",
      notAssessed: "*",
      suitable: "*",
      suitablePercent: "*",
      // 3 withdrawn, 1 duplicate and nothing running would be 4 beside 21 counted: one more of them is hidden, or the 25 that they add up to.
      twoHourDuplicates: "*",
      twoHourWithdrawn: "*",
      // 12 met, 2 late, 7 not seen; from rounded counts 10 of 20.
      twoHourSeenLate: "*",
      twoHourNotSeen: "*",
      twoHourFromReceivedPercent: 50,
      // Nothing of it happened: 0 stays 0.
      breachStaffSafety: 0,
    });
    expect([cells["twoHourReferrals"], cells["twoHourInScope"]]).toContain("*");
    // 16 were seen: too few for a median.
    expect(cells["acceptedToArrivedMedian"]).toBe("*");
    for (const [id, value] of Object.entries(cells))
      if (typeof value === "number" && countNames.includes(id as CountName)) {
        expect(value % 5, id).toBe(0);
      }
    const { text } = await get("commissioner", "report.csv?period=2026-10");
    expect(countOf(text, "2026-10", "received")).toBe("30");
    expect(countOf(text, "2026-10", "emergency")).toBe("*");
  });

  it("keeps received the sum over the states for staff, and hides states as any other count for commissioners", async () => {
    const states = (answer: ReportAnswer) =>
      answer.measures.filter(({ group }) => group === "states").map(({ id }) => wholeOf(answer)[id] ?? null);
    const staff = await reportFor("spa-coordinator", "period=2026-10");
    expect(states(staff).reduce<number>((sum, value) => sum + Number(value), 0)).toBe(28);
    const outside = states(await reportFor("commissioner", "period=2026-10"));
    expect(outside.length).toBe(states(staff).length);
    expect(
      outside.every((value) => value === 0 || value === "*" || (typeof value === "number" && value % 5 === 0)),
    ).toBe(true);
  });
});

describe("JSON and CSV", () => {
  it.each([
    ["commissioner", "period=2026-10"],
    ["commissioner", "period=2026-10&compare=2026-09&by=source"],
    ["commissioner", "period=2026-Q4&by=place,source"],
    ["commissioner", "period=2026-W41"],
    ["service-lead", "period=2026&by=team,place"],
    ["ucrt-lead", "period=2026-10&by=referrer"],
  ] as const)("say the same, cell by cell: %s, %s", async (role, query) => {
    const answer = await reportFor(role, query);
    const { status, text } = await get(role, `report.csv?${query}`);
    expect(status).toBe(200);
    expectSameContent(answer, parseCsv(text));
  });
});

describe("what is asked in another way", () => {
  it("gets the same answer with the breakdowns in the other order", async () => {
    expect(await reportFor("commissioner", "period=2026-10&by=place,source")).toEqual(
      await reportFor("commissioner", "period=2026-10&by=source,place"),
    );
  });

  it.each([
    ["period=2026-10&by=feed", 422, "source"],
    ["period=2026-10&by=referrer", 422, "source"],
    ["period=2026-10&by=team,need", 422, "place,team"],
    ["period=2026-10&by=place,place", 422, "source,place"],
    ["period=2026-W41&by=place", 422, "whole area only"],
    ["period=2025-W53", 422, "no such week"],
    ["period=2026-10&compare=2026", 422, "compared with a month"],
    ["period=2026-10-05", 400, ""],
    ["period=2026-10&by=source,place,team", 400, ""],
    ["period=2026-10&fields=received", 400, ""],
    ["period=2026-10&period=2026-11", 400, ""],
    ["from=2026-10-05&to=2026-10-06", 400, ""],
    ["period=2019", 404, ""],
    ["period=2025", 404, "Nothing is published for 2025"],
  ])("is refused for commissioners: %s", async (query, status, words) => {
    const answer = await get("commissioner", `report?${query}`);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(words);
    expect((await get("commissioner", `report.csv?${query}`)).status).toBe(answer.status);
  });

  it("keeps live numbers from commissioners, and lets staff read both", async () => {
    for (const path of ["throughput?period=hour", "throughput.csv"]) {
      const refused = await get("commissioner", path);
      expect(refused.status).toBe(403);
      expect((await get("ucrt-lead", path)).status).toBe(200);
    }
    for (const role of ["crew", "referrer", "operator"] as const)
      expect((await get(role, "report?period=2026-10")).status, role).toBe(403);
    expect((await get("commissioner", "audit-sample?month=2026-10")).status).toBe(403);
  });
});

describe("a publication", () => {
  it("stays as it was made until the next one is due, whatever is received meanwhile", async () => {
    const before = await get("commissioner", "report?period=2026-10&by=source");
    await db
      .updateTable("rollup_month")
      .set({ rolled_at: madeMonthNowMs + 1 })
      .where("month", "=", "2026-10")
      .execute();
    expect(await yearsToPublish(db, lastDueMs(civil, madeMonthNowMs, 1440))).toEqual([]);
    expect((await get("commissioner", "report?period=2026-10&by=source")).text).toBe(before.text);
    expect(await yearsToPublish(db, lastDueMs(civil, madeMonthNowMs + 86_400_000, 1440))).toEqual(["2026"]);
  });

  it("is due at local midnight, an hour before midnight UTC in summer", () => {
    expect(lastDueMs(civil, Date.UTC(2026, 6, 2, 12), 1440)).toBe(Date.UTC(2026, 6, 1, 23));
    expect(lastDueMs(civil, Date.UTC(2026, 11, 2, 12), 1440)).toBe(Date.UTC(2026, 11, 2));
    expect(lastDueMs(civil, Date.UTC(2026, 11, 2, 12, 0, 59), 1)).toBe(Date.UTC(2026, 11, 2, 12));
  });
});

describe("beside the report", () => {
  it("demand by hour adds up to the quarter for staff, and is disclosed for commissioners", async () => {
    const staff = demandByHourAnswer.parse((await get("service-lead", "demand-by-hour?quarter=2026-Q4")).json());
    const { received } = wholeOf(await reportFor("service-lead", "period=2026-Q4"));
    expect(staff.hours.reduce((sum, { received: one }) => sum + Number(one), 0)).toBe(received);
    expect(staff.hours.some(({ capacity, openShare }) => (capacity ?? 0) > 0 && (openShare ?? 0) > 0)).toBe(true);
    const outside = demandByHourAnswer.parse((await get("commissioner", "demand-by-hour?quarter=2026-Q4")).json());
    expect(outside.hours.every(({ received: one }) => one === 0 || one === "*" || Number(one) % 5 === 0)).toBe(true);
  });

  it("reconciliation says that no month is in both, and shows the published series", async () => {
    const answer = reconciliationAnswer.parse((await get("commissioner", "reconciliation")).json());
    expect(answer.months).toEqual([]);
    expect(answer.words).toContain("No month is in both");
    expect(answer.published.map(({ ods }) => ods).toSorted()).toEqual(["NQA", "QH8", "R1L", "RAT"]);
    expect(answer.published.find(({ ods }) => ods === "QH8")?.months).toHaveLength(12);
  });

  it("the audit sample is ids for the service lead", async () => {
    const { status, text } = await get("service-lead", "audit-sample?month=2026-10");
    expect(status, text).toBe(200);
  });
});

describe("a reader who asks everything", () => {
  it("N26: cannot narrow any small count to fewer than three values, from every report and the hours together", async () => {
    const seen: SeenCell[] = [];
    const periods = ["2026", "2026-Q3", "2026-Q4", "2026-09", "2026-10", "2026-11"];
    const weeks = Array.from({ length: 12 }, (_none, index) => `2026-W${String(36 + index)}`);
    for (const period of [...periods, ...weeks])
      for (const { breakdowns } of commissionerTables) {
        const { status, text, json } = await get("commissioner", `report?period=${period}&by=${breakdowns.join()}`);
        if (status !== 200) continue;
        const answer = reportAnswer.parse(json());
        expect(text).toBe(
          (await get("commissioner", `report?period=${period}&by=${breakdowns.toReversed().join()}`)).text,
        );
        for (const row of [...answer.rows, ...answer.series])
          for (const [id, value] of Object.entries(row.cells))
            if (countNames.includes(id as CountName) && value !== null)
              seen.push({
                period: row.period,
                by: Object.fromEntries(
                  answer.by.flatMap((name, index) => (row.by[index] === null ? [] : [[name, row.by[index] ?? ""]])),
                ),
                count: id,
                value,
              });
      }
    for (const period of ["2026-Q4"]) {
      const { hours } = demandByHourAnswer.parse(
        (await get("commissioner", `demand-by-hour?quarter=${period}`)).json(),
      );
      for (const { hour, received } of hours)
        if (received !== null) seen.push({ period, by: { hour: String(hour) }, count: "received", value: received });
    }
    const { ranges } = attack(seen, knownSums);
    expect(ranges.size).toBeGreaterThan(300);
    const truth = new Map<string, number>();
    for (const { breakdowns } of commissionerTables)
      for (const [from, to, period] of [
        ["2026-10", "2026-10", "2026-10"],
        ["2026-10", "2026-12", "2026-Q4"],
        ["2026-01", "2026-12", "2026"],
      ] as const)
        for (const cell of await readCube(db, { from, to, grain: "month", breakdowns: breakdowns as never }))
          for (const count of countNames) {
            const key = keyOf({
              period,
              by: Object.fromEntries(cell.by.map((one) => [one.breakdown, one.value])),
              count,
            });
            truth.set(key, (truth.get(key) ?? 0) + cell.counts[count]);
          }
    let judged = 0;
    for (const [key, [low, high]] of ranges) {
      const value = truth.get(key);
      if (value === undefined || value < 1 || value > 7) continue;
      judged += 1;
      expect(low <= value && value <= high, `${key}: ${value} in ${low} to ${high}`).toBe(true);
      expect(high - low + 1, `${key}: ${low} to ${high}`).toBeGreaterThanOrEqual(3);
    }
    expect(judged).toBeGreaterThan(300);
  });
});
