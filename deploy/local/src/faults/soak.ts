// A long run with a random fault every 15 s. In: a seed, seconds. Out: one row's result, judged like any other. The same seed gives the same faults in the
// same order; what they meet depends on the machine.
import { setTimeout as pause } from "node:timers/promises";
import { chanceFrom, type Chance } from "../simulation/chance.ts";
import type { Fault, FaultRow } from "./fault.ts";
import { runGroup, type GroupResult } from "./run-group.ts";
import type { LineName } from "./rig.ts";

const everyMs = 15_000;
/** Everything ends, at most, seconds. */
const drainSeconds = 200;

const services = ["intake", "eligibility", "routing", "queue", "live", "metrics", "web"] as const;
const lines: readonly LineName[] = [
  "intake->kafka",
  "queue->kafka",
  "eligibility->kafka",
  "routing->kafka",
  "live->kafka",
  "metrics->kafka",
  "intake->postgres",
  "queue->postgres",
  "metrics->postgres",
  "web->intake",
  "web->queue",
  "web->live",
  "front->web",
];

/** A fault that heals within a few seconds. */
export function randomFault(chance: Chance): Fault {
  const line = [chance.pick(lines)];
  const seconds = chance.between(1, 8);
  return chance.pick<() => Fault>([
    () => ({ kind: "kill", target: chance.pick(services) }),
    () => ({ kind: "kill", target: chance.pick(["kafka", "postgres"] as const) }),
    () => ({ kind: "terminate", target: chance.pick(services) }),
    () => ({ kind: "pause", target: chance.pick([...services, "kafka", "postgres"] as const), seconds }),
    () => ({
      kind: "crash-point",
      target: "intake",
      point: chance.pick([
        "before-commit",
        "after-commit",
        "before-offset-commit",
        "after-publish-before-mark",
      ] as const),
      pass: chance.between(1, 5),
    }),
    () => ({
      kind: "crash-point",
      target: "queue",
      point: chance.pick(["before-offset-commit", "outbox-read", "after-publish-before-mark"] as const),
      pass: chance.between(1, 5),
    }),
    () => ({ kind: "lines", lines: line, mode: { kind: "blackhole" }, seconds }),
    () => ({
      kind: "lines",
      lines: line,
      mode: { kind: "half-open", held: chance.pick(["to-server", "to-client"] as const) },
      seconds,
    }),
    () => ({ kind: "lines", lines: line, mode: { kind: "reset" }, seconds }),
    () => ({ kind: "lines", lines: line, mode: { kind: "refuse" }, seconds }),
    () => ({ kind: "lines", lines: line, mode: { kind: "latency", latencyMs: 100, jitterMs: 100 }, seconds }),
    () => ({ kind: "lines", lines: line, mode: { kind: "slicer", mostBytes: 7 }, seconds }),
    () => ({
      kind: "lines",
      lines: line,
      mode: {
        kind: "cut-after",
        bytes: chance.between(100, 20_000),
        direction: chance.pick(["to-server", "to-client"] as const),
      },
      seconds,
    }),
    () => ({ kind: "kill-backend", application: chance.pick(["intake", "queue"] as const) }),
  ])();
}

/** Runs for so long, then lets everything end. */
export async function soakGroup(options: {
  readonly seed: number;
  readonly rate: number;
  readonly isSecure: boolean;
  readonly seconds: number;
  readonly say: (line: string) => void;
}): Promise<GroupResult> {
  const chance = chanceFrom(options.seed);
  const count = Math.floor((options.seconds * 1_000) / everyMs);
  const row: FaultRow = {
    id: `soak ${options.seed}`,
    title: `a random fault every ${everyMs / 1_000} s for ${options.seconds} s`,
    isStarred: false,
    hazards: [],
    faults: Array.from({ length: count }, () => randomFault(chance)),
    recovery: { mark: "offered", goalSeconds: null },
  };
  let firstMs: number | undefined;
  return runGroup({
    ...options,
    rows: [row],
    instances: 1,
    isShort: false,
    finishSeconds: drainSeconds,
    // Never sooner; later when the one before took longer to recover from.
    beforeFault: (index) => {
      firstMs ??= performance.now();
      return pause(Math.max(0, firstMs + index * everyMs - performance.now()));
    },
  });
}
