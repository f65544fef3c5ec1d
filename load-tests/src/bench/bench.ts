/**
 * `npm run bench`: how fast the parts are that need no servers. In: names of benches (default all), `--quick`, `--list`. Out: tables on the screen, JSON in
 * `.run/bench`. Each bench runs in its own process, on one core where the system can pin it. Says so when the machine was busy with something else.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runFolder } from "@ucrt/local";
import { surroundings } from "../measuring/machine.ts";
import { benches } from "./benches.ts";
import type { MeasuredTable } from "./measure-bench.ts";
import { tableAsText } from "./table-as-text.ts";

/** Take minutes and a database, or a browser: only by their own names, or with --all. */
const longBenches = {
  rollups: join(import.meta.dirname, "rollups.ts"),
  "board-in-page": join(import.meta.dirname, "board-in-page.ts"),
} as const;

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean" }, list: { type: "boolean" }, all: { type: "boolean" } },
});

if (options.list === true) {
  for (const { name, about } of benches) console.log(`${name.padEnd(10)} ${about}`);
  if (existsSync(longBenches.rollups)) console.log("rollups    a year's page over ten years of all England (minutes)");
  console.log("board-in-page   a change on a board of 10,000 rows, in a browser");
  process.exit(0);
}

const known = [...benches.map((bench) => bench.name), ...Object.keys(longBenches)];
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench "${unknown.join('", "')}". There are: ${known.join(", ")}.`);
  process.exit(1);
}

const chosen = benches.filter((bench) => names.length === 0 || names.includes(bench.name));
const isPinned = process.platform === "linux" && spawnSync("taskset", ["-V"]).status === 0;
const machine = await surroundings({
  databaseUrl: undefined,
  limits: isPinned ? "pinned to one core" : "not pinned to a core",
});
if (chosen.length > 0) await measureChosen();
for (const [name, file] of Object.entries(longBenches)) {
  if (!(names.includes(name) || options.all === true) || !existsSync(file)) continue;
  const { status } = spawnSync(process.execPath, [file], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

async function measureChosen(): Promise<void> {
  const { at, commit, cores, cpuModel, memoryGiB, loadAverage, limits } = machine;
  const isQuick = options.quick === true;
  const about = { at, commit, node: process.version, cores, cpuModel, memoryGiB, loadAverage, limits, isQuick };
  console.log(
    `Node ${about.node}, ${cores} cores (${cpuModel}), ${memoryGiB} GiB, ${limits}, load ${loadAverage.toFixed(1)}, ${commit}`,
  );
  const results: Record<string, readonly MeasuredTable[]> = {};
  for (const { name } of chosen) {
    results[name] = inProcessOfItsOwn(name, isQuick ? "quick" : "full");
    for (const table of results[name]) console.log(`\n${tableAsText(table, { withGoals: !isQuick })}`);
  }
  const folder = join(runFolder, "bench");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${at.replaceAll(":", "-")}.json`);
  writeFileSync(file, `${JSON.stringify({ about, results }, null, 2)}\n`);
  console.log(`\n${file}`);
}

function inProcessOfItsOwn(name: string, timing: "full" | "quick"): readonly MeasuredTable[] {
  mkdirSync(runFolder, { recursive: true });
  const folder = mkdtempSync(join(runFolder, "bench-"));
  const file = join(folder, "result.json");
  const node = [process.execPath, join(import.meta.dirname, "measure-bench.ts"), name, timing, file];
  const [program = "", ...args] = isPinned ? ["taskset", "-c", String(availableParallelism() - 1), ...node] : node;
  const { status } = spawnSync(program, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
  const tables = JSON.parse(readFileSync(file, "utf8")) as readonly MeasuredTable[];
  rmSync(folder, { recursive: true });
  return tables;
}
