/**
 * Facts come in: what each of them makes due to a BaRS sender is built and put up, in the transaction that takes the fact up.
 * In: fresh facts of any referral, in order. Out: rows of `bars_answers`, and what each sender has been told by then. A referral that did not come by BaRS is none
 * of this file's business; one whose person was erased has nobody to answer about.
 */
import { sql } from "kysely";
import {
  answerOwed,
  fullAnswer,
  interimAnswer,
  nothingTold,
  referralNumberOf,
  toldAfter,
  type AnswerOwed,
  type AnswerParts,
  type Told,
} from "@ucrt/domain";
import type { SqlExecutor } from "@ucrt/postgres";
import type { AnswerToSender, BarsSettings, Reasons, ReferralFact } from "@ucrt/schemas";
import { readStrictJson } from "@ucrt/service";
import { idOf } from "../ids.ts";
import type { Wording } from "../status.ts";
import { insertAnswers } from "./answer-rows.ts";

export interface OwingDeps {
  readonly settings: BarsSettings;
  readonly reasons: Reasons;
  readonly wording: Pick<Wording, "team">;
  readonly spaPhone: string;
  /** Of the area: times in answers are said in local time. */
  readonly timeZone: string;
}

interface Due {
  readonly fact: ReferralFact;
  readonly owed: AnswerOwed;
}

/** Puts up what the facts make due. Returns how many answers that are. */
export async function oweAnswers(trx: SqlExecutor, facts: readonly ReferralFact[], deps: OwingDeps): Promise<number> {
  if (facts.length === 0) return 0;
  const conversations = await loadConversations(trx, [...new Set(facts.map((fact) => fact.referralId))]);
  if (conversations.size === 0) return 0;
  const due: Due[] = [];
  const told = new Map<string, Told>();
  const words = {
    reasons: deps.reasons,
    onwardWords: deps.settings.onwardWords,
    teamNameOf: (team: string) => deps.wording.team(team).name,
    timeZone: deps.timeZone,
  };
  for (const fact of facts) {
    const before = told.get(fact.referralId) ?? conversations.get(fact.referralId)?.told;
    if (before === undefined) continue;
    const owed = answerOwed(fact, before, words);
    if (owed !== null) due.push({ fact, owed });
    told.set(fact.referralId, toldAfter(before, fact, owed));
  }
  await keepTold(trx, told);
  if (due.length === 0) return 0;
  const bundles = await loadBundles(trx, [...new Set(due.map(({ fact }) => fact.referralId))]);
  const rows = due.flatMap(({ fact, owed }) => {
    const conversation = conversations.get(fact.referralId);
    const request = bundles.get(fact.referralId);
    if (conversation === undefined || request === undefined) return [];
    const answerId = idOf("bars-answer", fact.referralId, fact.sequence);
    const parts: AnswerParts = {
      request,
      originalBundleId: conversation.originalBundleId,
      referralId: fact.referralId,
      referralNumber: referralNumberOf(fact.referralId),
      category: conversation.told.category,
      settings: deps.settings,
      bundleId: answerId,
      spaPhone: deps.spaPhone,
      receivedAtMs: conversation.receivedAtMs,
      atMs: fact.recordedAt,
    };
    const bundle = owed.kind === "interim" ? interimAnswer(parts, owed.interim) : fullAnswer(parts, owed.full);
    return [
      {
        answer_id: answerId,
        referral_id: fact.referralId,
        organisation: conversation.organisation,
        kind: kindOf(owed),
        body: JSON.stringify(bundle),
      },
    ];
  });
  await insertAnswers(trx, rows);
  return rows.length;
}

/** What a person is told who rings because it could not be delivered. */
function kindOf(owed: AnswerOwed): AnswerToSender {
  if (owed.kind === "interim") return owed.interim.status === "in-progress" ? "accepted" : "handed-back";
  return owed.full.newIncidentNumber === undefined ? "ended" : "escalated";
}

interface Conversation {
  readonly organisation: string;
  readonly originalBundleId: string;
  readonly receivedAtMs: number;
  readonly told: Told;
}

async function loadConversations(
  trx: SqlExecutor,
  referralIds: readonly string[],
): Promise<ReadonlyMap<string, Conversation>> {
  const { rows } = await sql<{
    referral_id: string;
    organisation: string;
    category: Told["category"];
    bundle_id: string;
    received_at: number;
    told: string;
  }>`
    select referral_id, bars_cases.organisation, category, bundle_id, received_at, told
    from bars_cases join submissions using (referral_id) where referral_id = any(${referralIds as string[]}::uuid[])`.execute(
    trx,
  );
  return new Map(
    rows.map((row) => [
      row.referral_id,
      {
        organisation: row.organisation,
        originalBundleId: row.bundle_id,
        receivedAtMs: row.received_at,
        told: { ...nothingTold(row.category), ...(JSON.parse(row.told) as Partial<Told>) },
      },
    ]),
  );
}

/** The newest bundles that bring the whole case, parsed. */
async function loadBundles(trx: SqlExecutor, referralIds: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
  const { rows } = await sql<{ referral_id: string; body: string }>`
    select bars_cases.referral_id, inbox.body
    from bars_cases join submissions using (referral_id)
      join inbox on inbox.feed = submissions.feed and inbox.organisation = bars_cases.organisation and inbox.request_id = bars_cases.request_id
    where bars_cases.referral_id = any(${referralIds as string[]}::uuid[]) and inbox.body is not null`.execute(trx);
  return new Map(
    rows.flatMap(({ referral_id, body }) => {
      const read = readStrictJson(body);
      return read.ok ? [[referral_id, read.value] as const] : [];
    }),
  );
}

async function keepTold(trx: SqlExecutor, told: ReadonlyMap<string, Told>): Promise<void> {
  const rows = [...told].map(([referral_id, value]) => ({ referral_id, told: JSON.stringify(value) }));
  await sql`
    update bars_cases set told = row.told from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (referral_id uuid, told text)
    where bars_cases.referral_id = row.referral_id and bars_cases.told <> row.told`.execute(trx);
}
