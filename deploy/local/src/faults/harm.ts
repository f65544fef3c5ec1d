// One fault from its beginning to the recovery. In: a row, a fault, the rig. Out: what was done and how soon the product was well. Every beginning and
// every healing is in the history, so the checker knows when it may expect screens to agree.
import type { Chance } from "../simulation/chance.ts";
import type { Fault, FaultRow } from "./fault.ts";
import { unexpectedInRestart } from "./clean-restart.ts";
import { readHistory, type HistoryWriter } from "./history.ts";
import { inject } from "./inject.ts";
import { confirmedAfter, untilRecovered } from "./recovery.ts";
import type { Rig } from "./rig.ts";

export interface FaultResult {
  readonly injected: string;
  /** Epoch ms; undefined when it could not be injected. */
  readonly healedAtMs: number | undefined;
  /** After healing; undefined when it did not recover in time, or nobody waited for it. */
  readonly recoveredSeconds: number | undefined;
  /** Why it could not be done, or that it did not recover. */
  readonly failure: string | undefined;
}

export interface Harm {
  /** Of this fault in this run. */
  readonly id: string;
  readonly row: FaultRow;
  readonly fault: Fault;
  readonly rig: Rig;
  readonly history: HistoryWriter;
  readonly historyFile: string;
  readonly chance: Chance;
  /** Waits until the product is well again. */
  readonly waits: boolean;
  readonly say: (line: string) => void;
}

const recoverWithinMs = 90_000;

/** Never throws: what went wrong is in the result. */
export async function harm({
  id,
  row,
  fault,
  rig,
  history,
  historyFile,
  chance,
  ...options
}: Harm): Promise<FaultResult> {
  const startedAtMs = Date.now();
  const { say } = options;
  history.write({ op: "fault", type: "invoke", id, value: { fault } });
  try {
    const { healedAtMs, words } = await inject(fault, {
      rig,
      sending: { webUrl: rig.frontUrl, servers: rig.servers, historyFile, chance },
    });
    history.write({ op: "heal", type: "ok", id, value: { healedAtMs } });
    const window = { startedAtMs, healedAtMs };
    const noticed = row.isOrderly === true ? unexpectedInRestart(readHistory(historyFile), window) : [];
    for (const trouble of noticed) say(`  ${trouble}`);
    const mark = row.recovery?.mark;
    if (!options.waits || mark === undefined || mark === "confirmed") {
      say(`  ${words}`);
      return { injected: words, healedAtMs, recoveredSeconds: undefined, failure: undefined };
    }
    const { databaseUrl } = rig.stack;
    const seconds = await untilRecovered({ databaseUrl, historyFile, window, mark, withinMs: recoverWithinMs });
    const late = seconds === undefined ? [`not well again ${recoverWithinMs / 1_000} s after healing`] : [];
    const failures = [...noticed, ...late];
    const failure = failures.length === 0 ? undefined : failures.join("; ");
    say(`  ${words}: ${failure ?? `${mark} again after ${(seconds ?? 0).toFixed(1)} s`}`);
    return { injected: words, healedAtMs, recoveredSeconds: seconds, failure };
  } catch (error) {
    await rig.healLines();
    const failure = error instanceof Error ? error.message : String(error);
    history.write({ op: "heal", type: "ok", id, value: { failure } });
    say(`  ${fault.kind}: ${failure}`);
    return {
      injected: fault.kind,
      healedAtMs: undefined,
      recoveredSeconds: undefined,
      failure: `could not be injected: ${failure}`,
    };
  }
}

/** At the end of the run: when the last of what came in before the fault had reached the next service, for rows that ask this. */
export async function readConfirmation(
  rig: Rig,
  row: FaultRow,
  faults: readonly FaultResult[],
): Promise<readonly FaultResult[]> {
  if (row.recovery?.mark !== "confirmed") return faults;
  return Promise.all(
    faults.map(async (result) => {
      const { healedAtMs } = result;
      if (healedAtMs === undefined) return result;
      const recoveredSeconds = await confirmedAfter(rig.stack.databaseUrl, { startedAtMs: healedAtMs, healedAtMs });
      const failure = recoveredSeconds === undefined ? "something never reached the next service" : undefined;
      return { ...result, recoveredSeconds, failure };
    }),
  );
}
