/**
 * `GET /api/metrics/throughput` and its CSV twin come in; live numbers with their definitions go out, to staff alone.
 * Never more than counts: nothing here can name a referral.
 */
import type { Kysely } from "kysely";
import { throughputAnswer, throughputQuery, type Role, type ThroughputAnswer } from "@ucrt/schemas";
import { principalOf, problem, type Clock, type HttpServer } from "@ucrt/service";
import { csvOfRows } from "./csv.ts";
import { numbersReaders, staffReaders } from "./get-report.ts";
import { throughput } from "./throughput.ts";
import type { MetricsTables } from "./tables.ts";

export interface ThroughputDependencies {
  readonly db: Kysely<MetricsTables>;
  readonly clock: Clock;
  readonly area: string;
  readonly timeZone: string;
}

export function addThroughputRoutes(app: HttpServer, { db, clock, area, timeZone }: ThroughputDependencies): void {
  const count = (role: Role, query: Parameters<typeof throughput>[1]) => {
    // Hours and days of one place are single people: live numbers are for staff.
    if (!staffReaders.includes(role))
      throw problem("REF_FORBIDDEN", { detail: "Commissioners read /api/metrics/report: the published numbers." });
    return throughput(db, query, { nowMs: clock.nowMs(), area, timeZone });
  };

  app.get(
    "/api/metrics/throughput",
    {
      config: { access: numbersReaders },
      schema: { querystring: throughputQuery, response: { 200: throughputAnswer } },
    },
    async (request) => count(principalOf(request).role, request.query),
  );

  app.get(
    "/api/metrics/throughput.csv",
    { config: { access: numbersReaders }, schema: { querystring: throughputQuery } },
    async (request, reply) =>
      reply
        .type("text/csv; charset=utf-8")
        .serializer((text: unknown) => String(text))
        .send(csvOf(await count(principalOf(request).role, request.query))),
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
