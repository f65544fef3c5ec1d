// Scenario: many screens, one of which never reads. In: the product, how many sockets. Out: how late every screen is, how far apart they are, and what became of
// the one that does not read, beside a bare websocket server behind the same hop.
import { runGenerator } from "./generators/generator-process.ts";
import type { FanOutJob, FanOutResult } from "./generators/fan-out.ts";
import { mergeHistograms, percentilesOf, type Percentiles } from "./measuring/histogram.ts";
import { cpuBetween, usageOf, type Usages } from "./measuring/usage.ts";
import { ratio, words, type TableRow } from "./measured.ts";
import type { Plan, Run, Subject } from "./plan.ts";
import type { ScenarioOf } from "./scenario.ts";

interface Result {
  readonly subject: string;
  readonly isFloor: boolean;
  readonly result: Omit<FanOutResult, "histograms">;
  readonly onEveryScreen: Percentiles | null;
  readonly spread: Percentiles | null;
  readonly generatorLag: Percentiles | null;
  readonly cpuSeconds: Readonly<Record<string, number>> | null;
  readonly cpuSecondsOfGenerator: number | null;
  readonly usages: Usages | null;
}

export function planFanOut(scenario: ScenarioOf<"fan-out">): Plan {
  const results: Result[] = [];
  const { sockets, neverRead, ratePerSecond, seconds, settleSeconds } = scenario;

  const measure = async (subject: Subject, run: Run): Promise<void> => {
    const before = usageOf(subject.pids());
    const { result, cpuSeconds } = await runGenerator<FanOutJob, FanOutResult>(
      "fan-out.ts",
      { webUrl: subject.webUrl, sockets, neverRead, ratePerSecond, seconds, settleSeconds },
      run,
    );
    const usages = usageOf(subject.pids());
    const { histograms, ...rest } = result;
    results.push({
      subject: subject.name,
      isFloor: subject.isFloor,
      result: rest,
      onEveryScreen: percentilesOf(mergeHistograms([histograms.onEveryScreen])),
      spread: percentilesOf(mergeHistograms([histograms.spread])),
      generatorLag: percentilesOf(mergeHistograms([histograms.generatorLag])),
      cpuSeconds: cpuBetween(before, usages),
      cpuSecondsOfGenerator: cpuSeconds,
      usages,
    });
  };

  return {
    name: scenario.name,
    onProduct: measure,
    ...(scenario.floor ? { onFloor: measure } : {}),
    report: () => {
      const floor = results.find((one) => one.isFloor);
      return {
        scenario: scenario.name,
        asks: scenario.asks,
        tables: [
          {
            title: `${sockets} sockets, ${neverRead} of which never read; ${ratePerSecond} referrals a second for ${seconds} s. Ms: p50 / p99 / p99.9`,
            rows: results.map((one): TableRow => ({
              what: one.subject,
              changes: one.result.changes,
              "frames arrived": one.result.framesArrived,
              "frames lost": one.result.framesExpected - one.result.framesArrived,
              "first change on every screen": words(one.onEveryScreen),
              "first to last screen": words(one.spread),
              "p99 against floor, times": one.isFloor
                ? null
                : ratio(one.onEveryScreen?.p99Ms, floor?.onEveryScreen?.p99Ms),
              "readers closed": one.result.closedReaders,
              "never-readers cut": `${one.result.neverReadersCut} of ${neverRead}`,
            })),
          },
          {
            title: "Processor seconds, opening of the sockets included",
            rows: results.map((one): TableRow => ({
              what: one.subject,
              ...one.cpuSeconds,
              generator: one.cpuSecondsOfGenerator,
            })),
          },
        ],
        notes: [],
        details: results,
      };
    },
  };
}
