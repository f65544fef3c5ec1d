// Finds Kafka and PostgreSQL for a local run. In: the environment and where an instance keeps its state. Out: two
// addresses and a way to stop what was started here. Servers named in KAFKA_BROKERS and DATABASE_URL are never stopped.
//
//   KAFKA_BROKERS and DATABASE_URL set  ->  use those
//   else Java 17+ and Maven (installed where allowed)  ->  embedded
//   else Docker  ->  containers        else  ->  one message with the three ways
import { join } from "node:path";
import { startDockerServers } from "./docker-servers.ts";
import { keepRunning, type KeptProcess } from "./keep-running.ts";
import { knowsScram, startKafka, type KafkaListener } from "./kafka-server.ts";
import { kafkaUsers, type KafkaSecurity } from "./kafka-users.ts";
import { ownerFile, stopLeftOvers } from "./left-over.ts";
import { PlainFailure } from "./plain-failure.ts";
import { freePort, requireFreePort } from "./ports.ts";
import { postgresUrl, startPostgres } from "./postgres-server.ts";
import { recordProcess } from "./processes.ts";
import { prepareKafka, requireFreeDisk, type Say } from "./prepare-machine.ts";

export interface ServersOptions {
  /** Folder of this instance's data, logs and pid files. */
  readonly folder: string;
  /** Fixed ports, or any free ones. */
  readonly ports: { readonly kafka: number; readonly kafkaController: number; readonly postgres: number } | "any";
  /** See `PostgresOptions.durable`. */
  readonly durable: boolean;
  /** Servers of its own even where the environment names some: for tests that end them. @default false */
  readonly ignoreGiven?: boolean;
  /** Makes an embedded Kafka ask who is calling, with passwords from this. @default it does not */
  readonly kafkaSecret?: string;
  /** More ways into an embedded Kafka, for the fault rig's proxies. @default none */
  readonly kafkaListeners?: readonly KafkaListener[];
  readonly say: Say;
}

export interface Servers {
  readonly how: "given" | "embedded" | "docker";
  readonly kafkaBrokers: string;
  /** How to sign in there; undefined when it does not ask. */
  readonly kafkaSecurity?: KafkaSecurity;
  /** Superuser URL on the database `postgres`, unless it was given. */
  readonly databaseUrl: string;
  /** The two processes when they are embedded; each is started again when it dies. */
  readonly embedded?: { readonly kafka: KeptProcess; readonly postgres: KeptProcess };
  /** Stops Kafka, then PostgreSQL, if they were started here. */
  stop(): Promise<void>;
}

/** Finds or starts both servers; refuses with a `PlainFailure` that lists the three ways when none is open. */
export async function findServers(options: ServersOptions): Promise<Servers> {
  const given = options.ignoreGiven === true ? undefined : givenServers();
  if (given !== undefined) return given;
  requireFreeDisk();
  const kafka = await prepareKafka(options.say);
  if (kafka !== undefined) return startEmbedded(options, kafka);
  const docker = await startDockerServers(options.say);
  if (docker !== undefined) return { how: "docker", ...docker };
  throw new PlainFailure(
    "Kafka and PostgreSQL are needed, and none could be found or started here. One of these three ways will do:\n" +
      "  1. Name servers you have:  KAFKA_BROKERS=host:9092 DATABASE_URL=postgres://user:password@host:5432/database\n" +
      "  2. Install Java 17 or newer and Maven (Debian: apt-get install openjdk-17-jre-headless maven); both servers then run by themselves\n" +
      "  3. Start Docker; both servers then run in containers",
  );
}

function givenServers(): Servers | undefined {
  const kafkaBrokers = process.env["KAFKA_BROKERS"] ?? "";
  const databaseUrl = process.env["DATABASE_URL"] ?? "";
  if (kafkaBrokers === "" && databaseUrl === "") return undefined;
  if (kafkaBrokers === "" || databaseUrl === "") {
    const missing = kafkaBrokers === "" ? "KAFKA_BROKERS" : "DATABASE_URL";
    throw new PlainFailure(
      `${missing} is not set, but the other one is. Set both KAFKA_BROKERS and DATABASE_URL, or neither.`,
    );
  }
  return { how: "given", kafkaBrokers, databaseUrl, stop: async () => {} };
}

async function startEmbedded(
  options: ServersOptions,
  kafka: { readonly java: string; readonly jars: string },
): Promise<Servers> {
  recordProcess(ownerFile(options.folder), process.pid);
  const ports =
    options.ports === "any"
      ? { kafka: await freePort(), kafkaController: await freePort(), postgres: await freePort() }
      : options.ports;
  await stopLeftOvers(options.folder);
  if (options.ports !== "any") {
    await requireFreePort({ port: ports.kafka, what: "Kafka", variable: "KAFKA_PORT" });
    await requireFreePort({
      port: ports.kafkaController,
      what: "Kafka's controller",
      variable: "KAFKA_CONTROLLER_PORT",
    });
    await requireFreePort({ port: ports.postgres, what: "PostgreSQL", variable: "POSTGRES_PORT" });
  }
  const logFile = (name: string) => join(options.folder, "logs", `${name}.log`);
  options.say("Starting PostgreSQL and Kafka ...");
  const { say, kafkaSecret } = options;
  const users = kafkaSecret === undefined ? undefined : kafkaUsers(kafkaSecret);
  const [postgres, broker] = await Promise.allSettled([
    keepRunning({
      name: "PostgreSQL",
      start: () =>
        startPostgres({
          folder: options.folder,
          logFile: logFile("postgres"),
          port: ports.postgres,
          durable: options.durable,
        }),
      stopSignal: "SIGINT",
      graceMs: 20_000,
      say,
    }),
    keepRunning({
      name: "Kafka",
      start: () =>
        startKafka({
          folder: options.folder,
          logFile: logFile("kafka"),
          port: ports.kafka,
          controllerPort: ports.kafkaController,
          ...kafka,
          ...(users === undefined ? {} : { users }),
          ...(options.kafkaListeners === undefined ? {} : { listeners: options.kafkaListeners }),
        }),
      stopSignal: "SIGTERM",
      graceMs: 15_000,
      say,
    }),
  ]);
  if (postgres.status === "rejected" || broker.status === "rejected") {
    if (broker.status === "fulfilled") await broker.value.stop();
    if (postgres.status === "fulfilled") await postgres.value.stop();
    throw postgres.status === "rejected" ? postgres.reason : broker.status === "rejected" ? broker.reason : undefined;
  }
  return {
    how: "embedded",
    kafkaBrokers: `127.0.0.1:${ports.kafka}`,
    ...(kafkaSecret === undefined || users === undefined
      ? {}
      : {
          kafkaSecurity: {
            secret: kafkaSecret,
            mechanism: knowsScram(options.folder, users) ? "scram-sha-512" : "plain",
          },
        }),
    databaseUrl: postgresUrl({ folder: options.folder, port: ports.postgres }),
    embedded: { kafka: broker.value, postgres: postgres.value },
    stop: async () => {
      await broker.value.stop();
      await postgres.value.stop();
    },
  };
}
