// Scenario: submit to the board and to the offer at constant rates. In: the product, rates. Out: percentiles, processor seconds of each part, what one
// referral costs the stores, and whether the rate is sustained.
import { runGenerator } from "./generators/generator-process.ts";
import type { SubmitAndWatchJob, SubmitAndWatchResult } from "./generators/submit-and-watch.ts";
import { perReferral, readCounters, type Counters } from "./measuring/counters.ts";
import { mergeHistograms, percentilesOf, type Percentiles } from "./measuring/histogram.ts";
import { cpuBetween, usageOf, type Usages } from "./measuring/usage.ts";
import { ratio, words, type TableRow } from "./measured.ts";
import type { Plan, Run, Subject } from "./plan.ts";
import type { ScenarioOf } from "./scenario.ts";

export interface RateResult {
  readonly subject: string;
  readonly isFloor: boolean;
  readonly ratePerSecond: number;
  readonly result: Omit<SubmitAndWatchResult, "histograms">;
  readonly latency: Readonly<Record<"generatorLag" | "acknowledged" | "onBoard" | "offered", Percentiles | null>>;
  readonly cpuSeconds: Readonly<Record<string, number>> | null;
  readonly cpuSecondsOfGenerator: number | null;
  readonly perReferral: Counters | null;
  readonly usages: Usages | null;
}

const drainPauseMs = 1_500;

/** Warms up, then measures each rate, on each subject in turn. */
export function planSubmitToOffered(scenario: ScenarioOf<"submit-to-offered">): Plan {
  const all: RateResult[] = [];
  const measure = async (subject: Subject, run: Run): Promise<void> => {
    const { mix, way } = scenario;
    await measureRate(subject, { way, mix, ...scenario.warmUp, settleSeconds: scenario.settleSeconds }, run);
    for (const ratePerSecond of scenario.ratesPerSecond) {
      const { seconds, settleSeconds } = scenario;
      run.say(`  ${subject.name}: ${ratePerSecond} a second for ${seconds} s`);
      all.push(await measureRate(subject, { way, mix, ratePerSecond, seconds, settleSeconds }, run));
    }
  };
  return {
    name: scenario.name,
    onProduct: measure,
    ...(scenario.floor ? { onFloor: measure, onFloorWithoutPostgres: measure } : {}),
    report: () => ({
      scenario: scenario.name,
      asks: scenario.asks,
      tables: [
        { title: "Latency from the due time, ms: p50 / p99 / p99.9", rows: all.map(latencyRow) },
        { title: "Product against floor, times", rows: ratios(all) },
        { title: "Processor seconds over the window, until everything was offered or given up", rows: all.map(cpuRow) },
        { title: "What one referral costs the stores", rows: all.map(costRow) },
      ].filter((table) => table.rows.length > 0),
      notes: [],
      details: all,
    }),
  };
}

/** One window at one rate. */
export async function measureRate(
  subject: Subject,
  window: Pick<SubmitAndWatchJob, "way" | "mix" | "ratePerSecond" | "seconds" | "settleSeconds">,
  run: Run,
): Promise<RateResult> {
  const before = await readCounters(subject);
  const usageBefore = usageOf(subject.pids());
  const { result, cpuSeconds: generatorSeconds } = await runGenerator<SubmitAndWatchJob, SubmitAndWatchResult>(
    "submit-and-watch.ts",
    {
      webUrl: subject.webUrl,
      topicSuffix: subject.topicSuffix,
      ...(subject.kafkaBrokers === undefined ? {} : { kafkaBrokers: subject.kafkaBrokers }),
      ...(subject.isFloor || subject.databaseUrl === undefined ? {} : { databaseUrl: subject.databaseUrl }),
      ...window,
    },
    run,
  );
  const usageAfter = usageOf(subject.pids());
  await new Promise((resolve) => setTimeout(resolve, drainPauseMs));
  const after = await readCounters(subject);
  const { histograms, ...rest } = result;
  const latency = {
    generatorLag: percentilesOf(mergeHistograms([histograms.generatorLag])),
    acknowledged: percentilesOf(mergeHistograms([histograms.acknowledged])),
    onBoard: percentilesOf(mergeHistograms([histograms.onBoard])),
    offered: percentilesOf(mergeHistograms([histograms.offered])),
  };
  return {
    subject: subject.name,
    isFloor: subject.isFloor,
    ratePerSecond: window.ratePerSecond,
    result: rest,
    latency,
    cpuSeconds: cpuBetween(usageBefore, usageAfter),
    cpuSecondsOfGenerator: generatorSeconds,
    perReferral: perReferral(before, after, rest.due),
    usages: usageAfter,
  };
}

export function latencyRow({ subject, ratePerSecond, result, latency }: RateResult): TableRow {
  return {
    what: subject,
    "rate/s": ratePerSecond,
    sent: result.due,
    acknowledged: words(latency.acknowledged),
    "on the board": words(latency.onBoard),
    offered: words(latency.offered),
    "not offered": [result.missing.offered, ...Object.entries(result.lastStates).map((one) => one.join(" "))].join(
      ", ",
    ),
    "offered/s": result.offeredPerSecond,
    lag: result.lag.isGrowing ? `grows ${result.lag.earlier}→${result.lag.later}` : "steady",
    "generator late p99": latency.generatorLag?.p99Ms ?? null,
  };
}

export function cpuRow({ subject, ratePerSecond, cpuSeconds, cpuSecondsOfGenerator, result }: RateResult): TableRow {
  const total = Object.values(cpuSeconds ?? {}).reduce((sum, one) => sum + one, 0);
  return {
    what: subject,
    "rate/s": ratePerSecond,
    ...cpuSeconds,
    generator: cpuSecondsOfGenerator,
    "all but generator": Number(total.toFixed(2)),
    "ms each referral": result.due === 0 ? null : Number(((total * 1_000) / result.due).toFixed(1)),
  };
}

function costRow({ subject, ratePerSecond, perReferral: cost }: RateResult): TableRow {
  if (cost === null) return { what: subject, "rate/s": ratePerSecond, messages: "not counted" };
  return {
    what: subject,
    "rate/s": ratePerSecond,
    messages: Object.entries(cost.messages)
      .map(([topic, count]) => `${topic} ${count}`)
      .join(", "),
    commits: cost.commits,
    "rows in/up/del": `${cost.rowsInserted}/${cost.rowsUpdated}/${cost.rowsDeleted}`,
    "WAL KiB": Number((cost.walBytes / 1_024).toFixed(1)),
  };
}

function ratios(all: readonly RateResult[]): TableRow[] {
  return all
    .filter((one) => !one.isFloor)
    .flatMap((product) =>
      all
        .filter((floor) => floor.isFloor && floor.ratePerSecond === product.ratePerSecond)
        .map((floor) => ({
          "rate/s": product.ratePerSecond,
          against: floor.subject,
          "on the board p50": ratio(product.latency.onBoard?.p50Ms, floor.latency.onBoard?.p50Ms),
          "on the board p99": ratio(product.latency.onBoard?.p99Ms, floor.latency.onBoard?.p99Ms),
          "offered p50": ratio(product.latency.offered?.p50Ms, floor.latency.offered?.p50Ms),
          "offered p99": ratio(product.latency.offered?.p99Ms, floor.latency.offered?.p99Ms),
          "offered p99.9": ratio(product.latency.offered?.p999Ms, floor.latency.offered?.p999Ms),
        })),
    );
}
