// Runs rows of the fault matrix against one product, one after the other under a constant load, and has all of it judged at the end. In: rows that need the
// same number of instances. Out: for each row what was injected and how soon the product was well; for the group what the checker found.
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { randomBytes } from "node:crypto";
import { runFolder } from "../paths.ts";
import { chanceFrom } from "../simulation/chance.ts";
import { startDriver } from "./driver-process.ts";
import type { FaultRow } from "./fault.ts";
import { harm, readConfirmation, type FaultResult } from "./harm.ts";
import { openHistory, type HistoryWriter } from "./history.ts";
import { watchSizes, type ProcessSize } from "./process-sizes.ts";
import { startRig, type Rig } from "./rig.ts";
import { runCheck, type CheckResult } from "./run-check.ts";
import { watchUnsentBytes } from "./unsent-bytes.ts";

export interface RowResult {
  readonly row: FaultRow;
  readonly faults: readonly FaultResult[];
}

export interface GroupResult {
  readonly rows: readonly RowResult[];
  readonly check: CheckResult;
  readonly sizes: ReadonlyMap<string, ProcessSize>;
  readonly seconds: number;
}

export interface GroupOptions {
  readonly rows: readonly FaultRow[];
  readonly instances: 1 | 2;
  /** Uses what rows do in the short run. */
  readonly isShort: boolean;
  readonly seed: number;
  /** Sendings a second. */
  readonly rate: number;
  /** The broker asks who is calling, and holds the rights of the table. */
  readonly isSecure: boolean;
  /** After the last fault, seconds: until everything has ended, at most. @default 40 */
  readonly finishSeconds?: number;
  /** Awaited before each fault of a row. @default a little ordinary work */
  readonly beforeFault?: (index: number) => Promise<unknown>;
  readonly say: (line: string) => void;
}

const drainWithinSeconds = 200;
/** Measured: 300 to 500 MiB after ten minutes on a machine with memory to spare, where Node lets garbage lie; a leak goes on from there. */
const mostMemoryBytes = 768 * 1_048_576;
/** Ordinary work between two faults. */
const calmMs = 1_500;
const longestRunSeconds = 7_200;

/** Starts a product, harms it, checks it, stops it. Throws when the product could not even be started or driven. */
export async function runGroup(options: GroupOptions): Promise<GroupResult> {
  const startedAtMs = performance.now();
  const chance = chanceFrom(options.seed);
  const folder = join(runFolder, `test-${randomBytes(4).toString("hex")}`);
  mkdirSync(folder, { recursive: true });
  const historyFile = join(folder, "history.jsonl");
  let isClean = false;
  const rig = await startRig({
    folder,
    instances: options.instances,
    isSecure: options.isSecure,
    chance: chance.next,
    say: options.say,
  });
  try {
    const history = openHistory(historyFile, "rig");
    const driver = await startDriver(rig, {
      historyFile,
      rate: options.rate,
      seed: options.seed,
      seconds: longestRunSeconds,
      finishSeconds: options.finishSeconds ?? 40,
    });
    const sizes = watchSizes(() => pidsOf(rig));
    const unsent = watchUnsentBytes(metricsOfLive(rig));
    try {
      const rows: RowResult[] = [];
      for (const row of options.rows) {
        const faults = (options.isShort ? row.inShort : undefined) ?? row.faults;
        options.say(`\n${row.id} ${row.title}`);
        const results: FaultResult[] = [];
        for (const [index, fault] of faults.entries()) {
          await (options.beforeFault?.(index) ?? pause(calmMs));
          const id = `${row.id}/${index + 1}`;
          // The short run goes from one death to the next, and waits at the end of the row.
          const waits = !options.isShort || index === faults.length - 1;
          results.push(await harm({ id, row, fault, rig, history, historyFile, chance, waits, say: options.say }));
        }
        rows.push({ row, faults: results });
      }
      options.say("\nNo more faults; everything comes to its end ...");
      await driver.end();
      writeSamples(history, sizes.stop(), unsent.stop());
      history.close();
      const check = await runCheck({ rig, historyFile, drainSeconds: drainWithinSeconds });
      isClean = check.violations.length === 0;
      const known: RowResult[] = [];
      for (const { row, faults } of rows) known.push({ row, faults: await readConfirmation(rig, row, faults) });
      return { rows: known, check, sizes: sizes.stop(), seconds: (performance.now() - startedAtMs) / 1_000 };
    } finally {
      driver.kill();
      sizes.stop();
      unsent.stop();
    }
  } finally {
    await rig.stop();
    if (!isClean) options.say(`Logs and history are in ${keepEvidence(folder)}`);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The checker reads how large processes grew from the history, like everything else. */
function writeSamples(
  history: HistoryWriter,
  sizes: ReadonlyMap<string, ProcessSize>,
  unsent: ReadonlyMap<string, number>,
): void {
  for (const [name, { mostMiB }] of sizes)
    history.write({
      op: "sample",
      type: "info",
      id: name,
      value: { rssBytes: mostMiB * 1_048_576, limitBytes: mostMemoryBytes },
    });
  for (const [name, socketBytes] of unsent)
    history.write({ op: "sample", type: "info", id: name, value: { socketBytes } });
}

const metricsOfLive = (rig: Rig): ReadonlyMap<string, string> =>
  new Map(
    rig.stack.instances
      .filter((name) => name.startsWith("live"))
      .map((name) => [name, `${rig.stack.urlOf(name)}/metrics`]),
  );

/** Moves what a violation can be explained with to where no later run clears it away; returns that folder. */
function keepEvidence(folder: string): string {
  const kept = join(runFolder, "faults", basename(folder));
  mkdirSync(kept, { recursive: true });
  for (const name of ["history.jsonl", "logs", "anchors.jsonl"])
    if (existsSync(join(folder, name))) renameSync(join(folder, name), join(kept, name));
  return kept;
}

function pidsOf(rig: Rig): ReadonlyMap<string, number> {
  const pids = new Map<string, number>();
  for (const instance of rig.stack.instances) {
    const pid = rig.stack.pid(instance);
    if (pid !== undefined) pids.set(instance, pid);
  }
  return pids;
}
