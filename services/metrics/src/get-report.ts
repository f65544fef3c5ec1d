/**
 * `GET /api/metrics/report` and its CSV twin. In: a period, maybe one to compare with, up to two breakdowns. Out: numbers with definitions and completeness.
 * Commissioners read what was published, staff the live numbers; which of the two is decided here by the caller's role, and nowhere else.
 */
import { seesLiveNumbers } from "@ucrt/domain";
import { reportAnswer, reportQuery, type ReportAnswer, type Role } from "@ucrt/schemas";
import { principalOf, problem, type HttpServer } from "@ucrt/service";
import type { z } from "zod";
import { allowedQuestion } from "./allowed-questions.ts";
import type { NumbersDependencies } from "./numbers-dependencies.ts";
import { liveNumbers, publishedNumbers, type NumbersSource } from "./numbers-source.ts";
import { reportCsv } from "./report-csv.ts";
import { report, type ReportContext } from "./report.ts";

export function addReportRoutes(app: HttpServer, dependencies: NumbersDependencies): void {
  const answer = async (role: Role, query: z.output<typeof reportQuery>): Promise<ReportAnswer> => {
    const context = contextOf(dependencies);
    const source = sourceFor(role, dependencies, context);
    const question = allowedQuestion(query, source.isDisclosed);
    if ("message" in question)
      throw problem("REF_INVALID", {
        detail: question.message,
        errors: [{ field: question.field, message: question.message }],
      });
    const made = await report(source, question, context);
    if (made === undefined) throw notPublished(question.period.id, dependencies);
    return made;
  };

  app.get(
    "/api/metrics/report",
    { schema: { querystring: reportQuery, response: { 200: reportAnswer } } },
    async (request) => answer(principalOf(request).role, request.query),
  );

  app.get("/api/metrics/report.csv", { schema: { querystring: reportQuery } }, async (request, reply) =>
    reply
      .type("text/csv; charset=utf-8")
      .header("content-disposition", `attachment; filename="report-${request.query.period}.csv"`)
      .serializer((text: unknown) => String(text))
      .send(reportCsv(await answer(principalOf(request).role, request.query))),
  );
}

export const contextOf = ({ clock, civil, area, settings }: NumbersDependencies): ReportContext => ({
  nowMs: clock.nowMs(),
  civil,
  area,
  settings,
});

/** A role that is not staff gets what was published: a new role is never shown more by mistake. */
export function sourceFor(
  role: Role,
  { db, settings }: NumbersDependencies,
  { nowMs }: Pick<ReportContext, "nowMs">,
): NumbersSource {
  return seesLiveNumbers({ role })
    ? liveNumbers(db, { nowMs, leastForCentiles: settings.leastForCentiles })
    : publishedNumbers(db);
}

export const notPublished = (period: string, { settings }: NumbersDependencies) =>
  problem("REF_NOT_FOUND", {
    detail: `Nothing is published for ${period}. Numbers are published ${settings.publicationEveryMinutes === 1440 ? "at midnight" : `every ${settings.publicationEveryMinutes} minutes`}, for periods in which something was received.`,
  });
