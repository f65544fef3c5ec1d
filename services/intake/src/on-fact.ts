/**
 * Facts come in (`referral.facts.v1`): each submission's status is kept up to date, and its sender is told what matters.
 * In: facts of any referral. Out: status rows and `feedback.<feed>.v1` through the outbox, in one transaction for a batch. Repeats by sequence.
 * Also closes what was owed: `opened` for a referral, an answer for each amendment and withdrawal. An `erased` fact takes identity away here.
 */
import { sql, type Kysely } from "kysely";
import { endsMachineWork } from "@ucrt/domain";
import { readMessage, type IncomingMessage, type OutgoingMessage } from "@ucrt/kafka";
import { addToOutbox, inTransaction, type SqlExecutor } from "@ucrt/postgres";
import { fact as factContract, type Feed, type Feedback, type ReferralFact, type Source } from "@ucrt/schemas";
import type { Bars } from "./bars/wiring.ts";
import { idOf } from "./ids.ts";
import { foldStatus, type KeptStatus, type Wording } from "./status.ts";
import { feedbackMessage } from "./submitted-messages.ts";
import type { IntakeTables } from "./tables.ts";

interface Row {
  readonly referral_id: string;
  readonly feed: Feed;
  readonly source: Source;
  readonly organisation: string;
  readonly case_id: string | null;
  readonly request_id: string;
  readonly is_candidate: boolean;
  readonly is_open: boolean;
  readonly is_opened: boolean;
  readonly is_assessed: boolean;
  readonly is_machine_done: boolean;
  readonly last_sequence: number;
  readonly status: string;
}

interface Kept {
  readonly row: Row;
  status: KeptStatus;
  sequence: number;
  isOpen: boolean;
  isCandidate: boolean;
  isOpened: boolean;
  isAssessed: boolean;
  isMachineDone: boolean;
  endedAtMs: number | null;
}

export interface FactDeps {
  readonly db: Kysely<IntakeTables>;
  readonly wording: Wording;
  readonly wakeRelay: () => void;
  /** Answers owed to BaRS senders are put up in the same transaction. */
  readonly bars?: Pick<Bars, "owe" | "wake">;
}

/** A handler for a batch consumer of facts. */
export function onFacts(deps: FactDeps) {
  return async (messages: readonly IncomingMessage[]): Promise<void> => {
    const facts = messages.map(readFact).filter((one) => one !== null);
    if (facts.length === 0) return;
    const { told, owed } = await inTransaction(deps.db, async (trx) => {
      const kept = await load(trx, [...new Set(facts.map((one) => one.referralId))].sort());
      const fresh: ReferralFact[] = [];
      const outbox = facts.flatMap((one) => {
        const about = kept.get(one.referralId);
        if (about === undefined || one.sequence <= about.sequence) return [];
        fresh.push(one);
        return fold(about, one, deps.wording);
      });
      await save(trx, [...kept.values()]);
      await confirm(trx, facts);
      await erase(
        trx,
        facts.filter((one) => one.type === "erased").map((one) => one.referralId),
      );
      await addToOutbox(trx, outbox);
      return { told: outbox.length, owed: (await deps.bars?.owe(trx, fresh)) ?? 0 };
    });
    if (told > 0) deps.wakeRelay();
    if (owed > 0) deps.bars?.wake();
  };
}

/** A fact of a referral, or null for other facts. Throws Unreadable. */
function readFact(message: IncomingMessage): ReferralFact | null {
  const one = readMessage(message, factContract);
  return one.type === "team-state-changed" || one.type === "check-made" || one.type === "audit-judged" ? null : one;
}

async function load(trx: SqlExecutor, ids: readonly string[]): Promise<Map<string, Kept>> {
  const { rows } = await sql<Row>`
    select referral_id, feed, source, organisation, case_id, request_id, is_candidate, is_open, opened_at is not null as is_opened, assessed_at is not null as is_assessed,
      machine_done_at is not null as is_machine_done, last_sequence, status
    from submissions where referral_id = any(${ids as string[]}::uuid[]) order by referral_id for update`.execute(trx);
  return new Map(
    rows.map((row) => [
      row.referral_id,
      {
        row,
        status: JSON.parse(row.status) as KeptStatus,
        sequence: row.last_sequence,
        isOpen: row.is_open,
        isCandidate: row.is_candidate,
        isOpened: row.is_opened,
        isAssessed: row.is_assessed,
        isMachineDone: row.is_machine_done,
        endedAtMs: null,
      },
    ]),
  );
}

/** Takes a fact into the row that is kept. Returns the word to its sender, if there is one. */
function fold(kept: Kept, fact: ReferralFact, wording: Wording): readonly OutgoingMessage[] {
  const { status, told } = foldStatus(kept.status, fact, { source: kept.row.source, wording });
  kept.status = status;
  kept.sequence = fact.sequence;
  switch (fact.type) {
    case "opened":
      kept.isOpened = true;
      break;
    case "assessed":
      kept.isAssessed = true;
      break;
    case "take-confirmed":
      kept.isCandidate = false;
      break;
    // Also after acceptance: the team still acknowledges it, but what the sender sends next is a new referral.
    case "withdrawn":
    case "candidate-left":
    case "closed":
      end(kept, fact);
      break;
    default:
      break;
  }
  kept.isMachineDone ||= endsMachineWork(fact, kept);
  return told === null ? [] : [feedbackMessage(kept.row.feed, { ...told, ...envelopeOf(kept.row, fact) } as Feedback)];
}

function end(kept: Kept, fact: ReferralFact): void {
  kept.isOpen = false;
  kept.isAssessed = true;
  kept.endedAtMs ??= fact.recordedAt;
}

function envelopeOf(
  row: Row,
  fact: ReferralFact,
): Pick<Feedback, "id" | "referralId" | "organisation" | "requestId" | "caseId" | "at"> {
  return {
    id: idOf("feedback", row.referral_id, fact.sequence),
    referralId: row.referral_id,
    organisation: row.organisation,
    requestId: row.request_id,
    caseId: row.case_id,
    at: fact.at,
  };
}

async function save(trx: SqlExecutor, kept: readonly Kept[]): Promise<void> {
  const changed = kept.filter((one) => one.sequence > one.row.last_sequence);
  if (changed.length === 0) return;
  const rows = changed.map((one) => ({
    referral_id: one.row.referral_id,
    status: JSON.stringify(one.status),
    last_sequence: one.sequence,
    is_open: one.isOpen,
    is_candidate: one.isCandidate,
    is_opened: one.isOpened,
    is_assessed: one.isAssessed,
    is_machine_done: one.isMachineDone,
    ended_at: one.endedAtMs,
  }));
  await sql`
    update submissions set status = row.status, last_sequence = row.last_sequence, is_open = submissions.is_open and row.is_open, is_candidate = row.is_candidate,
      ended_at = coalesce(submissions.ended_at, row.ended_at),
      opened_at = case when row.is_opened then coalesce(opened_at, clock_timestamp()) else opened_at end,
      assessed_at = case when row.is_assessed then coalesce(assessed_at, clock_timestamp()) else assessed_at end,
      machine_done_at = case when row.is_machine_done then coalesce(machine_done_at, clock_timestamp()) else machine_done_at end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (referral_id uuid, status text, last_sequence int, is_open boolean, is_candidate boolean, is_opened boolean, is_assessed boolean, is_machine_done boolean,
      ended_at bigint)
    where submissions.referral_id = row.referral_id`.execute(trx);
}

/** What was sent to `queue` and has shown its effect is owed no more. */
async function confirm(trx: SqlExecutor, facts: readonly ReferralFact[]): Promise<void> {
  const causes = [...new Set(facts.map((one) => one.causationId).filter((id) => /^[0-9a-f-]{36}$/i.test(id)))].sort();
  const opened = facts.filter((one) => one.type === "opened").map((one) => one.referralId);
  if (causes.length > 0)
    await sql`update inbox set confirmed_at = clock_timestamp() where event_id = any(${causes}::uuid[]) and confirmed_at is null`.execute(
      trx,
    );
  await confirmOlderContent(trx, facts);
  if (opened.length > 0)
    await sql`update inbox set confirmed_at = clock_timestamp() where referral_id = any(${opened}::uuid[]) and kind = 'received' and confirmed_at is null`.execute(
      trx,
    );
}

/** Each amendment brings the whole picture: once a newer one has had its effect, nobody waits for an older one. */
async function confirmOlderContent(trx: SqlExecutor, facts: readonly ReferralFact[]): Promise<void> {
  const newest = new Map<string, number>();
  for (const fact of facts)
    if (fact.type === "amended" && fact.data.contentNumber !== undefined)
      newest.set(fact.referralId, Math.max(fact.data.contentNumber, newest.get(fact.referralId) ?? 0));
  if (newest.size === 0) return;
  await sql`
    update inbox set confirmed_at = clock_timestamp()
    from unnest(${[...newest.keys()]}::uuid[], ${[...newest.values()]}::int[]) as newer (referral_id, content_number)
    where inbox.referral_id = newer.referral_id and inbox.content_number < newer.content_number and inbox.confirmed_at is null`.execute(
    trx,
  );
}

/** Identity goes: who it was, what was sent, what still waits to be sent. Ids and times stay. */
async function erase(trx: SqlExecutor, referralIds: readonly string[]): Promise<void> {
  if (referralIds.length === 0) return;
  const ids = referralIds as string[];
  await sql`delete from identities where referral_id = any(${ids}::uuid[])`.execute(trx);
  await sql`update inbox set body = null, message = null, confirmed_at = coalesce(confirmed_at, clock_timestamp()) where referral_id = any(${ids}::uuid[])`.execute(
    trx,
  );
  await sql`update submissions set case_id = null where referral_id = any(${ids}::uuid[])`.execute(trx);
  await sql`update bars_cases set nhs_number = null where referral_id = any(${ids}::uuid[])`.execute(trx);
  await sql`
    update bars_answers set body = null, state = case when state = 'waiting' then 'erased' else state end, ended_at = coalesce(ended_at, clock_timestamp())
    where referral_id = any(${ids}::uuid[])`.execute(trx);
  await sql`delete from outbox where key = any(${ids}::text[])`.execute(trx);
}
