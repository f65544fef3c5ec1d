/** `GET /api/submissions/{id}` and `GET /api/submissions`: what a referrer may know of what it sent. 404 outside the caller's scope. */
import type { Kysely } from "kysely";
import { z } from "zod";
import { mayFollow } from "@ucrt/domain";
import { instant, submissionList, submissionStatus } from "@ucrt/schemas";
import { principalOf, problem, type HttpServer } from "@ucrt/service";
import { answeredStatus, listSubmissions, readSubmission, type FollowedSubmission } from "./read-submissions.ts";
import type { IntakeTables } from "./tables.ts";
import type { Principal } from "@ucrt/schemas";

export interface FollowDeps {
  readonly db: Kysely<IntakeTables>;
  readonly spaPhone: string;
}

const DEFAULT_LIMIT = 50;
const LARGEST_LIMIT = 100;

/** Adds both routes. */
export function addGetSubmissions(app: HttpServer, deps: FollowDeps): void {
  app.get(
    "/api/submissions/:id",
    {
      schema: { params: z.object({ id: z.guid() }), response: { 200: submissionStatus } },
    },
    async (request) =>
      answeredStatus(await followedOrNotFound(deps.db, request.params.id, principalOf(request)), deps.spaPhone),
  );

  app.get(
    "/api/submissions",
    {
      schema: {
        querystring: z.strictObject({
          limit: z.coerce.number().int().min(1).max(LARGEST_LIMIT).default(DEFAULT_LIMIT),
          before: instant.optional(),
        }),
        response: { 200: submissionList },
      },
    },
    async (request) => {
      const { limit, before } = request.query;
      const rows = await listSubmissions(deps.db, principalOf(request), { limit, beforeMs: before ?? null });
      return { rows: rows.map((row) => answeredStatus(row, deps.spaPhone)) };
    },
  );
}

/** The submission when the caller may follow it; else 404, as if there were none. */
export async function followedOrNotFound(
  db: Kysely<IntakeTables>,
  referralId: string,
  principal: Principal,
): Promise<FollowedSubmission> {
  const submission = await readSubmission(db, referralId.toLowerCase());
  if (submission === undefined || !mayFollow(principal, submission)) throw problem("REF_NOT_FOUND");
  return submission;
}
