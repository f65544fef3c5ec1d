/**
 * `GET /api/metrics/throughput` and its CSV twin come in; numbers with their definitions go out.
 * Never more than counts: nothing here can name a referral.
 */
import type { Kysely } from "kysely";
import { throughputAnswer, throughputQuery, type ThroughputAnswer, type Role } from "@ucrt/schemas";
import type { Clock, HttpServer } from "@ucrt/service";
import { throughput } from "./throughput.ts";
import type { MetricsTables } from "./tables.ts";

/** Who reads numbers (care.md 8). */
const readers: Role[] = ["commissioner", "service-lead", "spa-coordinator", "spa-clinician", "ucrt-lead"];

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
    { config: { access: readers }, schema: { querystring: throughputQuery, response: { 200: throughputAnswer } } },
    async (request) => count(request.query),
  );

  app.get(
    "/api/metrics/throughput.csv",
    { config: { access: readers }, schema: { querystring: throughputQuery } },
    async (request, reply) =>
      reply
        .type("text/csv; charset=utf-8")
        .serializer((text: unknown) => String(text))
        .send(csvOf(await count(request.query))),
  );
}

/** The same rows as the JSON, as RFC 4180 text. A cell that a spreadsheet would run as a formula is made inert. */
export function csvOf(answer: ThroughputAnswer): string {
  const columns = ["period", "group", ...Object.keys(answer.totals)];
  const lines = answer.rows.map((row) =>
    columns.map((column) => cell((row as Readonly<Record<string, string | number | null>>)[column] ?? null)),
  );
  return `${[columns, ...lines].map((line) => line.join(",")).join("\r\n")}\r\n`;
}

function cell(value: string | number | null): string {
  if (value === null) return "";
  const text = String(value);
  const inert = /^[=+\-@\t\r]/.test(text) && typeof value !== "number" ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
