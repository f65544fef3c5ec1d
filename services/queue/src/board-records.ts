/**
 * The records of `queue.board.v1` and `team.state.v1` as they are now, and what the relay sends of them.
 * In: records to keep. Out: rows with a growing version, references in the outbox, and the rows themselves when the relay asks.
 * Never sends an older state after a newer one: the relay reads the row at the time of sending.
 */
import { sql } from "kysely";
import type { Kysely, Transaction } from "kysely";
import { cloudEventHeaders, header } from "@ucrt/kafka";
import { addToOutbox } from "@ucrt/postgres";
import type { CurrentRow, CurrentRowMessage, CurrentRowRef } from "@ucrt/postgres";
import { BOARD_TOPIC, TEAM_STATE_TOPIC, teamState, type TeamState } from "@ucrt/schemas";
import type { BoardRecordTable, QueueTables } from "./tables.ts";

export interface RecordToKeep {
  readonly key: string;
  readonly kind: BoardRecordTable["kind"];
  readonly referralId: string | null;
  readonly version: number;
  /** Exact JSON text; null takes the record off the board. */
  readonly body: string | null;
  readonly partition?: number;
}

/** References that make the relay send these keys of the board, in the trace of what changed them. */
export const boardReferences = (keys: readonly string[], traceparent?: string): readonly CurrentRowMessage[] =>
  keys.map((key) => ({
    kind: "current-row",
    topic: BOARD_TOPIC,
    key,
    sourceRef: key,
    ...(traceparent === undefined ? {} : { headers: { [header.traceparent]: traceparent } }),
  }));

/** References that make the relay send these teams' states. */
export const teamReferences = (teams: readonly string[]): readonly CurrentRowMessage[] =>
  teams.map((team) => ({ kind: "current-row", topic: TEAM_STATE_TOPIC, key: team, sourceRef: team }));

/** Inserts or replaces records; an older version changes nothing. */
export async function keepBoardRecords(
  trx: Transaction<QueueTables>,
  records: readonly RecordToKeep[],
  atMs: number,
): Promise<void> {
  if (records.length === 0) return;
  await sql`
    insert into board_record as kept (key, kind, referral_id, version, body, partition, changed_at)
    select key, kind, referral_id, version, body, partition, ${new Date(atMs)}
    from unnest(${records.map((r) => r.key)}::text[], ${records.map((r) => r.kind)}::text[], ${records.map((r) => r.referralId)}::uuid[],
      ${records.map((r) => r.version)}::bigint[], ${records.map((r) => r.body)}::text[], ${records.map((r) => r.partition ?? null)}::int[])
      as given (key, kind, referral_id, version, body, partition)
    on conflict (key) do update set version = excluded.version, body = excluded.body, partition = excluded.partition, changed_at = excluded.changed_at
      where kept.version < excluded.version or (kept.version = excluded.version and kept.body is distinct from excluded.body)`.execute(
    trx,
  );
}

/** Keeps records and asks the relay to send them. */
export async function publishBoardRecords(
  trx: Transaction<QueueTables>,
  records: readonly RecordToKeep[],
  atMs: number,
): Promise<void> {
  await keepBoardRecords(trx, records, atMs);
  await addToOutbox(trx, boardReferences(records.map((record) => record.key)));
}

/** For the relay: the rows that references name, as they are now. */
export async function loadCurrentRows(
  db: Kysely<QueueTables>,
  refs: readonly CurrentRowRef[],
): Promise<readonly CurrentRow[]> {
  const keys = refs.filter((ref) => ref.topic === BOARD_TOPIC).map((ref) => ref.sourceRef);
  const teams = refs.filter((ref) => ref.topic === TEAM_STATE_TOPIC).map((ref) => ref.sourceRef);
  const [records, states] = await Promise.all([
    keys.length === 0 ? [] : db.selectFrom("board_record").selectAll().where("key", "in", keys).execute(),
    teams.length === 0 ? [] : db.selectFrom("team").selectAll().where("team", "in", teams).execute(),
  ]);
  return [
    ...records.map((record) => ({
      topic: BOARD_TOPIC,
      sourceRef: record.key,
      value: record.body,
      headers: recordHeaders({
        id: `${record.key}/${record.version}`,
        type: BOARD_TOPIC,
        subject: record.key,
        at: record.changed_at,
      }),
      ...(record.partition === null ? {} : { partition: record.partition }),
    })),
    ...states.map((row) => ({
      topic: TEAM_STATE_TOPIC,
      sourceRef: row.team,
      value: JSON.stringify(teamState.encode(toTeamState(row))),
      headers: recordHeaders({
        id: `${row.team}/${row.version}`,
        type: TEAM_STATE_TOPIC,
        subject: row.team,
        at: row.changed_at,
      }),
    })),
  ];
}

const recordHeaders = (about: {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly at: Date;
}): Record<string, string> =>
  cloudEventHeaders({
    id: about.id,
    type: about.type,
    source: "queue",
    time: about.at.toISOString(),
    subject: about.subject,
  });

/** A team's row as the contract has it. */
export function toTeamState(row: {
  readonly team: string;
  readonly version: number;
  readonly is_open: boolean;
  readonly is_paused: boolean;
  readonly paused_because: string | null;
  readonly paused_until: Date | null;
  readonly capacity: number;
  readonly open_offers: number;
  readonly open_jobs: number;
  readonly changed_at: Date;
}): TeamState {
  return {
    team: row.team,
    version: row.version,
    isOpen: row.is_open,
    isPaused: row.is_paused,
    pausedBecause: row.paused_because,
    ...(row.paused_until === null ? {} : { pausedUntil: row.paused_until.getTime() }),
    capacity: row.capacity,
    openOffers: row.open_offers,
    openJobs: row.open_jobs,
    changedAt: row.changed_at.getTime(),
  };
}
