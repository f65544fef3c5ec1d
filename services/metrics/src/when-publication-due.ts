/**
 * Makes the numbers that commissioners read, at local midnight (the demonstration: each minute), under a lease. In: rollups. Out: stored publications of the
 * years in which something has changed. Between two publications a commissioner's answer never changes, so asking before and after one referral says nothing.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import {
  commissionerTables,
  dateOfDayNumber,
  dayNumberOfDate,
  type Breakdowns,
  type CivilTime,
  type CubeCell,
} from "@ucrt/domain";
import { messageOf, type Log } from "@ucrt/kafka";
import { readDatabaseNow, releaseLease, tryLease } from "@ucrt/postgres";
import { sql, type Kysely } from "kysely";
import type { Publication, PublicationRules, YearOfCells } from "./make-publication.ts";
import { savePublication } from "./publication-rows.ts";
import { readCube } from "./read-cube.ts";
import type { MetricsTables } from "./tables.ts";

const LEASE = "publication";
const LEASE_MS = 120_000;
const LOOK_EVERY_MS = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export interface PublicationJobProps {
  readonly db: Kysely<MetricsTables>;
  readonly rules: PublicationRules;
  readonly civil: CivilTime;
  /** 1,440: once a day, at local midnight. */
  readonly everyMinutes: number;
  readonly logger: Log;
}

/** The last instant at or before `nowMs` at which a publication is due. */
export function lastDueMs(civil: CivilTime, nowMs: number, everyMinutes: number): number {
  const { day, msOfDay } = civil.toCivil(nowMs);
  const step = everyMinutes * MINUTE_MS;
  return civil.toInstant({ day, msOfDay: Math.min(Math.floor(msOfDay / step) * step, DAY_MS - 1) });
}

/** Years whose months were rolled up after their publication, and whose publication is older than the last due time. */
export async function yearsToPublish(db: Kysely<MetricsTables>, dueMs: number): Promise<string[]> {
  const { rows } = await sql<{ year: string }>`
    select left(month, 4) as year from rollup_month
    left join publication_year on publication_year.year = left(month, 4)
    where as_of is null or as_of < ${dueMs}
    group by left(month, 4), as_of
    having as_of is null or max(rolled_at) > as_of
    order by year desc`.execute(db);
  return rows.map(({ year }) => year);
}

/** Reads a year as it is now, makes its publication in a thread of its own and stores it. @throws when a small count would not be protected */
export async function publishYear(
  { db, rules }: Pick<PublicationJobProps, "db" | "rules">,
  { year, asOfMs }: { readonly year: string; readonly asOfMs: number },
): Promise<Publication> {
  // One snapshot: a month that is rolled up meanwhile would not add up with the tables read before it.
  const cells = await db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute((trx) => readYear(trx, year));
  const publication = await inThread(cells, rules);
  if (publication.unprotected > 0)
    throw new Error(`${publication.unprotected} small counts of ${year} cannot be protected; nothing was published`);
  await savePublication(db, { year, asOfMs, publication });
  return publication;
}

async function readYear(db: Kysely<MetricsTables>, year: string): Promise<YearOfCells> {
  const from = `${year}-01`;
  const to = `${year}-12`;
  const months: CubeCell[] = [];
  for (const { breakdowns } of commissionerTables)
    months.push(...(await readCube(db, { from, to, grain: "month", breakdowns: breakdowns as unknown as Breakdowns })));
  // Weeks that touch the year: from six days before it to its last day.
  const first = dateOfDayNumber(dayNumberOfDate(`${year}-01-01`) - 6);
  return {
    year,
    months,
    weeks: await readCube(db, { from: first, to: `${year}-12-31`, grain: "week", breakdowns: [] }),
    hours: await readCube(db, { from, to, grain: "hour-of-day", breakdowns: [] }),
  };
}

function inThread(year: YearOfCells, rules: PublicationRules): Promise<Publication> {
  const done = Promise.withResolvers<Publication>();
  const worker = new Worker(new URL("./publication-worker.ts", import.meta.url), { workerData: { year, rules } });
  worker.once("message", (publication: Publication) => {
    done.resolve(publication);
  });
  worker.once("error", done.reject);
  worker.once("exit", (code) => {
    done.reject(new Error(`the thread ended with ${code} before it answered`));
  });
  return done.promise;
}

export interface PublicationJob {
  readonly stop: () => Promise<void>;
}

/** Starts at once. A failure is alarmed and tried again; what was published before stays. */
export function startPublicationJob(props: PublicationJobProps): PublicationJob {
  const { db, civil, everyMinutes, logger } = props;
  const holder = randomUUID();
  const stopping = new AbortController();
  const warned = new Set<string>();

  const round = async (): Promise<void> => {
    if (!(await tryLease(db, { name: LEASE, holder, ttlMs: LEASE_MS }))) return;
    const dueMs = lastDueMs(civil, await readDatabaseNow(db), everyMinutes);
    for (const year of await yearsToPublish(db, dueMs)) {
      if (stopping.signal.aborted) return;
      const startedAt = performance.now();
      const { counts, hidden, broken } = await publishYear(props, { year, asOfMs: await readDatabaseNow(db) });
      const tookMs = Math.round(performance.now() - startedAt);
      logger.info({ part: "publication", year, counts, hidden, tookMs }, "published");
      for (const sum of broken.filter((one) => !warned.has(one))) {
        warned.add(sum);
        logger.error({ part: "publication", alarm: "sum-not-kept", sum }, "counts that should add up do not");
      }
    }
  };
  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await round();
      } catch (error) {
        logger.error(
          { part: "publication", alarm: "not-published", reason: messageOf(error) },
          "what commissioners read could not be made",
        );
        await pause(10 * LOOK_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
      await pause(LOOK_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
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
