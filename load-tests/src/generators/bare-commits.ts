// Generator: one row updated and committed at a constant rate, with nothing around it. In: a database, a rate. Out: a histogram. What an acceptance cannot be
// faster than.
import pg from "pg";
import { createHistogram, encodeHistogram, recordMs } from "../measuring/histogram.ts";
import { openLoop } from "../measuring/open-loop.ts";
import { generate } from "./generator-process.ts";

export interface BareCommitsJob {
  readonly databaseUrl: string;
  readonly ratePerSecond: number;
  readonly seconds: number;
}

export interface BareCommitsResult {
  readonly histograms: Readonly<Record<"generatorLag" | "answered", string>>;
}

generate<BareCommitsJob, BareCommitsResult>(async (job) => {
  const pool = new pg.Pool({ connectionString: job.databaseUrl, max: 20 });
  const count = Math.round(job.ratePerSecond * job.seconds);
  await pool.query("drop table if exists bare_commit; create table bare_commit (id int primary key, body text)");
  await pool.query("insert into bare_commit select id, repeat('x', 1000) from generate_series(0, $1 - 1) as id", [
    count,
  ]);
  const answered = createHistogram();
  const inFlight: Promise<unknown>[] = [];
  const paced = await openLoop({
    ratePerSecond: job.ratePerSecond,
    seconds: job.seconds,
    arrive: (index, dueMs) =>
      void inFlight.push(
        pool
          .query("update bare_commit set body = repeat('y', 1000) where id = $1", [index])
          .then(() => recordMs(answered, performance.now() - dueMs)),
      ),
  });
  await Promise.all(inFlight);
  await pool.end();
  return { histograms: { generatorLag: encodeHistogram(paced.lag), answered: encodeHistogram(answered) } };
});
