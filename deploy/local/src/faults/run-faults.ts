// `npm run faults`: the fault matrix against the real processes. In: --smoke (the ten starred rows), --row F10 (one or several), --soak with --seed N and
// --seconds 1000, or nothing for every row; --rate of sendings a second. Out: a table, its data in .run/faults, and 1 when anything was violated.
import { mkdirSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildPages } from "../check-steps.ts";
import { runFolder } from "../paths.ts";
import { PlainFailure, runCommand } from "../plain-failure.ts";
import { clearAbandonedRuns } from "../servers-for-tests.ts";
import type { FaultRow } from "./fault.ts";
import { byDanger, faultTable } from "./fault-table.ts";
import { lineWithoutRun, linesOfGroup, tableAsText, thisMachine, type Line } from "./result-table.ts";
import { runGroup, type GroupResult } from "./run-group.ts";
import { soakGroup } from "./soak.ts";

const say = (line: string): void => console.log(line);

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      smoke: { type: "boolean", default: false },
      row: { type: "string", multiple: true, default: [] },
      soak: { type: "boolean", default: false },
      seed: { type: "string", default: "1" },
      seconds: { type: "string", default: "1000" },
      rate: { type: "string", default: "5" },
      /** The broker asks who is calling, as in `npm start`. */
      secure: { type: "boolean", default: false },
    },
  });
  const seed = number(values.seed, "--seed");
  const rate = number(values.rate, "--rate");
  const isSecure = values.secure;
  const loadBefore = loadavg()[0] ?? 0;
  await clearAbandonedRuns();
  await buildPages();
  const groups: GroupResult[] = [];
  const held: FaultRow[] = [];
  if (values.soak) {
    groups.push(await soakGroup({ seed, rate, isSecure, seconds: number(values.seconds, "--seconds"), say }));
  } else {
    const rows = chosenRows(values.row, values.smoke);
    held.push(...rows.filter((row) => row.faults.length === 0));
    for (const group of groupsOf(rows, values.smoke))
      groups.push(await runGroup({ ...group, isShort: values.smoke, seed, rate, isSecure, say }));
  }
  const lines = [...groups.flatMap(linesOfGroup), ...held.map(lineWithoutRun)].toSorted((one, other) =>
    one.row.localeCompare(other.row),
  );
  report(lines, groups, loadBefore);
  return lines.every(({ isGood }) => isGood) && groups.length > 0 ? 0 : 1;
});

function chosenRows(ids: readonly string[], isSmoke: boolean): readonly FaultRow[] {
  const unknown = ids.filter((id) => !faultTable.some((row) => row.id === id));
  if (unknown.length > 0) throw new PlainFailure(`There is no row ${unknown.join(", ")}; rows are F01 to F62.`);
  if (ids.length > 0) return ids.flatMap((id) => faultTable.filter((row) => row.id === id));
  return isSmoke ? faultTable.filter(({ isStarred }) => isStarred) : faultTable;
}

/** Rows that share a product. In the short run all of them do; else few enough that a violation has few causes. */
function groupsOf(
  rows: readonly FaultRow[],
  isSmoke: boolean,
): readonly { readonly rows: readonly FaultRow[]; readonly instances: 1 | 2 }[] {
  const most = isSmoke ? 10 : 6;
  // What is noticed only after a minute and a half begins first.
  const first = (row: FaultRow): number => (row.id === "F17" ? 0 : 1);
  return ([1, 2] as const).flatMap((instances) => {
    const alike = rows
      .filter((row) => row.faults.length > 0 && (row.instances ?? 1) === instances)
      .toSorted((one, other) => first(one) - first(other) || byDanger(one, other));
    const count = Math.ceil(alike.length / most);
    return Array.from({ length: count }, (_, index) => ({
      rows: alike.slice(index * most, (index + 1) * most),
      instances,
    }));
  });
}

function report(lines: readonly Line[], groups: readonly GroupResult[], loadBefore: number): void {
  const machine = thisMachine(loadBefore);
  say(`\n${tableAsText(lines)}`);
  for (const group of groups) {
    for (const { invariant, id, what } of group.check.violations) say(`VIOLATED ${invariant} ${id}: ${what}`);
    const sizes = [...group.sizes].map(
      ([name, { mostMiB, mostFiles }]) => `${name} ${mostMiB} MiB, ${mostFiles} files`,
    );
    say(
      `\n${group.rows.map(({ row }) => row.id).join(" ")}: ${group.seconds.toFixed(0)} s; at most: ${sizes.join("; ")}`,
    );
    const { judged, notJudged, drainSeconds } = group.check;
    const looked = Object.entries(judged).map(([name, count]) => `${name} ${count}`);
    say(
      `Judged: ${looked.join(", ")}; not judged: ${notJudged.join(", ") || "none"}; at rest after ${drainSeconds ?? "?"} s`,
    );
  }
  say(
    `\n${machine.cores} cores (${machine.cpuModel}), ${machine.memoryGiB} GiB; load of the last minute ${machine.loadAverage.map((load) => load.toFixed(1)).join(" before, ")} after`,
  );
  const folder = join(runFolder, "faults");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${machine.at.replaceAll(":", "-")}.json`);
  const data = groups.map(({ rows: _rows, sizes, ...group }) => ({ ...group, sizes: Object.fromEntries(sizes) }));
  writeFileSync(file, JSON.stringify({ machine, lines, groups: data }, null, 2));
  const bad = lines.filter(({ isGood }) => !isGood).length;
  say(`${lines.length - bad} rows good, ${bad} bad; as data in ${file}`);
}

function number(text: string, name: string): number {
  const value = Number(text);
  if (text === "" || !Number.isFinite(value) || value < 0) throw new PlainFailure(`${name} is a number, 0 or more.`);
  return value;
}
