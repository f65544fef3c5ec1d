// The product under load: a fresh one in a run folder and on ports of its own, or the one that WEB_URL names. In: options. Out: its addresses, the
// pids of its parts, how long it took to start, and one stop that leaves nothing behind. Loads this machine only.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  buildPages,
  findServers,
  ownerFile,
  PlainFailure,
  recordedProcess,
  recordProcess,
  removePostgresData,
  runFolder,
  serviceNames,
  startStack,
  stopLeftOvers,
  type ServiceName,
} from "@ucrt/local";
import { personAtWork, teamClinician, teams } from "@ucrt/local/people";
import pg from "pg";
import type { Subject } from "./plan.ts";

export interface Product extends Subject {
  /** From nothing to all services ready, milliseconds; undefined for a product that was given. */
  readonly startMs: { readonly servers: number; readonly services: number } | undefined;
  /** What was raised or lowered for the load, in words. */
  readonly limits: string;
  /** Stops the services and lets the servers go on; does nothing to a product that was given. */
  stopServices(): Promise<void>;
  stop(): Promise<void>;
}

type Say = (line: string) => void;

const folder = join(runFolder, "load");
const requestsPerMinute = 10_000_000;
/** May send BaRS bundles. Nothing is answered in these runs, so nobody has to be at its address. */
const barsSender = {
  organisation: "RYC",
  name: "Ambulance service of the load run",
  endpoint: "http://127.0.0.1:9/FHIR/R4",
  serviceId: { system: "https://fhir.nhs.uk/Id/dos-service-id", value: "2222222222" },
  token: { url: "http://127.0.0.1:9/oauth2/token", clientId: "ucrt-spa" },
};
/** One instance of each here, where a larger place would have several. */
const screensAtOnce = 10_000;
/** The form takes 500 at most, as no team has more; a load run has thousands of offers open at once. */
const capacityByForm = 500;
const capacityByTable = 10_000_000;

export interface ProductOptions {
  readonly say: Say;
  readonly durable: boolean;
  readonly signal: AbortSignal;
  /** More environment for services, `{queue: {NAME: value}}`. */
  readonly environment?: Partial<Record<ServiceName, Record<string, string>>>;
}

/** Refuses any address that is not this machine. */
export function requireLoopback(url: string): void {
  const { hostname } = new URL(url);
  if (!["127.0.0.1", "localhost", "[::1]"].includes(hostname))
    throw new PlainFailure(`Load goes to this machine only, not to ${hostname}.`);
}

/** The product at WEB_URL, or a fresh one. */
export async function findProduct(options: ProductOptions): Promise<Product> {
  const given = process.env["WEB_URL"] ?? "";
  const product = given === "" ? await startProduct(options) : givenProduct(given);
  try {
    await raiseCapacity(product);
    return product;
  } catch (error) {
    await product.stop();
    throw error;
  }
}

function givenProduct(webUrl: string): Product {
  requireLoopback(webUrl);
  const services = join(runFolder, "start/services");
  const environmentOf = (service: ServiceName): Readonly<Record<string, string>> => {
    const file = join(services, `${service}.environment.json`);
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, string>) : {};
  };
  return {
    name: "product",
    isFloor: false,
    webUrl,
    kafkaBrokers: process.env["KAFKA_BROKERS"] ?? environmentOf("queue")["KAFKA_BROKERS"],
    topicSuffix: process.env["TOPIC_SUFFIX"] ?? "",
    databaseUrl: process.env["DATABASE_URL"] ?? environmentOf("queue")["DATABASE_URL"],
    startMs: undefined,
    limits: "as the running product has them; its teams' capacity was set to 500",
    pids: () => ({
      ...Object.fromEntries(serviceNames.map((name) => [name, recordedProcess(join(services, `${name}.pid`))])),
      kafka: recordedProcess(join(runFolder, "start/kafka.pid")),
      postgres: recordedProcess(join(runFolder, "start/postgres.pid")),
    }),
    stopServices: async () => undefined,
    stop: async () => undefined,
  };
}

async function startProduct({ say, durable, signal, environment }: ProductOptions): Promise<Product> {
  const other = recordedProcess(ownerFile(folder));
  if (other !== undefined && other !== process.pid)
    throw new PlainFailure(`Another load run is under way in this checkout (process ${other}).`);
  await stopLeftOvers(folder);
  forget();
  recordProcess(ownerFile(folder), process.pid);
  await buildPages();
  signal.throwIfAborted();
  const startedAtMs = performance.now();
  const servers = await findServers({ folder, ports: "any", durable, say });
  const serversMs = performance.now() - startedAtMs;
  const isGiven = servers.how === "given";
  try {
    const stack = await startStack({
      servers,
      folder,
      ports: "any",
      area: "load",
      topicSuffix: isGiven ? `-load-${process.pid}` : "",
      database: isGiven ? `load_${process.pid}` : "ucrt",
      environment: {
        ...environment,
        intake: {
          RATE_LIMIT_PER_MINUTE: String(requestsPerMinute),
          BARS_SENDERS: JSON.stringify([barsSender]),
          ...environment?.intake,
        },
        queue: { ACCEPTS_A_MINUTE: String(requestsPerMinute), ...environment?.queue },
        live: { SOCKETS_PER_PROCESS: String(screensAtOnce), ...environment?.live },
        web: { TUNNELS_AT_ONCE: String(screensAtOnce), ...environment?.web },
      },
      signal,
      say,
    });
    return {
      name: "product",
      isFloor: false,
      webUrl: stack.webUrl,
      kafkaBrokers: stack.kafkaBrokers,
      topicSuffix: stack.topicSuffix,
      databaseUrl: stack.databaseUrl,
      startMs: { servers: Math.round(serversMs), services: Math.round(performance.now() - startedAtMs - serversMs) },
      limits: `RATE_LIMIT_PER_MINUTE and ACCEPTS_A_MINUTE ${requestsPerMinute}; SOCKETS_PER_PROCESS and TUNNELS_AT_ONCE ${screensAtOnce}; capacity of each of the four teams ${capacityByTable} (set in the table); area "load": teams open round the clock, the real area's times`,
      pids: () => ({
        ...Object.fromEntries(serviceNames.map((name) => [name, stack.pid(name)])),
        kafka: servers.embedded?.kafka.pid(),
        postgres: servers.embedded?.postgres.pid(),
      }),
      stopServices: () => stack.stop(),
      stop: async () => {
        await stack.stop();
        await servers.stop();
        if (servers.how === "embedded") forget();
      },
    };
  } catch (error) {
    await servers.stop();
    throw error;
  }
}

/** Deletes the stores of the last run, and keeps its logs. */
function forget(): void {
  removePostgresData(folder);
  rmSync(join(folder, "kafka"), { recursive: true, force: true });
}

async function raiseCapacity({ webUrl, databaseUrl }: Product): Promise<void> {
  for (const team of teams) {
    const lead = personAtWork(webUrl, { ...teamClinician(team), role: "ucrt-lead" });
    const { status } = await lead.put(`/api/teams/${team}/state`, { capacity: capacityByForm, reason: "load test" });
    if (status !== 200) throw new PlainFailure(`The capacity of ${team} could not be set: ${status}.`);
  }
  if (databaseUrl === undefined) return;
  requireLoopback(databaseUrl.replace(/^postgres(ql)?:/, "http:"));
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("update queue.team set capacity = $1", [capacityByTable]);
  } finally {
    await client.end();
  }
}
