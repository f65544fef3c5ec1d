/**
 * `npm run audit:verify`: checks chains, folds and anchors, in the database and in the file, and names the first bad one of each chain.
 * In: DATABASE_URL, ANCHOR_FILE (both have the local start's values when they are not set). Ends with 1 when something is wrong.
 */
import { readFile } from "node:fs/promises";
import { silentLog } from "@ucrt/kafka";
import { createDatabase, createPool } from "@ucrt/postgres";
import { configFields, readConfig } from "@ucrt/service";
import { z } from "zod";
import { SCHEMA } from "./migrations.ts";
import type { QueueTables } from "./tables.ts";
import { verifyChains } from "./verify-chains.ts";

const config = readConfig(
  z.object({
    DATABASE_URL: configFields.databaseUrl,
    ANCHOR_FILE: z.string().min(1).meta({ description: "file of anchors", example: ".run/anchors.jsonl" }),
  }),
  process.env,
);
const db = createDatabase<QueueTables>(
  createPool({
    url: config.DATABASE_URL,
    schema: SCHEMA,
    applicationName: "audit-verify",
    statementTimeoutMs: 120_000,
    logger: silentLog,
  }),
);
const file = await readFile(config.ANCHOR_FILE, "utf8").catch(() => undefined);
const { chains, links, anchors, faults } = await verifyChains(db, file);
for (const fault of faults)
  process.stdout.write(`BAD ${fault.what} ${fault.id} at ${fault.sequence}: ${fault.because}\n`);
process.stdout.write(`${chains} chains, ${links} links, ${anchors} anchors checked, ${faults.length} wrong\n`);
await db.destroy();
process.exitCode = faults.length === 0 ? 0 : 1;
