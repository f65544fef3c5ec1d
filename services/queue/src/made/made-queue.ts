/**
 * A `queue` for tests: real PostgreSQL, a clock that stands still until it is turned, real HTTP routes without a port.
 * In: a test database. Out: parts, a way to ask as somebody, and what was written. Kafka is left out: handlers are called with messages.
 */
import { routesOf } from "@ucrt/domain";
import { randomUUID } from "node:crypto";
import type { Referral } from "@ucrt/domain";
import { createDatabase, createPool } from "@ucrt/postgres";
import { boardRow, fact as factContract, type BoardRow, type Fact, type Principal } from "@ucrt/schemas";
import { readTimeouts } from "@ucrt/schemas/areas";
import { createHttpServer, createLogger, type HttpServer } from "@ucrt/service";
import { createTestDatabase, type TestDatabase } from "@ucrt/testing";
import { teamChainOf } from "../ids.ts";
import { migrateQueue } from "../migrate.ts";
import { SCHEMA } from "../migrations.ts";
import { onAdvice } from "../on-advice.ts";
import { onSubmitted } from "../on-submitted.ts";
import type { Alarm, Parts } from "../parts.ts";
import { readParts } from "../read-parts.ts";
import { addRoutes } from "../routes.ts";
import type { QueueTables } from "../tables.ts";
import { ensureTeams } from "../when-team-state-changes.ts";
import { whenTimersAreDue } from "../when-timer-due.ts";
import { adviceMessage, madeAssessed, madeReceived, madeRouted, submittedMessage } from "./made-messages.ts";

/** A role of the tests' own: roles belong to the whole server, where the product itself may be running with another password. */
export const testRole = { name: "ucrt_queue_test", password: "queue-test-password" };

/** 2026-11-03T10:00:00Z, a Tuesday. */
export const T0 = Date.UTC(2026, 10, 3, 10);
export const MINUTE = 60_000;

export interface Asked {
  readonly status: number;
  // A body is looked at by tests only, field by field.
  readonly body: Record<string, unknown>;
}

export interface MadeQueue {
  readonly database: TestDatabase;
  readonly parts: Parts;
  readonly alarms: Alarm[];
  readonly time: { nowMs: number };
  ask(
    principal: Principal | undefined,
    method: "GET" | "POST" | "PUT",
    url: string,
    body?: unknown,
    requestId?: string,
  ): Promise<Asked>;
  facts(referralId: string): Promise<readonly Fact[]>;
  lastFact(referralId: string, type: Fact["type"]): Promise<Fact>;
  row(referralId: string): Promise<BoardRow>;
  state(referralId: string): Promise<Referral>;
  /** A referral that is offered to the team; returns its id and the offer's. */
  offered(
    options?: Partial<Parameters<typeof madeReceived>[0]> & { readonly team?: string },
  ): Promise<{ readonly referralId: string; readonly offerId: string }>;
  /** As `offered`, in batches, for as many as one team has room for. */
  offeredMany(howMany: number): Promise<readonly { readonly referralId: string; readonly offerId: string }[]>;
  fireTimers(): Promise<void>;
  stop(): Promise<void>;
}

const logger = createLogger({ service: "queue-test", level: "fatal" });

/** Makes a queue on a database of its own; in the demonstration area all teams are always open. */
export async function makeQueue(
  area = "demo",
  nowMs = T0,
  // One nurse of the tests stands for everybody.
  acceptsAMinute = 1_000_000,
): Promise<MadeQueue> {
  const database = await createTestDatabase({
    template: "queue",
    migrate: async (url) => void (await migrateQueue(url, testRole)),
  });
  const pool = createPool({ url: database.url, schema: SCHEMA, applicationName: "queue-test", logger });
  const db = createDatabase<QueueTables>(pool);
  const alarms: Alarm[] = [];
  const time = { nowMs };
  const parts: Parts = {
    db,
    clock: async () => time.nowMs,
    ...readParts({
      AREA: area,
      ACCESS_NOTES_KEY: Buffer.alloc(32, 1),
      LOOKUP_KEY: Buffer.alloc(32, 2),
      SEARCHES_IN_FIVE_MINUTES: 30,
      DONE_STAYS_HOURS: 12,
    }),
    timeouts: readTimeouts("mid-and-south-essex").value,
    logger,
    wakeRelay: () => undefined,
    raiseAlarm: (alarm) => alarms.push(alarm),
  };
  await ensureTeams(parts, teamChainOf);
  const app = await makeServer(parts, acceptsAMinute);
  const facts = async (referralId: string): Promise<readonly Fact[]> => {
    const rows = await db
      .selectFrom("fact")
      .select("body")
      .where("chain_id", "=", referralId)
      .orderBy("sequence")
      .execute();
    return rows.map((row) => factContract.parse(JSON.parse(row.body)));
  };
  const lastFact = async (referralId: string, type: Fact["type"]): Promise<Fact> => {
    const found = (await facts(referralId)).findLast((fact) => fact.type === type);
    if (found === undefined) throw new Error(`There is no fact ${type} of ${referralId}.`);
    return found;
  };
  return {
    database,
    parts,
    alarms,
    time,
    facts,
    lastFact,
    ask: async (principal, method, url, body, requestId = randomUUID()) => {
      const headers = {
        "x-request-id": requestId,
        ...(principal === undefined ? {} : { "x-test-principal": JSON.stringify(principal) }),
      };
      const answer = await app.inject({
        method,
        url,
        headers,
        ...(body === undefined ? {} : { payload: body as object }),
      });
      return { status: answer.statusCode, body: answer.json() };
    },
    row: async (referralId) => {
      const record = await db
        .selectFrom("board_record")
        .select("body")
        .where("key", "=", referralId)
        .executeTakeFirstOrThrow();
      return boardRow.parse(JSON.parse(record.body ?? "null"));
    },
    state: async (referralId) =>
      (await db.selectFrom("referral").select("folded").where("id", "=", referralId).executeTakeFirstOrThrow())
        .folded as Referral,
    offeredMany: async (howMany) => {
      const many = Array.from({ length: howMany }, () => madeReceived({ atMs: time.nowMs }));
      const lastFacts = async (type: Fact["type"]): Promise<readonly Fact[]> =>
        Promise.all(many.map((received) => lastFact(received.referralId, type)));
      await onSubmitted(parts)(many.map(submittedMessage));
      await onAdvice(parts)((await lastFacts("opened")).map((fact) => adviceMessage(madeAssessed(fact))));
      await onAdvice(parts)((await lastFacts("routing-requested")).map((fact) => adviceMessage(madeRouted(fact))));
      return (await lastFacts("offered")).flatMap((fact) =>
        fact.type === "offered" ? [{ referralId: fact.referralId, offerId: fact.data.offerId }] : [],
      );
    },
    offered: async (options = {}) => {
      const received = madeReceived({ atMs: time.nowMs, ...options });
      await onSubmitted(parts)([submittedMessage(received)]);
      await onAdvice(parts)([adviceMessage(madeAssessed(await lastFact(received.referralId, "opened")))]);
      await onAdvice(parts)([
        adviceMessage(
          madeRouted(
            await lastFact(received.referralId, "routing-requested"),
            options.team === undefined ? undefined : [options.team],
          ),
        ),
      ]);
      const offer = await lastFact(received.referralId, "offered");
      if (offer.type !== "offered") throw new Error("not offered");
      return { referralId: received.referralId, offerId: offer.data.offerId };
    },
    fireTimers: async () => {
      while (await whenTimersAreDue(parts));
    },
    stop: async () => {
      await app.close();
      await db.destroy();
      await database.drop();
    },
  };
}

/** The service's own routes; only the signature of the token is replaced, by a header. */
async function makeServer(parts: Parts, acceptsAMinute: number): Promise<HttpServer> {
  const app = await createHttpServer({
    routes: routesOf("queue"),
    logger,
    ready: () => ({ ready: true }),
    authenticate: async (request) => {
      const given = request.headers["x-test-principal"];
      return typeof given === "string" ? (JSON.parse(given) as Principal) : undefined;
    },
  });
  addRoutes(app, parts, { acceptsAMinute, nowMs: Date.now });
  await app.ready();
  return app;
}
