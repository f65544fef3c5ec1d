// Starts one embedded Kafka broker (KRaft, one node) from jars. In: a folder, two ports, Java. Out: its process, once it
// is ready. Fetches nothing itself and never listens beyond 127.0.0.1. All messages survive a restart of the folder. With `users` it asks who is
// calling (SASL) and lets nobody do what no rule allows; users are made when the folder is, so one made before takes passwords by PLAIN only.
import { createHash, randomBytes } from "node:crypto";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { administrator, type KafkaUser } from "./kafka-users.ts";
import { localFolder } from "./paths.ts";
import { PlainFailure } from "./plain-failure.ts";
import { startProcess, stopLeftOver, stopProcess, type StartedProcess } from "./processes.ts";

export interface KafkaOptions {
  readonly folder: string;
  readonly logFile: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly java: string;
  readonly jars: string;
  /** Who may call, the administrator among them. @default anybody, who may do anything */
  readonly users?: readonly KafkaUser[];
  /** More ways in, each telling its clients to come back to another port. @default none */
  readonly listeners?: readonly KafkaListener[];
}

/** A way in of its own: clients follow the address a broker advertises, so whoever stands in between has to be that address. */
export interface KafkaListener {
  /** Capitals, digits and underscores. */
  readonly name: string;
  readonly port: number;
  /** Where clients of this listener are told to go, on 127.0.0.1. */
  readonly advertisedPort: number;
}

/** After a kill the broker looks through every log before it serves; on a machine with much else to do that takes a minute. */
const startWithinMs = 120_000;

/** Where the record of the running broker is kept. */
export function kafkaPidFile(folder: string): string {
  return join(folder, "kafka.pid");
}

/** True when the folder's users can show their passwords by SCRAM. */
export function knowsScram(folder: string, users: readonly KafkaUser[]): boolean {
  const file = scramFile(folder);
  return existsSync(file) && readFileSync(file, "utf8") === hashOf(users);
}

/** Says which users the folder was made with. */
const scramFile = (folder: string): string => join(folder, "kafka.users");
const hashOf = (users: readonly KafkaUser[]): string =>
  createHash("sha256").update(JSON.stringify(users)).digest("hex");

/** Starts the broker, after stopping one that a killed run left behind. Refuses in plain words when it does not come up in two minutes. */
export async function startKafka(options: KafkaOptions): Promise<StartedProcess> {
  const data = join(options.folder, "kafka");
  const properties = join(options.folder, "kafka.properties");
  await stopLeftOver(kafkaPidFile(options.folder), "SIGTERM");
  mkdirSync(data, { recursive: true });
  rmSync(join(data, ".lock"), { force: true });
  writeFileSync(properties, brokerProperties(options, data), { mode: 0o600 });

  const classPath = `${options.jars}/*`;
  if (!existsSync(join(data, "meta.properties"))) {
    // The tool takes an id that begins with a hyphen for an option: one start in 64 would fail.
    const clusterId = randomBytes(16).toString("base64url").replace(/^-/, "A");
    await promisify(execFile)(options.java, [
      "-Xmx128m",
      "-XX:TieredStopAtLevel=1",
      "-cp",
      classPath,
      "kafka.tools.StorageTool",
      "format",
      "-t",
      clusterId,
      "-c",
      properties,
      ...(options.users ?? []).flatMap(({ name, password }) => [
        "--add-scram",
        `SCRAM-SHA-512=[name=${name},password=${password}]`,
      ]),
    ]);
    if (options.users === undefined) rmSync(scramFile(options.folder), { force: true });
    else writeFileSync(scramFile(options.folder), hashOf(options.users), { mode: 0o600 });
  }

  const child = startProcess({
    name: "kafka",
    command: options.java,
    args: [
      "-Xms256m",
      "-Xmx512m",
      "-XX:+UseSerialGC",
      "-Djava.awt.headless=true",
      `-Dlog4j2.configurationFile=${join(localFolder, "kafka-log4j2.properties")}`,
      "-cp",
      classPath,
      "kafka.Kafka",
      properties,
    ],
    logFile: options.logFile,
    pidFile: kafkaPidFile(options.folder),
    freshLog: true,
  });
  await waitUntilStarted(child, options.logFile);
  return child;
}

async function waitUntilStarted(child: StartedProcess, logFile: string): Promise<void> {
  let ended = false;
  void child.ended.then(() => (ended = true));
  const giveUpAtMs = Date.now() + startWithinMs;
  while (!readFileSync(logFile, "utf8").includes("Kafka Server started")) {
    if (ended || Date.now() > giveUpAtMs) {
      await stopProcess({ pid: child.pid, signal: "SIGKILL", graceMs: 0 });
      const lastLines = readFileSync(logFile, "utf8").split("\n").slice(-15).join("\n");
      throw new PlainFailure(`Kafka did not start. Its log (${logFile}) ends with:\n${lastLines}`);
    }
    await pause(50);
  }
}

function brokerProperties(options: KafkaOptions, data: string): string {
  const { users, listeners: more = [] } = options;
  const names = ["BROKER", "CONTROLLER", ...more.map(({ name }) => name)];
  const listeners = [
    `BROKER://127.0.0.1:${options.port}`,
    `CONTROLLER://127.0.0.1:${options.controllerPort}`,
    ...more.map(({ name, port }) => `${name}://127.0.0.1:${port}`),
  ];
  const advertised = [
    `BROKER://127.0.0.1:${options.port}`,
    ...more.map(({ name, advertisedPort }) => `${name}://127.0.0.1:${advertisedPort}`),
  ];
  return [
    "process.roles=broker,controller",
    "node.id=1",
    `controller.quorum.voters=1@127.0.0.1:${options.controllerPort}`,
    `listeners=${listeners.join(",")}`,
    `advertised.listeners=${advertised.join(",")}`,
    "inter.broker.listener.name=BROKER",
    "controller.listener.names=CONTROLLER",
    `listener.security.protocol.map=${names.map((name) => `${name}:${users === undefined ? "PLAINTEXT" : "SASL_PLAINTEXT"}`).join(",")}`,
    ...(users === undefined ? [] : securityProperties(users, names)),
    `log.dirs=${data}`,
    "auto.create.topics.enable=false",
    "num.partitions=12",
    "default.replication.factor=1",
    "offsets.topic.replication.factor=1",
    "offsets.topic.num.partitions=4",
    "transaction.state.log.replication.factor=1",
    "transaction.state.log.min.isr=1",
    "share.coordinator.state.topic.replication.factor=1",
    "share.coordinator.state.topic.min.isr=1",
    // Groups form at once: on one laptop there is nobody to wait for.
    "group.initial.rebalance.delay.ms=0",
    // A broker killed and started again is let back in after 3 s instead of 9 s.
    "broker.session.timeout.ms=3000",
    "broker.heartbeat.interval.ms=500",
    // The cleaner's default buffer (128 MiB) is a quarter of this heap; compacted topics here hold few keys.
    "log.cleaner.dedupe.buffer.size=16777216",
    "",
  ].join("\n");
}

/** Who calls has to say who it is, on every way in; what no rule allows is refused. The broker is the administrator to itself. */
function securityProperties(users: readonly KafkaUser[], listeners: readonly string[]): readonly string[] {
  const own = users.find(({ name }) => name === administrator);
  if (own === undefined) throw new Error("Nobody administers this broker.");
  const passwords = users.map(({ name, password }) => `user_${name}="${password}"`).join(" ");
  const plain = `org.apache.kafka.common.security.plain.PlainLoginModule required username="${own.name}" password="${own.password}" ${passwords};`;
  return [
    "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    `super.users=User:${own.name}`,
    "allow.everyone.if.no.acl.found=false",
    "sasl.mechanism.inter.broker.protocol=PLAIN",
    "sasl.mechanism.controller.protocol=PLAIN",
    ...listeners.flatMap((listener) => {
      const at = `listener.name.${listener.toLowerCase()}`;
      // SCRAM needs the metadata that the controller is asked for.
      if (listener === "CONTROLLER")
        return [`${at}.sasl.enabled.mechanisms=PLAIN`, `${at}.plain.sasl.jaas.config=${plain}`];
      return [
        `${at}.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512`,
        `${at}.plain.sasl.jaas.config=${plain}`,
        `${at}.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;`,
      ];
    }),
  ];
}
