/**
 * `referral.advice.v1`: what `eligibility` and `routing` advise. Taken up in facts of the referral, or recorded as ignored because stale.
 * A check before sending becomes a fact of its own chain. Up to 200 messages in one transaction; a repeat changes nothing.
 */
import { sql } from "kysely";
import type { Transaction } from "kysely";
import type { Referral } from "@ucrt/domain";
import { readMessage, traceMessages, type IncomingMessage } from "@ucrt/kafka";
import { inTransaction } from "@ucrt/postgres";
import {
  advice as adviceContract,
  type Actor,
  type Advice,
  type AssessedAdvice,
  type CheckedAdvice,
  type RoutedAdvice,
} from "@ucrt/schemas";
import { writeOtherFacts } from "./other-facts.ts";
import type { Parts } from "./parts.ts";
import { saveWorkingSet } from "./save-facts.ts";
import type { QueueTables } from "./tables.ts";
import { noteTaken, takenBefore } from "./taken-messages.ts";
import { loadWorkingSet, type WorkingSet } from "./working-set.ts";

type ReferralAdvice = AssessedAdvice | RoutedAdvice;

/** Makes the handler of a batch. Throws Unreadable for a message that is not what the contract says. */
export function onAdvice(parts: Parts): (messages: readonly IncomingMessage[]) => Promise<void> {
  return async (messages) => {
    const traced = traceMessages(messages, "take up advice");
    await traced.around(async () => {
      const given = messages.map((message) => ({
        advice: readMessage(message, adviceContract),
        traceparent: traced.traceparentOf(message),
      }));
      await inTransaction(parts.db, (trx) => takeUpAdvice(trx, parts, given));
    });
    parts.wakeRelay();
  };
}

interface GivenAdvice {
  readonly advice: Advice;
  readonly traceparent: string | undefined;
}

async function takeUpAdvice(
  trx: Transaction<QueueTables>,
  parts: Parts,
  arrived: readonly GivenAdvice[],
): Promise<void> {
  const given = arrived.map(({ advice }) => advice);
  const traceparents = new Map(arrived.map(({ advice, traceparent }) => [advice.id, traceparent]));
  const taken = await takenBefore(
    trx,
    given.map((one) => one.id),
  );
  const fresh = [...new Map(given.map((one) => [one.id, one])).values()].filter((one) => !taken.has(one.id));
  if (fresh.length === 0) return;
  const forReferrals = fresh.filter((one) => one.type !== "checked");
  const linked = await linkedTo(
    trx,
    forReferrals.filter((one) => one.type === "assessed").map((one) => one.referralId),
  );
  const set = await loadWorkingSet(trx, parts, {
    referralIds: [...forReferrals.map((one) => one.referralId), ...linked],
    teams: forReferrals.flatMap(teamsIn),
  });
  for (const one of forReferrals) give(set, parts, one, traceparents.get(one.id));
  await saveWorkingSet(trx, set);
  await writeChecks(
    trx,
    fresh.filter((one) => one.type === "checked"),
    set.nowMs,
  );
  await sql`delete from awaited_advice where fact_id = any(${forReferrals.map((one) => one.causationId)}::uuid[])`.execute(
    trx,
  );
  await noteTaken(
    trx,
    fresh.map((one) => one.id),
    set.nowMs,
  );
}

function give(set: WorkingSet, parts: Parts, advice: ReferralAdvice, traceparent: string | undefined): void {
  const before = set.referral(advice.referralId);
  const cause = { causationId: advice.id, correlationId: advice.correlationId, traceparent };
  const decision = set.give(advice.referralId, { kind: "advice", advice }, cause);
  if (decision.kind !== "facts") {
    parts.logger.info(
      {
        referralId: advice.referralId,
        advice: advice.type,
        outcome: decision.kind === "ignored" ? decision.because : decision.code,
      },
      "advice changed nothing",
    );
    return;
  }
  if (
    advice.type !== "assessed" ||
    before.status === "none" ||
    !decision.facts.some((fact) => fact.type === "assessed")
  )
    return;
  for (const link of before.links) {
    if (link.status === "unlinked" || !set.entries.has(link.other) || set.referral(link.other).status === "none")
      continue;
    set.give(
      link.other,
      { kind: "duplicate-assessed", other: advice.referralId, decision: advice.decision },
      { causationId: advice.id, traceparent },
    );
  }
}

/** Teams whose room this advice may use. */
const teamsIn = (advice: ReferralAdvice): readonly string[] =>
  advice.type === "routed" ? advice.considered.filter((team) => team.rank !== null).map((team) => team.team) : [];

/** Referrals that a link names, so that they are locked together with the ones that are assessed. */
async function linkedTo(trx: Transaction<QueueTables>, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ links: Extract<Referral, { links: unknown }>["links"] }>`
    select folded -> 'links' as links from referral where id = any(${ids}::uuid[]) and jsonb_array_length(folded -> 'links') > 0`.execute(
    trx,
  );
  return rows.flatMap((row) => row.links.filter((link) => link.status !== "unlinked").map((link) => link.other));
}

const eligibilityActor: Actor = {
  kind: "system",
  subject: "eligibility",
  name: null,
  role: "system",
  organisation: null,
  team: null,
  registration: null,
};

async function writeChecks(
  trx: Transaction<QueueTables>,
  checks: readonly CheckedAdvice[],
  nowMs: number,
): Promise<void> {
  await writeOtherFacts(
    trx,
    checks.map((check) => ({
      type: "check-made",
      chainId: check.checkId,
      chainKind: "check",
      revision: 0,
      at: check.at,
      actor: eligibilityActor,
      causationId: check.id,
      correlationId: check.checkId,
      data: {
        checkId: check.checkId,
        source: check.source,
        organisation: check.organisation,
        picture: check.picture,
        decision: check.decision,
      },
    })),
    nowMs,
  );
}
