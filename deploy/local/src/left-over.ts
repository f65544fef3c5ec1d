// Clears away what a killed run of an instance left running. In: the instance's folder. Out: how many processes were
// stopped. Touches only processes whose pid and start time are in that folder's records.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { kafkaPidFile } from "./kafka-server.ts";
import { postgresPidFile } from "./postgres-server.ts";
import { stopLeftOver } from "./processes.ts";

/** Where the process is recorded that an instance belongs to; without it the instance is abandoned. */
export function ownerFile(folder: string): string {
  return join(folder, "owner.pid");
}

/** Stops left-over services first, then Kafka, then PostgreSQL. Returns how many there were. */
export async function stopLeftOvers(folder: string): Promise<number> {
  const services = join(folder, "services");
  let stopped = 0;
  if (existsSync(services)) {
    const files = readdirSync(services).filter((file) => file.endsWith(".pid"));
    const results = await Promise.all(files.map((file) => stopLeftOver(join(services, file), "SIGTERM")));
    stopped += results.filter(Boolean).length;
  }
  if (await stopLeftOver(kafkaPidFile(folder), "SIGTERM")) stopped += 1;
  if (await stopLeftOver(postgresPidFile(folder), "SIGINT")) stopped += 1;
  return stopped;
}
