// Tests by what must be running, told by the file's suffix: `.test.ts` nothing, `.pg.test.ts` PostgreSQL, `.kafka.test.ts`
// Kafka (and PostgreSQL), `.e2e.test.ts` every service, `.page.test.ts(x)` a browser too. In: KAFKA_BROKERS and
// DATABASE_URL, else servers of their own are started. Run one with `vitest run --project pg <path>`.
import { configDefaults, defineConfig } from "vitest/config";

const exclude = [...configDefaults.exclude, "**/.run/**"];
const servers = ["./deploy/local/src/servers-for-tests.ts"];
/** The default of one second fails on a busy machine; whoever waits in vain is told so after a while. */
const waitsForTruth = { poll: { timeout: 30_000 } } as const;
const needsServers = {
  globalSetup: servers,
  expect: waitsForTruth,
  pool: "forks",
  exclude,
  testTimeout: 30_000,
  hookTimeout: 60_000,
} as const;

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "unit",
          expect: waitsForTruth,
          include: ["**/*.test.ts", "**/*.test.tsx"],
          exclude: [...exclude, "**/*.{pg,kafka,e2e,page}.test.{ts,tsx}"],
          testTimeout: 20_000,
        },
      },
      { test: { ...needsServers, name: "pg", include: ["**/*.pg.test.ts"] } },
      { test: { ...needsServers, name: "kafka", include: ["**/*.kafka.test.ts"], testTimeout: 60_000 } },
      {
        test: {
          ...needsServers,
          name: "e2e",
          include: ["**/*.e2e.test.ts"],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          ...needsServers,
          name: "page",
          include: ["**/*.page.test.{ts,tsx}"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
