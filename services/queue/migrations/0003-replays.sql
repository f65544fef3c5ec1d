-- Parked messages have an owner: tasks that send them again, one item for each, and the switch that stops all retries.

alter table parked add column alarmed_at timestamptz;

create table replay_task (
  task_id uuid primary key,
  asked_by_subject text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  -- More than one message needs somebody else.
  approved_by_subject text,
  approved_by text,
  approved_at timestamptz
);

create table replay_item (
  task_id uuid not null references replay_task (task_id) on delete cascade,
  parked_id uuid not null references parked (parked_id) on delete cascade,
  position integer not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'parked-again', 'refused')),
  detail text,
  done_at timestamptz,
  primary key (task_id, parked_id)
);
create index replay_item_waiting on replay_item (task_id, position) where state = 'waiting';
create index replay_item_sent on replay_item (parked_id) where state = 'sent';

create table retry_switch (
  name text primary key check (name = 'retries'),
  is_stopped boolean not null,
  changed_at timestamptz not null,
  changed_by text not null,
  reason text not null
);
