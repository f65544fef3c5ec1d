/** Loads and saves measures: the fold's words on one side, columns on the other. */
import type { Kysely, Transaction } from "kysely";
import { sql } from "kysely";
import type { Measure } from "@ucrt/domain";
import type { MeasureRow, MetricsTables } from "./tables.ts";

type Executor = Kysely<MetricsTables> | Transaction<MetricsTables>;

/** The measures of these referrals, locked in id order until the transaction ends. */
export async function loadMeasures(trx: Executor, referralIds: readonly string[]): Promise<Map<string, Measure>> {
  if (referralIds.length === 0) return new Map();
  const rows = await trx
    .selectFrom("measure")
    .selectAll()
    .where("referral_id", "=", sql<string>`any(${referralIds}::uuid[])`)
    .orderBy("referral_id")
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.referral_id, measureOf(row)]));
}

/** The same without locks, for counting. */
export async function readMeasures(trx: Executor, referralIds: readonly string[]): Promise<Map<string, Measure>> {
  if (referralIds.length === 0) return new Map();
  const rows = await trx
    .selectFrom("measure")
    .selectAll()
    .where("referral_id", "=", sql<string>`any(${referralIds}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.referral_id, measureOf(row)]));
}

const columnList = sql.join(measureColumnNames().map((column) => sql.ref(column)));
const updates = sql.join(
  measureColumnNames()
    .filter((column) => column !== "referral_id")
    .map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`),
);

/** Writes all rows in one statement. A row that is already further on stays as it is. */
export async function saveMeasures(trx: Executor, measures: readonly Measure[]): Promise<void> {
  if (measures.length === 0) return;
  await sql`
    insert into measure (${columnList})
    select ${columnList}
    from jsonb_populate_recordset(null::measure, ${JSON.stringify(measures.map(rowOf))}::jsonb)
    on conflict (referral_id) do update set ${updates} where excluded.sequence > measure.sequence
  `.execute(trx);
}

/** Column and value of every field, in one order. */
export function rowOf(measure: Measure): MeasureRow {
  return {
    referral_id: measure.referralId,
    sequence: measure.sequence,
    state: measure.state,
    feed: measure.feed,
    source: measure.source,
    referrer: measure.referrer,
    place: measure.place,
    team: measure.team,
    need: measure.need,
    care_place: measure.carePlace,
    response: measure.response,
    is_response_by_person: measure.isResponseByPerson,
    was_two_hour: measure.wasTwoHour,
    outcome: measure.outcome,
    outcome_now: measure.outcomeNow,
    is_candidate: measure.isCandidate,
    was_candidate: measure.wasCandidate,
    is_duplicate: measure.isDuplicate,
    is_advised: measure.isAdvised,
    was_held: measure.wasHeld,
    was_no_access: measure.wasNoAccess,
    escalated_because: measure.escalatedBecause,
    obstacle: measure.obstacle,
    check_id: measure.checkId,
    earlier_id: measure.earlierId,
    earlier_closed_at: measure.earlierClosedAt,
    has_nhs_number: measure.hasNhsNumber,
    has_age: measure.hasAge,
    has_practice: measure.hasPractice,
    alternative: measure.alternative,
    received_at: measure.receivedAt,
    need_identified_at: measure.needIdentifiedAt,
    clock_start_at: measure.clockStartAt,
    two_hour_due_at: measure.twoHourDueAt,
    decision_by: measure.decisionBy,
    decided_at: measure.decidedAt,
    offered_at: measure.offeredAt,
    accepted_at: measure.acceptedAt,
    arrived_at: measure.arrivedAt,
    arrived_recorded_at: measure.arrivedRecordedAt,
    handed_back_at: measure.handedBackAt,
    hand_back_reason: measure.handBackReason,
    is_handed_back_by_machine: measure.isHandedBackByMachine,
    withdrawn_at: measure.withdrawnAt,
    withdraw_reason: measure.withdrawReason,
    closed_at: measure.closedAt,
    close_outcome: measure.closeOutcome,
    breach_reason: measure.breachReason,
    offers: measure.offers,
    declines: measure.declines,
    lapses: measure.lapses,
  };
}

export function measureOf(row: MeasureRow): Measure {
  return {
    referralId: row.referral_id,
    sequence: row.sequence,
    state: row.state,
    feed: row.feed,
    source: row.source,
    referrer: row.referrer,
    place: row.place,
    team: row.team,
    need: row.need,
    carePlace: row.care_place,
    response: row.response,
    isResponseByPerson: row.is_response_by_person,
    wasTwoHour: row.was_two_hour,
    outcome: row.outcome,
    outcomeNow: row.outcome_now,
    isCandidate: row.is_candidate,
    wasCandidate: row.was_candidate,
    isDuplicate: row.is_duplicate,
    isAdvised: row.is_advised,
    wasHeld: row.was_held,
    wasNoAccess: row.was_no_access,
    escalatedBecause: row.escalated_because,
    obstacle: row.obstacle,
    checkId: row.check_id,
    earlierId: row.earlier_id,
    earlierClosedAt: row.earlier_closed_at,
    hasNhsNumber: row.has_nhs_number,
    hasAge: row.has_age,
    hasPractice: row.has_practice,
    alternative: row.alternative,
    receivedAt: row.received_at,
    needIdentifiedAt: row.need_identified_at,
    clockStartAt: row.clock_start_at,
    twoHourDueAt: row.two_hour_due_at,
    decisionBy: row.decision_by,
    decidedAt: row.decided_at,
    offeredAt: row.offered_at,
    acceptedAt: row.accepted_at,
    arrivedAt: row.arrived_at,
    arrivedRecordedAt: row.arrived_recorded_at,
    handedBackAt: row.handed_back_at,
    handBackReason: row.hand_back_reason,
    isHandedBackByMachine: row.is_handed_back_by_machine,
    withdrawnAt: row.withdrawn_at,
    withdrawReason: row.withdraw_reason,
    closedAt: row.closed_at,
    closeOutcome: row.close_outcome,
    breachReason: row.breach_reason,
    offers: row.offers,
    declines: row.declines,
    lapses: row.lapses,
  };
}

/** Names every column once: the compiler says when one is missing or unknown. */
export function measureColumnNames(): readonly (keyof MeasureRow)[] {
  const named: Readonly<Record<keyof MeasureRow, true>> = {
    referral_id: true,
    sequence: true,
    state: true,
    feed: true,
    source: true,
    referrer: true,
    place: true,
    team: true,
    need: true,
    care_place: true,
    response: true,
    is_response_by_person: true,
    was_two_hour: true,
    outcome: true,
    outcome_now: true,
    is_candidate: true,
    was_candidate: true,
    is_duplicate: true,
    is_advised: true,
    was_held: true,
    was_no_access: true,
    escalated_because: true,
    obstacle: true,
    check_id: true,
    earlier_id: true,
    earlier_closed_at: true,
    has_nhs_number: true,
    has_age: true,
    has_practice: true,
    alternative: true,
    received_at: true,
    need_identified_at: true,
    clock_start_at: true,
    two_hour_due_at: true,
    decision_by: true,
    decided_at: true,
    offered_at: true,
    accepted_at: true,
    arrived_at: true,
    arrived_recorded_at: true,
    handed_back_at: true,
    hand_back_reason: true,
    is_handed_back_by_machine: true,
    withdrawn_at: true,
    withdraw_reason: true,
    closed_at: true,
    close_outcome: true,
    breach_reason: true,
    offers: true,
    declines: true,
    lapses: true,
  };
  return Object.keys(named) as (keyof MeasureRow)[];
}
