/**
 * The schema `intake`: submissions and their status, the inbox, the outbox, what waits for its referral.
 * Identity is only in `identities`, `inbox.body`, `inbox.message`, `orphans`, `bars_cases.nhs_number`, `bars_answers.body` and the outbox: all of it goes
 * when a referral is erased.
 * Instants of senders and brokers are epoch milliseconds (bigint); what a window or a lease is measured by is a timestamp of the database.
 */
import {
  leaseTableSql,
  outboxTableSql,
  outboxUncompressedSql,
  type Migration,
  type PostgresTables,
} from "@ucrt/postgres";
import type { Feed } from "@ucrt/schemas";

export const schemaName = "intake";
export const roleName = "ucrt_intake";

/** One row for each referral: who sent it, and what its referrer may know. */
export interface SubmissionTable {
  readonly referral_id: string;
  readonly feed: Feed;
  readonly source: string;
  readonly channel: string;
  readonly organisation: string;
  readonly on_behalf_of: string | null;
  readonly case_id: string | null;
  readonly request_id: string;
  readonly subjects: readonly string[];
  readonly is_candidate: boolean;
  readonly is_open: boolean;
  readonly received_at: number;
  readonly last_sent_at: number | null;
  readonly stored_at: Date;
  readonly opened_at: Date | null;
  readonly assessed_at: Date | null;
  /** The machine has done its last step: offered, with a person, or ended. What waits behind it may be read. */
  readonly machine_done_at: Date | null;
  readonly ended_at: number | null;
  /** How many contents the case has had: the referral, and each amendment. */
  readonly contents: number;
  readonly last_sequence: number;
  /** `SubmissionStatus` without the telephone number, JSON text. */
  readonly status: string;
}

export interface InboxTable {
  readonly feed: Feed;
  readonly organisation: string;
  readonly request_id: string;
  readonly body_hash: string;
  readonly body: string | null;
  readonly kind: string;
  readonly referral_id: string | null;
  readonly event_id: string;
  readonly message: string | null;
  readonly answer: string;
  readonly received_at: number;
  /** Of an amendment: which content of its case. */
  readonly content_number: number | null;
  readonly stored_at: Date;
  readonly confirmed_at: Date | null;
  readonly resent_at: Date | null;
  readonly resends: number;
}

/** A BaRS conversation: one row for each referral that came by it. */
export interface BarsCaseTable {
  readonly referral_id: string;
  readonly organisation: string;
  readonly correlation_id: string;
  readonly use_case: string;
  readonly category: "validation" | "referral";
  /** Id of the first bundle: answers name it. */
  readonly bundle_id: string;
  /** As the sender names its ServiceRequest. */
  readonly service_request_id: string;
  readonly nhs_number: string | null;
  /** Inbox request of the newest bundle that brings the whole case. */
  readonly request_id: string;
  readonly versions: number;
  readonly written_at: number | null;
  /** What the sender has been told, JSON text (`Told` of the core). */
  readonly told: string;
}

/** An answer on its way to a BaRS sender. */
export interface BarsAnswerTable {
  readonly answer_id: string;
  readonly referral_id: string;
  readonly organisation: string;
  readonly kind: string;
  /** The bundle, exact text; null once the referral is erased. */
  readonly body: string | null;
  readonly state: "waiting" | "delivered" | "refused" | "given-up" | "erased";
  readonly attempts: number;
  readonly created_at: Date;
  readonly next_attempt_at: Date;
  readonly claimed_until: Date | null;
  readonly alarmed_at: Date | null;
  readonly ended_at: Date | null;
  readonly last_outcome: string | null;
}

export interface IntakeTables extends PostgresTables {
  readonly submissions: SubmissionTable;
  readonly inbox: InboxTable;
  readonly bars_cases: BarsCaseTable;
  readonly bars_answers: BarsAnswerTable;
}

const tables = (schema: string): string => `
  create table ${schema}.submissions (
    referral_id uuid primary key,
    feed text not null,
    source text not null,
    channel text not null,
    organisation text not null,
    on_behalf_of text,
    case_id text,
    request_id text not null,
    subjects text[] not null default '{}',
    is_candidate boolean not null,
    is_open boolean not null default true,
    received_at bigint not null,
    last_sent_at bigint,
    stored_at timestamptz not null default clock_timestamp(),
    opened_at timestamptz,
    assessed_at timestamptz,
    last_sequence int not null default 0,
    status text not null
  );
  create index submissions_case on ${schema}.submissions (feed, organisation, case_id, received_at desc);
  create index submissions_newest on ${schema}.submissions (received_at desc);
  create index submissions_organisation on ${schema}.submissions (organisation, received_at desc);
  create index submissions_on_behalf_of on ${schema}.submissions (on_behalf_of, received_at desc) where on_behalf_of is not null;
  create index submissions_subjects on ${schema}.submissions using gin (subjects);
  create index submissions_waiting on ${schema}.submissions (feed, stored_at) where assessed_at is null;

  create table ${schema}.identities (
    referral_id uuid primary key references ${schema}.submissions on delete cascade,
    date_of_birth text,
    sex text not null,
    nhs_number text
  );

  create table ${schema}.inbox (
    feed text not null,
    organisation text not null,
    request_id text not null,
    body_hash text not null,
    body text,
    kind text not null,
    referral_id uuid,
    event_id uuid not null,
    message text,
    answer text not null,
    received_at bigint not null,
    stored_at timestamptz not null default clock_timestamp(),
    confirmed_at timestamptz,
    resent_at timestamptz,
    resends int not null default 0,
    primary key (feed, organisation, request_id)
  );
  create unique index inbox_event on ${schema}.inbox (event_id);
  create index inbox_referral on ${schema}.inbox (referral_id);
  create index inbox_owed on ${schema}.inbox (stored_at) where confirmed_at is null;
  create index inbox_heard on ${schema}.inbox (feed, received_at desc);

  create table ${schema}.orphans (
    event_id uuid primary key,
    feed text not null,
    organisation text not null,
    case_id text not null,
    message text not null,
    parked text not null,
    stored_at timestamptz not null default clock_timestamp()
  );
  create index orphans_case on ${schema}.orphans (feed, organisation, case_id);

  create table ${schema}.parked_origins (
    origin text primary key,
    parked_at timestamptz not null default clock_timestamp()
  );
`;

const barsTables = (schema: string): string => `
  create table ${schema}.bars_cases (
    referral_id uuid primary key references ${schema}.submissions on delete cascade,
    organisation text not null,
    correlation_id text not null,
    use_case text not null,
    category text not null,
    bundle_id text not null,
    service_request_id text not null,
    nhs_number text,
    request_id text not null,
    versions int not null default 1,
    written_at bigint,
    told text not null default '{}',
    stored_at timestamptz not null default clock_timestamp()
  );
  create index bars_cases_service_request on ${schema}.bars_cases (organisation, service_request_id, stored_at desc);
  create index bars_cases_nhs_number on ${schema}.bars_cases (organisation, nhs_number, stored_at desc) where nhs_number is not null;

  create table ${schema}.bars_answers (
    answer_id uuid primary key,
    referral_id uuid not null references ${schema}.submissions on delete cascade,
    organisation text not null,
    position bigint not null generated always as identity,
    kind text not null,
    body text,
    state text not null default 'waiting',
    attempts int not null default 0,
    created_at timestamptz not null default clock_timestamp(),
    next_attempt_at timestamptz not null default clock_timestamp(),
    claimed_until timestamptz,
    alarmed_at timestamptz,
    ended_at timestamptz,
    last_outcome text
  );
  create index bars_answers_waiting on ${schema}.bars_answers (next_attempt_at) where state = 'waiting';
  create index bars_answers_failed on ${schema}.bars_answers (created_at) where state in ('refused', 'given-up');
  create index bars_answers_referral on ${schema}.bars_answers (referral_id, position);
`;

export const migrations: readonly Migration[] = [
  {
    name: "0001-intake",
    up: ({ schema }) => [outboxTableSql(schema), leaseTableSql(schema), tables(schema)].join("\n"),
  },
  // When the case ended by the clock of `queue`: tells an amendment that came too late from one that was taken in.
  { name: "0002-ended-at", up: ({ schema }) => `alter table ${schema}.submissions add column ended_at bigint;` },
  { name: "0003-write-less", up: ({ schema }) => outboxUncompressedSql(schema) },
  // What was assessed before counts as done: it would not be counted for more than a minute anyway.
  {
    name: "0005-machine-done",
    up: ({ schema }) => `
      alter table ${schema}.submissions add column machine_done_at timestamptz;
      update ${schema}.submissions set machine_done_at = assessed_at where assessed_at is not null;
      create index submissions_under_way on ${schema}.submissions (feed, stored_at) where machine_done_at is null;`,
  },
  { name: "0006-bars", up: ({ schema }) => barsTables(schema) },
  // Amendments from before this have no number: they are taken up as they come.
  {
    name: "0007-content-numbers",
    up: ({ schema }) => `
      alter table ${schema}.submissions add column contents int not null default 1;
      alter table ${schema}.inbox add column content_number int;`,
  },
  // What operators have switched; `at` in epoch milliseconds, by the clock of `queue`.
  {
    name: "0008-switches",
    up: ({ schema }) => `
      create table ${schema}.switches (name text primary key, is_stopped boolean not null, at bigint not null);`,
  },
];
