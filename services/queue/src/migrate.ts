/**
 * Brings schema `queue` up to date. A script: `node services/queue/src/migrate.ts`, once, before the service starts.
 * In: DATABASE_URL (a user who may create schemas), DATABASE_ROLE and its password (the role is made with them). Out: what was applied.
 */
import { z } from "zod";
import { migrate } from "@ucrt/postgres";
import { createLogger, readConfig } from "@ucrt/service";
import { databaseFields } from "./config.ts";
import { migrations, SCHEMA } from "./migrations.ts";

/** Applies what is missing to the database at `url`; tests call it as well. */
export async function migrateQueue(
  url: string,
  role: { readonly name: string; readonly password: string },
): Promise<readonly string[]> {
  return migrate({ url, schema: SCHEMA, migrations, role });
}

if (import.meta.main) {
  const config = readConfig(z.object(databaseFields), process.env);
  const role = { name: config.DATABASE_ROLE, password: config.DATABASE_ROLE_PASSWORD };
  const applied = await migrateQueue(config.DATABASE_URL, role);
  createLogger({ service: "queue", level: "info" }).info({ applied }, "the schema is up to date");
}
