-- A pause may end by itself.
alter table team add column paused_until timestamptz;

-- Closures whose summary the GP does not have yet. Beside the fold, so that the list costs what is owed and not what was ever closed.
create table summary_owed (
  referral_id uuid primary key references referral (id) on delete cascade,
  -- Null: closed before any team held it.
  team text,
  closed_at timestamptz not null
);
create index summary_owed_by_team on summary_owed (team, closed_at);
