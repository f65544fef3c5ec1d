// Names and clears the template databases of one test run. In: the server and the run's id. Out: none of them is left.
// Kept apart from what runs inside tests, because the run's set-up cannot load vitest's test side.
import pg from "pg";
import type {} from "./provided.ts";

/** Drops the templates of a test run; the run's own set-up calls it at the end. */
export async function dropTemplates(run: { readonly databaseUrl: string; readonly runId: string }): Promise<void> {
  const admin = new pg.Client({ connectionString: run.databaseUrl });
  await admin.connect();
  try {
    const templates = await admin.query<{ datname: string }>(
      "select datname from pg_database where starts_with(datname, $1)",
      [templatePrefix(run.runId)],
    );
    for (const { datname } of templates.rows) await admin.query(`drop database if exists ${datname} with (force)`);
  } finally {
    await admin.end();
  }
}

/** How the names of a run's templates begin. */
export function templatePrefix(runId: string): string {
  return `template_${runId}_`;
}
