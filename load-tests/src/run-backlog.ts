// Scenario: the bulk feeds come with a hundred thousand referrals at once, and 999 cases go on. In: the product. Out: the latency of the 999 cases before and
// during, and how fast the backlog goes down. The window ends long before the backlog does; the product is stopped after it.
import pg from "pg";
import { runGenerator } from "./generators/generator-process.ts";
import type { FillFeedsJob, FillFeedsResult } from "./generators/fill-feeds.ts";
import { ratio, type TableRow } from "./measured.ts";
import type { Plan, Run } from "./plan.ts";
import type { Product } from "./product.ts";
import { cpuRow, latencyRow, measureRate, type RateResult } from "./run-submit-to-offered.ts";
import type { ScenarioOf } from "./scenario.ts";

interface Drain {
  readonly takenPerSecond: number;
  readonly offeredPerSecond: number;
  readonly fill: FillFeedsResult;
}

export function planBacklog(scenario: ScenarioOf<"backlog">): Plan {
  const { messages, mix, ratePerSecond, seconds, settleSeconds } = scenario;
  let alone: RateResult | undefined;
  let meanwhile: RateResult | undefined;
  let drain: Drain | undefined;

  const onProduct = async (product: Product, run: Run): Promise<void> => {
    if (product.kafkaBrokers === undefined || product.databaseUrl === undefined)
      return run.say("  left out: the running product's brokers and database are not known");
    const window = { way: "http" as const, mix: { ambulance: 1 }, ratePerSecond, seconds, settleSeconds };
    await measureRate(product, { ...window, ...scenario.warmUp }, run);
    run.say(`  999 cases alone: ${ratePerSecond} a second for ${seconds} s`);
    alone = await measureRate(product, window, run);
    const { result: fill } = await runGenerator<FillFeedsJob, FillFeedsResult>(
      "fill-feeds.ts",
      { kafkaBrokers: product.kafkaBrokers, topicSuffix: product.topicSuffix, messages, mix },
      run,
    );
    const before = await countCases(product.databaseUrl);
    const startMs = performance.now();
    run.say(`  999 cases with ${messages} waiting on the bulk feeds`);
    meanwhile = await measureRate(product, window, run);
    const after = await countCases(product.databaseUrl);
    const passed = (performance.now() - startMs) / 1_000;
    drain = {
      takenPerSecond: Number(((after.taken - before.taken) / passed).toFixed(1)),
      offeredPerSecond: Number(((after.settled - before.settled) / passed).toFixed(1)),
      fill,
    };
  };

  return {
    name: scenario.name,
    onProduct,
    report: () => {
      const both = [
        { what: "alone", result: alone },
        { what: `with ${messages} waiting`, result: meanwhile },
      ].flatMap(({ what, result }) => (result === undefined ? [] : [{ what, result }]));
      return {
        scenario: scenario.name,
        asks: scenario.asks,
        tables: [
          {
            title: "999 cases, ms from the due time: p50 / p99 / p99.9",
            rows: both.map(({ what, result }) => ({ ...latencyRow(result), what })),
          },
          { title: "Processor seconds", rows: both.map(({ what, result }) => ({ ...cpuRow(result), what })) },
          {
            title: "The backlog meanwhile",
            rows:
              drain === undefined
                ? []
                : [
                    {
                      "on the feeds": messages,
                      "bulk referrals taken/s": drain.takenPerSecond,
                      "and offered or with a person/s": drain.offeredPerSecond,
                      "hours for all at that rate":
                        drain.takenPerSecond === 0
                          ? null
                          : Number((messages / drain.takenPerSecond / 3_600).toPrecision(2)),
                      "999 p99, times alone": ratio(meanwhile?.latency.offered?.p99Ms, alone?.latency.offered?.p99Ms),
                    } satisfies TableRow,
                  ],
          },
        ].filter((table) => table.rows.length > 0),
        notes: [],
        details: { alone, meanwhile, drain },
      };
    },
  };
}

/** Bulk referrals that were taken from their feeds, and those whose way through the machine stages is over. */
async function countCases(databaseUrl: string): Promise<{ readonly taken: number; readonly settled: number }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ taken: number; settled: number }>(
      "select count(*)::int as taken, count(machine_done_at)::int as settled from intake.submissions where feed <> 'ambulance'",
    );
    return rows[0] ?? { taken: 0, settled: 0 };
  } finally {
    await client.end();
  }
}
