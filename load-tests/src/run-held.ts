// Scenario: the cost of one referral as the number held grows. In: a product of its own, sizes. Out: processor seconds for each referral by service, and latency,
// at each size. The product first gets forty real referrals, which are then copied.
import { holdMany } from "./measuring/hold-many.ts";
import type { TableRow } from "./measured.ts";
import type { Plan, Run } from "./plan.ts";
import type { Product } from "./product.ts";
import { latencyRow, measureRate, type RateResult } from "./run-submit-to-offered.ts";
import type { ScenarioOf } from "./scenario.ts";

const shortFactsAbove = 100_000;
const restMs = 8_000;

export function planHeld(scenario: ScenarioOf<"held">): Plan {
  const results: (RateResult & { readonly held: number })[] = [];
  const { warmUp, ratePerSecond, seconds, settleSeconds } = scenario;

  const onProduct = async (product: Product, run: Run): Promise<void> => {
    const { databaseUrl, kafkaBrokers, topicSuffix } = product;
    if (kafkaBrokers === undefined || databaseUrl === undefined)
      return run.say("  left out: the running product's brokers and database are not known");
    const window = { way: "http" as const, mix: { ambulance: 1 }, settleSeconds };
    await measureRate(product, { ...window, ...warmUp }, run);
    for (const total of scenario.sizes) {
      const held = await holdMany({
        databaseUrl,
        kafkaBrokers,
        topicSuffix,
        total,
        openAtMost: scenario.openAtMost,
        shortFactsAbove,
        say: run.say,
      });
      await new Promise((resolve) => setTimeout(resolve, restMs));
      await measureRate(product, { ...window, ...warmUp }, run);
      run.say(`  with ${held} held: ${ratePerSecond} a second for ${seconds} s`);
      results.push({ ...(await measureRate(product, { ...window, ratePerSecond, seconds }, run)), held });
    }
  };

  return {
    name: scenario.name,
    onProduct,
    report: () => ({
      scenario: scenario.name,
      asks: scenario.asks,
      tables: [
        { title: "Processor milliseconds for each referral", rows: results.map(costRow) },
        {
          title: "Latency from the due time, ms: p50 / p99 / p99.9",
          rows: results.map((one) => ({ held: one.held, ...latencyRow(one) })),
        },
        {
          title: "Resident memory, MiB",
          rows: results.map((one): TableRow => ({
            held: one.held,
            ...Object.fromEntries(Object.entries(one.usages ?? {}).map(([name, usage]) => [name, usage.rssMiB])),
          })),
        },
      ],
      notes: [
        `At most ${scenario.openAtMost} of them are open and on the board; the others have ended. Above ${shortFactsAbove} the copies have one short fact each.`,
      ],
      details: results,
    }),
  };
}

function costRow({ held, cpuSeconds, result }: RateResult & { readonly held: number }): TableRow {
  const each = (seconds: number): number => Number(((seconds * 1_000) / Math.max(1, result.due)).toFixed(1));
  const parts = Object.entries(cpuSeconds ?? {});
  return {
    held,
    ...Object.fromEntries(parts.map(([name, seconds]) => [name, each(seconds)])),
    all: each(parts.reduce((sum, [, seconds]) => sum + seconds, 0)),
  };
}
