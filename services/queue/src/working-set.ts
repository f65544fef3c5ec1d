/**
 * The referrals that one transaction decides about: loaded and locked in id order, then given inputs one after another in memory.
 * In: ids, inputs. Out: decisions, and the facts to write. Writes nothing itself; `save-facts.ts` does, all at once.
 * Locks referrals first, teams after them, each in order, so that two transactions never wait for each other in a circle.
 */
import { sql } from "kysely";
import type { Transaction } from "kysely";
import {
  decide,
  evolve,
  initialReferral,
  isOpen,
  type FoldableFact,
  type NewFact,
  type Referral,
  type ReferralDecision,
  type ReferralInput,
  type TeamNow,
} from "@ucrt/domain";
import { fact as factContract, type Fact, type ReferralFact } from "@ucrt/schemas";
import { emptyChain, nextLink, type ChainHead, type ChainLink } from "./chain.ts";
import { idOf } from "./ids.ts";
import type { Parts } from "./parts.ts";
import type { QueueTables, TeamTable } from "./tables.ts";

/** A fact with its place in the chain and the exact text that is hashed, kept and published. */
export interface WrittenFact {
  readonly fact: Fact;
  readonly link: ChainLink;
  /** Of what caused it: its trace goes on with the fact. */
  readonly traceparent?: string | undefined;
}

export interface Entry {
  readonly referralId: string;
  readonly before: Referral;
  readonly correlationId: string;
  referral: Referral;
  head: ChainHead;
  readonly written: WrittenFact[];
}

/** What caused an input: the id of the message, command or timer. */
export interface Cause {
  readonly causationId: string;
  readonly correlationId?: string;
  /** Of the message that caused it; a command's is the active span. */
  readonly traceparent?: string | undefined;
  readonly earlierReferrals?: readonly { readonly referralId: string; readonly closedAt: number | null }[];
}

/** What a team holds while the transaction runs. */
export interface TeamCount {
  readonly team: string;
  readonly isOpen: boolean;
  readonly isPaused: boolean;
  readonly capacity: number;
  readonly before: { readonly offers: number; readonly jobs: number };
  offers: number;
  jobs: number;
}

export interface WorkingSet {
  readonly nowMs: number;
  readonly entries: ReadonlyMap<string, Entry>;
  readonly teams: ReadonlyMap<string, TeamCount>;
  referral(referralId: string): Referral;
  /** Decides one input and, when there are facts, puts them behind the referral's chain. */
  give(referralId: string, input: ReferralInput, cause: Cause): ReferralDecision;
}

export interface WorkingSetQuery {
  readonly referralIds: readonly string[];
  /** Teams that may get an offer or a job: their rows are locked, so that their room is never exceeded. */
  readonly teams?: readonly string[];
}

interface LoadedReferral {
  readonly id: string;
  readonly folded: Referral;
  readonly correlation_id: string;
  readonly sequence: number;
  readonly hash: string;
}

/** Loads and locks; `nowMs` is read after the locks are held, so that later facts never look earlier. */
export async function loadWorkingSet(
  trx: Transaction<QueueTables>,
  parts: Parts,
  query: WorkingSetQuery,
): Promise<WorkingSet> {
  const ids = [...new Set(query.referralIds)].sort();
  const loaded = ids.length === 0 ? [] : await lockReferrals(trx, ids);
  const entries = new Map<string, Entry>(
    ids.map((id) => [
      id,
      {
        referralId: id,
        before: initialReferral,
        correlationId: id,
        referral: initialReferral,
        head: emptyChain,
        written: [],
      },
    ]),
  );
  for (const row of loaded) {
    entries.set(row.id, {
      referralId: row.id,
      before: row.folded,
      correlationId: row.correlation_id,
      referral: row.folded,
      head: { sequence: row.sequence, hash: row.hash },
      written: [],
    });
  }
  const touched = new Set([...(query.teams ?? []), ...loaded.flatMap((row) => holders(row.folded))]);
  const teams = await loadTeams(trx, touched);
  return createWorkingSet({ parts, nowMs: await parts.clock(trx), entries, teams });
}

async function lockReferrals(
  trx: Transaction<QueueTables>,
  ids: readonly string[],
): Promise<readonly LoadedReferral[]> {
  const locked = await sql<Pick<LoadedReferral, "id" | "folded" | "correlation_id">>`
    select id, folded, correlation_id from referral where id = any(${ids}::uuid[]) order by id for update`.execute(trx);
  // A statement of its own: one that waited for the lock sees the locked rows as they are now, but joined rows as they were before.
  const heads = await sql<{ chain_id: string; sequence: number; hash: string }>`
    select chain_id, sequence, hash from chain_head where chain_id = any(${ids}::uuid[])`.execute(trx);
  const byId = new Map(heads.rows.map((head) => [head.chain_id, head]));
  return locked.rows.map((row) => {
    const head = byId.get(row.id);
    if (head === undefined) throw new Error(`The referral ${row.id} has no chain.`);
    return { ...row, sequence: head.sequence, hash: head.hash };
  });
}

async function loadTeams(trx: Transaction<QueueTables>, toLock: ReadonlySet<string>): Promise<Map<string, TeamCount>> {
  const names = [...toLock].sort();
  if (names.length > 0)
    await sql`select team from team where team = any(${names}::text[]) order by team for no key update`.execute(trx);
  const rows = await trx.selectFrom("team").selectAll().execute();
  return new Map(rows.map((row) => [row.team, toCount(row)]));
}

const toCount = (
  row: Pick<TeamTable, "team" | "is_open" | "is_paused" | "capacity"> & {
    readonly open_offers: number;
    readonly open_jobs: number;
  },
): TeamCount => ({
  team: row.team,
  isOpen: row.is_open,
  isPaused: row.is_paused,
  capacity: row.capacity,
  before: { offers: row.open_offers, jobs: row.open_jobs },
  offers: row.open_offers,
  jobs: row.open_jobs,
});

function createWorkingSet(given: {
  readonly parts: Parts;
  readonly nowMs: number;
  readonly entries: Map<string, Entry>;
  readonly teams: Map<string, TeamCount>;
}): WorkingSet {
  const { parts, nowMs, entries, teams } = given;

  const entryOf = (referralId: string): Entry => {
    const entry = entries.get(referralId);
    if (entry === undefined) throw new Error(`The referral ${referralId} was not loaded for this transaction.`);
    return entry;
  };

  const teamOf = (id: string): TeamNow | undefined => {
    const known = parts.directory.team(id);
    const count = teams.get(id);
    if (known === undefined || count === undefined) return undefined;
    return {
      team: id,
      name: known.entry.name,
      isOpen: count.isOpen && isOpen(known, nowMs),
      isPaused: count.isPaused,
      room: count.capacity - count.offers - count.jobs,
      coversPlace: (place) => {
        if (place === null) return false;
        const cover = parts.directory.cover(place);
        return cover.home.has(id) || cover.outOfHours.has(id) || cover.mutualAid.has(id);
      },
    };
  };

  const count = (referral: Referral, by: 1 | -1): void => {
    if (referral.status === "none") return;
    const offering = referral.offer === null ? undefined : teams.get(referral.offer.team);
    if (offering !== undefined) offering.offers += by;
    const holding = referral.job === null ? undefined : teams.get(referral.job.team);
    if (holding !== undefined) holding.jobs += by;
  };

  const write = (entry: Entry, decided: NewFact, cause: Cause): void => {
    const sequence = entry.head.sequence + 1;
    const written = {
      ...decided,
      id: idOf("fact", entry.referralId, sequence),
      referralId: entry.referralId,
      sequence,
      recordedAt: nowMs,
      causationId: cause.causationId,
      correlationId: cause.correlationId ?? entry.correlationId,
    } as ReferralFact;
    const link = nextLink(entry.head, JSON.stringify(factContract.encode(written)));
    entry.written.push({ fact: written, link, traceparent: cause.traceparent });
    entry.head = link;
    entry.referral = evolve(entry.referral, written as FoldableFact);
  };

  return {
    nowMs,
    entries,
    teams,
    referral: (referralId) => entryOf(referralId).referral,
    give: (referralId, input, cause) => {
      const entry = entryOf(referralId);
      const decision = decide(entry.referral, input, {
        referralId,
        nowMs,
        timeouts: parts.timeouts,
        clockStartsAt: parts.area.clockStartsAt ?? "received",
        teamOf,
        newId: (purpose) => idOf(referralId, cause.causationId, input.kind, purpose),
        earlierReferrals: cause.earlierReferrals ?? [],
      });
      if (decision.kind !== "facts" || decision.facts.length === 0) return decision;
      count(entry.referral, -1);
      for (const decided of decision.facts) write(entry, decided, cause);
      count(entry.referral, 1);
      return decision;
    },
  };
}

/** Teams that hold an offer or a job of this referral. */
function holders(referral: Referral): readonly string[] {
  if (referral.status === "none") return [];
  return [referral.offer?.team, referral.job?.team].filter((team) => team !== undefined);
}
