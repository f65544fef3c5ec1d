/**
 * A year's page as staff read it, unrounded and made anew each time. In: a database, a year, a breakdown. Out: how many rows. What commissioners read is stored ready-made
 * (publications) and is less work still.
 */
import { createCivilTime } from "@ucrt/domain";
import { readMetricsSettings } from "@ucrt/schemas/areas";
import { allowedQuestion } from "@ucrt/metrics/src/allowed-questions.ts";
import { liveNumbers } from "@ucrt/metrics/src/numbers-source.ts";
import { readCube } from "@ucrt/metrics/src/read-cube.ts";
import { report } from "@ucrt/metrics/src/report.ts";
import type { MetricsTables } from "@ucrt/metrics/src/tables.ts";
import type { Kysely } from "kysely";

const settings = readMetricsSettings("mid-and-south-essex").value;
const civil = createCivilTime("Europe/London");

interface Asked {
  readonly year: number;
  readonly nowMs: number;
}

/** What the page asks when it is opened: the year against the year before with the series of years, by source, and the hours of the last quarter. */
export async function readYearPage(db: Kysely<MetricsTables>, { year, nowMs }: Asked): Promise<number> {
  const whole = await readReport(db, { year, nowMs, by: "", compare: String(year - 1) });
  const bySource = await readReport(db, { year, nowMs, by: "source" });
  const hours = await readCube(db, { from: `${year}-10`, to: `${year}-12`, grain: "hour-of-day", breakdowns: [] });
  return whole + bySource + hours.length;
}

/** One report with every measure. */
export async function readReport(
  db: Kysely<MetricsTables>,
  { year, nowMs, by, compare }: Asked & { readonly by: string; readonly compare?: string },
): Promise<number> {
  const source = liveNumbers(db, { nowMs, leastForCentiles: settings.leastForCentiles });
  const question = allowedQuestion({ period: String(year), by, compare }, source.isDisclosed);
  if ("message" in question) throw new Error(question.message);
  const answer = await report(source, question, { nowMs, civil, area: "the nation", settings });
  if (answer === undefined) throw new Error(`Nothing is known of ${year}`);
  return answer.rows.length;
}
