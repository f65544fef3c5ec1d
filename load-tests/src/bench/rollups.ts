/**
 * `npm run bench -- rollups`: a year's page over ten years of all England. In: REFERRALS (default 8.4 million), MONTHS (default 120), DATABASE_URL or a PostgreSQL of its own.
 * Out: rows, times to load and to roll up, the page from rollups and by scanning, the cost of one month that changed; JSON at the end. Leaves nothing behind.
 */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  ensureDatabase,
  freePort,
  postgresUrl,
  removePostgresData,
  runFolder,
  startPostgres,
  stopProcess,
} from "@ucrt/local";
import { createCivilTime, monthBounds, percentile, type CubeCell } from "@ucrt/domain";
import { silentLog } from "@ucrt/kafka";
import { createDatabase, createPool } from "@ucrt/postgres";
import { sql, type Kysely } from "kysely";
import pg from "pg";
import { migrateMetrics } from "@ucrt/metrics/src/migrate.ts";
import { readCube } from "@ucrt/metrics/src/read-cube.ts";
import { rollUpMonth } from "@ucrt/metrics/src/roll-up-month.ts";
import { schemaName, type MetricsTables } from "@ucrt/metrics/src/tables.ts";
import { rollupRules } from "@ucrt/metrics/src/when-months-change.ts";
import { surroundings } from "../measuring/machine.ts";
import { bulkLoad } from "../rollups/bulk-load.ts";
import { createLifeMaker } from "../rollups/made-lives.ts";
import { monthsOf } from "../rollups/made-nation.ts";
import { scanYear, type ScannedRow } from "../rollups/scan-measures.ts";
import { readReport, readYearPage } from "../rollups/year-page.ts";
import { seededChoice } from "./seeded-choice.ts";

/** Milliseconds; `processor`: of this process alone, the mean. */
interface Reading {
  readonly p50: number;
  readonly p99: number;
  readonly processor: number;
  readonly rows: number;
  readonly reads: number;
}

export interface RollupFigures {
  readonly referrals: number;
  readonly facts: number;
  readonly months: number;
  readonly loadSeconds: number;
  readonly rollUpSeconds: number;
  readonly measureMiB: number;
  readonly rollupMiB: number;
  /** What the page asks when it is opened, made anew each time. */
  readonly page: Reading;
  /** One report in a breakdown with many values. */
  readonly byPlace: Reading;
  readonly byReferrer: Reading;
  readonly scan: { readonly p50: number; readonly slowest: number; readonly reads: number };
  readonly timesFaster: number;
  /** One month of the whole nation made again, ms. */
  readonly oneMonth: {
    readonly referrals: number;
    readonly p50: number;
    readonly slowest: number;
    /** Processor time of this process for one, ms: other work on the machine hardly shows in it. The database's is not in it. */
    readonly processor: number;
  };
}

const LAST_MONTH = "2026-10";
const civil = createCivilTime("Europe/London");
const rules = rollupRules({ civil, lateEntryMinutes: 15 });
/** Long after the last month: no clock is running. */
const nowMs = Date.UTC(2026, 11, 1);

/** Loads, rolls up and measures in an empty database of its own. */
export async function measureRollups(
  databaseUrl: string,
  size: { readonly referrals: number; readonly months: number; readonly pageReads: number; readonly scans: number },
  say: (line: string) => void,
  /** Called between loading, rolling up and reading: a shared machine may be given to others meanwhile. */
  between: () => Promise<void> = async () => {},
): Promise<RollupFigures> {
  await migrateMetrics(databaseUrl);
  const client = new pg.Client({ connectionString: databaseUrl, options: `-c search_path=${schemaName}` });
  await client.connect();
  const db = createDatabase<MetricsTables>(
    createPool({
      url: databaseUrl,
      schema: schemaName,
      applicationName: "bench-rollups",
      logger: silentLog,
      statementTimeoutMs: 600_000,
    }),
  );
  try {
    const months = monthsOf({ referrals: size.referrals, months: size.months, last: LAST_MONTH });
    const loaded = await bulkLoad(client, { months, next: createLifeMaker(seededChoice(1)).next, say });
    await between();
    const rollUpSeconds = await rollUpAll(db, months, say);
    await between();
    return {
      referrals: loaded.referrals,
      facts: loaded.facts,
      months: months.length,
      loadSeconds: loaded.seconds,
      rollUpSeconds,
      ...(await measureReading(db, size)),
    };
  } finally {
    await client.end();
    await db.destroy();
  }
}

/** What is read of a database that is loaded and rolled up. */
async function measureReading(
  db: Kysely<MetricsTables>,
  size: { readonly pageReads: number; readonly scans: number },
): Promise<Omit<RollupFigures, "referrals" | "facts" | "months" | "loadSeconds" | "rollUpSeconds">> {
  const year = Number(LAST_MONTH.slice(0, 4)) - 1;
  const bounds = {
    startMs: monthBounds(civil, `${year}-01`).startMs,
    endMs: monthBounds(civil, `${year}-12`).endMs,
    nowMs,
  };
  const asked = { year, nowMs };
  const page = await readingOf(size.pageReads, () => readYearPage(db, asked));
  const byPlace = await readingOf(size.pageReads, () => readReport(db, { ...asked, by: "place" }));
  const byReferrer = await readingOf(Math.ceil(size.pageReads / 10), () =>
    readReport(db, { ...asked, by: "referrer" }),
  );
  const scan = await repeated(size.scans, () => scanYear(db, bounds));
  mustAgree(await readCube(db, { from: `${year}-01`, to: `${year}-12`, grain: "month", breakdowns: [] }), scan.last);
  const month = await repeated(5, () => rollUpMonth(db, { month: LAST_MONTH, nowMs, rules }));
  return {
    ...(await sizes(db)),
    page,
    byPlace,
    byReferrer,
    scan: { p50: at(scan.times, 0.5), slowest: at(scan.times, 1), reads: size.scans },
    timesFaster: at(scan.times, 0.5) / page.p50,
    oneMonth: {
      referrals: month.last.referrals,
      p50: at(month.times, 0.5),
      slowest: at(month.times, 1),
      processor: month.processor,
    },
  };
}

async function rollUpAll(
  db: Kysely<MetricsTables>,
  months: readonly { readonly month: string }[],
  say: (line: string) => void,
): Promise<number> {
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1_000;
  for (const { month } of months) {
    await rollUpMonth(db, { month, nowMs, rules });
    if (month.endsWith("-12")) say(`rolled up to ${month}: ${Math.round(seconds())} s`);
  }
  await sql`vacuum (analyze) rollup`.execute(db);
  return seconds();
}

/** Both ways must say the same, or neither figure is worth anything. */
function mustAgree(months: readonly CubeCell[], scanned: readonly ScannedRow[]): void {
  const ofWhole = scanned.filter(({ grouping }) => grouping === 7);
  for (const cell of months) {
    const row = ofWhole.find(({ month }) => month === cell.period);
    const { received, twoHourInScope, twoHourMet } = cell.counts;
    const median = percentile(cell.minutes.twoHourToArrived, 0.5);
    if (
      row?.received !== received ||
      row.inScope !== twoHourInScope ||
      row.met !== twoHourMet ||
      row.medianMinutes !== median
    )
      throw new Error(
        `Rollups and scan differ in ${cell.period}: ${JSON.stringify({ row, received, twoHourInScope, twoHourMet, median })}`,
      );
  }
}

async function readingOf(reads: number, work: () => Promise<number>): Promise<Reading> {
  const { times, processor, last } = await repeated(reads, work);
  return { p50: at(times, 0.5), p99: at(times, 0.99), processor, rows: last, reads };
}

interface Repeated<Result> {
  /** Milliseconds, rising. */
  readonly times: readonly number[];
  /** Milliseconds of processor time of this process, the mean. */
  readonly processor: number;
  readonly last: Result;
}

/** The first time warms up and is not counted. */
async function repeated<Result>(times: number, work: () => Promise<Result>): Promise<Repeated<Result>> {
  let last = await work();
  const measured: number[] = [];
  const before = process.cpuUsage();
  for (let done = 0; done < times; done += 1) {
    const startedAt = performance.now();
    last = await work();
    measured.push(performance.now() - startedAt);
  }
  const { user, system } = process.cpuUsage(before);
  return {
    times: measured.toSorted((one, other) => one - other),
    processor: (user + system) / 1_000 / times,
    last,
  };
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;

async function sizes(db: Kysely<MetricsTables>): Promise<{ measureMiB: number; rollupMiB: number }> {
  const { rows } = await sql<{ measure: number; rollup: number }>`
    select pg_total_relation_size('measure') as measure, pg_total_relation_size('rollup') as rollup`.execute(db);
  const mebibytes = (bytes: number | undefined): number => Math.round(((bytes ?? 0) / 2 ** 20) * 10) / 10;
  return { measureMiB: mebibytes(rows[0]?.measure), rollupMiB: mebibytes(rows[0]?.rollup) };
}

/** The figures as lines for people. */
export function linesOf(figures: RollupFigures): readonly string[] {
  const { page, byPlace, byReferrer, scan, oneMonth } = figures;
  const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
  const read = (name: string, one: Reading): string =>
    `${name} (${one.rows} rows, ${one.reads} reads): p50 ${ms(one.p50)}, p99 ${ms(one.p99)}; processor ${ms(one.processor)}`;
  return [
    `${figures.referrals} referrals of ${figures.months} months from ${figures.facts} facts, ${figures.measureMiB} MiB; loaded in ${Math.round(figures.loadSeconds)} s`,
    `rolled up in ${Math.round(figures.rollUpSeconds)} s, ${figures.rollupMiB} MiB`,
    read("a year's page", page),
    read("the report by place", byPlace),
    read("the report by referrer", byReferrer),
    `part of it by scanning the measures (${scan.reads} reads): p50 ${ms(scan.p50)}, slowest ${ms(scan.slowest)}`,
    `${figures.timesFaster.toFixed(0)} times as fast (goal 20); p99 ${page.p99 < 100 ? "within" : "over"} 100 ms`,
    `one month of ${oneMonth.referrals} referrals made again: p50 ${ms(oneMonth.p50)}, slowest ${ms(oneMonth.slowest)}; processor ${ms(oneMonth.processor)}`,
  ];
}

if (import.meta.main) {
  const referrals = Number(process.env["REFERRALS"] ?? 8_400_000);
  const months = Number(process.env["MONTHS"] ?? 120);
  const given = process.env["DATABASE_URL"] ?? "";
  const folder = join(runFolder, "bench-rollups");
  const name = `bench_rollups_${process.pid}`;
  const port = await freePort();
  mkdirSync(folder, { recursive: true });
  const server =
    given === "" ? await startPostgres({ folder, logFile: join(folder, "postgres.log"), port }) : undefined;
  const serverUrl = given === "" ? postgresUrl({ folder, port }) : given;
  try {
    const databaseUrl = await ensureDatabase(serverUrl, name);
    const {
      cores,
      cpuModel,
      memoryGiB,
      loadAverage,
      commit,
      at: when,
    } = await surroundings({ databaseUrl, limits: "" });
    console.log(
      `Node ${process.version}, ${cores} cores (${cpuModel}), ${memoryGiB} GiB, load ${loadAverage.toFixed(1)}, ${commit}, ${when}`,
    );
    const figures = await measureRollups(databaseUrl, { referrals, months, pageReads: 200, scans: 5 }, console.log);
    for (const line of linesOf(figures)) console.log(line);
    console.log(JSON.stringify(figures));
  } finally {
    if (given !== "") {
      const admin = new pg.Client({ connectionString: serverUrl });
      await admin.connect();
      await admin.query(`drop database if exists ${name} with (force)`);
      await admin.end();
    }
    if (server !== undefined) {
      await stopProcess({ pid: server.pid, signal: "SIGINT", graceMs: 30_000 });
      removePostgresData(folder);
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
