/** Loads and saves measures: the fold's words on one side, columns on the other. */
import type { Kysely, Transaction } from "kysely";
import { sql } from "kysely";
import type { Measure } from "@ucrt/domain";
import type { MeasureRow, MetricsTables } from "./tables.ts";

type Executor = Kysely<MetricsTables> | Transaction<MetricsTables>;

/** The measures of these referrals, locked in id order until the transaction ends. */
export async function loadMeasures(trx: Executor, referralIds: readonly string[]): Promise<Map<string, Measure>> {
  const rows = await trx
    .selectFrom("measure")
    .selectAll()
    .where("referral_id", "in", referralIds)
    .orderBy("referral_id")
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.referral_id, measureOf(row)]));
}

/** Writes all rows in one statement. A row that is already further on stays as it is. */
export async function saveMeasures(trx: Executor, measures: readonly Measure[]): Promise<void> {
  if (measures.length === 0) return;
  const columns = Object.keys(rowOf(measures[0] as Measure));
  const updates = sql.join(
    columns
      .filter((column) => column !== "referral_id")
      .map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`),
  );
  await sql`
    insert into measure (${sql.join(columns.map((column) => sql.ref(column)))})
    select ${sql.join(columns.map((column) => sql.ref(column)))}
    from jsonb_populate_recordset(null::measure, ${JSON.stringify(measures.map(rowOf))}::jsonb)
    on conflict (referral_id) do update set ${updates} where excluded.sequence > measure.sequence
  `.execute(trx);
}

function rowOf(measure: Measure): MeasureRow {
  return {
    referral_id: measure.referralId,
    sequence: measure.sequence,
    state: measure.state,
    feed: measure.feed,
    source: measure.source,
    place: measure.place,
    team: measure.team,
    response: measure.response,
    is_response_by_person: measure.isResponseByPerson,
    outcome: measure.outcome,
    is_candidate: measure.isCandidate,
    is_duplicate: measure.isDuplicate,
    received_at: measure.receivedAt,
    need_identified_at: measure.needIdentifiedAt,
    clock_start_at: measure.clockStartAt,
    offered_at: measure.offeredAt,
    accepted_at: measure.acceptedAt,
    arrived_at: measure.arrivedAt,
    handed_back_at: measure.handedBackAt,
    withdrawn_at: measure.withdrawnAt,
    closed_at: measure.closedAt,
    declines: measure.declines,
    lapses: measure.lapses,
  };
}

function measureOf(row: MeasureRow): Measure {
  return {
    referralId: row.referral_id,
    sequence: row.sequence,
    state: row.state,
    feed: row.feed,
    source: row.source,
    place: row.place,
    team: row.team,
    response: row.response,
    isResponseByPerson: row.is_response_by_person,
    outcome: row.outcome,
    isCandidate: row.is_candidate,
    isDuplicate: row.is_duplicate,
    receivedAt: row.received_at,
    needIdentifiedAt: row.need_identified_at,
    clockStartAt: row.clock_start_at,
    offeredAt: row.offered_at,
    acceptedAt: row.accepted_at,
    arrivedAt: row.arrived_at,
    handedBackAt: row.handed_back_at,
    withdrawnAt: row.withdrawn_at,
    closedAt: row.closed_at,
    declines: row.declines,
    lapses: row.lapses,
  };
}
