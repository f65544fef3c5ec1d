/**
 * A year's page as staff read it, unrounded and made anew each time: the report of the year with its series, by source, by place, by first advice, by source and first advice,
 * and the hours of the day. In: a database, a year. Out: how many rows. What commissioners read is stored ready-made (publications) and is less work still.
 */
import { createCivilTime } from "@ucrt/domain";
import { readMetricsSettings } from "@ucrt/schemas/areas";
import { allowedQuestion } from "@ucrt/metrics/src/allowed-questions.ts";
import { liveNumbers } from "@ucrt/metrics/src/numbers-source.ts";
import { readCube } from "@ucrt/metrics/src/read-cube.ts";
import { report, type ReportContext } from "@ucrt/metrics/src/report.ts";
import type { MetricsTables } from "@ucrt/metrics/src/tables.ts";
import type { Kysely } from "kysely";

const asked = ["", "source", "place", "outcome", "source,outcome"] as const;
const settings = readMetricsSettings("mid-and-south-essex").value;
const civil = createCivilTime("Europe/London");

export interface YearPage {
  readonly rows: number;
}

export async function readYearPage(
  db: Kysely<MetricsTables>,
  { year, nowMs }: { readonly year: number; readonly nowMs: number },
): Promise<YearPage> {
  const context: ReportContext = { nowMs, civil, area: "the nation", settings };
  const source = liveNumbers(db, { nowMs, leastForCentiles: settings.leastForCentiles });
  let rows = 0;
  for (const by of asked) {
    const question = allowedQuestion({ period: String(year), by }, source.isDisclosed);
    if ("message" in question) throw new Error(question.message);
    const answer = await report(source, question, context);
    if (answer === undefined) throw new Error(`Nothing is known of ${year}`);
    rows += answer.rows.length;
  }
  const hours = await readCube(db, { from: `${year}-01`, to: `${year}-12`, grain: "hour-of-day", breakdowns: [] });
  return { rows: rows + hours.length };
}
