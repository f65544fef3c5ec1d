-- The truth of the queue: facts in hash chains, the folded referral, the person (erasable), board records, timers, teams, parked messages.
-- Facts, accesses and anchors are only ever inserted: the trigger refuses anything else, whoever asks.

create table referral (
  id uuid primary key,
  -- Sequence of the last fact.
  version integer not null check (version >= 1),
  state text not null,
  waiting_for text,
  is_ended boolean not null,
  received_at timestamptz not null,
  ended_at timestamptz,
  correlation_id text not null,
  -- The fold of the facts, kept so that a command need not read them all; audit:verify checks that the two agree.
  folded jsonb not null,
  changed_at timestamptz not null
);
create index referral_open on referral (received_at) where not is_ended;
create index referral_waiting on referral (id) where state = 'waiting' and not is_ended;

create table fact (
  chain_id uuid not null,
  sequence integer not null check (sequence >= 1),
  id uuid not null unique,
  type text not null,
  recorded_at timestamptz not null,
  -- The exact text that was hashed and published. Never jsonb, which does not keep bytes.
  body text not null,
  previous_hash text not null,
  hash text not null,
  primary key (chain_id, sequence)
);
create index fact_awaiting on fact (recorded_at) where type in ('opened', 'amended', 'routing-requested');

-- Where each chain ends: of referrals, teams, checks, and of the accesses to each referral.
create table chain_head (
  chain_id uuid primary key,
  kind text not null check (kind in ('referral', 'team', 'check', 'audit', 'access')),
  sequence integer not null,
  hash text not null,
  is_anchored boolean not null default false
);
create index chain_head_unanchored on chain_head (chain_id) where not is_anchored;

create table access (
  chain_id uuid not null,
  sequence integer not null check (sequence >= 1),
  referral_id uuid,
  at timestamptz not null,
  subject text not null,
  what text not null,
  body text not null,
  previous_hash text not null,
  hash text not null,
  primary key (chain_id, sequence)
);
create index access_by_referral on access (referral_id, at);
create index access_by_subject on access (subject, at);

create table anchor (
  number integer primary key,
  made_at timestamptz not null,
  -- One line for each chain head: id, sequence, hash.
  body text not null,
  previous_hash text not null,
  hash text not null
);
create table anchor_filed (number integer primary key references anchor (number), filed_at timestamptz not null);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of queue.% are only ever inserted', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger only_inserted before update or delete or truncate on fact for each statement execute function refuse_change();
create trigger only_inserted before update or delete or truncate on access for each statement execute function refuse_change();
create trigger only_inserted before update or delete or truncate on anchor for each statement execute function refuse_change();

-- One acceptance at a time, whatever the code above believes.
create table offer (
  offer_id uuid primary key,
  referral_id uuid not null references referral (id),
  team text not null,
  made_at timestamptz not null,
  ended_at timestamptz
);
create unique index offer_one_open on offer (referral_id) where ended_at is null;
create index offer_open_by_team on offer (team) where ended_at is null;

create table acceptance (
  referral_id uuid not null references referral (id),
  offer_id uuid not null,
  team text not null,
  accepted_at timestamptz not null,
  ended_at timestamptz,
  primary key (referral_id, offer_id)
);
create unique index acceptance_one_active on acceptance (referral_id) where ended_at is null;
create index acceptance_active_by_team on acceptance (team) where ended_at is null;

-- Erasable: who the person is and all free text.
create table person (
  referral_id uuid primary key,
  details jsonb not null,
  -- AES-256-GCM, key id, nonce, tag and text together; null when there are none.
  access_notes bytea,
  case_id text,
  sender_name text,
  -- Keyed hashes: found by whoever holds the key, useless without it.
  nhs_number_hash text,
  nhs_number_verified boolean not null,
  identity_hash text,
  name_hash text,
  name_part_hashes text[] not null default '{}',
  date_of_birth_hash text,
  postcode_hash text,
  case_hash text,
  caller_hashes text[] not null default '{}',
  updated_at timestamptz not null
);
create index person_by_nhs_number on person (nhs_number_hash) where nhs_number_hash is not null;
create index person_by_identity on person (identity_hash) where identity_hash is not null;
create index person_by_case on person (case_hash) where case_hash is not null;
create index person_by_name on person using gin (name_part_hashes);
create index person_by_caller on person using gin (caller_hashes);

create table note (
  note_id uuid primary key,
  referral_id uuid not null,
  at timestamptz not null,
  by_name text not null,
  text text not null
);
create index note_by_referral on note (referral_id, at);

-- A person who was erased does not come back with a message that is delivered again.
create table erased (referral_id uuid primary key, at timestamptz not null);

-- Board and team records exactly as the compacted topics have them. A null body takes the record off the board.
create table board_record (
  key text primary key,
  kind text not null check (kind in ('row', 'feed-status', 'parked-status', 'beat')),
  referral_id uuid unique,
  -- A referral's sequence; for beats and feeds the second they were made.
  version bigint not null,
  body text,
  partition integer,
  changed_at timestamptz not null
);
create index board_record_rows on board_record (changed_at) where kind = 'row' and body is not null;

create table team (
  team text primary key,
  chain_id uuid not null unique,
  version integer not null,
  is_open boolean not null,
  is_paused boolean not null,
  paused_because text,
  capacity integer not null check (capacity >= 0),
  open_offers integer not null default 0 check (open_offers >= 0),
  open_jobs integer not null default 0 check (open_jobs >= 0),
  -- Within its hours when last looked at: a change to true is an opening.
  is_within_hours boolean not null default false,
  -- Those who wait without an offer are to be routed again.
  wakes_waiting boolean not null default false,
  changed_at timestamptz not null
);

create table timer (
  referral_id uuid not null references referral (id),
  timer text not null,
  due_at timestamptz not null,
  -- Set when a firing failed, so that one bad referral does not hold up the others.
  try_again_at timestamptz,
  primary key (referral_id, timer)
);
create index timer_due on timer (due_at);

-- Ids of messages that were taken up: a repeat changes nothing.
create table message_taken (id uuid primary key, taken_at timestamptz not null);
create index message_taken_at on message_taken (taken_at);

-- A message that came before the referral it speaks of. Erasable.
create table orphan (
  id uuid primary key,
  referral_id uuid not null,
  topic text not null,
  partition integer not null,
  message_offset text not null,
  message_key text,
  headers jsonb not null,
  body bytea not null,
  kept_at timestamptz not null
);
create index orphan_by_referral on orphan (referral_id);
create index orphan_by_age on orphan (kept_at);

-- Erasable.
create table parked (
  parked_id uuid primary key,
  service text not null,
  reason text not null,
  detail text not null,
  topic text not null,
  partition integer not null,
  message_offset text not null,
  message_key text,
  headers jsonb not null,
  body bytea,
  masked text not null,
  size_bytes integer not null,
  attempts integer not null,
  parked_at timestamptz not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  replayed_at timestamptz,
  replayed_by text,
  unique (topic, partition, message_offset, service)
);
create index parked_open on parked (parked_at) where replayed_at is null;

-- The answer a command was given, for whoever asks again with the same X-Request-Id.
create table command_answer (
  subject text not null,
  request_id text not null,
  body_hash text not null,
  answer text not null,
  answered_at timestamptz not null,
  primary key (subject, request_id)
);
create index command_answer_at on command_answer (answered_at);

-- A look behind the glass: opened with a reason, ends by itself, reviewed by the privacy officer.
create table break_glass (
  id uuid primary key,
  referral_id uuid not null,
  subject text not null,
  reason text not null,
  note text,
  opened_at timestamptz not null,
  ends_at timestamptz not null,
  review_due_at timestamptz not null,
  reviewed_at timestamptz,
  reviewed_by text
);
create index break_glass_open on break_glass (referral_id, subject, ends_at);

-- What was asked of eligibility and routing and not answered yet.
create table awaited_advice (
  fact_id uuid primary key,
  referral_id uuid not null,
  sequence integer not null,
  asked_at timestamptz not null,
  sent_again_at timestamptz,
  times_sent integer not null default 1
);
create index awaited_advice_due on awaited_advice (asked_at);
create index awaited_advice_by_referral on awaited_advice (referral_id);
