/**
 * Writes what a working set decided, in the transaction that decided it: facts in their chains, the folded referral, the board row, timers,
 * offers and acceptances, teams' counts, what advice is now awaited, and the outbox. One statement for each table, whatever the number.
 * Never writes Kafka; never changes a fact. Wake the relay after the commit.
 */
import { sql } from "kysely";
import type { Transaction } from "kysely";
import { boardRowOf, hasEnded, timersOf, type OpenedReferral, type Referral } from "@ucrt/domain";
import { cloudEventHeaders, header, type OutgoingMessage } from "@ucrt/kafka";
import { addToOutbox } from "@ucrt/postgres";
import { boardRow, FACTS_TOPIC, type BoardRow } from "@ucrt/schemas";
import { boardReferences, keepBoardRecords, teamReferences } from "./board-records.ts";
import { keepSummariesOwed } from "./summaries-owed.ts";
import type { ChainKind, QueueTables } from "./tables.ts";
import type { Entry, WorkingSet, WrittenFact } from "./working-set.ts";

interface Changed {
  readonly entry: Entry;
  readonly referral: OpenedReferral;
  readonly row: BoardRow;
}

/** Saves every changed referral; returns the rows as they are now, by referral. */
export async function saveWorkingSet(
  trx: Transaction<QueueTables>,
  set: WorkingSet,
): Promise<ReadonlyMap<string, BoardRow>> {
  const changed: Changed[] = [];
  for (const entry of set.entries.values()) {
    const { referral } = entry;
    if (entry.written.length > 0 && referral.status !== "none")
      changed.push({ entry, referral, row: boardRowOf(entry.referralId, referral) });
  }
  if (changed.length === 0) return new Map();
  const at = new Date(set.nowMs);
  const facts = changed.flatMap(({ entry }) => entry.written);
  await saveReferrals(trx, changed, at);
  await insertFacts(trx, facts);
  await moveChainHeads(
    trx,
    changed.map(({ entry }) => ({
      chainId: entry.referralId,
      kind: "referral",
      sequence: entry.head.sequence,
      hash: entry.head.hash,
    })),
  );
  await saveHoldings(trx, changed, at);
  await moveTimers(trx, changed);
  await keepSummariesOwed(trx, changed);
  await noteAwaitedAdvice(trx, facts, at);
  await keepBoardRecords(
    trx,
    changed.map(({ entry, row }) => ({
      key: row.referralId,
      kind: "row",
      referralId: row.referralId,
      version: row.version,
      body: isOffTheBoard(entry) ? null : JSON.stringify(boardRow.encode(row)),
    })),
    set.nowMs,
  );
  const teams = await saveTeamCounts(trx, set, at);
  await addToOutbox(trx, [
    ...facts.map(factMessage),
    ...changed.flatMap(({ row, entry }) => boardReferences([row.referralId], entry.written.at(-1)?.traceparent)),
    ...teamReferences(teams),
  ]);
  return new Map(changed.map(({ row }) => [row.referralId, row]));
}

/** Erasure of what ended is no news for the board: years later it must not come back as a row. */
const isOffTheBoard = (entry: Entry): boolean =>
  hasEnded(entry.before) && entry.written.every(({ fact }) => fact.type === "erased");

/** A fact as Kafka gets it: the exact text of the chain, its hash as a header. */
export function factMessage({ fact, link, traceparent }: WrittenFact): OutgoingMessage {
  return {
    topic: FACTS_TOPIC,
    key: fact.referralId,
    value: link.body,
    headers: cloudEventHeaders({
      id: fact.id,
      type: `referral.${fact.type}.v1`,
      source: "queue",
      time: new Date(fact.recordedAt).toISOString(),
      subject: fact.referralId,
      sequence: fact.sequence,
      causationId: fact.causationId,
      correlationId: fact.correlationId,
      extensions: {
        [header.hash]: link.hash,
        ...(traceparent === undefined ? {} : { [header.traceparent]: traceparent }),
      },
    }),
  };
}

async function saveReferrals(trx: Transaction<QueueTables>, changed: readonly Changed[], at: Date): Promise<void> {
  await sql`
    insert into referral (id, version, state, waiting_for, is_ended, received_at, ended_at, correlation_id, folded, changed_at)
    select id, version, state, waiting_for, is_ended, received_at, case when is_ended then ${at}::timestamptz end, correlation_id, folded::jsonb, ${at}::timestamptz
    from unnest(${changed.map((c) => c.entry.referralId)}::uuid[], ${changed.map((c) => c.referral.version)}::int[], ${changed.map((c) => c.referral.status)}::text[],
      ${changed.map((c) => c.referral.waitingFor)}::text[], ${changed.map((c) => hasEnded(c.referral))}::boolean[],
      ${changed.map((c) => new Date(c.referral.receivedAtMs))}::timestamptz[],
      ${changed.map((c) => c.entry.written[0]?.fact.correlationId ?? c.entry.correlationId)}::text[],
      ${changed.map((c) => JSON.stringify(c.referral))}::text[])
      as given (id, version, state, waiting_for, is_ended, received_at, correlation_id, folded)
    on conflict (id) do update set version = excluded.version, state = excluded.state, waiting_for = excluded.waiting_for, is_ended = excluded.is_ended,
      ended_at = case when excluded.is_ended then coalesce(referral.ended_at, excluded.ended_at) end, folded = excluded.folded, changed_at = excluded.changed_at`.execute(
    trx,
  );
}

/** Inserts facts of any chain. A fact that is there already fails the transaction: two writers never both win. */
export async function insertFacts(trx: Transaction<QueueTables>, facts: readonly WrittenFact[]): Promise<void> {
  await sql`
    insert into fact (chain_id, sequence, id, type, recorded_at, body, previous_hash, hash)
    select * from unnest(${facts.map((f) => f.fact.referralId)}::uuid[], ${facts.map((f) => f.link.sequence)}::int[], ${facts.map((f) => f.fact.id)}::uuid[],
      ${facts.map((f) => f.fact.type)}::text[], ${facts.map((f) => new Date(f.fact.recordedAt))}::timestamptz[], ${facts.map((f) => f.link.body)}::text[],
      ${facts.map((f) => f.link.previousHash)}::text[], ${facts.map((f) => f.link.hash)}::text[])`.execute(trx);
}

export interface MovedHead {
  readonly chainId: string;
  readonly kind: ChainKind;
  readonly sequence: number;
  readonly hash: string;
}

/** Remembers where chains end now; the next anchor covers them. */
export async function moveChainHeads(trx: Transaction<QueueTables>, heads: readonly MovedHead[]): Promise<void> {
  await sql`
    insert into chain_head (chain_id, kind, sequence, hash, is_anchored)
    select chain_id, kind, sequence, hash, false
    from unnest(${heads.map((h) => h.chainId)}::uuid[], ${heads.map((h) => h.kind)}::text[], ${heads.map((h) => h.sequence)}::int[], ${heads.map((h) => h.hash)}::text[])
      as given (chain_id, kind, sequence, hash)
    on conflict (chain_id) do update set sequence = excluded.sequence, hash = excluded.hash, is_anchored = false`.execute(
    trx,
  );
}

/** Offers and acceptances beside the fold: unique indexes hold that there is at most one of each, whatever the code believes. */
async function saveHoldings(trx: Transaction<QueueTables>, changed: readonly Changed[], at: Date): Promise<void> {
  const openOffers = new Set(changed.map((c) => c.referral.offer?.offerId));
  const activeJobs = new Set(changed.map((c) => c.referral.job?.offerId));
  const endedOffers = changed.flatMap(({ entry: { before }, referral }) =>
    before.status === "none" || before.offer === null || before.offer.offerId === referral.offer?.offerId
      ? []
      : [before.offer.offerId],
  );
  if (endedOffers.length > 0)
    await sql`update offer set ended_at = ${at} where offer_id = any(${endedOffers}::uuid[]) and ended_at is null`.execute(
      trx,
    );
  const endedJobs = changed.filter(
    ({ entry: { before }, referral }) =>
      before.status !== "none" && before.job !== null && before.job.offerId !== referral.job?.offerId,
  );
  if (endedJobs.length > 0)
    await sql`
      update acceptance set ended_at = ${at} from unnest(${endedJobs.map((c) => c.entry.referralId)}::uuid[], ${endedJobs.map((c) => c.referral.job?.offerId ?? null)}::uuid[]) as now (referral_id, offer_id)
      where acceptance.referral_id = now.referral_id and acceptance.ended_at is null and acceptance.offer_id is distinct from now.offer_id`.execute(
      trx,
    );
  const facts = changed.flatMap((c) => c.entry.written.map(({ fact }) => fact));
  const offered = facts.filter((fact) => fact.type === "offered");
  if (offered.length > 0) {
    await trx
      .insertInto("offer")
      .values(
        offered.map(({ referralId, data }) => ({
          offer_id: data.offerId,
          referral_id: referralId,
          team: data.team,
          made_at: at,
          ended_at: openOffers.has(data.offerId) ? null : at,
        })),
      )
      .execute();
  }
  const accepted = facts.filter((fact) => fact.type === "accepted");
  if (accepted.length > 0) {
    await trx
      .insertInto("acceptance")
      .values(
        accepted.map(({ referralId, data }) => ({
          referral_id: referralId,
          offer_id: data.offerId,
          team: data.team,
          accepted_at: at,
          ended_at: activeJobs.has(data.offerId) ? null : at,
        })),
      )
      .execute();
  }
}

/** Writes only what moved: most timers of a referral stay as they are from one fact to the next. */
async function moveTimers(trx: Transaction<QueueTables>, changed: readonly Changed[]): Promise<void> {
  const moves = changed.map(({ entry, referral }) => ({
    referralId: entry.referralId,
    before: timersByName(entry.before),
    after: timersByName(referral),
  }));
  const gone = moves.flatMap(({ referralId, before, after }) =>
    [...before.keys()].filter((name) => !after.has(name)).map((name) => ({ referralId, name })),
  );
  if (gone.length > 0)
    await sql`
      delete from timer using unnest(${gone.map((t) => t.referralId)}::uuid[], ${gone.map((t) => t.name)}::text[]) as gone (referral_id, timer)
      where timer.referral_id = gone.referral_id and timer.timer = gone.timer`.execute(trx);
  const set = moves.flatMap(({ referralId, before, after }) =>
    [...after].filter(([name, atMs]) => before.get(name) !== atMs).map(([name, atMs]) => ({ referralId, name, atMs })),
  );
  if (set.length > 0)
    await sql`
      insert into timer (referral_id, timer, due_at)
      select * from unnest(${set.map((t) => t.referralId)}::uuid[], ${set.map((t) => t.name)}::text[], ${set.map((t) => new Date(t.atMs))}::timestamptz[])
      on conflict (referral_id, timer) do update set due_at = excluded.due_at, try_again_at = null`.execute(trx);
}

const timersByName = (referral: Referral): ReadonlyMap<string, number> =>
  new Map(referral.status === "none" ? [] : timersOf(referral).map(({ name, atMs }) => [name, atMs]));

const asksForAdvice = new Set<string>(["opened", "amended", "routing-requested"]);

async function noteAwaitedAdvice(
  trx: Transaction<QueueTables>,
  facts: readonly WrittenFact[],
  at: Date,
): Promise<void> {
  const asking = facts.filter(({ fact }) => asksForAdvice.has(fact.type));
  if (asking.length === 0) return;
  await trx
    .insertInto("awaited_advice")
    .values(
      asking.map(({ fact }) => ({
        fact_id: fact.id,
        referral_id: fact.referralId,
        sequence: fact.sequence,
        asked_at: at,
        sent_again_at: null,
      })),
    )
    .execute();
}

/** Writes counts that changed and says which; a team that has room again wakes those who wait. */
async function saveTeamCounts(trx: Transaction<QueueTables>, set: WorkingSet, at: Date): Promise<readonly string[]> {
  const moved = [...set.teams.values()].filter(
    (team) => team.offers !== team.before.offers || team.jobs !== team.before.jobs,
  );
  if (moved.length === 0) return [];
  const hasRoomAgain = moved.map(
    (team) => team.capacity - team.before.offers - team.before.jobs <= 0 && team.capacity - team.offers - team.jobs > 0,
  );
  await sql`
    update team set open_offers = now.offers, open_jobs = now.jobs, version = team.version + 1, changed_at = ${at}, wakes_waiting = team.wakes_waiting or now.wakes
    from unnest(${moved.map((t) => t.team)}::text[], ${moved.map((t) => t.offers)}::int[], ${moved.map((t) => t.jobs)}::int[], ${hasRoomAgain}::boolean[]) as now (team, offers, jobs, wakes)
    where team.team = now.team`.execute(trx);
  return moved.map((team) => team.team);
}
