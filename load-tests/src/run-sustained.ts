// Scenario: the highest rate at which referrals reach their offer without growing lag. In: a ladder of rates. Out: every step, and the best rate that held. The
// criterion of growth is in measuring/growing-lag.ts; a rate also fails when one in a hundred did not reach its offer in time.
import type { Measured, TableRow } from "./measured.ts";
import { ratio } from "./measured.ts";
import type { Plan, Run, Subject } from "./plan.ts";
import { latencyRow, measureRate, type RateResult } from "./run-submit-to-offered.ts";
import type { ScenarioOf } from "./scenario.ts";

interface Best {
  readonly subject: string;
  readonly isFloor: boolean;
  readonly heldPerSecond: number | null;
}

const holdTries = 2;
const pauseBetweenMs = 3_000;

/** Whether a rate was held in its window. */
export function isHeld({ result }: Pick<RateResult, "result">): boolean {
  return !result.lag.isGrowing && result.missing.offered <= result.due / 100;
}

export function planSustained(scenario: ScenarioOf<"sustained">): Plan {
  const steps: (RateResult & { readonly seconds: number })[] = [];
  const bests: Best[] = [];

  const measure = async (subject: Subject, run: Run): Promise<void> => {
    const window = (ratePerSecond: number, seconds: number) => ({
      way: "http" as const,
      mix: { ambulance: 1 },
      ratePerSecond,
      seconds,
      settleSeconds: scenario.settleSeconds,
    });
    const step = async (ratePerSecond: number, seconds: number): Promise<boolean> => {
      run.say(`  ${subject.name}: ${ratePerSecond} a second for ${seconds} s`);
      const result = await measureRate(subject, window(ratePerSecond, seconds), run);
      steps.push({ ...result, seconds });
      await new Promise((resolve) => setTimeout(resolve, pauseBetweenMs));
      return isHeld(result);
    };
    await measureRate(subject, window(scenario.warmUp.ratePerSecond, scenario.warmUp.seconds), run);
    let reached = 0;
    while (reached < scenario.ladderPerSecond.length) {
      const next = scenario.ladderPerSecond[reached];
      if (next === undefined || !(await step(next, scenario.probeSeconds))) break;
      reached += 1;
    }
    // The last rung that was climbed has to hold; else the ones below it.
    let heldPerSecond: number | null = null;
    for (const rung of scenario.ladderPerSecond.slice(0, reached).toReversed().slice(0, holdTries)) {
      if (!(await step(rung, scenario.holdSeconds))) continue;
      heldPerSecond = rung;
      break;
    }
    bests.push({ subject: subject.name, isFloor: subject.isFloor, heldPerSecond });
  };

  const report = (): Measured => {
    const product = bests.find((one) => !one.isFloor);
    return {
      scenario: scenario.name,
      asks: scenario.asks,
      tables: [
        {
          title: `Highest rate held for ${scenario.holdSeconds} s, referrals a second`,
          rows: bests.map((one): TableRow => ({
            what: one.subject,
            "held/s": one.heldPerSecond,
            "product of it": one.isFloor ? ratio(product?.heldPerSecond, one.heldPerSecond) : null,
          })),
        },
        {
          title: "Every step; latency from the due time, ms: p50 / p99 / p99.9",
          rows: steps.map((one) => ({ ...latencyRow(one), seconds: one.seconds, held: isHeld(one) ? "yes" : "no" })),
        },
      ],
      notes: [],
      details: { bests, steps },
    };
  };
  return {
    name: scenario.name,
    onProduct: measure,
    ...(scenario.floor ? { onFloor: measure } : {}),
    report,
  };
}
