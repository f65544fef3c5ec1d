-- For those who watch over the service: what the privacy officer found of an opening, judgements of the audit sample, and the ways to look back.

alter table break_glass
  add column opened_by_name text,
  add column opened_by_role text,
  add column review_outcome text check (review_outcome in ('justified', 'not-justified', 'follow-up')),
  add column review_note text,
  add column reviewed_by_name text;
create index break_glass_unreviewed on break_glass (review_due_at) where reviewed_at is null;
create index break_glass_by_opening on break_glass (opened_at);

-- One for each drawn case; the fact is in a chain of its own. The present state, so that a second clinician is told.
create table audit_judgement (
  referral_id uuid primary key,
  month text not null,
  judgement text not null check (judgement in ('agree', 'disagree')),
  reason text not null,
  judged_at timestamptz not null,
  judged_by text not null,
  judged_by_name text not null
);

-- Few of all facts, and asked for by month.
create index fact_refusals on fact (recorded_at) where type in ('offer-declined', 'offer-lapsed', 'handed-back', 'advised');

-- Which of those that have ended were there at a past minute. Written once, when a referral ends. A clock of a broker may be ahead of ours.
create index referral_life on referral using gist (tstzrange(least(received_at, ended_at), ended_at, '[]')) where ended_at is not null;
