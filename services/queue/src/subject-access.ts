/**
 * `POST /api/subject-access`: everything that the queue keeps of one person, and who looked at it, for the privacy officer who answers a request.
 * In: an NHS number, in the body and never in an address, and a coded reason. Out: each referral with person, notes, history and accesses, the newest first.
 * The search and each record are written down first, in the same transaction, so that this very look is among the accesses. A walk through numbers is stopped.
 * Nobody who was erased is found: their hashes are gone with them.
 */
import { sql, type Transaction } from "kysely";
import type { z } from "zod";
import { isNhsNumber } from "@ucrt/domain";
import { inTransaction } from "@ucrt/postgres";
import {
  accessesAnswer,
  subjectAccessAnswer,
  subjectAccessBody,
  type Principal,
  type SubjectAccessAnswer,
} from "@ucrt/schemas";
import { principalOf, problem, type HttpServer } from "@ucrt/service";
import { historyOf } from "./get-referral.ts";
import { loadFactBodies, loadNotes, loadPerson, loadReferral } from "./load-record.ts";
import type { Parts } from "./parts.ts";
import { recordAccesses } from "./record-access.ts";
import { hasSearchedTooMuch } from "./search-referrals.ts";
import type { QueueTables } from "./tables.ts";

const MOST_REFERRALS = 50;

/** Adds the route. */
export function addSubjectAccessRoute(app: HttpServer, parts: Parts): void {
  app.post(
    "/api/subject-access",
    {
      schema: { body: subjectAccessBody, response: { 200: subjectAccessAnswer } },
    },
    async (request) => {
      const principal = principalOf(request);
      if (!isNhsNumber(request.body.nhsNumber))
        throw problem("REF_INVALID", {
          errors: [
            { field: "nhsNumber", message: "This is no NHS number: ten digits, the last of them a check digit." },
          ],
        });
      const answer = await inTransaction(parts.db, (trx) => gather(trx, parts, request.body, principal));
      if (answer !== undefined) return answer;
      parts.raiseAlarm({ kind: "search-walk", details: { subject: principal.subject } });
      throw problem("REF_TOO_MANY_REQUESTS", { detail: "Too many searches in five minutes.", retryAfterSeconds: 60 });
    },
  );
}

async function gather(
  trx: Transaction<QueueTables>,
  parts: Parts,
  given: z.output<typeof subjectAccessBody>,
  principal: Principal,
): Promise<SubjectAccessAnswer | undefined> {
  const nowMs = await parts.clock(trx);
  if (await hasSearchedTooMuch(trx, parts, principal, nowMs)) return undefined;
  const { rows } = await sql<{ referral_id: string; nhs_number_verified: boolean }>`
    select person.referral_id, person.nhs_number_verified
    from person join referral on referral.id = person.referral_id
    where person.nhs_number_hash = ${parts.lookup.nhsNumber(given.nhsNumber)}
    order by referral.received_at desc limit ${MOST_REFERRALS + 1}`.execute(trx);
  const found = rows.slice(0, MOST_REFERRALS);
  await recordAccesses(
    trx,
    principal,
    [
      { referralId: null, what: "search", reason: "nhsNumber" },
      ...found.map((row) => ({
        referralId: row.referral_id,
        what: "subject-access" as const,
        reason: given.reason,
      })),
    ],
    nowMs,
  );
  const referrals: SubjectAccessAnswer["referrals"] = [];
  for (const row of found) {
    const record = await recordOf(trx, parts, row.referral_id);
    if (record !== undefined) referrals.push({ ...record, isNumberVerified: row.nhs_number_verified });
  }
  return { asOf: nowMs, area: parts.area.name, isCut: rows.length > MOST_REFERRALS, referrals };
}

async function recordOf(
  trx: Transaction<QueueTables>,
  parts: Parts,
  referralId: string,
): Promise<Omit<SubjectAccessAnswer["referrals"][number], "isNumberVerified"> | undefined> {
  const [referral, stored] = [
    await loadReferral(trx, referralId),
    // How to get in is the person's own to know.
    await loadPerson(trx, parts, referralId, true),
  ];
  if (referral === undefined || stored === undefined) return undefined;
  const accesses = await trx
    .selectFrom("access")
    .select("body")
    .where("referral_id", "=", referralId)
    .orderBy("sequence")
    .execute();
  return {
    referralId,
    state: referral.status,
    receivedAt: referral.receivedAtMs,
    feed: referral.feed,
    source: referral.source,
    senderOrganisation: referral.senderOrganisation,
    senderName: stored.senderName,
    picture: referral.picture,
    person: stored.person,
    notes: (await loadNotes(trx, referralId)).map(({ at, by, text }) => ({ at, by, text })),
    history: historyOf(parts, await loadFactBodies(trx, referralId)).lines,
    accesses: accessesAnswer.parse({ rows: accesses.map((row) => JSON.parse(row.body)) }).rows,
  };
}
