/**
 * Keeps the rollups fresh: under a lease, again and again, rolls up the local months that facts have marked, in which a two-hour clock has run out
 * since, or that were made with other rules. Rests four times as long as it worked, so it never takes more than a fifth of a core, however large the
 * area: a district is some tens of milliseconds behind its facts, the whole of England some seconds. Never decides what counts.
 */
import { createHash, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import {
  countNames,
  createDirectory,
  intervalNames,
  keptBreakdowns,
  localMonthOf,
  monthsBetween,
  type CivilTime,
  type Directory,
} from "@ucrt/domain";
import { messageOf, type Log } from "@ucrt/kafka";
import { readDatabaseNow, releaseLease, tryLease } from "@ucrt/postgres";
import { readDirectory, readTimeouts } from "@ucrt/schemas/areas";
import { sql, type Kysely } from "kysely";
import { rollUpMonth, type RolledUp, type RollupRules } from "./roll-up-month.ts";
import type { MetricsTables } from "./tables.ts";

/** Raise it when a referral counts differently without a new name: then every month is made again. */
const COUNTING_VERSION = 2;
const LEASE = "roll-up-months";
const LEASE_MS = 60_000;
const LOOK_EVERY_MS = 500;
/** Rest for each millisecond of work. */
const REST_FACTOR = 4;

export function rollupRules(props: {
  readonly civil: CivilTime;
  readonly lateEntryMinutes: number;
  /** For published hours; none: hours are not kept. */
  readonly directory?: Directory;
}): RollupRules {
  const { civil, lateEntryMinutes, directory } = props;
  const made = JSON.stringify([
    COUNTING_VERSION,
    countNames,
    intervalNames,
    keptBreakdowns,
    civil.zone,
    lateEntryMinutes,
    directory?.data.hash ?? null,
  ]);
  return {
    civil,
    lateEntryMinutes,
    teams: (directory?.teams ?? []).map(({ id, calendar, entry }) => ({
      team: id,
      calendar,
      capacity: entry.capacity,
    })),
    version: createHash("sha256").update(made).digest("hex").slice(0, 16),
  };
}

/** What an area's files say. */
export function rollupRulesOf(area: string): RollupRules {
  const directory = createDirectory(readDirectory(area));
  return rollupRules({
    civil: directory.civil,
    lateEntryMinutes: readTimeouts(area).value.lateEntryMinutes,
    directory,
  });
}

/** Months that must be rolled up now, newest first: that is what people look at. */
export async function monthsToRollUp(
  db: Kysely<MetricsTables>,
  { nowMs, version }: { readonly nowMs: number; readonly version: string },
): Promise<string[]> {
  const { rows } = await sql<{ month: string }>`
    select month from dirty_month
    union select month from rollup_month where version <> ${version} or due_at <= ${nowMs}
    order by month desc`.execute(db);
  return rows.map(({ month }) => month);
}

/** Every local month from the first that has anything to count to the last, and those rolled up before. */
export async function allMonths(db: Kysely<MetricsTables>, civil: CivilTime): Promise<string[]> {
  const { rows } = await sql<{ first: number | null; last: number | null }>`
    select min(received_at) as first, max(received_at) as last from measure
    union all select min(made_at), max(made_at) from check_made
    union all select min(at), max(at) from team_state`.execute(db);
  const known = await db.selectFrom("rollup_month").select("month").execute();
  const months = rows.flatMap(({ first, last }) =>
    first === null || last === null ? [] : monthsBetween(localMonthOf(civil, first), localMonthOf(civil, last)),
  );
  return [...new Set([...months, ...known.map(({ month }) => month)])].toSorted();
}

/** One round: every month that is due now. */
export async function rollUpDueMonths(db: Kysely<MetricsTables>, rules: RollupRules): Promise<RolledUp[]> {
  const months = await monthsToRollUp(db, { nowMs: await readDatabaseNow(db), version: rules.version });
  const done: RolledUp[] = [];
  for (const month of months) done.push(await rollUpMonth(db, { month, nowMs: await readDatabaseNow(db), rules }));
  return done;
}

export interface RollupJob {
  readonly stop: () => Promise<void>;
}

/** Starts at once. A failure is logged and tried again: the numbers stay as they were meanwhile, and say how old they are. */
export function startRollupJob(props: {
  readonly db: Kysely<MetricsTables>;
  readonly rules: RollupRules;
  readonly logger: Log;
}): RollupJob {
  const { db, rules, logger } = props;
  const holder = randomUUID();
  const stopping = new AbortController();
  const wait = (ms: number) => pause(ms, undefined, { signal: stopping.signal }).catch(() => undefined);

  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const startedAt = performance.now();
      try {
        if (await tryLease(db, { name: LEASE, holder, ttlMs: LEASE_MS })) await rollUpDueMonths(db, rules);
      } catch (error) {
        logger.warn({ part: "rollups", reason: messageOf(error) }, "Months could not be rolled up now");
      }
      await wait(Math.max(LOOK_EVERY_MS, REST_FACTOR * (performance.now() - startedAt)));
    }
  };
  const done = work();
  return {
    stop: async () => {
      stopping.abort();
      await done;
      await releaseLease(db, { name: LEASE, holder }).catch(() => undefined);
    },
  };
}
