// `npm start`: the whole product on this machine, in the demonstration area. In: ports and addresses from the environment.
// Out: http://localhost:7000 and a synthetic day played through it, until Ctrl-C. A second start finds the first and ends
// with 0; after a kill -9 what was left is cleared away. Stops in the order: simulated people, services, Kafka, PostgreSQL.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildPages } from "./check-steps.ts";
import { keepRunning } from "./keep-running.ts";
import { senderEnvironment } from "./kafka-users.ts";
import { stopLeftOvers } from "./left-over.ts";
import { localFolder, repositoryRoot, runFolder } from "./paths.ts";
import { runCommand } from "./plain-failure.ts";
import { portFrom, requireFreePort } from "./ports.ts";
import { recordedProcess, recordProcess, startProcess } from "./processes.ts";
import { localSecrets } from "./secrets.ts";
import { findServers, type Servers } from "./servers.ts";
import { defaultPorts, ownOrigins, portVariable, serviceNames, type ServiceName } from "./services.ts";
import { whoSignsIn } from "./sign-in/who-signs-in.ts";
import { startStack, type Stack } from "./stack.ts";

const folder = join(runFolder, "start");
const supervisorFile = join(folder, "supervisor.pid");
const addressFile = join(folder, "address");
const ambulanceServicePortVariable = "SIMULATED_999_PORT";
const signInPortVariable = "SIGN_IN_PORT";
const say = (line: string) => console.log(line);

type Ports = Readonly<Record<ServiceName, number>>;
/** Where the simulated ambulance service listens; undefined when there is none. */
type AmbulanceServicePort = number | undefined;
/** What has been started so far, in that order; stopped in the reverse order. */
type Stops = (() => Promise<void>)[];

await runCommand(async () => {
  mkdirSync(folder, { recursive: true });
  const ports = portsFromEnvironment();
  const ambulanceServicePort = ambulanceServicePortFromEnvironment();
  const signInPort = portFrom(signInPortVariable, 7090);
  const other = recordedProcess(supervisorFile);
  if (other !== undefined) {
    const where = existsSync(addressFile) ? readFileSync(addressFile, "utf8") : `http://localhost:${ports.web}`;
    say(`Already running at ${where} (process ${other}).`);
    return 0;
  }
  recordProcess(supervisorFile, process.pid);
  writeFileSync(addressFile, `http://localhost:${ports.web}`);

  const stopAsked = untilAskedToStop();
  const stops: Stops = [];
  try {
    await prepare({ ports, ambulanceServicePort, signInPort, stops, signal: stopAsked });
    if (!stopAsked.aborted) {
      say(
        `\nReady: http://localhost:${ports.web}   (demonstration area; logs in ${join(folder, "logs")}; Ctrl-C stops everything)`,
      );
      if (ambulanceServicePort !== undefined)
        say(`The ambulance service's side: http://localhost:${ambulanceServicePort}`);
      for (const line of whoSignsIn(process.env["AREA"] ?? "demo")) say(line);
      say("");
      await new Promise((done) => stopAsked.addEventListener("abort", done, { once: true }));
    }
  } catch (error) {
    // What fails because it was interrupted is not worth a word.
    if (!stopAsked.aborted) throw error;
  } finally {
    if (stops.length > 0) say("\nStopping ...");
    for (const stop of stops.toReversed()) await stop();
    rmSync(supervisorFile, { force: true });
    rmSync(addressFile, { force: true });
  }
  say("Everything is stopped.");
  return 0;
});

async function prepare(run: {
  readonly ports: Ports;
  readonly ambulanceServicePort: AmbulanceServicePort;
  readonly signInPort: number;
  readonly stops: Stops;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { ports, ambulanceServicePort, signInPort, stops, signal } = run;
  const cleared = await stopLeftOvers(folder);
  if (cleared > 0) say(`An earlier run was not stopped properly; ${cleared} of its processes were cleared away.`);
  for (const name of serviceNames) {
    await requireFreePort({ port: ports[name], what: `the service ${name}`, variable: portVariable(name) });
  }
  if (ambulanceServicePort !== undefined) {
    const what = "the simulated ambulance service";
    await requireFreePort({ port: ambulanceServicePort, what, variable: ambulanceServicePortVariable });
  }
  await requireFreePort({ port: signInPort, what: "the sign-in server", variable: signInPortVariable });
  say("Building the pages ...");
  await buildPages();
  if (signal.aborted) return;

  const servers = await findServers({
    folder,
    ports: {
      kafka: portFrom("KAFKA_PORT", 7092),
      kafkaController: portFrom("KAFKA_CONTROLLER_PORT", 7093),
      postgres: portFrom("POSTGRES_PORT", 7432),
    },
    durable: true,
    kafkaSecret: (await localSecrets(folder)).kafkaSecret,
    say,
  });
  stops.push(() => servers.stop());
  if (signal.aborted) return;

  const stack = await startStack({
    servers,
    folder,
    ports,
    area: process.env["AREA"] ?? "demo",
    ...(servers.how === "given" ? {} : { database: "ucrt" }),
    ...(ambulanceServicePort === undefined ? {} : { ambulanceServiceUrl: urlOfPort(ambulanceServicePort) }),
    signInIssuer: urlOfPort(signInPort),
    signal,
    say,
  });
  stops.push(() => stack.stop());
  // For commands such as `npm run audit:verify`, which look at this instance from outside.
  for (const name of serviceNames) {
    const file = join(folder, "services", `${name}.environment.json`);
    writeFileSync(file, JSON.stringify(stack.environment(name)), { mode: 0o600 });
  }
  if (signal.aborted) return;
  stops.push(await startSignIn(stack, urlOfPort(signInPort)));
  if (ambulanceServicePort !== undefined) stops.push(await startAmbulanceService(stack, ambulanceServicePort));
  if (process.env["SIMULATE"] !== "off") stops.push(await startPeople({ stack, servers, ambulanceServicePort }));
}

/** Starts the simulated senders, crews, teams and coordinators, who use the public API and the feeds alone. */
async function startPeople({
  stack,
  servers,
  ambulanceServicePort,
}: {
  readonly stack: Stack;
  readonly servers: Servers;
  readonly ambulanceServicePort: AmbulanceServicePort;
}): Promise<() => Promise<void>> {
  const stop = await startPlayer("simulate", "src/simulate.ts", {
    MODE: "local",
    AREA: process.env["AREA"] ?? "demo",
    WEB_URL: stack.webUrl,
    KAFKA_BROKERS: stack.kafkaBrokers,
    ...senderEnvironment(servers.kafkaSecurity),
    ...(ambulanceServicePort === undefined ? {} : { AMBULANCE_SERVICE_URL: urlOfPort(ambulanceServicePort) }),
  });
  say(`  simulate     plays a synthetic day; its log is ${join(folder, "logs", "simulate.log")}`);
  return stop;
}

/** Starts the other end of the BaRS conversation: an ambulance service that sends, waits, retries and receives. */
async function startAmbulanceService(stack: Stack, port: number): Promise<() => Promise<void>> {
  const { barsPublicKey, ambulanceSystemKey } = await localSecrets(folder);
  const stop = await startPlayer("simulated-999", "src/simulated-999/main.ts", {
    WEB_URL: stack.webUrl,
    PORT: String(port),
    BARS_PUBLIC_KEY: barsPublicKey,
    SYSTEM_KEY: ambulanceSystemKey,
    STACK_FILE: join(folder, "simulated-999.jsonl"),
  });
  say(`  999          ${urlOfPort(port)}  an ambulance service that speaks BaRS`);
  return stop;
}

/** Starts the sign-in server of the demonstration. */
async function startSignIn(stack: Stack, issuer: string): Promise<() => Promise<void>> {
  const { signInClientSecret } = await localSecrets(folder);
  const stop = await startPlayer("sign-in", "src/sign-in/main.ts", {
    MODE: "local",
    AREA: process.env["AREA"] ?? "demo",
    ISSUER: issuer,
    WEB_URL: stack.webUrl,
    ORIGINS: ownOrigins(Number(new URL(stack.webUrl).port)).join(","),
    CLIENT_SECRET: signInClientSecret,
  });
  say(`  sign-in      ${issuer}  an identity provider for the demonstration`);
  return stop;
}

/** Keeps a program running that plays somebody outside the product. */
async function startPlayer(
  name: string,
  script: string,
  environment: Readonly<Record<string, string>>,
): Promise<() => Promise<void>> {
  const player = await keepRunning({
    name,
    start: async () =>
      startProcess({
        name,
        command: process.execPath,
        args: ["--enable-source-maps", join(localFolder, script)],
        cwd: repositoryRoot,
        env: { ...process.env, ...environment },
        logFile: join(folder, "logs", `${name}.log`),
        pidFile: join(folder, "services", `${name}.pid`),
      }),
    stopSignal: "SIGTERM",
    graceMs: 5_000,
    say,
  });
  return () => player.stop();
}

function portsFromEnvironment(): Ports {
  const ports = { ...defaultPorts };
  for (const name of serviceNames) ports[name] = portFrom(portVariable(name), defaultPorts[name]);
  return ports;
}

/** Without a synthetic day there is nobody to send anything, unless a port is named. */
function ambulanceServicePortFromEnvironment(): AmbulanceServicePort {
  const isAskedFor = (process.env[ambulanceServicePortVariable] ?? "") !== "";
  if (process.env["SIMULATE"] === "off" && !isAskedFor) return undefined;
  return portFrom(ambulanceServicePortVariable, 7080);
}

function urlOfPort(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** Aborted by Ctrl-C or a request to end; repeats count as one. */
function untilAskedToStop(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop.abort());
  return stop.signal;
}
