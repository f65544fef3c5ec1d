// Starts the floor beside the product's own servers: seven processes, topics and tables of its own. In: addresses. Out: something the same generators can
// load, and one stop. With or without PostgreSQL.
import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { ensureDatabase, ensureTopics, freePort } from "@ucrt/local";
import pg from "pg";
import type { Subject } from "../plan.ts";

const roles = ["intake", "eligibility", "routing", "queue", "live", "metrics", "web"] as const;
const readyWithinMs = 60_000;

export interface Floor extends Subject {
  stop(): Promise<void>;
}

export interface FloorOptions {
  readonly kafkaBrokers: string;
  /** Server to make a database on; without one there is no PostgreSQL in this floor. */
  readonly databaseUrl: string | undefined;
  /** Pids of the servers, which the product and the floor share. */
  readonly serverPids: () => Readonly<Record<string, number | undefined>>;
}

/** Resolves when all seven have joined their groups. */
export async function startFloor(options: FloorOptions): Promise<Floor> {
  const name = options.databaseUrl === undefined ? "floor without PostgreSQL" : "floor";
  const suffix = options.databaseUrl === undefined ? "-floor-kafka" : "-floor";
  const databaseUrl =
    options.databaseUrl === undefined ? undefined : await ensureDatabase(options.databaseUrl, "ucrt_floor");
  if (databaseUrl !== undefined) await makeTables(databaseUrl);
  await ensureTopics({ kafkaBrokers: options.kafkaBrokers }, suffix);
  const ports: Record<string, number> = {};
  for (const role of roles) ports[role] = await freePort();
  const children = new Map<string, ChildProcess>();
  const stop = async (): Promise<void> => {
    await Promise.all([...children.values()].map(end));
  };
  try {
    await Promise.all(
      roles.map((role) => {
        const child = fork(join(import.meta.dirname, "floor-process.ts"), [], {
          stdio: ["ignore", "inherit", "inherit", "ipc"],
          // kafkajs on Node 24; harmless.
          execArgv: ["--disable-warning=TimeoutNegativeWarning"],
          env: {
            ...process.env,
            FLOOR_ROLE: role,
            FLOOR_BROKERS: options.kafkaBrokers,
            FLOOR_SUFFIX: suffix,
            FLOOR_DATABASE_URL: databaseUrl ?? "",
            FLOOR_INTAKE_PORT: String(ports["intake"]),
            FLOOR_QUEUE_PORT: String(ports["queue"]),
            FLOOR_LIVE_PORT: String(ports["live"]),
            PORT: String(ports[role]),
          },
        });
        children.set(role, child);
        return untilReady(role, child);
      }),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    name,
    isFloor: true,
    webUrl: `http://127.0.0.1:${ports["web"]}`,
    kafkaBrokers: options.kafkaBrokers,
    topicSuffix: suffix,
    databaseUrl: databaseUrl ?? options.databaseUrl,
    pids: () => ({
      ...Object.fromEntries([...children].map(([role, child]) => [role, child.pid])),
      ...options.serverPids(),
    }),
    stop,
  };
}

function untilReady(role: string, child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The floor's ${role} was not ready in time`)), readyWithinMs);
    child.once("message", () => {
      clearTimeout(timer);
      resolve();
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`The floor's ${role} ended with ${code}`));
    });
  });
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

async function makeTables(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("drop schema if exists floor cascade; create schema floor");
    for (const table of ["submission", "answer", "referral", "measure"])
      await client.query(`create table floor.${table} (id uuid primary key, version int not null, body text not null)`);
    for (const table of ["intake_outbox", "queue_outbox"])
      await client.query(
        `create table floor.${table} (id bigint generated always as identity primary key, topic text, key text, value text, headers jsonb)`,
      );
  } finally {
    await client.end();
  }
}
