/**
 * What is stored of BaRS conversations: the case beside its submission, and where its newest bundle lies.
 * In: rows, ids. Out: rows as the door and the answers need them. Knows columns and nothing of what they mean.
 */
import { sql } from "kysely";
import type { SqlExecutor } from "@ucrt/postgres";
import type { Feed } from "@ucrt/schemas";
import { isGuid } from "@ucrt/service";
import type { WhoItIs } from "../decide-submission.ts";

export interface BarsCaseRow {
  readonly referral_id: string;
  readonly organisation: string;
  readonly correlation_id: string;
  readonly use_case: string;
  readonly category: string;
  readonly bundle_id: string;
  readonly service_request_id: string;
  readonly nhs_number: string | null;
  readonly request_id: string;
  readonly written_at: number | null;
}

export interface BarsVersionRow {
  readonly referral_id: string;
  readonly request_id: string;
  readonly written_at: number | null;
  readonly brings_case: boolean;
  readonly nhs_number: string | null;
  /** The conversation that answers belong to from now; null: as before. */
  readonly conversation: Pick<BarsCaseRow, "correlation_id" | "bundle_id" | "service_request_id"> | null;
}

/** New conversations. */
export async function insertBarsCases(trx: SqlExecutor, rows: readonly BarsCaseRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into bars_cases (referral_id, organisation, correlation_id, use_case, category, bundle_id, service_request_id, nhs_number, request_id, written_at)
    select referral_id, organisation, correlation_id, use_case, category, bundle_id, service_request_id, nhs_number, request_id, written_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (referral_id uuid, organisation text, correlation_id text, use_case text, category text, bundle_id text,
      service_request_id text, nhs_number text, request_id text, written_at bigint)`.execute(trx);
}

/** A further version: it counts, and when it brings the whole case, answers are made from it. One statement a row: updates of one case in one batch are rare. */
export async function noteBarsVersions(trx: SqlExecutor, rows: readonly BarsVersionRow[]): Promise<void> {
  for (const row of rows)
    await sql`
      update bars_cases set versions = versions + 1, written_at = greatest(written_at, ${row.written_at}),
        request_id = case when ${row.brings_case} then ${row.request_id} else request_id end, nhs_number = coalesce(${row.nhs_number}, nhs_number),
        correlation_id = coalesce(${row.conversation?.correlation_id ?? null}, correlation_id), bundle_id = coalesce(${row.conversation?.bundle_id ?? null}, bundle_id),
        service_request_id = coalesce(${row.conversation?.service_request_id ?? null}, service_request_id)
      where referral_id = ${row.referral_id}::uuid`.execute(trx);
}

/** A conversation as the door needs it: the case it is about, whose it is, and where it stands. */
export interface BarsCase extends WhoItIs {
  readonly referralId: string;
  readonly feed: Feed;
  /** Null once erased. */
  readonly caseId: string | null;
  readonly isOpen: boolean;
  /** `SubmissionStatus.status`. */
  readonly status: string;
  readonly originalBundleId: string;
  readonly serviceRequestId: string;
  readonly category: "validation" | "referral";
  readonly versions: number;
  readonly writtenAtMs: number | null;
  /** When the case was first received, epoch ms. */
  readonly receivedAtMs: number;
  /** Newest bundle that brings the whole case, exact text; null once erased. */
  readonly bundle: string | null;
}

interface Row {
  readonly referral_id: string;
  readonly feed: Feed;
  readonly case_id: string | null;
  readonly is_open: boolean;
  readonly status: string;
  readonly bundle_id: string;
  readonly service_request_id: string;
  readonly category: "validation" | "referral";
  readonly versions: number;
  readonly written_at: number | null;
  readonly received_at: number;
  readonly body: string | null;
  readonly date_of_birth: string | null;
  readonly sex: string | null;
  readonly verified_number: string | null;
}

const select = sql`
  select referral_id, feed, case_id, is_open, status::jsonb ->> 'status' as status, bundle_id, service_request_id, category, versions, written_at, received_at,
    date_of_birth, sex, identities.nhs_number as verified_number, (select body from inbox where inbox.feed = submissions.feed and inbox.organisation = bars_cases.organisation and inbox.request_id = bars_cases.request_id) as body
  from bars_cases join submissions using (referral_id) left join identities using (referral_id)`;

/** More cases under one name than this are not looked at. */
const MOST_CASES = 50;

/** The sender's cases under one case number, open ones first, newest first. */
export async function findBarsCasesByNumber(
  db: SqlExecutor,
  key: { readonly feed: Feed; readonly organisation: string; readonly caseId: string },
): Promise<readonly BarsCase[]> {
  const { rows } = await sql<Row>`
    ${select} where submissions.feed = ${key.feed} and submissions.organisation = ${key.organisation} and case_id = ${key.caseId}
    order by is_open desc, bars_cases.stored_at desc limit ${MOST_CASES}`.execute(db);
  return rows.map(caseOf);
}

/**
 * The sender's cases that go by this id: their ServiceRequest as the sender names it, or as we do (the referral id). Open ones first, newest first.
 * More than one when it was sent again after its end, or for somebody else. A sender finds its own cases only.
 */
export async function findBarsCases(
  db: SqlExecutor,
  { organisation, serviceRequestId }: { readonly organisation: string; readonly serviceRequestId: string },
): Promise<readonly BarsCase[]> {
  const ours = isGuid(serviceRequestId) ? serviceRequestId.toLowerCase() : null;
  const { rows } = await sql<Row>`
    ${select} where bars_cases.organisation = ${organisation} and (service_request_id = ${serviceRequestId} or referral_id = ${ours}::uuid)
    order by is_open desc, bars_cases.stored_at desc limit ${MOST_CASES}`.execute(db);
  return rows.map(caseOf);
}

/** The sender's cases of one patient, newest first, at most `limit`. */
export async function searchBarsCases(
  db: SqlExecutor,
  asked: { readonly organisation: string; readonly nhsNumber: string; readonly limit: number },
): Promise<readonly BarsCase[]> {
  const { rows } = await sql<Row>`
    ${select} where bars_cases.organisation = ${asked.organisation} and bars_cases.nhs_number = ${asked.nhsNumber} order by bars_cases.stored_at desc limit ${asked.limit}`.execute(
    db,
  );
  return rows.map(caseOf);
}

function caseOf(row: Row): BarsCase {
  return {
    referralId: row.referral_id,
    feed: row.feed,
    caseId: row.case_id,
    isOpen: row.is_open,
    status: row.status,
    originalBundleId: row.bundle_id,
    serviceRequestId: row.service_request_id,
    category: row.category,
    versions: row.versions,
    writtenAtMs: row.written_at,
    receivedAtMs: row.received_at,
    bundle: row.body,
    dateOfBirth: row.date_of_birth,
    sex: row.sex ?? "unknown",
    nhsNumber: row.verified_number,
  };
}
