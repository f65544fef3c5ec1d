/**
 * `POST /api/referrals/search`: by name, NHS number, incident number, caller or referral number, never in a URL. For SPA.
 * Finds persons by keyed hashes, so that no index holds a name. Every search and every hit is written down; a walk through numbers is stopped.
 */
import { sql, type RawBuilder, type Transaction } from "kysely";
import type { z } from "zod";
import { boardRowOf, mayView, readReferralNumber } from "@ucrt/domain";
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
  if (await hasSearchedTooMuch(trx, parts, principal, nowMs)) return undefined;
  const found = await findReferrals(trx, parts, given);
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

/** More searches than a person needs: a walk through numbers. */
export async function hasSearchedTooMuch(
  trx: Transaction<QueueTables>,
  parts: Parts,
  principal: Principal,
  nowMs: number,
): Promise<boolean> {
  const made = await sql<{
    count: number;
  }>`select count(*) as count from access where subject = ${principal.subject} and what = 'search' and at > ${new Date(nowMs - WINDOW_MS)}`.execute(
    trx,
  );
  return (made.rows[0]?.count ?? 0) >= parts.searchesInFiveMinutes;
}

async function findReferrals(
  trx: Transaction<QueueTables>,
  { lookup }: Parts,
  given: Search,
): Promise<readonly { readonly referral_id: string; readonly name: string | null }[]> {
  const nameParts = given.name === undefined ? [] : lookup.nameParts(given.name);
  if (given.name !== undefined && nameParts.length === 0) return [];
  const wanted: RawBuilder<unknown>[] = [];
  // Each as an index has it. Nothing stands for what is not asked for, so that the planner sees what is.
  if (given.referralNumber !== undefined) wanted.push(sql`right(r.id::text, 10) = ${endOfId(given.referralNumber)}`);
  if (given.nhsNumber !== undefined) wanted.push(sql`p.nhs_number_hash = ${lookup.nhsNumber(given.nhsNumber)}`);
  if (given.name !== undefined) wanted.push(sql`p.name_part_hashes @> ${[...nameParts]}::text[]`);
  if (given.dateOfBirth !== undefined)
    wanted.push(sql`p.date_of_birth_hash = ${lookup.dateOfBirth(given.dateOfBirth)}`);
  if (given.caseId !== undefined) wanted.push(sql`p.case_hash = ${lookup.caseId(given.caseId)}`);
  if (given.callerNumber !== undefined)
    wanted.push(sql`p.caller_hashes @> ${[lookup.caller(given.callerNumber)]}::text[]`);
  // A person who was erased is not found; the referral still is, by its number.
  const { rows } = await sql<{ referral_id: string; name: string | null }>`
    select r.id as referral_id, p.details ->> 'name' as name
    from referral r left join person p on p.referral_id = r.id
    where ${sql.join(wanted, sql` and `)}
    order by p.updated_at desc nulls last limit ${MOST_HITS}`.execute(trx);
  return rows;
}

/** The last digits of the ids with this number. Throws 422: "nobody found" would be wrong of a number that was heard wrongly. */
function endOfId(referralNumber: string): string {
  const end = readReferralNumber(referralNumber);
  if (end !== undefined) return end;
  const message = "Referral number: this must be UCR- and eight letters or digits, as UCR-7K2M-93XD.";
  throw problem("REF_INVALID", { errors: [{ field: "referralNumber", message }] });
}
