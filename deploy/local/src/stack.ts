// The whole product as processes on this machine: what `npm start`, the smoke run and end-to-end tests use. In: servers, a
// folder, ports. Out: addresses, and a way to stop, start and kill each part. Each process is started again when it dies.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { keepRunning, type KeptProcess } from "./keep-running.ts";
import { ownerFile } from "./left-over.ts";
import { repositoryRoot } from "./paths.ts";
import { PlainFailure } from "./plain-failure.ts";
import { freePort } from "./ports.ts";
import { ensureDatabase, ensureTopics, migrateServices } from "./prepare-stores.ts";
import type { Say } from "./prepare-machine.ts";
import { recordProcess, startProcess } from "./processes.ts";
import { localSecrets } from "./secrets.ts";
import type { Servers } from "./servers.ts";
import { writePeopleFile } from "./sign-in/people-file.ts";
import {
  defaultPorts,
  serviceEnvironment,
  serviceNames,
  serviceUrl,
  type ServiceName,
  type ServiceSurroundings,
} from "./services.ts";
import { writeSystemsFile } from "./systems-file.ts";

export interface StackOptions {
  readonly servers: Servers;
  /** Pid files, logs and secrets of this instance. */
  readonly folder: string;
  readonly ports: Readonly<Record<ServiceName, number>> | "any";
  /** @default "demo" */
  readonly area?: string;
  /** Own topics for this instance on a shared broker. @default "" */
  readonly topicSuffix?: string;
  /** Made on the server when missing; without a name the server's URL is used as it is. */
  readonly database?: string;
  /** More environment for some services, for tests. */
  readonly environment?: Partial<Readonly<Record<InstanceName, Readonly<Record<string, string>>>>>;
  /** Ports of second instances: every service then runs twice, side by side. The public origin stays that of the first `web`. @default none */
  readonly secondPorts?: Readonly<Record<ServiceName, number>>;
  /** Given to Node before each service's own script. @default none */
  readonly nodeArgs?: readonly string[];
  /** Origin of the simulated ambulance service, when there is one: `intake` sends its answers there. */
  readonly ambulanceServiceUrl?: string;
  /** Origin of the local sign-in server, when there is one: `web` signs people in there, beside the role picker. */
  readonly signInIssuer?: string;
  /** Services that are not started at first. */
  readonly without?: readonly ServiceName[];
  /** Aborted when waiting for services is no longer wanted. */
  readonly signal?: AbortSignal;
  readonly say: Say;
}

/** A service, or the second instance of it. */
export type InstanceName = ServiceName | `${ServiceName}-2`;

export interface Stack {
  /** The public origin, `http://127.0.0.1:port`. */
  readonly webUrl: string;
  readonly urls: Readonly<Record<ServiceName, string>>;
  /** `http://127.0.0.1:port` of one instance. */
  urlOf(service: InstanceName): string;
  readonly kafkaBrokers: string;
  /** The product's database, as its owner. */
  readonly databaseUrl: string;
  readonly topicSuffix: string;
  /** Every instance that was started. */
  readonly instances: readonly InstanceName[];
  /** The log of a service. */
  logFile(service: InstanceName): string;
  /** What a service is told, for commands that work beside it. */
  environment(service: ServiceName): Readonly<Record<string, string>>;
  pid(service: InstanceName): number | undefined;
  /** Stops a service until `start`. */
  stopService(service: InstanceName): Promise<void>;
  /** Starts a service and waits until it is ready. */
  startService(service: InstanceName): Promise<void>;
  /** Sends a signal to a service, SIGKILL for a crash; it is started again by itself. */
  signal(service: InstanceName, signal: NodeJS.Signals): void;
  /** Resolves when the service answers that it is ready; rejects in words after `timeoutMs`. @default 60,000 ms */
  ready(service: InstanceName, timeoutMs?: number): Promise<void>;
  /** Stops all services, the public face first. The servers go on. */
  stop(): Promise<void>;
}

/** `EX_CONFIG`: the process refuses its configuration, and starting it again will not help. */
const configurationExitCode = 78;
const readyTimeoutMs = 60_000;

/** Prepares both stores, starts the services and waits until all are ready; stops them again when one is not. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { servers, folder, say } = options;
  recordProcess(ownerFile(folder), process.pid);
  const around: ServiceSurroundings = {
    folder,
    area: options.area ?? "demo",
    ports: options.ports === "any" ? await anyPorts() : options.ports,
    kafkaBrokers: servers.kafkaBrokers,
    ...(servers.kafkaSecurity === undefined ? {} : { kafkaSecurity: servers.kafkaSecurity }),
    databaseUrl:
      options.database === undefined
        ? servers.databaseUrl
        : await ensureDatabase(servers.databaseUrl, options.database),
    topicSuffix: options.topicSuffix ?? "",
    secrets: await localSecrets(folder),
    ...(options.ambulanceServiceUrl === undefined ? {} : { ambulanceServiceUrl: options.ambulanceServiceUrl }),
    ...(options.signInIssuer === undefined ? {} : { signInIssuer: options.signInIssuer }),
  };
  if (options.signInIssuer !== undefined)
    writePeopleFile({ folder, area: around.area, issuer: options.signInIssuer, nowMs: Date.now() });
  writeSystemsFile({ folder, secrets: around.secrets, nowMs: Date.now() });
  say("Preparing tables and topics ...");
  await Promise.all([migrateServices(around), ensureTopics(servers, around.topicSuffix)]);

  say("Starting the services ...");
  const running = new Map<InstanceName, KeptProcess>();
  const services = serviceNames.filter((name) => !(options.without ?? []).includes(name));
  const wanted: InstanceName[] = [
    ...services,
    ...(options.secondPorts === undefined ? [] : services.map((name): InstanceName => `${name}-2`)),
  ];
  const stack = stackOf(options, around, { running, wanted });
  try {
    await Promise.all(
      wanted.map(async (name) => {
        const startedAtMs = performance.now();
        await stack.startService(name);
        const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
        say(`  ${name.padEnd(12)} ${stack.urlOf(name)}  ready in ${seconds} s`);
      }),
    );
  } catch (error) {
    await stack.stop();
    throw error;
  }
  return stack;
}

function stackOf(
  options: StackOptions,
  around: ServiceSurroundings,
  { running, wanted }: { readonly running: Map<InstanceName, KeptProcess>; readonly wanted: readonly InstanceName[] },
): Stack {
  const logFile = (name: InstanceName) => join(options.folder, "logs", `${name}.log`);
  const portsOf = (name: InstanceName): ServiceSurroundings["ports"] => {
    const service = serviceOf(name);
    const second = name === service ? undefined : options.secondPorts?.[service];
    return second === undefined ? around.ports : { ...around.ports, [service]: second };
  };
  const urlOf = (name: InstanceName): string => serviceUrl(serviceOf(name), portsOf(name));
  const startOne = async (name: InstanceName) => {
    const service = serviceOf(name);
    const script = join(repositoryRoot, "services", service, "src/main.ts");
    if (!existsSync(script)) throw new PlainFailure(`The service ${service} has no src/main.ts.`);
    return startProcess({
      name,
      command: process.execPath,
      args: ["--enable-source-maps", ...(options.nodeArgs ?? []), script],
      cwd: repositoryRoot,
      env: {
        ...process.env,
        ...serviceEnvironment(service, { ...around, ports: portsOf(name) }),
        ...options.environment?.[name],
      },
      logFile: logFile(name),
      pidFile: join(options.folder, "services", `${name}.pid`),
    });
  };
  const ready = async (name: InstanceName, timeoutMs = readyTimeoutMs) => {
    const giveUpAtMs = performance.now() + timeoutMs;
    while (!(await answersReady(`${urlOf(name)}/health/ready`))) {
      const refused = running.get(name)?.lastExitCode() === configurationExitCode;
      if (refused || performance.now() > giveUpAtMs) {
        const why = refused ? "refuses its configuration" : `was not ready after ${Math.round(timeoutMs / 1000)} s`;
        throw new PlainFailure(
          `The service ${name} ${why}. Its log (${logFile(name)}) ends with:\n${lastLines(logFile(name))}`,
        );
      }
      options.signal?.throwIfAborted();
      await pause(100);
    }
  };
  return {
    webUrl: serviceUrl("web", around.ports),
    urls: {
      intake: serviceUrl("intake", around.ports),
      eligibility: serviceUrl("eligibility", around.ports),
      routing: serviceUrl("routing", around.ports),
      queue: serviceUrl("queue", around.ports),
      live: serviceUrl("live", around.ports),
      metrics: serviceUrl("metrics", around.ports),
      web: serviceUrl("web", around.ports),
    },
    urlOf,
    instances: wanted,
    kafkaBrokers: around.kafkaBrokers,
    databaseUrl: around.databaseUrl,
    topicSuffix: around.topicSuffix,
    logFile,
    environment: (name) => serviceEnvironment(name, around),
    pid: (name) => running.get(name)?.pid(),
    stopService: async (name) => running.get(name)?.stop(),
    startService: async (name) => {
      const stopped = running.get(name);
      if (stopped === undefined) {
        running.set(
          name,
          await keepRunning({
            name,
            start: () => startOne(name),
            stopSignal: "SIGTERM",
            graceMs: 12_000,
            say: options.say,
          }),
        );
      } else {
        await stopped.start();
      }
      await ready(name);
    },
    signal: (name, signal) => {
      const pid = running.get(name)?.pid();
      if (pid !== undefined) process.kill(pid, signal);
    },
    ready,
    stop: async () => {
      await Promise.all([running.get("web")?.stop(), running.get("web-2")?.stop()]);
      await Promise.all([...running.values()].map((service) => service.stop()));
    },
  };
}

function serviceOf(name: InstanceName): ServiceName {
  const service = serviceNames.find((one) => name === one || name === `${one}-2`);
  if (service === undefined) throw new Error(`There is no service for ${name}.`);
  return service;
}

async function anyPorts(): Promise<Record<ServiceName, number>> {
  const ports = { ...defaultPorts };
  for (const name of serviceNames) ports[name] = await freePort();
  return ports;
}

async function answersReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.status === 200;
  } catch {
    return false;
  }
}

function lastLines(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n").slice(-12).join("\n") : "(no log)";
}
