/**
 * The tables of schema `queue` as Kysely sees them; `migrations/` makes them.
 * Erasable: person, note, orphan, parked, call_draft. Insert only: fact, access, anchor. Everything else is the present state.
 */
import type { ColumnType, Generated } from "kysely";
import type { PostgresTables } from "@ucrt/postgres";
import type { CallDraftDiscardReason, Feed, NeedCode } from "@ucrt/schemas";

/** Written as a Date or ISO text, read as a Date. */
type Instant = ColumnType<Date, Date | string, Date | string>;
type NullableInstant = ColumnType<Date | null, Date | string | null, Date | string | null>;
/** Written as JSON text, read parsed. */
type Json = ColumnType<unknown, string, string>;

export interface ReferralTable {
  id: string;
  version: number;
  state: string;
  waiting_for: string | null;
  is_ended: boolean;
  received_at: Instant;
  ended_at: NullableInstant;
  correlation_id: string;
  folded: Json;
  changed_at: Instant;
}

export interface FactTable {
  chain_id: string;
  sequence: number;
  id: string;
  type: string;
  recorded_at: Instant;
  body: string;
  previous_hash: string;
  hash: string;
}

export type ChainKind = "referral" | "team" | "check" | "audit" | "access";

export interface ChainHeadTable {
  chain_id: string;
  kind: ChainKind;
  sequence: number;
  hash: string;
  is_anchored: boolean;
}

export interface AccessTable {
  chain_id: string;
  sequence: number;
  /** Null for a search that found nobody. */
  referral_id: string | null;
  at: Instant;
  subject: string;
  what: string;
  body: string;
  previous_hash: string;
  hash: string;
}

export interface AnchorTable {
  number: number;
  made_at: Instant;
  body: string;
  previous_hash: string;
  hash: string;
}

export interface OfferTable {
  offer_id: string;
  referral_id: string;
  team: string;
  made_at: Instant;
  ended_at: NullableInstant;
}

export interface AcceptanceTable {
  referral_id: string;
  offer_id: string;
  team: string;
  accepted_at: Instant;
  ended_at: NullableInstant;
}

export interface PersonTable {
  referral_id: string;
  details: Json;
  access_notes: Buffer | null;
  case_id: string | null;
  sender_name: string | null;
  nhs_number_hash: string | null;
  nhs_number_verified: boolean;
  identity_hash: string | null;
  name_hash: string | null;
  name_part_hashes: string[];
  date_of_birth_hash: string | null;
  postcode_hash: string | null;
  case_hash: string | null;
  caller_hashes: string[];
  updated_at: Instant;
}

export interface NoteTable {
  note_id: string;
  referral_id: string;
  at: Instant;
  by_name: string;
  text: string;
}

export interface BoardRecordTable {
  key: string;
  kind: "row" | "feed-status" | "parked-status" | "beat";
  referral_id: string | null;
  version: number;
  body: string | null;
  partition: number | null;
  changed_at: Instant;
}

export interface TeamTable {
  team: string;
  chain_id: string;
  version: number;
  is_open: boolean;
  is_paused: boolean;
  paused_because: string | null;
  paused_until: NullableInstant;
  capacity: number;
  open_offers: Generated<number>;
  open_jobs: Generated<number>;
  is_within_hours: Generated<boolean>;
  wakes_waiting: Generated<boolean>;
  changed_at: Instant;
}

export interface SummaryOwedTable {
  referral_id: string;
  team: string | null;
  closed_at: Instant;
}

export interface TimerTable {
  referral_id: string;
  timer: string;
  due_at: Instant;
  try_again_at: NullableInstant;
}

export interface MessageTakenTable {
  id: string;
  taken_at: Instant;
}

export interface OrphanTable {
  id: string;
  referral_id: string;
  topic: string;
  partition: number;
  message_offset: string;
  message_key: string | null;
  headers: Json;
  body: Buffer;
  kept_at: Instant;
}

export interface ParkedTable {
  parked_id: string;
  service: string;
  reason: string;
  detail: string;
  topic: string;
  partition: number;
  message_offset: string;
  message_key: string | null;
  headers: Json;
  body: Buffer | null;
  masked: string;
  size_bytes: number;
  attempts: number;
  parked_at: Instant;
  first_at: Instant;
  last_at: Instant;
  replayed_at: NullableInstant;
  replayed_by: string | null;
  /** When its owner was alarmed because it had waited for a minute. */
  alarmed_at: Generated<Date | null>;
}

export interface ReplayTaskTable {
  task_id: string;
  asked_by_subject: string;
  asked_by: string;
  asked_at: Instant;
  approved_by_subject: string | null;
  approved_by: string | null;
  approved_at: NullableInstant;
}

export interface ReplayItemTable {
  task_id: string;
  parked_id: string;
  position: number;
  state: Generated<"waiting" | "sent" | "parked-again" | "refused">;
  detail: string | null;
  done_at: NullableInstant;
}

export interface RetrySwitchTable {
  name: "retries";
  is_stopped: boolean;
  changed_at: Instant;
  changed_by: string;
  reason: string;
}

export interface CommandAnswerTable {
  subject: string;
  request_id: string;
  body_hash: string;
  answer: string;
  answered_at: Instant;
}

export interface BreakGlassTable {
  id: string;
  referral_id: string;
  subject: string;
  reason: string;
  note: string | null;
  opened_at: Instant;
  ends_at: Instant;
  review_due_at: Instant;
  reviewed_at: NullableInstant;
  reviewed_by: string | null;
  opened_by_name: string | null;
  opened_by_role: string | null;
  review_outcome: "justified" | "not-justified" | "follow-up" | null;
  review_note: string | null;
  reviewed_by_name: string | null;
}

export interface AuditJudgementTable {
  referral_id: string;
  month: string;
  judgement: "agree" | "disagree";
  reason: string;
  judged_at: Instant;
  judged_by: string;
  judged_by_name: string;
}

/** A call that is being written down. Erasable: deleted when it is sent, discarded or too old. */
export interface CallDraftTable {
  draft_id: string;
  version: number;
  organisation: string;
  owner_subject: string;
  owner_name: string;
  offered_to: "spa-coordinator" | "spa-clinician" | null;
  feed: Feed;
  need: NeedCode | null;
  content: Buffer;
  started_at: Instant;
  saved_at: Instant;
  /** When it was told that nobody goes on with it. */
  alarmed_at: Generated<Date | null>;
}

export interface CallDraftEndTable {
  draft_id: string;
  organisation: string;
  how: "sent" | "discarded" | "too-old";
  reason: CallDraftDiscardReason | null;
  referral_id: string | null;
  ended_at: Instant;
}

export interface AwaitedAdviceTable {
  fact_id: string;
  referral_id: string;
  sequence: number;
  asked_at: Instant;
  sent_again_at: NullableInstant;
  times_sent: Generated<number>;
}

export interface QueueTables extends PostgresTables {
  referral: ReferralTable;
  fact: FactTable;
  chain_head: ChainHeadTable;
  access: AccessTable;
  anchor: AnchorTable;
  anchor_filed: { number: number; filed_at: Instant };
  offer: OfferTable;
  acceptance: AcceptanceTable;
  person: PersonTable;
  note: NoteTable;
  erased: { referral_id: string; at: Instant };
  board_record: BoardRecordTable;
  team: TeamTable;
  timer: TimerTable;
  message_taken: MessageTakenTable;
  orphan: OrphanTable;
  parked: ParkedTable;
  replay_task: ReplayTaskTable;
  replay_item: ReplayItemTable;
  retry_switch: RetrySwitchTable;
  command_answer: CommandAnswerTable;
  break_glass: BreakGlassTable;
  call_draft: CallDraftTable;
  call_draft_end: CallDraftEndTable;
  audit_judgement: AuditJudgementTable;
  awaited_advice: AwaitedAdviceTable;
  summary_owed: SummaryOwedTable;
}
