// `npm run servers`: Kafka and PostgreSQL alone, for tests during development. In: KAFKA_PORT, KAFKA_CONTROLLER_PORT,
// POSTGRES_PORT, SERVERS_FOLDER. Out: two lines to paste into a shell; runs until Ctrl-C. Forgets on power loss, so it is
// never the home of data that someone keeps.
import { join } from "node:path";
import { runFolder } from "./paths.ts";
import { runCommand } from "./plain-failure.ts";
import { portFrom } from "./ports.ts";
import { findServers } from "./servers.ts";

await runCommand(async () => {
  const stopAsked = new Promise<void>((done) => {
    process.once("SIGINT", () => done());
    process.once("SIGTERM", () => done());
  });
  const servers = await findServers({
    folder: process.env["SERVERS_FOLDER"] ?? join(runFolder, "servers"),
    ports: {
      kafka: portFrom("KAFKA_PORT", 17092),
      kafkaController: portFrom("KAFKA_CONTROLLER_PORT", 17093),
      postgres: portFrom("POSTGRES_PORT", 17432),
    },
    durable: false,
    say: (line) => console.error(line),
  });
  console.log(`KAFKA_BROKERS=${servers.kafkaBrokers}`);
  console.log(`DATABASE_URL=${servers.databaseUrl}`);
  console.error("Running until Ctrl-C.");
  await stopAsked;
  await servers.stop();
});
