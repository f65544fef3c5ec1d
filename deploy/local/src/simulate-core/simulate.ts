/**
 * `npm run simulate`: the pure core under a fake bus on a fake clock, through many seeds. In: `--seeds N` (default 10,000), `--from N`, `--workers N`; or
 * `--seed N`, with `--verbose` for its story. Out: how many hold, how fast; the first seed that does not, what it broke, and the command that shows it again.
 * Exit code 1 when anything was violated.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { runSeed, type SeedResult } from "./run-seed.ts";
import type { SeedsToRun, SeedsRun } from "./simulate-worker.ts";

const { values: options } = parseArgs({
  options: {
    seed: { type: "string" },
    verbose: { type: "boolean", default: false },
    seeds: { type: "string", default: "10000" },
    from: { type: "string", default: "1" },
    workers: { type: "string", default: String(Math.min(2, availableParallelism())) },
  },
});

process.exitCode = options.seed === undefined ? await runMany() : runOne(whole(options.seed, "--seed"));

function runOne(seed: number): number {
  const result = runSeed(seed, options.verbose ? { tell: (line) => console.log(line) } : {});
  console.log(
    `Seed ${seed}: ${result.referrals} referrals, ${result.facts} facts, ${result.violations.length === 0 ? "no violation" : "violated"}.`,
  );
  sayViolations(result);
  return result.violations.length === 0 ? 0 : 1;
}

async function runMany(): Promise<number> {
  const count = whole(options.seeds, "--seeds");
  const from = whole(options.from, "--from");
  const startedAtMs = performance.now();
  const workers = Math.max(1, whole(options.workers, "--workers"));
  const found = await Promise.all(
    Array.from({ length: workers }, (_, index) =>
      inWorker({ from: from + index, count: Math.ceil((count - index) / workers), step: workers }),
    ),
  );
  const seconds = (performance.now() - startedAtMs) / 1000;
  const sum = (of: (one: SeedsRun) => number): number => found.reduce((all, one) => all + of(one), 0);
  const seeds = sum((one) => one.seeds);
  const broken = found.flatMap((one) => one.broken ?? []).toSorted((one, other) => one.seed - other.seed)[0];
  console.log(
    `${seeds.toLocaleString("en-GB")} seeds, ${sum((one) => one.referrals).toLocaleString("en-GB")} referrals, ${sum((one) => one.facts).toLocaleString("en-GB")} facts in ${seconds.toFixed(1)} s ` +
      `(${Math.round(seeds / seconds)} seeds a second on ${workers} threads).`,
  );
  if (broken === undefined) {
    console.log("No invariant was violated.");
    return 0;
  }
  console.log(`\nSeed ${broken.seed} broke:`);
  sayViolations(broken);
  console.log(`\nAgain, with its story:  npm run simulate -- --seed ${broken.seed} --verbose`);
  return 1;
}

function inWorker(workerData: SeedsToRun): Promise<SeedsRun> {
  return new Promise((done, failed) => {
    const worker = new Worker(new URL("simulate-worker.ts", import.meta.url), { workerData });
    worker.once("message", done);
    worker.once("error", failed);
  });
}

function sayViolations({ violations }: SeedResult): void {
  for (const { invariant, what, atMs } of violations)
    console.log(`  ${invariant} at ${new Date(atMs).toISOString()}: ${what}`);
}

function whole(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} is a whole number, not "${text}".`);
  return value;
}
