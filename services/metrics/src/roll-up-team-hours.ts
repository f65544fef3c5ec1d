/**
 * Keeps, for one local month, each team's published and offered minutes by hour of the day; and reads them back.
 * In: the directory's calendars and the states that teams gave themselves. Never decides what counts: `teamHoursOf` does.
 */
import { monthBounds, teamHoursOf, type OpeningCalendar, type TeamHour, type TeamStateAt } from "@ucrt/domain";
import { sql, type Kysely, type Transaction } from "kysely";
import type { MetricsTables, TeamStateRow } from "./tables.ts";

export interface TeamWithHours {
  readonly team: string;
  readonly calendar: OpeningCalendar;
  /** Capacity until the team says otherwise. */
  readonly capacity: number;
}

const HOUR_MS = 3_600_000;

/** Replaces the month's rows up to now. Returns how many differ, and when the passing of time changes them again. */
export async function rollUpTeamHours(
  trx: Transaction<MetricsTables>,
  props: { readonly month: string; readonly nowMs: number; readonly teams: readonly TeamWithHours[] },
): Promise<{ readonly changed: number; readonly dueAt: number | null }> {
  const { month, nowMs, teams } = props;
  const civil = teams[0]?.calendar.civil;
  if (civil === undefined) return { changed: 0, dueAt: null };
  const { startMs, endMs } = monthBounds(civil, month);
  const toMs = Math.min(endMs, nowMs);
  const states = await statesUntil(trx, { startMs, endMs });
  const rows =
    toMs <= startMs
      ? []
      : teams.flatMap(({ team, calendar, capacity }) =>
          teamHoursOf({ calendar, capacity, states: states.get(team) ?? [], fromMs: startMs, toMs })
            .filter(({ publishedMinutes }) => publishedMinutes > 0)
            .map((hour) => rowOf(month, team, hour)),
        );
  const removed = await sql`
    delete from team_hours as kept where month = ${month} and not exists (
      select from jsonb_populate_recordset(null::team_hours, ${JSON.stringify(rows)}::jsonb) as made
      where made.* = kept.*)`.execute(trx);
  const added = await sql`
    insert into team_hours select * from jsonb_populate_recordset(null::team_hours, ${JSON.stringify(rows)}::jsonb)
    on conflict do nothing`.execute(trx);
  return {
    changed: Number(removed.numAffectedRows ?? 0n) + Number(added.numAffectedRows ?? 0n),
    dueAt: nowMs >= endMs ? null : Math.max(startMs, Math.floor(nowMs / HOUR_MS) * HOUR_MS + HOUR_MS),
  };
}

/** Every state of the stretch, and of each team the last one before it. */
async function statesUntil(
  trx: Transaction<MetricsTables>,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
): Promise<ReadonlyMap<string, readonly TeamStateAt[]>> {
  const { rows } = await sql<TeamStateRow>`
    (select distinct on (team) * from team_state where at < ${startMs} order by team, sequence desc)
    union all (select * from team_state where at >= ${startMs} and at < ${endMs})
    order by team, sequence`.execute(trx);
  const byTeam = new Map<string, TeamStateAt[]>();
  for (const { team, at, is_open, is_paused, capacity } of rows) {
    const known = byTeam.get(team) ?? [];
    known.push({ at, isOpen: is_open, isPaused: is_paused, capacity });
    byTeam.set(team, known);
  }
  return byTeam;
}

const rowOf = (month: string, team: string, hour: TeamHour): MetricsTables["team_hours"] => ({
  month,
  team,
  hour: hour.hour,
  published_minutes: hour.publishedMinutes,
  offered_minutes: hour.offeredMinutes,
  paused_minutes: hour.pausedMinutes,
  closed_minutes: hour.closedMinutes,
  capacity_minutes: hour.capacityMinutes,
});

export interface TeamHoursOfMonth extends TeamHour {
  readonly month: string;
  readonly team: string;
}

/** First and last local month, both included. Hours without published minutes are left out. */
export async function readTeamHours(
  db: Kysely<MetricsTables>,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<TeamHoursOfMonth[]> {
  const rows = await db
    .selectFrom("team_hours")
    .selectAll()
    .where("month", ">=", from)
    .where("month", "<=", to)
    .orderBy("month")
    .orderBy("team")
    .orderBy("hour")
    .execute();
  return rows.map((row) => ({
    month: row.month,
    team: row.team,
    hour: row.hour,
    publishedMinutes: row.published_minutes,
    offeredMinutes: row.offered_minutes,
    pausedMinutes: row.paused_minutes,
    closedMinutes: row.closed_minutes,
    capacityMinutes: row.capacity_minutes,
  }));
}
