/**
 * The schema `metrics`: one row for each referral, folded from its facts, without identity. Instants are epoch milliseconds (bigint), as in the fold.
 */
import type { Measure } from "@ucrt/domain";
import type { Migration } from "@ucrt/postgres";

export const schemaName = "metrics";
export const roleName = "ucrt_metrics";

/** Columns of `measure`, in the words of the fold. */
export type MeasureRow = { readonly [Field in keyof Measure as Snake<Field>]: Measure[Field] };

type Snake<Name extends string> = Name extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${Snake<Tail>}`
  : "";

export interface MetricsTables {
  readonly measure: MeasureRow;
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

export const migrations: readonly Migration[] = [
  {
    name: "001-measure",
    up: `create table measure (${measureColumns}); create index measure_received on measure (received_at);`,
  },
  {
    name: "002-response-by-person",
    up: "alter table measure add column is_response_by_person boolean not null default false",
  },
];
