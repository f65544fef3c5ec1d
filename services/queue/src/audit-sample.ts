/**
 * `GET /api/audit-sample`: the month's drawn refusals and declines, coded and without identity; `POST /api/audit-sample/{id}/judgement`: a registered
 * clinician agrees or disagrees with one, with a coded reason, as the fact `audit-judged`. The draw is in `draw-audit-sample.ts`: nobody chooses.
 * Every case that is shown is written down in the chain of its accesses.
 */
import type { Transaction } from "kysely";
import { z } from "zod";
import { barToJudging, localMonthOf } from "@ucrt/domain";
import { inTransaction } from "@ucrt/postgres";
import {
  auditCase,
  auditCasesAnswer,
  auditJudgementBody,
  monthQuery,
  type AuditCase,
  type Principal,
} from "@ucrt/schemas";
import { idWithoutMeaning, principalOf, problem, requestIdsOf, type HttpServer } from "@ucrt/service";
import { drawAuditSample, type DrawnCase } from "./draw-audit-sample.ts";
import { idOf } from "./ids.ts";
import { writeOtherFacts } from "./other-facts.ts";
import type { Parts } from "./parts.ts";
import { personActor } from "./person-actor.ts";
import { recordAccesses } from "./record-access.ts";
import type { QueueTables } from "./tables.ts";

const params = z.object({ id: z.guid().toLowerCase() });

/** Adds both routes. */
export function addAuditSampleRoutes(app: HttpServer, parts: Parts): void {
  app.get(
    "/api/audit-sample",
    {
      schema: { querystring: monthQuery, response: { 200: auditCasesAnswer } },
    },
    async (request) => {
      const { month } = request.query;
      const principal = principalOf(request);
      return inTransaction(parts.db, async (trx) => {
        const nowMs = await parts.clock(trx);
        const drawn = await drawAuditSample(trx, parts, month);
        const seen = drawn.map(({ referralId }) => ({ referralId, what: "audit-sample" as const }));
        await recordAccesses(trx, principal, seen, nowMs);
        return {
          month,
          isRunning: localMonthOf(parts.directory.civil, nowMs) <= month,
          words: `Up to ${parts.auditSampleReferrals} of the month's referrals that were declined, handed back or advised to go elsewhere and never accepted, drawn by a hash of month and referral that nobody can choose.`,
          reasons: { agree: choices(parts.auditReasons.agree), disagree: choices(parts.auditReasons.disagree) },
          cases: drawn.map((one) => caseFor(principal, one)),
        };
      });
    },
  );

  app.post(
    "/api/audit-sample/:id/judgement",
    {
      schema: { params, body: auditJudgementBody, response: { 200: auditCase } },
    },
    async (request) => {
      const { month, judgement, reason } = request.body;
      if (!Object.hasOwn(parts.auditReasons[judgement], reason))
        throw problem("REF_REASON_MISSING", { errors: [{ field: "reason", message: "Choose one of the reasons." }] });
      const answer = await inTransaction(parts.db, (trx) =>
        judge(trx, parts, {
          principal: principalOf(request),
          referralId: request.params.id,
          month,
          judgement,
          reason,
          requestId: requestIdsOf(request).requestId,
          correlationId: idWithoutMeaning(requestIdsOf(request).correlationId),
        }),
      );
      parts.wakeRelay();
      return answer;
    },
  );
}

interface Judging extends Pick<z.output<typeof auditJudgementBody>, "month" | "judgement" | "reason"> {
  readonly principal: Principal;
  readonly referralId: string;
  readonly requestId: string;
  readonly correlationId: string;
}

async function judge(trx: Transaction<QueueTables>, parts: Parts, given: Judging): Promise<AuditCase> {
  const { principal, referralId, month, judgement, reason } = given;
  const drawn = await drawAuditSample(trx, parts, month);
  const found = drawn.find((one) => one.referralId === referralId);
  if (found === undefined) throw problem("REF_NOT_FOUND");
  if (barToJudging(principal, found.refusals) !== null)
    throw problem("REF_FORBIDDEN", { detail: "A registered clinician judges, and nobody their own refusal." });
  const nowMs = await parts.clock(trx);
  const judged = {
    referral_id: referralId,
    month,
    judgement,
    reason,
    judged_at: new Date(nowMs),
    judged_by: principal.subject,
    judged_by_name: principal.name,
  };
  // Waits for whoever judges the same case at this moment: one of the two is the first.
  const inserted = await trx
    .insertInto("audit_judgement")
    .values(judged)
    .onConflict((conflict) => conflict.column("referral_id").doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) {
    const before = await trx
      .selectFrom("audit_judgement")
      .selectAll()
      .where("referral_id", "=", referralId)
      .executeTakeFirstOrThrow();
    // The same again is a lost answer that is asked for once more.
    if (before.judged_by !== principal.subject || before.judgement !== judgement || before.reason !== reason)
      throw problem("REF_CONFLICT", { detail: `${before.judged_by_name} has judged this case before.` });
    return caseFor(principal, { ...found, judgement: before });
  }
  await writeOtherFacts(
    trx,
    [
      {
        type: "audit-judged",
        chainId: idOf("audit", referralId),
        chainKind: "audit",
        revision: 0,
        at: nowMs,
        actor: personActor(principal),
        causationId: idOf("audit-judged", principal.subject, given.requestId),
        correlationId: given.correlationId,
        data: { about: referralId, judgement, reason },
      },
    ],
    nowMs,
  );
  await recordAccesses(trx, principal, [{ referralId, what: "audit-sample", reason: judgement }], nowMs);
  return caseFor(principal, { ...found, judgement: judged });
}

/** A case as one caller sees it: whose act a refusal was is not told. */
function caseFor(principal: Principal, { judgement, refusals, ...drawn }: DrawnCase): AuditCase {
  return {
    ...drawn,
    refusals: refusals.map(({ kind, at, team, reason, by }) => ({ kind, at, team, reason, by })),
    judgement:
      judgement === null
        ? null
        : {
            judgement: judgement.judgement,
            reason: judgement.reason,
            at: judgement.judged_at.getTime(),
            by: judgement.judged_by_name,
          },
    bar: judgement === null ? barToJudging(principal, refusals) : "judged",
  };
}

const choices = (reasons: Readonly<Record<string, { readonly staff: string }>>) =>
  Object.entries(reasons).map(([code, { staff }]) => ({ code, words: staff }));
