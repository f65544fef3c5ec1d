/**
 * Loads many lives into the tables of `metrics`: each is folded by the same fold as the live consumer's, and its row is copied in. In: a connection, lives, how many of each
 * month. Out: how many, how long, a line of progress each year. Millions of rows by PostgreSQL's COPY; never through the services.
 */
import { once } from "node:events";
import { finished } from "node:stream/promises";
import { foldMeasure, type Measure } from "@ucrt/domain";
import type { ReferralFact } from "@ucrt/schemas";
import type pg from "pg";
// COPY in the protocol itself is not in `pg`; this is its companion by the same maintainers.
import { from as copyFrom } from "pg-copy-streams";
import { measureColumnNames, rowOf } from "@ucrt/metrics/src/measure-rows.ts";

export interface Loaded {
  readonly referrals: number;
  readonly facts: number;
  readonly seconds: number;
}

const CHUNK_CHARACTERS = 256 * 1024;

export async function bulkLoad(
  client: pg.Client,
  props: {
    readonly months: readonly { readonly month: string; readonly referrals: number }[];
    readonly next: (month: string) => readonly ReferralFact[];
    readonly say: (line: string) => void;
  },
): Promise<Loaded> {
  const { months, next, say } = props;
  const columns = measureColumnNames();
  const startedAt = performance.now();
  const secondsNow = (): number => (performance.now() - startedAt) / 1_000;
  let referrals = 0;
  let facts = 0;
  for (const { month, referrals: wanted } of months) {
    const stream = client.query(copyFrom(`copy measure (${columns.join(", ")}) from stdin`));
    let chunk = "";
    for (let made = 0; made < wanted; made += 1) {
      const life = next(month);
      facts += life.length;
      chunk += lineOf(measureOf(life), columns);
      if (chunk.length < CHUNK_CHARACTERS) continue;
      if (!stream.write(chunk)) await once(stream, "drain");
      chunk = "";
    }
    stream.end(chunk);
    await finished(stream);
    referrals += wanted;
    if (month.endsWith("-12") || month === months.at(-1)?.month)
      say(`loaded to ${month}: ${referrals} referrals, ${facts} facts, ${Math.round(secondsNow())} s`);
  }
  await client.query("vacuum (analyze) measure");
  return { referrals, facts, seconds: secondsNow() };
}

/** The fold of the live consumer. */
function measureOf(life: readonly ReferralFact[]): Measure {
  let measure: Measure | null = null;
  for (const fact of life) measure = foldMeasure(measure, fact);
  if (measure === null) throw new Error("A life begins with its fact opened");
  return measure;
}

/** One line of COPY's text format. No value here has a tab, a line break or a backslash: codes, ids and numbers. */
function lineOf(measure: Measure, columns: ReturnType<typeof measureColumnNames>): string {
  const row = rowOf(measure);
  let line = "";
  for (const [index, column] of columns.entries()) {
    const value = row[column];
    if (index > 0) line += "\t";
    line += value === null ? "\\N" : typeof value === "object" ? JSON.stringify(value) : String(value);
  }
  return `${line}\n`;
}
