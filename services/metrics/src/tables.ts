/**
 * The schema `metrics`: one row for each referral, folded from its facts, without identity; what is not a referral's; and the rollups made of them.
 * Instants are epoch milliseconds (bigint), as in the fold. Everything here can be made again from the log.
 */
import type { CheckMeasure, Measure } from "@ucrt/domain";
import { leaseTableSql, type LeaseTable, type Migration } from "@ucrt/postgres";
import type { Generated } from "kysely";

export const schemaName = "metrics";
export const roleName = "ucrt_metrics";

/** Columns of a table, in the words of what is kept in it. */
type RowOf<Kept> = { readonly [Field in keyof Kept as Field extends string ? Snake<Field> : never]: Kept[Field] };

type Snake<Name extends string> = Name extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${Snake<Tail>}`
  : "";

export type MeasureRow = RowOf<Measure>;
export type CheckRow = RowOf<CheckMeasure>;

export interface TeamStateRow {
  readonly team: string;
  readonly sequence: number;
  readonly at: number;
  readonly is_open: boolean;
  readonly is_paused: boolean;
  readonly capacity: number;
}

export interface AuditJudgementRow {
  /** The chain of the judgement; a later one about the same referral replaces it. */
  readonly audit_id: string;
  readonly about: string;
  readonly at: number;
  readonly judgement: "agree" | "disagree";
}

export interface MetricsTables {
  readonly measure: MeasureRow;
  readonly check_made: CheckRow;
  readonly team_state: TeamStateRow;
  readonly audit_judgement: AuditJudgementRow;
  /** One row whenever something of this local month changed; removed by whoever has rolled it up. Rows instead of a counter: nobody waits for anybody. */
  readonly dirty_month: { readonly id: Generated<number>; readonly month: string };
  /** A month that was rolled up, and what it was made with. */
  readonly rollup_month: {
    readonly month: string;
    readonly version: string;
    readonly rolled_at: number;
    /** When time alone changes it; null: only a fact can. */
    readonly due_at: number | null;
  };
  /** All cells of one month and one grouping, in one value (`cell-bytes.ts`). */
  readonly rollup: {
    readonly month: string;
    readonly grain: string;
    readonly breakdowns: string;
    readonly cells: Buffer;
  };
  readonly team_hours: {
    readonly month: string;
    readonly team: string;
    readonly hour: number;
    readonly published_minutes: number;
    readonly offered_minutes: number;
    readonly paused_minutes: number;
    readonly closed_minutes: number;
    readonly capacity_minutes: number;
  };
  readonly leases: LeaseTable;
  /** What commissioners read: disclosed tables as they were made (`make-publication.ts`), `groups` as JSON text. */
  readonly publication: {
    readonly year: string;
    readonly period: string;
    readonly breakdowns: string;
    readonly as_of: number;
    readonly groups: string;
  };
  readonly publication_year: {
    readonly year: string;
    readonly as_of: number;
    readonly counts: number;
    readonly hidden: number;
  };
}

const measureColumns = `
  referral_id uuid primary key,
  sequence int not null,
  state text not null,
  feed text not null,
  source text not null,
  place text,
  team text,
  response text not null,
  outcome text,
  is_candidate boolean not null,
  is_duplicate boolean not null,
  received_at bigint not null,
  need_identified_at bigint,
  clock_start_at bigint not null,
  offered_at bigint,
  accepted_at bigint,
  arrived_at bigint,
  handed_back_at bigint,
  withdrawn_at bigint,
  closed_at bigint,
  declines int not null,
  lapses int not null`;

/** Everything that is counted. Rows folded before this do not have it: they go, and the consumer's new group folds the log again. */
const measureColumnsOfCareMd = `
  delete from measure;
  alter table measure
    add column referrer text not null,
    add column need text not null,
    add column care_place text not null,
    add column was_two_hour boolean not null,
    add column outcome_now text,
    add column was_candidate boolean not null,
    add column is_advised boolean not null,
    add column was_held boolean not null,
    add column was_no_access boolean not null,
    add column escalated_because text,
    add column obstacle text,
    add column check_id uuid,
    add column earlier_id uuid,
    add column earlier_closed_at bigint,
    add column has_nhs_number boolean not null,
    add column has_age boolean not null,
    add column has_practice boolean not null,
    add column alternative text,
    add column two_hour_due_at bigint not null,
    add column decision_by bigint not null,
    add column decided_at bigint,
    add column arrived_recorded_at bigint,
    add column hand_back_reason text,
    add column is_handed_back_by_machine boolean not null,
    add column withdraw_reason text,
    add column close_outcome text,
    add column breach_reason text,
    add column offers jsonb not null;
  create index measure_check on measure (check_id) where check_id is not null;
  create index measure_earlier on measure (earlier_id) where earlier_id is not null;`;

const otherTables = `
  create table check_made (
    check_id uuid primary key, made_at bigint not null, source text not null, referrer text not null, place text,
    need text not null, care_place text not null, outcome text not null, response text not null);
  create index check_made_at on check_made (made_at);
  create table team_state (
    team text not null, sequence int not null, at bigint not null, is_open boolean not null, is_paused boolean not null,
    capacity int not null, primary key (team, sequence));
  create index team_state_at on team_state (at);
  create table audit_judgement (audit_id uuid primary key, about uuid not null, at bigint not null, judgement text not null);
  create index audit_judgement_about on audit_judgement (about);`;

const rollupTables = `
  create table dirty_month (id bigint generated always as identity primary key, month text not null);
  create table rollup_month (month text primary key, version text not null, rolled_at bigint not null, due_at bigint);
  create table rollup (
    month text not null, grain text not null, breakdowns text not null, cells bytea not null,
    primary key (grain, breakdowns, month));
  create table team_hours (
    month text not null, team text not null, hour int not null, published_minutes int not null, offered_minutes int not null,
    paused_minutes int not null, closed_minutes int not null, capacity_minutes int not null, primary key (month, team, hour));`;

const publicationTables = `
  create table publication (
    year text not null, period text not null, breakdowns text not null, as_of bigint not null, groups text not null,
    primary key (period, breakdowns));
  create index publication_of_year on publication (year);
  create table publication_year (year text primary key, as_of bigint not null, counts int not null, hidden int not null);`;

export const migrations: readonly Migration[] = [
  {
    name: "001-measure",
    up: `create table measure (${measureColumns}); create index measure_received on measure (received_at);`,
  },
  {
    name: "002-response-by-person",
    up: "alter table measure add column is_response_by_person boolean not null default false",
  },
  { name: "003-measures-of-care", up: measureColumnsOfCareMd },
  { name: "004-checks-teams-audit", up: otherTables },
  { name: "005-rollups", up: ({ schema }) => `${rollupTables} ${leaseTableSql(schema)}` },
  { name: "006-publications", up: publicationTables },
  {
    // The bytes of cells changed: every month is made again from the measures.
    name: "007-cells-with-lengths",
    up: "insert into dirty_month (month) select month from rollup_month; delete from rollup;",
  },
];
