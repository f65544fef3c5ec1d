/** A thread of `npm run simulate`. In: which seeds. Out: one message with what became of them. Stops at its first broken seed. */
import { parentPort, workerData } from "node:worker_threads";
import { runSeed, type SeedResult } from "./run-seed.ts";

export interface SeedsToRun {
  readonly from: number;
  readonly count: number;
  /** To the next seed of this thread. */
  readonly step: number;
}

export interface SeedsRun {
  readonly seeds: number;
  readonly referrals: number;
  readonly facts: number;
  readonly broken?: SeedResult;
}

const { from, count, step } = workerData as SeedsToRun;
let [seeds, referrals, facts] = [0, 0, 0];
let broken: SeedResult | undefined;
for (let seed = from; seeds < count && broken === undefined; seed += step) {
  const result = runSeed(seed);
  seeds += 1;
  referrals += result.referrals;
  facts += result.facts;
  if (result.violations.length > 0) broken = result;
}
parentPort?.postMessage({ seeds, referrals, facts, ...(broken === undefined ? {} : { broken }) } satisfies SeedsRun);
