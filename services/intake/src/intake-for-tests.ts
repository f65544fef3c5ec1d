/** A database, the real area and an HTTP server of the routes, for this service's tests. The caller is named by a header, as `authenticate` would. */
import { routesOf } from "@ucrt/domain";
import { sql, type Kysely } from "kysely";
import { createDatabase, createPool, type Pool } from "@ucrt/postgres";
import { principal as principalContract, submitted, type Feed, type Principal, type Submitted } from "@ucrt/schemas";
import { createHttpServer, createLogger, systemClock, type HttpServer } from "@ucrt/service";
import { createTestDatabase, goodExamples, type TestDatabase } from "@ucrt/testing";
import { addActOnSubmission } from "./act-on-submission.ts";
import { addGetSubmissions } from "./get-submissions.ts";
import { migrateIntake } from "./migrate.ts";
import { addPostReferral } from "./post-referral.ts";
import { createStore } from "./store-together.ts";
import type { SubmitDeps } from "./submit.ts";
import { schemaName, type IntakeTables } from "./tables.ts";
import { loadArea, type AreaParts } from "./wiring.ts";

export const testArea: AreaParts = loadArea("demo");
export const logLines: string[] = [];
export const testLogger = createLogger({
  service: "intake",
  level: "trace",
  destination: { write: (line) => void logLines.push(line) },
});

export const crew: Principal = { subject: "crew-1", name: "Rowan Sample", role: "crew", organisation: "RYC" };
export const otherCrew: Principal = { subject: "crew-2", name: "Other Sample", role: "crew", organisation: "RYC" };
export const spa: Principal = {
  subject: "spa-1",
  name: "Sam Coordinator",
  role: "spa-coordinator",
  organisation: "R1L",
};
export const hospitalDesk: Principal = {
  subject: "desk-1",
  name: "Ward Desk",
  role: "referrer-desk",
  organisation: "RAJ",
};
export const careHome: Principal = {
  subject: "home-1",
  name: "Sasha Practice",
  role: "referrer",
  organisation: "SYN901",
};

export interface IntakeForTests {
  readonly database: TestDatabase;
  readonly pool: Pool;
  readonly db: Kysely<IntakeTables>;
  readonly app: HttpServer;
  readonly close: () => Promise<void>;
}

/** Everything but Kafka. */
export async function startForTests(): Promise<IntakeForTests> {
  const database = await createTestDatabase({ template: "intake", migrate: (url) => migrateIntake(url) });
  const pool = createPool({
    url: database.url,
    schema: schemaName,
    applicationName: "intake-test",
    logger: testLogger,
  });
  const db = createDatabase<IntakeTables>(pool);
  const app = await serverFor({ db, ...testArea, clock: systemClock, wakeRelay: () => undefined });
  return {
    database,
    pool,
    db,
    app,
    close: async () => {
      await app.close();
      await pool.end();
      await database.drop();
    },
  };
}

/** The routes over any database, also one that is not there. */
export async function serverFor(
  given: Omit<SubmitDeps, "store" | "alarmKeyReused">,
  rateLimitPerMinute = 10_000,
): Promise<HttpServer> {
  const deps: SubmitDeps = {
    ...given,
    store: createStore(given),
    alarmKeyReused: ({ feed }) =>
      testLogger.error({ alarm: "key-reused", feed }, "a request id came with another body"),
  };
  const app = await createHttpServer({
    routes: routesOf("intake"),
    logger: testLogger,
    ready: () => ({ ready: true }),
    rateLimitPerMinute,
    authenticate: async (request) => {
      const header = request.headers["x-test-principal"];
      return typeof header === "string" ? principalContract.parse(JSON.parse(header)) : undefined;
    },
  });
  addPostReferral(app, deps);
  addGetSubmissions(app, deps);
  addActOnSubmission(app, deps);
  return app;
}

let counter = 0;
/** A request id that was not used before in this process. */
export const newRequestId = (): string => `test-${process.pid}-${++counter}`;
/** A case id of its own, so that tests do not meet each other's cases. */
export const newCaseId = (): string => `EX-${process.pid}-${++counter}`;

/** An example by feed and name, as a copy that may be changed. */
export function example(
  feed: Feed,
  name: string,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const found = goodExamples(feed).find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no example ${feed}/${name}`);
  return { ...structuredClone(found.message), ...changes };
}

export interface Posted {
  readonly status: number;
  readonly body: Record<string, unknown> & {
    readonly referralId?: string;
    readonly code?: string;
    readonly detail?: string;
    readonly errors?: { field: string; message: string }[];
  };
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Posts to a path as somebody. `body`: JSON data, or text as it is. */
export async function post(
  app: HttpServer,
  path: string,
  given: {
    readonly as: Principal | null;
    readonly body: unknown;
    readonly requestId?: string | null;
    readonly type?: string;
  },
): Promise<Posted> {
  const answer = await app.inject({
    method: "POST",
    url: path,
    headers: {
      "content-type": given.type ?? "application/json",
      ...(given.requestId === null ? {} : { "x-request-id": given.requestId ?? newRequestId() }),
      ...(given.as === null ? {} : { "x-test-principal": JSON.stringify(given.as) }),
    },
    payload: typeof given.body === "string" ? given.body : JSON.stringify(given.body),
  });
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
}

/** Gets a path as somebody. */
export async function get(
  app: HttpServer,
  path: string,
  as: Principal,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const answer = await app.inject({ method: "GET", url: path, headers: { "x-test-principal": JSON.stringify(as) } });
  return { status: answer.statusCode, body: answer.json() };
}

/** What waits in the outbox for `queue` about a referral, oldest first. */
export async function submittedAbout(db: Kysely<IntakeTables>, referralId: string): Promise<readonly Submitted[]> {
  const { rows } = await sql<{
    value: string;
  }>`select value from outbox where topic = 'referral.submitted.v1' and key = ${referralId} order by id`.execute(db);
  return rows.map(({ value }) => submitted.parse(JSON.parse(value)));
}

/** How many rows each table of interest has: equal before and after means nothing was left behind. */
export async function countRows(db: Kysely<IntakeTables>): Promise<Record<string, number>> {
  const { rows } = await sql<Record<string, number>>`
    select (select count(*) from submissions) as submissions, (select count(*) from inbox) as inbox, (select count(*) from outbox) as outbox, (select count(*) from orphans) as orphans`.execute(
    db,
  );
  return rows[0] ?? {};
}
