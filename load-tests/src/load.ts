// `npm run load`: every scenario against a product of its own, beside its floor, with a table and JSON. `--quick` in two minutes; `--only <name>`
// one scenario; `--rate`, `--seconds` change the first rate and the time; `--no-floor`. Progress on the way; Ctrl-C leaves no process behind.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PlainFailure, repositoryRoot, runCommand } from "@ucrt/local";
import { surroundings } from "./measuring/machine.ts";
import { toMarkdown, type Measured } from "./measured.ts";
import { startFloor } from "./floor/start-floor.ts";
import type { Plan, Run } from "./plan.ts";
import { findProduct, type Product } from "./product.ts";
import { planSubmitToOffered } from "./run-submit-to-offered.ts";
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
  say("Starting the product ...");
  const product = await findProduct({ ...run, durable: !values["not-durable"] });
  try {
    const around = await surroundings({ databaseUrl: product.databaseUrl, limits: product.limits });
    const plans = scenarios.map((one) => planSubmitToOffered(one));
    for (const plan of plans) {
      say(`${plan.name}, product`);
      await plan.onProduct(product, run);
    }
    if (!values["no-floor"]) await runFloors(product, plans, run);
    const measured = plans.map((plan) => plan.report());
    for (const one of measured) print(one);
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

/** The product's services are stopped first: they would take processor time from the floor. */
async function runFloors(product: Product, plans: readonly Plan[], run: Run): Promise<void> {
  const { kafkaBrokers, databaseUrl } = product;
  if (kafkaBrokers === undefined || databaseUrl === undefined)
    return say("No floor: the brokers and the database of the running product are not known.");
  await product.stopServices();
  const serverPids = () => ({ kafka: product.pids()["kafka"], postgres: product.pids()["postgres"] });
  for (const url of [databaseUrl, undefined]) {
    const wanted = plans.flatMap((plan) => {
      const measure = url === undefined ? plan.onFloorWithoutPostgres : plan.onFloor;
      return measure === undefined ? [] : [{ name: plan.name, measure }];
    });
    if (wanted.length === 0) continue;
    const floor = await startFloor({ kafkaBrokers, databaseUrl: url, serverPids });
    try {
      for (const { name, measure } of wanted) {
        say(`${name}, ${floor.name}`);
        await measure(floor, run);
      }
    } finally {
      await floor.stop();
    }
  }
}

function print({ tables, notes }: Measured): void {
  for (const { title, rows } of tables) {
    console.log(`\n${title}\n\n${toMarkdown(rows)}`);
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
