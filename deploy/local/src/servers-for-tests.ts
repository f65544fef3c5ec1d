// Gives a test run its Kafka and PostgreSQL, once for all files. In: vitest's project; KAFKA_BROKERS and DATABASE_URL, else
// an instance of its own is started on free ports and thrown away afterwards. Out: what `inject` gives in tests.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { dropTemplates } from "@ucrt/testing/templates";
import { ownerFile, stopLeftOvers } from "./left-over.ts";
import { runFolder } from "./paths.ts";
import { removePostgresData } from "./postgres-server.ts";
import { recordedProcess, recordProcess } from "./processes.ts";
import { findServers, type Servers } from "./servers.ts";
import type { Say } from "./prepare-machine.ts";

const youngMs = 60_000;

/** Vitest's global setup: finds or starts the servers, and returns what stops them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers = await startTestServers((line) => console.error(line));
  project.provide("kafkaBrokers", servers.kafkaBrokers);
  project.provide("databaseUrl", servers.databaseUrl);
  const runId = randomBytes(5).toString("hex");
  project.provide("runId", runId);
  return async () => {
    await dropTemplates({ databaseUrl: servers.databaseUrl, runId });
    await servers.stop();
  };
}

/** Servers for one test run: those of the environment, else fresh ones whose data is deleted when they stop. */
export async function startTestServers(say: Say): Promise<Servers> {
  await clearAbandonedRuns();
  const folder = join(runFolder, `test-${randomBytes(4).toString("hex")}`);
  recordProcess(ownerFile(folder), process.pid);
  const servers = await findServers({ folder, ports: "any", durable: false, say });
  if (servers.how !== "embedded") {
    remove(folder);
    return servers;
  }
  return {
    ...servers,
    stop: async () => {
      await servers.stop();
      remove(folder);
    },
  };
}

/** Stops servers and deletes data of test runs and test files whose process is gone. */
export async function clearAbandonedRuns(): Promise<void> {
  mkdirSync(runFolder, { recursive: true });
  for (const name of readdirSync(runFolder)) {
    const folder = join(runFolder, name);
    if (!/^test-[0-9a-f]{8}$/.test(name) || recordedProcess(ownerFile(folder)) !== undefined) continue;
    // Somebody is about to write its owner.
    if (!existsSync(ownerFile(folder)) && Date.now() - statSync(folder).mtimeMs < youngMs) continue;
    await stopLeftOvers(folder);
    remove(folder);
  }
}

function remove(folder: string): void {
  removePostgresData(folder);
  rmSync(folder, { recursive: true, force: true });
}
