/**
 * Reads submissions for the people who may follow them.
 * In: an id, or a caller and a page. Out: the status as its referrer may see it. Never reads identity.
 */
import { sql, type Kysely, type RawBuilder } from "kysely";
import { referralNumberOf, submissionsTable, type Followed } from "@ucrt/domain";
import type { Feed, Principal, Source, SubmissionStatus } from "@ucrt/schemas";
import type { KeptStatus } from "./status.ts";
import type { IntakeTables } from "./tables.ts";

export interface FollowedSubmission extends Followed {
  readonly referralId: string;
  readonly feed: Feed;
  readonly source: Source;
  readonly caseId: string | null;
  readonly isOpen: boolean;
  readonly status: KeptStatus;
}

interface Row {
  readonly referral_id: string;
  readonly feed: Feed;
  readonly source: Source;
  readonly organisation: string;
  readonly on_behalf_of: string | null;
  readonly case_id: string | null;
  readonly subjects: readonly string[];
  readonly is_open: boolean;
  readonly status: string;
}

const columns = sql.raw("referral_id, feed, source, organisation, on_behalf_of, case_id, subjects, is_open, status");

/** The submission, whoever asks; undefined when there is none. */
export async function readSubmission(
  db: Kysely<IntakeTables>,
  referralId: string,
): Promise<FollowedSubmission | undefined> {
  const { rows } = await sql<Row>`select ${columns} from submissions where referral_id = ${referralId}::uuid`.execute(
    db,
  );
  return rows.map(followed).at(0);
}

export interface Page {
  readonly limit: number;
  /** Epoch ms: only what was received before. */
  readonly beforeMs: number | null;
}

/** What the caller may follow, newest first. */
export async function listSubmissions(
  db: Kysely<IntakeTables>,
  principal: Principal,
  page: Page,
): Promise<readonly FollowedSubmission[]> {
  const before = page.beforeMs === null ? sql`` : sql`and received_at < ${page.beforeMs}`;
  const { rows } = await sql<Row>`
    select ${columns} from submissions where ${scopeOf(principal)} ${before} order by received_at desc, referral_id limit ${page.limit}`.execute(
    db,
  );
  return rows.map(followed);
}

/** The table of submissions as a condition; it finds what `mayFollow` allows. */
function scopeOf(principal: Principal): RawBuilder<unknown> {
  switch (submissionsTable[principal.role]) {
    case "own":
      return sql`subjects @> array[${principal.subject}]::text[]`;
    case "own-organisation":
      return sql`(organisation = ${principal.organisation} or on_behalf_of = ${principal.organisation})`;
    case "own-feeds":
      return sql`(organisation = ${principal.organisation} and feed = any(${[...(principal.feeds ?? [])]}::text[]))`;
    case "all":
      return sql`true`;
    case "none":
      return sql`false`;
  }
}

function followed(row: Row): FollowedSubmission {
  return {
    referralId: row.referral_id,
    feed: row.feed,
    source: row.source,
    organisation: row.organisation,
    onBehalfOf: row.on_behalf_of,
    caseId: row.case_id,
    subjects: row.subjects,
    isOpen: row.is_open,
    status: JSON.parse(row.status) as KeptStatus,
  };
}

/** The status as it is answered: history newest first, with the number people say, the sender's own id of the case and the telephone to ring. */
export function answeredStatus(
  { status: kept, caseId }: Pick<FollowedSubmission, "status" | "caseId">,
  spaPhone: string,
): SubmissionStatus {
  const { lastDecision: _lastDecision, team: _team, sentBy: _sentBy, ...shown } = kept;
  return {
    ...shown,
    referralNumber: referralNumberOf(shown.referralId),
    ...(caseId === null ? {} : { caseId }),
    spaPhone,
    history: shown.history.toReversed(),
  };
}
