// `npm run load`: every scenario against a product of its own, beside its floor, with a table and JSON. `--quick` in two minutes; `--only <name>`
// one scenario; `--rate`, `--seconds` change the first rate and the time; `--no-floor`. Progress on the way; Ctrl-C leaves no process behind.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { PlainFailure, repositoryRoot, runCommand } from "@ucrt/local";
import { surroundings, type Surroundings } from "./measuring/machine.ts";
import { usageOf, type Usages } from "./measuring/usage.ts";
import { toMarkdown, type Measured } from "./measured.ts";
import { startFloor } from "./floor/start-floor.ts";
import type { Plan, Run } from "./plan.ts";
import { findProduct, type Product } from "./product.ts";
import { planAccept } from "./run-accept.ts";
import { planBacklog } from "./run-backlog.ts";
import { planFanOut } from "./run-fan-out.ts";
import { planHeld } from "./run-held.ts";
import { planReconnect } from "./run-reconnect.ts";
import { planSubmitToOffered } from "./run-submit-to-offered.ts";
import { planSustained } from "./run-sustained.ts";
import { quickened, readScenarios, type Scenario } from "./scenario.ts";

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
/** Just-started processes still compile and read files. */
const restMs = 2_000;
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
  const reports: Report[] = [];
  for (const group of groupsOf(scenarios)) reports.push(await runGroup(group, run));
  save(reports);
  say("Everything is stopped.");
  return 0;
});

interface Report {
  readonly around: Surroundings;
  readonly startMs: Product["startMs"] | null;
  readonly atRest: Usages | null;
  readonly measured: readonly Measured[];
}

/**
 * What fills the stores gets a product of its own, so that it changes no other figure; so does what depends on how full the board is (in a quick run it goes
 * first instead, while the board is empty).
 */
function groupsOf(scenarios: readonly Scenario[]): readonly (readonly Scenario[])[] {
  const isAlone = ({ kind }: Scenario): boolean =>
    kind === "held" || kind === "backlog" || (kind === "reconnect" && !values.quick);
  const alone = scenarios.filter(isAlone);
  const together = scenarios.filter((one) => !isAlone(one));
  return [together, ...alone.map((one) => [one])].filter((group) => group.length > 0);
}

async function runGroup(scenarios: readonly Scenario[], run: Run): Promise<Report> {
  say("Starting the product ...");
  const product = await findProduct({ ...run, durable: !values["not-durable"] });
  try {
    const around = await surroundings({ databaseUrl: product.databaseUrl, limits: product.limits });
    await pause(restMs);
    const atRest = usageOf(product.pids());
    const plans = scenarios.map(planFor);
    for (const plan of plans) {
      run.signal.throwIfAborted();
      say(`${plan.name}, product`);
      await plan.onProduct(product, run);
    }
    if (!values["no-floor"]) await runFloors(product, plans, run);
    const measured = plans.map((plan) => plan.report());
    printStart(product, atRest);
    for (const one of measured) print(one);
    console.log(`\n${JSON.stringify(around, null, 2)}\n`);
    return { around, startMs: product.startMs ?? null, atRest, measured };
  } finally {
    await product.stop();
  }
}

function planFor(scenario: Scenario): Plan {
  switch (scenario.kind) {
    case "submit-to-offered":
      return planSubmitToOffered(scenario);
    case "sustained":
      return planSustained(scenario);
    case "accept":
      return planAccept(scenario);
    case "fan-out":
      return planFanOut(scenario);
    case "reconnect":
      return planReconnect(scenario);
    case "backlog":
      return planBacklog(scenario);
    case "held":
      return planHeld(scenario);
  }
}

function chosen(): readonly Scenario[] {
  const all = readScenarios();
  const names = values.only?.split(",");
  const unknown = names?.filter((name) => !all.some((one) => one.name === name)) ?? [];
  if (unknown.length > 0)
    throw new PlainFailure(
      `There is no scenario ${unknown.join(", ")}. There are: ${all.map((one) => one.name).join(", ")}.`,
    );
  return all
    .filter((one) => names === undefined || names.includes(one.name))
    .flatMap((one) => (values.quick ? (quickened(one) ?? []) : one))
    .map((one) => (one.kind === "submit-to-offered" ? { ...one, ...changes() } : one));
}

/** What the command line changes of the scenario that is repeated most. */
function changes(): { readonly ratesPerSecond?: number[]; readonly seconds?: number } {
  return {
    ...(values.rate === undefined ? {} : { ratesPerSecond: values.rate.split(",").map(Number) }),
    ...(values.seconds === undefined ? {} : { seconds: Number(values.seconds) }),
  };
}

function printStart({ startMs }: Product, atRest: Usages | null): void {
  const rows = Object.entries(atRest ?? {}).map(([part, { rssMiB }]) => ({ part, "resident MiB": rssMiB }));
  const all = rows.reduce((sum, row) => sum + row["resident MiB"], 0);
  const start =
    startMs === undefined
      ? "it was running already"
      : `servers in ${startMs.servers} ms, then tables, topics and services in ${startMs.services} ms`;
  console.log(
    `\nStart: ${start}. Memory at rest (without what processes share):\n\n${toMarkdown([...rows, { part: "all", "resident MiB": all }])}`,
  );
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

function save(reports: readonly Report[]): void {
  const folder = join(repositoryRoot, ".run/load-results");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${new Date().toISOString().replace(/[:.]/g, "-")}.json`);
  writeFileSync(file, JSON.stringify(reports, null, 2));
  say(`JSON: ${file}`);
}
