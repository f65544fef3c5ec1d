/**
 * `GET /api/metrics/throughput` and its CSV twin come in; live numbers with their definitions go out, to staff alone: hours and days of one
 * place are single people, and commissioners read the report.
 * Never more than counts: nothing here can name a referral.
 */
import type { Kysely } from "kysely";
import { throughputAnswer, throughputQuery, type ThroughputAnswer } from "@ucrt/schemas";
import type { Clock, HttpServer } from "@ucrt/service";
import { csvOfRows } from "./csv.ts";
import { throughput } from "./throughput.ts";
import type { MetricsTables } from "./tables.ts";

export interface ThroughputDependencies {
  readonly db: Kysely<MetricsTables>;
  readonly clock: Clock;
  readonly area: string;
  readonly timeZone: string;
}

export function addThroughputRoutes(app: HttpServer, { db, clock, area, timeZone }: ThroughputDependencies): void {
  const count = (query: Parameters<typeof throughput>[1]) =>
    throughput(db, query, { nowMs: clock.nowMs(), area, timeZone });

  app.get(
    "/api/metrics/throughput",
    {
      schema: { querystring: throughputQuery, response: { 200: throughputAnswer } },
    },
    async (request) => count(request.query),
  );

  app.get("/api/metrics/throughput.csv", { schema: { querystring: throughputQuery } }, async (request, reply) =>
    reply
      .type("text/csv; charset=utf-8")
      .serializer((text: unknown) => String(text))
      .send(csvOf(await count(request.query))),
  );
}

/** The same rows as the JSON, as RFC 4180 text. */
export function csvOf(answer: ThroughputAnswer): string {
  const columns = ["period", "group", ...Object.keys(answer.totals)];
  const rows = answer.rows.map((row) =>
    columns.map((column) => (row as Readonly<Record<string, string | number | null>>)[column] ?? null),
  );
  return csvOfRows([columns, ...rows]);
}
