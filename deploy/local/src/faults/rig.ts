// The whole product with a proxy on every line between two of its parts. In: a folder, one or two instances of each service, a seed. Out: the stack, its
// servers, the proxies by name, and what it takes to do each process harm. Own processes on this machine alone; `stop` leaves nothing behind.
//
//   driver -> front -> web -> (intake | eligibility | routing | queue | live | metrics) -> kafka, postgres        each arrow is a proxy
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CrashPoint } from "@ucrt/service";
import type { KafkaListener } from "../kafka-server.ts";
import { freePorts } from "../ports.ts";
import { removePostgresData } from "../postgres-server.ts";
import type { Say } from "../prepare-machine.ts";
import { findServers, type Servers } from "../servers.ts";
import { serviceNames, type ServiceName } from "../services.ts";
import { startStack, type InstanceName, type Stack } from "../stack.ts";
import { startProxy, type Proxy } from "./proxy.ts";

export interface RigOptions {
  readonly folder: string;
  /** @default 1 */
  readonly instances?: 1 | 2;
  /** The broker asks who is calling: everybody has a name there, and the rights of the table. */
  readonly isSecure: boolean;
  /** 0 to 1, from the run's seed. */
  readonly chance: () => number;
  readonly say: Say;
}

/** `queue->kafka`, `live-2->kafka`, `intake->postgres`, `web->queue`, `front->web`. */
export type LineName = `${InstanceName | "front"}->${"kafka" | "postgres" | ServiceName}`;

export interface Rig {
  readonly folder: string;
  readonly stack: Stack;
  readonly servers: Servers;
  /** Where people and systems come in: before the first proxy. */
  readonly frontUrl: string;
  readonly lines: ReadonlyMap<LineName, Proxy>;
  /** @throws Error when there is no such line */
  line(name: LineName): Proxy;
  /** The next life of an instance ends at the `pass`-th time it comes to this place from now on. */
  orderCrash(instance: InstanceName, order: { readonly point: CrashPoint | "start"; readonly pass: number }): void;
  /** True until the order was carried out. */
  isCrashDue(instance: InstanceName): boolean;
  cancelCrash(instance: InstanceName): void;
  /** All lines pass again. */
  healLines(): Promise<void>;
  stop(): Promise<void>;
}

const withKafka: readonly ServiceName[] = ["intake", "eligibility", "routing", "queue", "live", "metrics"];
const withPostgres: readonly ServiceName[] = ["intake", "queue", "metrics"];
const crashPreload = join(import.meta.dirname, "crash-on-order.ts");

/** Starts everything and waits until all services are ready. */
export async function startRig(options: RigOptions): Promise<Rig> {
  const { folder, say, chance } = options;
  mkdirSync(join(folder, "crash"), { recursive: true });
  const stops: (() => Promise<void>)[] = [];
  const stopAll = async (): Promise<void> => {
    for (const stop of stops.splice(0).toReversed()) await stop();
  };
  let early: Promise<void> | undefined;
  // A terminal and the command around this both pass the signal on: the second one must not end the stopping.
  const stopEarly = (): void => {
    early ??= stopAll().finally(() => process.exit(130));
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, stopEarly);
    stops.push(async () => void process.removeListener(signal, stopEarly));
  }
  try {
    const lines = new Map<LineName, Proxy>();
    const addLine = async (name: LineName, targets: readonly number[]): Promise<Proxy> => {
      const proxy = await startProxy({ targets, chance });
      lines.set(name, proxy);
      return proxy;
    };
    stops.push(async () => void (await Promise.all([...lines.values()].map((proxy) => proxy.stop()))));

    const instancesOf = (service: ServiceName): readonly InstanceName[] =>
      options.instances === 2 ? [service, `${service}-2`] : [service];
    const kafkaClients = withKafka.flatMap(instancesOf);
    const free = (await freePorts(serviceNames.length * 2 + 3 + kafkaClients.length)).values();
    const nextPort = (): number => free.next().value ?? 0;
    const servicePorts = (): Record<ServiceName, number> => ({
      intake: nextPort(),
      eligibility: nextPort(),
      routing: nextPort(),
      queue: nextPort(),
      live: nextPort(),
      metrics: nextPort(),
      web: nextPort(),
    });
    const ports = servicePorts();
    const secondPorts = options.instances === 2 ? servicePorts() : undefined;
    const serverPorts = { kafka: nextPort(), kafkaController: nextPort(), postgres: nextPort() };

    const kafkaListeners: KafkaListener[] = [];
    for (const instance of kafkaClients) {
      const port = nextPort();
      const { port: advertisedPort } = await addLine(`${instance}->kafka`, [port]);
      kafkaListeners.push({ name: instance.toUpperCase().replace("-", "_"), port, advertisedPort });
    }
    const servers = await findServers({
      folder,
      ports: serverPorts,
      // A killed server must still know what it acknowledged.
      durable: true,
      ignoreGiven: true,
      kafkaListeners,
      ...(options.isSecure ? { kafkaSecret: randomBytes(16).toString("hex") } : {}),
      say,
    });
    stops.push(async () => {
      await servers.stop();
      removePostgresData(folder);
      rmSync(join(folder, "kafka"), { recursive: true, force: true });
    });
    if (servers.embedded === undefined)
      throw new Error("The rig needs servers that it may end; those here are not its own.");

    const database = "ucrt";
    for (const instance of withPostgres.flatMap(instancesOf))
      await addLine(`${instance}->postgres`, [serverPorts.postgres]);
    const targetsOf = (service: ServiceName): readonly number[] =>
      secondPorts === undefined ? [ports[service]] : [ports[service], secondPorts[service]];
    for (const service of withKafka) await addLine(`web->${service}`, targetsOf(service));
    const front = await addLine("front->web", targetsOf("web"));
    const frontUrl = `http://127.0.0.1:${front.port}`;

    const ticketKey = randomBytes(32).toString("base64");
    const environmentOf = (instance: InstanceName): Record<string, string> => {
      const url = new URL(servers.databaseUrl);
      url.pathname = `/${database}`;
      const kafka = lines.get(`${instance}->kafka`);
      const postgres = lines.get(`${instance}->postgres`);
      if (postgres !== undefined) url.port = String(postgres.port);
      const isWeb = instance === "web" || instance === "web-2";
      const isLive = instance === "live" || instance === "live-2";
      return {
        CRASH_ORDER_FILE: orderFile(folder, instance),
        ...(kafka === undefined ? {} : { KAFKA_BROKERS: `127.0.0.1:${kafka.port}` }),
        ...(postgres === undefined ? {} : { DATABASE_URL: url.href }),
        ...(isWeb || isLive ? { ALLOWED_ORIGINS: frontUrl } : {}),
        ...(isLive ? { LIVE_TICKET_KEY: ticketKey } : {}),
        ...(isWeb
          ? Object.fromEntries(
              withKafka.map((service) => [
                `${service.toUpperCase()}_URL`,
                `http://127.0.0.1:${lines.get(`web->${service}`)?.port}`,
              ]),
            )
          : {}),
        // A load for tests comes from one address and a handful of people.
        ...(instance === "intake" || instance === "intake-2" ? { RATE_LIMIT_PER_MINUTE: "1000000" } : {}),
        ...(instance === "queue" || instance === "queue-2" ? { ACCEPTS_A_MINUTE: "1000000" } : {}),
      };
    };
    const stack = await startStack({
      servers,
      folder,
      ports,
      ...(secondPorts === undefined ? {} : { secondPorts }),
      database,
      nodeArgs: ["--import", crashPreload],
      environment: Object.fromEntries(
        serviceNames.flatMap(instancesOf).map((instance) => [instance, environmentOf(instance)]),
      ),
      say,
    });
    stops.push(() => stack.stop());

    return {
      folder,
      stack,
      servers,
      frontUrl,
      lines,
      line: (name) => {
        const proxy = lines.get(name);
        if (proxy === undefined) throw new Error(`There is no line ${name}; there are ${[...lines.keys()].join(", ")}`);
        return proxy;
      },
      orderCrash: (instance, order) => writeFileSync(orderFile(folder, instance), JSON.stringify(order)),
      isCrashDue: (instance) => existsSync(orderFile(folder, instance)),
      cancelCrash: (instance) => rmSync(orderFile(folder, instance), { force: true }),
      healLines: async () => {
        for (const proxy of lines.values()) if (proxy.mode().kind !== "pass") await proxy.setMode({ kind: "pass" });
      },
      stop: stopAll,
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

const orderFile = (folder: string, instance: InstanceName): string => join(folder, "crash", `${instance}.json`);
