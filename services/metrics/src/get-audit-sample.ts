/**
 * `GET /api/metrics/audit-sample`. In: a month. Out: ids of refusals and declines for a clinician's agree or disagree, to the service lead alone.
 * Ids only: a record is opened, and the opening audited, by its own route.
 */
import { auditSampleAnswer, auditSampleQuery } from "@ucrt/schemas";
import type { HttpServer } from "@ucrt/service";
import type { NumbersDependencies } from "./numbers-dependencies.ts";
import { readAuditSample } from "./read-audit-sample.ts";

export function addAuditSampleRoute(app: HttpServer, { db, area, civil, settings }: NumbersDependencies): void {
  app.get(
    "/api/metrics/audit-sample",
    {
      schema: { querystring: auditSampleQuery, response: { 200: auditSampleAnswer } },
    },
    async (request) => {
      const { month } = request.query;
      const most = settings.auditSampleReferrals;
      return {
        month,
        area,
        words: `Up to ${most} of the month's referrals that were declined, handed back or advised to go elsewhere and never accepted, drawn by a hash that nobody can choose.`,
        referrals: await readAuditSample(db, { month, civil, most }),
      };
    },
  );
}
