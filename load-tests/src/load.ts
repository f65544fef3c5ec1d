// `npm run load`: every scenario against a product of its own, beside its floor, with a table and JSON. `--quick` in two minutes; `--only <name>`
// one scenario; `--rate`, `--seconds` change the first rate and the time; `--no-floor`. Progress on the way; Ctrl-C leaves no process behind.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PlainFailure, repositoryRoot, runCommand } from "@ucrt/local";
import { surroundings } from "./measuring/machine.ts";
import type { Measured } from "./measured.ts";
import { findProduct } from "./product.ts";
import { productAsSubject, runSubmitToOffered, type Run } from "./run-submit-to-offered.ts";
import { readScenarios, type Scenario } from "./scenario.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    rate: { type: "string" },
    seconds: { type: "string" },
    "no-floor": { type: "boolean", default: false },
    "not-durable": { type: "boolean", default: false },
    list: { type: "boolean", default: false },
  },
});
const startedAtMs = performance.now();
const say = (line: string): void =>
  console.log(`${((performance.now() - startedAtMs) / 1_000).toFixed(0).padStart(4)} s  ${line}`);

await runCommand(async () => {
  const scenarios = chosen();
  if (values.list) {
    for (const one of scenarios) console.log(`${one.name.padEnd(24)} ${one.asks}`);
    return 0;
  }
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => stop.abort(new PlainFailure("Stopped before the end.")));
  const run: Run = { signal: stop.signal, say };
  const measured: Measured[] = [];
  say("Starting the product ...");
  const product = await findProduct({ ...run, durable: !values["not-durable"] });
  try {
    const around = await surroundings({ databaseUrl: product.databaseUrl, limits: product.limits });
    for (const scenario of scenarios) {
      say(`${scenario.name}: ${scenario.asks}`);
      const one = await runSubmitToOffered(scenario, [productAsSubject(product)], run);
      measured.push(one);
      print(one);
    }
    save({ around, startMs: product.startMs ?? null, measured });
    console.log(JSON.stringify(around, null, 2));
  } finally {
    await product.stop();
  }
  say("Everything is stopped.");
  return 0;
});

function chosen(): readonly Scenario[] {
  const all = readScenarios();
  const wanted = values.only === undefined ? all : all.filter((one) => one.name === values.only);
  if (wanted.length === 0)
    throw new PlainFailure(`There is no scenario ${values.only}. There are: ${all.map((one) => one.name).join(", ")}.`);
  return wanted.map((one) => {
    const rates = values.rate?.split(",").map(Number);
    return {
      ...one,
      ...(rates === undefined ? {} : { ratesPerSecond: rates }),
      ...(values.seconds === undefined ? {} : { seconds: Number(values.seconds) }),
    };
  });
}

function print({ tables, notes }: Measured): void {
  for (const { title, rows } of tables) {
    console.log(`\n${title}`);
    console.table(rows);
  }
  for (const note of notes) console.log(`  ${note}`);
}

function save(report: unknown): void {
  const folder = join(repositoryRoot, ".run/load-results");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${new Date().toISOString().replace(/[:.]/g, "-")}.json`);
  writeFileSync(file, JSON.stringify(report, null, 2));
  say(`JSON: ${file}`);
}
