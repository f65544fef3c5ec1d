/** Brings the schema `metrics` up to date. Run before the service: `node src/migrate.ts`. */
import { z } from "zod";
import { migrate } from "@ucrt/postgres";
import { configFields, createLogger, readConfig } from "@ucrt/service";
import { migrations, roleName, schemaName } from "./tables.ts";

/** Used by the script and by tests. `url`: a user who may create schemas and roles. Without a password no role is made: a role belongs to the whole server. */
export async function migrateMetrics(url: string, rolePassword?: string): Promise<void> {
  await migrate({
    url,
    schema: schemaName,
    ...(rolePassword === undefined ? {} : { role: { name: roleName, password: rolePassword } }),
    migrations,
    logger: createLogger({ service: "metrics", level: "warn" }),
  });
}

if (import.meta.main) {
  const config = readConfig(
    z.object({ DATABASE_URL: configFields.databaseUrl, DATABASE_ROLE_PASSWORD: z.string().min(8) }),
    process.env,
  );
  await migrateMetrics(config.DATABASE_URL, config.DATABASE_ROLE_PASSWORD);
}
