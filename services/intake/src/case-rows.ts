/**
 * Reads what is stored about requests and cases, and takes the locks under which they are decided.
 * In: keys. Out: rows as the decision needs them. SQL for many keys at once: a batch of 200 messages is four statements here.
 */
import { sql } from "kysely";
import { Retryable } from "@ucrt/kafka";
import type { SqlExecutor } from "@ucrt/postgres";
import type { Feed } from "@ucrt/schemas";
import type { KnownCase } from "./decide-submission.ts";
import { textOfKey } from "./ids.ts";
import type { Answer, StoredKind } from "./submission.ts";

export interface CaseKey {
  readonly feed: Feed;
  readonly organisation: string;
  readonly caseId: string;
}

export interface RequestRow {
  readonly bodyHash: string;
  readonly kind: StoredKind | "orphan";
  readonly answer: Answer | null;
}

/** Locks every key until the transaction ends, always in the same order, and then tells the time by the database, epoch ms. */
export async function lockKeys(trx: SqlExecutor, keys: readonly string[]): Promise<number> {
  await sql`
    select pg_advisory_xact_lock(key) from (
      select distinct hashtextextended('intake:' || name, 0) as key from unnest(${keys as string[]}::text[]) as list (name) order by 1
    ) as sorted`.execute(trx);
  const { rows } = await sql<{
    now_ms: number;
  }>`select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms`.execute(trx);
  const nowMs = rows.at(0)?.now_ms;
  if (nowMs === undefined) throw new Retryable("PostgreSQL did not tell the time");
  return nowMs;
}

/** What came before under these request ids, by `textOfKey(feed, organisation, requestId)`. */
export async function readRequests(
  trx: SqlExecutor,
  keys: readonly { readonly feed: Feed; readonly organisation: string; readonly requestId: string }[],
): Promise<Map<string, RequestRow>> {
  const { rows } = await sql<{
    feed: string;
    organisation: string;
    request_id: string;
    body_hash: string;
    kind: RequestRow["kind"];
    answer: string;
  }>`
    select feed, organisation, request_id, body_hash, kind, answer from inbox
    where (feed, organisation, request_id) in (
      select * from unnest(${keys.map((key) => key.feed)}::text[], ${keys.map((key) => key.organisation)}::text[], ${keys.map((key) => key.requestId)}::text[]))`.execute(
    trx,
  );
  return new Map(
    rows.map((row) => [
      textOfKey(row.feed, row.organisation, row.request_id),
      { bodyHash: row.body_hash, kind: row.kind, answer: JSON.parse(row.answer) as Answer | null },
    ]),
  );
}

/** A case as it is kept. */
export interface KeptCase extends KnownCase {
  /** How many contents it has had: the referral, and each amendment. */
  readonly contents: number;
}

/** Cases under these ids, newest first, open ones before ended ones, by `textOfKey(feed, organisation, caseId)`. */
export async function readCases(trx: SqlExecutor, keys: readonly CaseKey[]): Promise<Map<string, KeptCase[]>> {
  const { rows } = await sql<{
    feed: string;
    organisation: string;
    case_id: string;
    referral_id: string;
    is_open: boolean;
    is_candidate: boolean;
    is_handed_back: boolean;
    service_request_id: string | null;
    last_sent_at: number | null;
    date_of_birth: string | null;
    sex: string | null;
    nhs_number: string | null;
    contents: number;
  }>`
    select submissions.feed, submissions.organisation, case_id, referral_id, is_open, is_candidate, coalesce(status::jsonb ->> 'status' = 'handed-back', false) as is_handed_back,
      service_request_id, last_sent_at, contents, date_of_birth, sex, identities.nhs_number
    from submissions left join identities using (referral_id) left join bars_cases using (referral_id)
    where (submissions.feed, submissions.organisation, case_id) in (
      select * from unnest(${keys.map((key) => key.feed)}::text[], ${keys.map((key) => key.organisation)}::text[], ${keys.map((key) => key.caseId)}::text[]))
    order by is_open desc, received_at desc, referral_id`.execute(trx);
  const cases = new Map<string, KeptCase[]>();
  for (const row of rows) {
    const key = textOfKey(row.feed, row.organisation, row.case_id);
    const list = cases.get(key) ?? [];
    list.push({
      referralId: row.referral_id,
      isOpen: row.is_open,
      isCandidate: row.is_candidate,
      isHandedBack: row.is_handed_back,
      serviceRequestId: row.service_request_id,
      lastSentAtMs: row.last_sent_at,
      dateOfBirth: row.date_of_birth,
      sex: row.sex ?? "unknown",
      nhsNumber: row.nhs_number,
      contents: row.contents,
    });
    cases.set(key, list);
  }
  return cases;
}

/** Withdrawals and acknowledgements that came before what they speak of; taken out, to be sent now. */
export async function takeOrphans(
  trx: SqlExecutor,
  keys: readonly CaseKey[],
): Promise<Map<string, { readonly eventId: string; readonly message: string }[]>> {
  const taken = new Map<string, { eventId: string; message: string }[]>();
  if (keys.length === 0) return taken;
  const { rows } = await sql<{
    feed: string;
    organisation: string;
    case_id: string;
    event_id: string;
    message: string;
  }>`
    delete from orphans where (feed, organisation, case_id) in (
      select * from unnest(${keys.map((key) => key.feed)}::text[], ${keys.map((key) => key.organisation)}::text[], ${keys.map((key) => key.caseId)}::text[]))
    returning feed, organisation, case_id, event_id, message`.execute(trx);
  for (const row of rows) {
    const key = textOfKey(row.feed, row.organisation, row.case_id);
    taken.set(key, [...(taken.get(key) ?? []), { eventId: row.event_id, message: row.message }]);
  }
  return taken;
}
