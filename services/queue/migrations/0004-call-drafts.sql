-- Telephone calls that are being written down: sealed, owned by a person, deleted when sent, discarded or too old.

create table call_draft (
  draft_id uuid primary key,
  version integer not null check (version >= 1),
  organisation text not null,
  owner_subject text not null,
  owner_name text not null,
  offered_to text check (offered_to in ('spa-coordinator', 'spa-clinician')),
  feed text not null,
  need text,
  -- AES-256-GCM with a key of its own, bound to the draft's id: version, nonce, tag and text together.
  content bytea not null,
  started_at timestamptz not null,
  saved_at timestamptz not null,
  alarmed_at timestamptz
);
create index call_draft_by_organisation on call_draft (organisation, started_at);

-- How each ended, without what was typed: a late save of another tab does not bring a call back.
create table call_draft_end (
  draft_id uuid primary key,
  organisation text not null,
  how text not null check (how in ('sent', 'discarded', 'too-old')),
  reason text,
  referral_id uuid,
  ended_at timestamptz not null
);
