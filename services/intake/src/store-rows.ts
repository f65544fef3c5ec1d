/**
 * Writes the rows of a batch, each kind in one statement.
 * In: rows. Out: nothing. Knows columns and nothing of what they mean.
 */
import { sql } from "kysely";
import type { SqlExecutor } from "@ucrt/postgres";
import type { Feed } from "@ucrt/schemas";

export interface InboxRow {
  readonly feed: Feed;
  readonly organisation: string;
  readonly request_id: string;
  readonly body_hash: string;
  readonly body: string;
  readonly kind: string;
  readonly referral_id: string | null;
  readonly event_id: string;
  readonly message: string | null;
  readonly answer: string;
  readonly received_at: number;
  /** Of an amendment: which content of its case. */
  readonly content_number: number | null;
}

export interface NewSubmissionRow {
  readonly referral_id: string;
  readonly feed: Feed;
  readonly source: string;
  readonly channel: string;
  readonly organisation: string;
  readonly on_behalf_of: string | null;
  readonly case_id: string;
  readonly request_id: string;
  readonly subjects: readonly string[];
  readonly is_candidate: boolean;
  readonly received_at: number;
  readonly last_sent_at: number | null;
  readonly status: string;
  readonly date_of_birth: string | null;
  readonly sex: string;
  readonly nhs_number: string | null;
}

export interface AmendedRow {
  readonly referral_id: string;
  readonly last_sent_at: number | null;
  readonly contents: number;
  readonly subjects: readonly string[];
  readonly date_of_birth: string | null;
  readonly sex: string;
  readonly nhs_number: string | null;
}

export interface OrphanRow {
  readonly event_id: string;
  readonly feed: Feed;
  readonly organisation: string;
  readonly case_id: string;
  readonly message: string;
  readonly parked: string;
}

/** What came in. Answered and stale messages owe nobody anything, so they count as confirmed. */
export async function insertInbox(trx: SqlExecutor, rows: readonly InboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into inbox (feed, organisation, request_id, body_hash, body, kind, referral_id, event_id, message, answer, received_at, content_number, confirmed_at)
    select feed, organisation, request_id, body_hash, body, kind, referral_id, event_id, message, answer, received_at, content_number,
      case when kind in ('stale', 'acknowledgement-received') then clock_timestamp() end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (feed text, organisation text, request_id text, body_hash text, body text, kind text,
      referral_id uuid, event_id uuid, message text, answer text, received_at bigint, content_number int)`.execute(trx);
}

/** New referrals, and who they are about. */
export async function insertSubmissions(trx: SqlExecutor, rows: readonly NewSubmissionRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (referral_id uuid, feed text, source text, channel text, organisation text, on_behalf_of text,
        case_id text, request_id text, subjects jsonb, is_candidate boolean, received_at bigint, last_sent_at bigint, status text, date_of_birth text, sex text, nhs_number text)
    ), added as (
      insert into submissions (referral_id, feed, source, channel, organisation, on_behalf_of, case_id, request_id, subjects, is_candidate, received_at, last_sent_at, status)
      select referral_id, feed, source, channel, organisation, on_behalf_of, case_id, request_id, array(select jsonb_array_elements_text(subjects)), is_candidate, received_at,
        last_sent_at, status
      from given
    )
    insert into identities (referral_id, date_of_birth, sex, nhs_number) select referral_id, date_of_birth, sex, nhs_number from given`.execute(
    trx,
  );
}

/** Later content of a case: what was not known is filled in, who sent it may follow it. */
export async function noteAmendments(trx: SqlExecutor, rows: readonly AmendedRow[]): Promise<void> {
  if (rows.length === 0) return;
  const given = sql`jsonb_to_recordset(${JSON.stringify(merged(rows))}::jsonb) as row (referral_id uuid, last_sent_at bigint, contents int, subjects jsonb, date_of_birth text, sex text, nhs_number text)`;
  await sql`
    update submissions set last_sent_at = greatest(submissions.last_sent_at, row.last_sent_at), contents = row.contents,
      subjects = array(select unnest(submissions.subjects) union select jsonb_array_elements_text(row.subjects))
    from ${given} where submissions.referral_id = row.referral_id`.execute(trx);
  await sql`
    update identities set date_of_birth = coalesce(row.date_of_birth, identities.date_of_birth), sex = case when row.sex = 'unknown' then identities.sex else row.sex end,
      nhs_number = coalesce(row.nhs_number, identities.nhs_number)
    from ${given} where identities.referral_id = row.referral_id`.execute(trx);
}

/** An update takes one row for each referral: several amendments of one batch become one, the later word counting. */
function merged(rows: readonly AmendedRow[]): readonly AmendedRow[] {
  const byReferral = new Map<string, AmendedRow>();
  for (const row of rows) {
    const before = byReferral.get(row.referral_id);
    byReferral.set(row.referral_id, {
      referral_id: row.referral_id,
      last_sent_at: row.last_sent_at ?? before?.last_sent_at ?? null,
      contents: row.contents,
      subjects: [...new Set([...(before?.subjects ?? []), ...row.subjects])],
      date_of_birth: row.date_of_birth ?? before?.date_of_birth ?? null,
      sex: row.sex === "unknown" ? (before?.sex ?? "unknown") : row.sex,
      nhs_number: row.nhs_number ?? before?.nhs_number ?? null,
    });
  }
  return [...byReferral.values()];
}

/** A case that its sender has taken back is not amended any more: what comes under its id is new, with a link suggested. */
export async function noteWithdrawals(trx: SqlExecutor, referralIds: readonly string[]): Promise<void> {
  if (referralIds.length === 0) return;
  await sql`update submissions set is_open = false where referral_id = any(${referralIds as string[]}::uuid[])`.execute(
    trx,
  );
}

/** What speaks of a case that is not here yet. */
export async function insertOrphans(trx: SqlExecutor, rows: readonly OrphanRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into orphans (event_id, feed, organisation, case_id, message, parked)
    select event_id, feed, organisation, case_id, message, parked
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (event_id uuid, feed text, organisation text, case_id text, message text, parked text)`.execute(
    trx,
  );
}
