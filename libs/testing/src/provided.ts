// What the set-up of a test run provides to every test. Types only.
import type {} from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Brokers, `host:port`, separated by commas. */
    kafkaBrokers: string;
    /** A PostgreSQL superuser's URL. */
    databaseUrl: string;
    /** Names this test run in what it leaves on the servers until its end. */
    runId: string;
  }
}
