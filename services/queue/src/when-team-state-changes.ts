/**
 * Wakes those who wait without an offer: a team opened for the day, a team said it takes work again, or a full team has room.
 * In: the directory's hours against the clock, and the mark that a change of state left on the team's row. Out: `routing-requested` for each
 * that waits, by `decide`. The mark goes in the same transaction as the last of them, so a crash in between loses nobody.
 */
import { sql } from "kysely";
import type { Transaction } from "kysely";
import { isOpen } from "@ucrt/domain";
import { inTransaction } from "@ucrt/postgres";
import { idOf } from "./ids.ts";
import type { Parts } from "./parts.ts";
import { saveWorkingSet } from "./save-facts.ts";
import type { QueueTables } from "./tables.ts";
import { loadWorkingSet } from "./working-set.ts";

const BATCH = 200;

/** Makes a row for each team of the directory, as the directory has it; a team that is known keeps its state. Returns how many are new. */
export async function ensureTeams(parts: Parts, chainOf: (team: string) => string): Promise<number> {
  const nowMs = await parts.clock(parts.db);
  const rows = parts.directory.teams.map((team) => ({
    team: team.id,
    chain_id: chainOf(team.id),
    version: 1,
    is_open: true,
    is_paused: false,
    paused_because: null,
    paused_until: null,
    capacity: team.entry.capacity,
    is_within_hours: isOpen(team, nowMs),
    changed_at: new Date(nowMs),
  }));
  if (rows.length === 0) return 0;
  const made = await parts.db
    .insertInto("team")
    .values(rows)
    .onConflict((conflict) => conflict.column("team").doNothing())
    .returning("team")
    .execute();
  return made.length;
}

/** Notices openings by the directory's hours. */
export async function whenTeamsOpen(parts: Parts): Promise<void> {
  const nowMs = await parts.clock(parts.db);
  const rows = await parts.db.selectFrom("team").select(["team", "is_within_hours"]).execute();
  for (const row of rows) {
    const team = parts.directory.team(row.team);
    const isWithin = team !== undefined && isOpen(team, nowMs);
    if (isWithin === row.is_within_hours) continue;
    await sql`update team set is_within_hours = ${isWithin}, wakes_waiting = wakes_waiting or ${isWithin} where team = ${row.team}`.execute(
      parts.db,
    );
  }
}

/** Wakes up to 200 of those who wait for a marked team; true when there may be more. */
export async function whenTeamStateChanges(parts: Parts): Promise<boolean> {
  const marked = await parts.db
    .selectFrom("team")
    .select(["team", "version"])
    .where("wakes_waiting", "=", true)
    .orderBy("team")
    .limit(1)
    .executeTakeFirst();
  if (marked === undefined) return false;
  await inTransaction(parts.db, (trx) => wake(trx, parts, marked));
  parts.wakeRelay();
  return true;
}

async function wake(
  trx: Transaction<QueueTables>,
  parts: Parts,
  marked: { readonly team: string; readonly version: number },
): Promise<void> {
  const places = parts.directory.team(marked.team)?.entry.places ?? [];
  const { rows } = await sql<{ id: string }>`
    select id from referral where state = 'waiting' and not is_ended and waiting_for is distinct from 'hold'
      and (folded #>> '{routing,isAwaited}') is distinct from 'true'
      and (folded #>> '{picture,location,place}') = any(${coveredBy(parts, marked.team, places)}::text[])
    order by id limit ${BATCH}`.execute(trx);
  const set = await loadWorkingSet(trx, parts, { referralIds: rows.map((row) => row.id) });
  let woken = 0;
  for (const { id } of rows) {
    const decision = set.give(
      id,
      { kind: "team-state-changed", team: marked.team },
      { causationId: idOf("team-state", marked.team, marked.version, id) },
    );
    if (decision.kind === "facts") woken += 1;
  }
  await saveWorkingSet(trx, set);
  // When all were taken and each was woken there may be more; those who were not would only come again.
  if (rows.length === BATCH && woken > 0) return;
  await sql`update team set wakes_waiting = false where team = ${marked.team} and version = ${marked.version}`.execute(
    trx,
  );
}

/** Places where this team may be offered work: its own, and those it stands in for. */
function coveredBy(parts: Parts, team: string, own: readonly string[]): readonly string[] {
  const others = Object.keys(parts.directory.data.file.places).filter((place) =>
    parts.directory.cover(place).outOfHours.has(team),
  );
  return [...new Set([...own, ...others])];
}
