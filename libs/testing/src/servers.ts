// The addresses of the real Kafka and PostgreSQL that a test run was given. In: vitest's provided context. Out: text.
import { inject } from "vitest";
import type {} from "./provided.ts";

/** Brokers of this test run, each `host:port`. Only in files whose suffix asks for servers. */
export function testBrokers(): readonly string[] {
  return inject("kafkaBrokers").split(",");
}

/** Superuser URL of this test run's PostgreSQL; use `createTestDatabase` for tables of your own. */
export function testServerUrl(): string {
  return inject("databaseUrl");
}
