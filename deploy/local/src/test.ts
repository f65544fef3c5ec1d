// `npm test`: everything that can be tested, on real Kafka, real PostgreSQL and a real browser. In: the checkout. Out: the
// steps with their times and, as the last line, `N passed, N failed`. The servers are found once and stopped at the end.
import { contractsStep, lintStep, simulationStep, typecheckStep, unitStep, webBuildStep } from "./check-steps.ts";
import { findChromium } from "./chromium.ts";
import { runCommand } from "./plain-failure.ts";
import { clearAbandonedRuns, startTestServers } from "./servers-for-tests.ts";
import type { Servers } from "./servers.ts";
import { commandStep, runSteps, vitestStep } from "./steps.ts";

const say = (line: string) => console.log(line);

await runCommand(async () => {
  let servers: Promise<Servers> | undefined;
  const addresses = async () => {
    const found = await (servers ??= startTestServers(say));
    return { KAFKA_BROKERS: found.kafkaBrokers, DATABASE_URL: found.databaseUrl };
  };
  const withBrowser = async () => ({ ...(await addresses()), CHROMIUM_PATH: await findChromium(say) });
  const stopServers = async () => {
    const found = await servers?.catch(() => undefined);
    await found?.stop();
    // A test file that failed before it could stop its own servers has left them.
    await clearAbandonedRuns();
  };
  const stopEarly = (code: number) => {
    say("\nStopped before the end; the servers are being stopped.");
    void stopServers().finally(() => process.exit(code));
  };
  process.once("SIGINT", () => stopEarly(130));
  process.once("SIGTERM", () => stopEarly(143));
  try {
    return await runSteps([
      lintStep,
      typecheckStep,
      contractsStep,
      unitStep,
      simulationStep,
      webBuildStep,
      vitestStep("pg", addresses),
      vitestStep("kafka", addresses),
      vitestStep("e2e", addresses),
      vitestStep("page", withBrowser),
      // With servers of its own, which it ends.
      commandStep("faults", [{ command: "node", args: ["deploy/local/src/faults/run-faults.ts", "--smoke"] }]),
    ]);
  } finally {
    // The closing line stays the last one: stopping says nothing.
    await stopServers();
  }
});
