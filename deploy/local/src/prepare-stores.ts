// Brings Kafka and PostgreSQL to what the services expect. In: their addresses. Out: the product's database with every
// service's schema, and all topics. Safe to repeat; never deletes anything.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createKafka, createTopics, grantAccess, silentLog } from "@ucrt/kafka";
import { topicAccess, topics } from "@ucrt/schemas";
import pg from "pg";
import { administrator, kafkaSignIn } from "./kafka-users.ts";
import { repositoryRoot } from "./paths.ts";
import { PlainFailure } from "./plain-failure.ts";
import type { Servers } from "./servers.ts";
import { serviceEnvironment, serviceNames, type ServiceName, type ServiceSurroundings } from "./services.ts";

/** Makes the database when it is missing, and returns its URL. */
export async function ensureDatabase(serverUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Creates missing topics and corrects their settings; where the broker asks who is calling, gives everybody their rights. */
export async function ensureTopics(
  { kafkaBrokers, kafkaSecurity }: Pick<Servers, "kafkaBrokers" | "kafkaSecurity">,
  topicSuffix: string,
): Promise<void> {
  const kafka = createKafka({
    brokers: kafkaBrokers.split(","),
    ...kafkaSignIn(kafkaSecurity, administrator),
    clientId: "prepare",
    logger: silentLog,
    topicSuffix,
  });
  await createTopics(kafka, topics, { replicationFactor: 1 });
  if (kafkaSecurity !== undefined) await grantAccess(kafka, topicAccess);
}

/** Runs the `migrate.ts` of every service that has one, each as its own process. */
export async function migrateServices(around: ServiceSurroundings): Promise<void> {
  for (const service of serviceNames) {
    const script = join(repositoryRoot, "services", service, "src/migrate.ts");
    if (existsSync(script)) await runMigration(service, script, around);
  }
}

function runMigration(service: ServiceName, script: string, around: ServiceSurroundings): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [script], {
      cwd: repositoryRoot,
      env: { ...process.env, ...serviceEnvironment(service, around) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += String(chunk)));
    child.stderr.on("data", (chunk) => (output += String(chunk)));
    child.once("error", failed);
    child.once("close", (code) => {
      if (code === 0) done();
      else failed(new PlainFailure(`The tables of ${service} could not be brought up to date:\n${output.trim()}`));
    });
  });
}
