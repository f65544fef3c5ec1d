/**
 * The tables every service with an outbox has, as SQL for its first migration, and their row types for its `tables.ts`.
 * Never holds business data of its own: an outbox row lives until Kafka has acknowledged it.
 */
import type { Generated } from "kysely";
import { assertName } from "./pool.ts";

export interface OutboxTable {
  readonly id: Generated<number>;
  readonly topic: string;
  readonly key: string;
  /** Exact text; null together with `source_ref` (the row as it is when sent) or for a tombstone. */
  readonly value: string | null;
  readonly headers: Record<string, string>;
  /** Names the row to read at the time of sending, e.g. a referral id. */
  readonly source_ref: string | null;
  readonly created_at: Generated<Date>;
}

export interface OutboxSetAsideTable {
  readonly id: number;
  readonly topic: string;
  readonly key: string;
  readonly value: string | null;
  readonly headers: Record<string, string>;
  readonly source_ref: string | null;
  readonly created_at: Date;
  readonly reason: string;
  readonly set_aside_at: Generated<Date>;
}

export interface LeaseTable {
  readonly name: string;
  readonly holder: string;
  readonly expires_at: Date;
}

/** The tables this package uses; a service's own `Database` type extends it. */
export interface PostgresTables {
  readonly outbox: OutboxTable;
  readonly outbox_set_aside: OutboxSetAsideTable;
  readonly leases: LeaseTable;
}

/** An outbox row lives for milliseconds: it is written as it is, up to a page, and never compressed. Goes into a later migration of the schema. */
export function outboxUncompressedSql(schema: string): string {
  assertName(schema);
  return `
    alter table ${schema}.outbox alter column value set storage external;
    alter table ${schema}.outbox set (toast_tuple_target = 8160);`;
}

/** Outbox and the place for rows no broker takes. Goes into a migration of the schema. */
export function outboxTableSql(schema: string): string {
  assertName(schema);
  return `
    create table ${schema}.outbox (
      id bigint generated always as identity primary key,
      topic text not null,
      key text not null,
      value text,
      headers jsonb not null default '{}',
      source_ref text,
      created_at timestamptz not null default clock_timestamp()
    ) with (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 2000, autovacuum_analyze_scale_factor = 0.0, autovacuum_analyze_threshold = 20000);
    create table ${schema}.outbox_set_aside (
      id bigint primary key,
      topic text not null,
      key text not null,
      value text,
      headers jsonb not null,
      source_ref text,
      created_at timestamptz not null,
      reason text not null,
      set_aside_at timestamptz not null default clock_timestamp()
    );
  `;
}

/** Leases: who does a job that only one instance may do. Goes into a migration of the schema, also needed by the relay. */
export function leaseTableSql(schema: string): string {
  assertName(schema);
  return `
    create table ${schema}.leases (
      name text primary key,
      holder text not null,
      expires_at timestamptz not null
    );
  `;
}
