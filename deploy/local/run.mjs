// The entry of every npm script. In: a command's name. Out: that command's exit code. Runs on Node 20 or newer with
// nothing installed: installs the packages when there are none (`npm ci`) or the lockfile has changed (`npm install`, which
// leaves what is right in place), then hands over to the Node 24 among them.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** What each command runs, and with which arguments before the caller's own. */
const commands = {
  start: ["deploy/local/src/start.ts"],
  smoke: ["deploy/local/src/smoke.ts"],
  simulate: ["deploy/local/src/simulate-core/simulate.ts"],
  test: ["deploy/local/src/test.ts"],
  check: ["deploy/local/src/check.ts"],
  lint: ["deploy/local/src/lint.ts"],
  typecheck: ["deploy/local/src/typecheck.ts"],
  load: ["load-tests/src/load.ts"],
  bench: ["load-tests/src/bench/bench.ts"],
  faults: ["deploy/local/src/faults/run-faults.ts"],
  servers: ["deploy/local/src/run-servers.ts"],
  screenshots: ["deploy/local/src/screenshots/take-screenshots.ts"],
  "contracts-generate": ["schemas/src/generate.ts"],
  "contracts-check": ["schemas/src/generate.ts", "--check"],
  "audit-verify": ["services/queue/src/audit-verify.ts"],
  "metrics-rebuild": ["services/metrics/src/rebuild.ts"],
};

/** Commands that work beside a service of `npm start` use what it was told, unless the caller says otherwise. */
const beside = { "audit-verify": "queue", "metrics-rebuild": "metrics" };

const [name, ...rest] = process.argv.slice(2);
const command = Object.hasOwn(commands, name ?? "") ? commands[name] : undefined;
if (command === undefined) fail(`Unknown command "${name ?? ""}". There are: ${Object.keys(commands).join(", ")}.`);
if (Number(process.versions.node.split(".")[0]) < 20) {
  fail(`Node ${process.versions.node} is too old to set this up; Node 20 or newer is needed (https://nodejs.org).`);
}

const nodeOfProject = join(root, "node_modules/node/bin/node");
const stamp = join(root, "node_modules/.installed-from");
const installed = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
if (installed !== lockfileHash() || !existsSync(nodeOfProject)) install();

const child = spawn(nodeOfProject, [...command, ...rest], {
  cwd: root,
  stdio: "inherit",
  env: { ...environmentBeside(), ...process.env, PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH ?? ""}` },
});
// Ctrl-C reaches the child from the terminal as well; it counts repeats as one.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => fail(`Could not run ${nodeOfProject}: ${error.message}`));
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.removeAllListeners(name);
  process.kill(process.pid, signal);
});

function install() {
  const isFirst = !existsSync(join(root, "node_modules"));
  const verb = isFirst ? "ci" : "install";
  console.error(
    isFirst
      ? "First run: installing packages (about a minute) ..."
      : "The lockfile has changed: bringing the packages up to date ...",
  );
  const startedAtMs = Date.now();
  const npm = spawnSync("npm", [verb, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (npm.error !== undefined) fail(`npm could not be run: ${npm.error.message}`);
  if (npm.status !== 0)
    fail(`npm ${verb} failed; its own words are above. Check the network and the registry, then try again.`);
  if (!existsSync(nodeOfProject)) {
    // npm leaves this out when it was told not to run install scripts.
    spawnSync("npm", ["rebuild", "node", "--ignore-scripts=false", "--loglevel=error"], {
      cwd: root,
      stdio: ["ignore", 2, 2],
    });
  }
  if (!existsSync(nodeOfProject))
    fail("The package `node` brought no Node 24 for this system; see https://nodejs.org for one and npm ci again.");
  writeFileSync(stamp, lockfileHash());
  console.error(`Packages installed in ${Math.round((Date.now() - startedAtMs) / 1000)} s.`);
}

function environmentBeside() {
  const file = join(root, ".run/start/services", `${beside[name] ?? "none"}.environment.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

function lockfileHash() {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

function fail(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}
