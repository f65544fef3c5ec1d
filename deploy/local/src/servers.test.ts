import { createServer } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { PlainFailure } from "./plain-failure.ts";
import { freePort, portFrom, requireFreePort } from "./ports.ts";
import { findServers } from "./servers.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const options = { folder: "unused", ports: "any", durable: false, say: () => undefined } as const;

test("uses the servers that are named, and never stops them", async () => {
  vi.stubEnv("KAFKA_BROKERS", "kafka:9092");
  vi.stubEnv("DATABASE_URL", "postgres://u:p@db/x");
  const servers = await findServers(options);
  expect(servers).toMatchObject({ how: "given", kafkaBrokers: "kafka:9092", databaseUrl: "postgres://u:p@db/x" });
  await servers.stop();
});

test("refuses one server without the other, naming what is missing", async () => {
  vi.stubEnv("KAFKA_BROKERS", "kafka:9092");
  vi.stubEnv("DATABASE_URL", "");
  await expect(findServers(options)).rejects.toThrow("DATABASE_URL is not set");
});

test("says which port is taken and how to change it", async () => {
  const port = await freePort();
  const holder = createServer();
  await new Promise<void>((done) => holder.listen(port, "127.0.0.1", done));
  const refusal = requireFreePort({ port, what: "Kafka", variable: "KAFKA_PORT" });
  await expect(refusal).rejects.toThrow(
    new RegExp(`Port ${port}, meant for Kafka, is taken[^]*KAFKA_PORT=${port + 100}`),
  );
  holder.close();
});

test("refuses a port that is none", () => {
  vi.stubEnv("WEB_PORT", "70000");
  expect(() => portFrom("WEB_PORT", 7000)).toThrow(PlainFailure);
  vi.stubEnv("WEB_PORT", "");
  expect(portFrom("WEB_PORT", 7000)).toBe(7000);
});
