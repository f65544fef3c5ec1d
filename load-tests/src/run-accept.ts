// Scenario: a named clinician accepts an offer. In: the product, a rate. Out: the answer's latency from the due time, beside a floor with the same hop, lock,
// rows and commit, and beside one bare commit.
import { runGenerator } from "./generators/generator-process.ts";
import type { AcceptOffersJob, AcceptOffersResult } from "./generators/accept-offers.ts";
import type { BareCommitsJob, BareCommitsResult } from "./generators/bare-commits.ts";
import { mergeHistograms, percentilesOf, type Percentiles } from "./measuring/histogram.ts";
import { ratio, type TableRow } from "./measured.ts";
import type { Plan, Run, Subject } from "./plan.ts";
import type { ScenarioOf } from "./scenario.ts";

interface Result {
  readonly what: string;
  readonly latency: Percentiles | null;
  readonly answers: Readonly<Record<string, number>>;
  readonly generatorLag: Percentiles | null;
}

export function planAccept(scenario: ScenarioOf<"accept">): Plan {
  const results: Result[] = [];
  const { ratePerSecond, seconds, settleSeconds } = scenario;

  const accept = async (subject: Subject, run: Run): Promise<void> => {
    const { result } = await runGenerator<AcceptOffersJob, AcceptOffersResult>(
      "accept-offers.ts",
      { webUrl: subject.webUrl, ratePerSecond, seconds, settleSeconds },
      run,
    );
    results.push({
      what: subject.name,
      latency: percentilesOf(mergeHistograms([result.histograms.answered])),
      answers: result.answers,
      generatorLag: percentilesOf(mergeHistograms([result.histograms.generatorLag])),
    });
  };

  const onFloor = async (floor: Subject, run: Run): Promise<void> => {
    await accept(floor, run);
    if (floor.databaseUrl === undefined) return;
    const { result } = await runGenerator<BareCommitsJob, BareCommitsResult>(
      "bare-commits.ts",
      { databaseUrl: floor.databaseUrl, ratePerSecond, seconds },
      run,
    );
    results.push({
      what: "one bare commit",
      latency: percentilesOf(mergeHistograms([result.histograms.answered])),
      answers: {},
      generatorLag: percentilesOf(mergeHistograms([result.histograms.generatorLag])),
    });
  };

  return {
    name: scenario.name,
    onProduct: accept,
    ...(scenario.floor ? { onFloor } : {}),
    report: () => {
      const product = results[0]?.latency;
      return {
        scenario: scenario.name,
        asks: scenario.asks,
        tables: [
          {
            title: `Acceptance, ${ratePerSecond} a second for ${seconds} s, ms from the due time to the answer`,
            rows: results.map(({ what, latency, answers, generatorLag }): TableRow => ({
              what,
              answers: Object.entries(answers)
                .map(([status, count]) => `${status}: ${count}`)
                .join(", "),
              p50: latency?.p50Ms ?? null,
              p99: latency?.p99Ms ?? null,
              "p99.9": latency?.p999Ms ?? null,
              "product p50, times": what === "product" ? null : ratio(product?.p50Ms, latency?.p50Ms),
              "product p99, times": what === "product" ? null : ratio(product?.p99Ms, latency?.p99Ms),
              "generator late p99": generatorLag?.p99Ms ?? null,
            })),
          },
        ],
        notes: [],
        details: results,
      };
    },
  };
}
