/**
 * `POST /api/referrals/search`: by name, NHS number, incident number or caller, never in a URL. For SPA.
 * Finds by keyed hashes, so that no index holds a name. Every search and every hit is written down; a walk through numbers is stopped.
 */
import { sql } from "kysely";
import type { Transaction } from "kysely";
import type { z } from "zod";
import { boardRowOf, mayView } from "@ucrt/domain";
import { inTransaction } from "@ucrt/postgres";
import { searchAnswer, searchBody, type Principal } from "@ucrt/schemas";
import { principalOf, problem, type HttpServer } from "@ucrt/service";
import { loadReferral } from "./load-record.ts";
import type { Parts } from "./parts.ts";
import { recordAccesses } from "./record-access.ts";
import type { QueueTables } from "./tables.ts";

const MOST_HITS = 50;
const WINDOW_MS = 300_000;

type Search = z.output<typeof searchBody>;

/** Adds the route. */
export function addSearchRoute(app: HttpServer, parts: Parts): void {
  app.post(
    "/api/referrals/search",
    {
      config: { access: ["spa-coordinator", "spa-clinician"] },
      schema: { body: searchBody, response: { 200: searchAnswer } },
    },
    async (request) => {
      const principal = principalOf(request);
      const rows = await inTransaction(parts.db, (trx) => search(trx, parts, request.body, principal));
      if (rows !== undefined) return { rows };
      parts.raiseAlarm({ kind: "search-walk", details: { subject: principal.subject } });
      throw problem("REF_TOO_MANY_REQUESTS", { detail: "Too many searches in five minutes.", retryAfterSeconds: 60 });
    },
  );
}

async function search(
  trx: Transaction<QueueTables>,
  parts: Parts,
  given: Search,
  principal: Principal,
): Promise<z.output<typeof searchAnswer>["rows"] | undefined> {
  const nowMs = await parts.clock(trx);
  const made = await sql<{
    count: number;
  }>`select count(*) as count from access where subject = ${principal.subject} and what = 'search' and at > ${new Date(nowMs - WINDOW_MS)}`.execute(
    trx,
  );
  if ((made.rows[0]?.count ?? 0) >= parts.searchesInFiveMinutes) return undefined;
  const found = await findPersons(trx, parts, given);
  const rows: z.output<typeof searchAnswer>["rows"] = [];
  for (const hit of found) {
    const referral = await loadReferral(trx, hit.referral_id);
    if (referral === undefined) continue;
    const row = boardRowOf(hit.referral_id, referral);
    if (mayView(principal, row)) rows.push({ ...row, name: hit.name });
  }
  await recordAccesses(
    trx,
    principal,
    [
      { referralId: null, what: "search", reason: Object.keys(given).sort().join(" ") },
      ...rows.map((row) => ({ referralId: row.referralId, what: "search-hit" as const })),
    ],
    nowMs,
  );
  return rows;
}

async function findPersons(
  trx: Transaction<QueueTables>,
  parts: Parts,
  given: Search,
): Promise<readonly { readonly referral_id: string; readonly name: string | null }[]> {
  const { lookup } = parts;
  const nameParts = given.name === undefined ? [] : lookup.nameParts(given.name);
  if (given.name !== undefined && nameParts.length === 0) return [];
  const { rows } = await sql<{ referral_id: string; name: string | null }>`
    select referral_id, details ->> 'name' as name from person
    where (${given.nhsNumber === undefined}::boolean or nhs_number_hash = ${given.nhsNumber === undefined ? "" : lookup.nhsNumber(given.nhsNumber)})
      and (${given.name === undefined}::boolean or name_part_hashes @> ${[...nameParts]}::text[])
      and (${given.dateOfBirth === undefined}::boolean or date_of_birth_hash = ${given.dateOfBirth === undefined ? "" : lookup.dateOfBirth(given.dateOfBirth)})
      and (${given.caseId === undefined}::boolean or case_hash = ${given.caseId === undefined ? "" : lookup.caseId(given.caseId)})
      and (${given.callerNumber === undefined}::boolean or caller_hashes @> ${given.callerNumber === undefined ? [] : [lookup.caller(given.callerNumber)]}::text[])
    order by updated_at desc limit ${MOST_HITS}`.execute(trx);
  return rows;
}
