/**
 * `GET /api/refusals`: what turned referrals away in a month, counted by team, referrer and reason. In: a local month. Out: unsuppressed counts, without
 * identity, for the service lead alone; commissioners read the report, where small counts are protected.
 */
import { sql } from "kysely";
import { monthBounds } from "@ucrt/domain";
import { monthQuery, refusalsAnswer, type RefusalsAnswer } from "@ucrt/schemas";
import type { HttpServer } from "@ucrt/service";
import type { Parts } from "./parts.ts";

/** Adds the route. */
export function addGetRefusalsRoute(app: HttpServer, parts: Parts): void {
  app.get(
    "/api/refusals",
    { schema: { querystring: monthQuery, response: { 200: refusalsAnswer } } },
    async (request) => ({
      asOf: await parts.clock(parts.db),
      month: request.query.month,
      rows: await readRefusals(parts, request.query.month),
    }),
  );
}

const kinds = {
  "offer-declined": "declined",
  "offer-lapsed": "lapsed",
  "handed-back": "handed-back",
  advised: "advised",
} as const;

async function readRefusals(parts: Parts, month: string): Promise<RefusalsAnswer["rows"]> {
  const { startMs, endMs } = monthBounds(parts.directory.civil, month);
  // The types are written out: the index of refusals is found by them.
  const { rows } = await sql<{
    type: keyof typeof kinds;
    team: string | null;
    referrer: string;
    reason: string | null;
    count: number;
  }>`
    select type, data ->> 'team' as team, referrer, coalesce(data ->> 'reason', data ->> 'outcome') as reason, count(*)::int as count
    from (
      select fact.type, fact.body::jsonb -> 'data' as data,
        coalesce(referral.folded ->> 'onBehalfOf', referral.folded ->> 'senderOrganisation') as referrer
      from fact join referral on referral.id = fact.chain_id
      where fact.type in ('offer-declined', 'offer-lapsed', 'handed-back', 'advised')
        and fact.recorded_at >= ${new Date(startMs)} and fact.recorded_at < ${new Date(endMs)}
    ) refusal
    group by 1, 2, 3, 4 order by count desc, 1, 2, 3, 4`.execute(parts.db);
  return rows.map(({ type, ...row }) => ({ kind: kinds[type], ...row }));
}
