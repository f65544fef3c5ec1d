/**
 * `GET /api/referrals/{id}`: the whole referral for those it concerns; `GET /api/referrals/{id}/history`: its facts.
 * Outside the caller's scope there is no such referral (404). Whoever sees the person is written down in the transaction of the read.
 */
import { z } from "zod";
import type { Transaction } from "kysely";
import { boardRowOf, commandsFor, sightOf, type OpenedReferral, type Sight } from "@ucrt/domain";
import { inTransaction } from "@ucrt/postgres";
import {
  fact as factContract,
  historyAnswer,
  type HistoryLine,
  referralView,
  type BoardRow,
  type Fact,
  type Principal,
  type ReferralView,
} from "@ucrt/schemas";
import { principalOf, problem, type HttpServer } from "@ucrt/service";
import { findingsInWords } from "./findings-in-words.ts";
import { consideredWords, historyWords } from "./history-words.ts";
import { hasBrokenGlass, loadFactBodies, loadNotes, loadPerson, loadReferral } from "./load-record.ts";
import type { Parts } from "./parts.ts";
import { recordAccesses } from "./record-access.ts";
import type { QueueTables } from "./tables.ts";

const params = z.object({ id: z.guid().toLowerCase() });

/** Adds both routes. */
export function addGetReferralRoutes(app: HttpServer, parts: Parts): void {
  app.get("/api/referrals/:id", { schema: { params, response: { 200: referralView } } }, async (request) =>
    inTransaction(parts.db, (trx) => readReferral(trx, parts, request.params.id, principalOf(request))),
  );
  app.get("/api/referrals/:id/history", { schema: { params, response: { 200: historyAnswer } } }, async (request) =>
    inTransaction(parts.db, async (trx) => {
      const seen = await look(trx, parts, request.params.id, principalOf(request));
      await recordAccesses(trx, principalOf(request), [{ referralId: request.params.id, what: "record" }], seen.nowMs);
      return {
        referralId: request.params.id,
        history: historyOf(parts, await loadFactBodies(trx, request.params.id)).lines,
      };
    }),
  );
}

interface Seen {
  readonly referral: OpenedReferral;
  readonly row: BoardRow;
  readonly sight: Sight;
  readonly nowMs: number;
}

/** The referral as the caller may see it; throws 404. */
export async function look(
  trx: Transaction<QueueTables>,
  parts: Parts,
  referralId: string,
  principal: Principal,
): Promise<Seen> {
  const referral = await loadReferral(trx, referralId);
  if (referral === undefined) throw problem("REF_NOT_FOUND");
  const nowMs = await parts.clock(trx);
  const row = boardRowOf(referralId, referral);
  const sight = sightOf(principal, row, await hasBrokenGlass(trx, referralId, principal.subject, nowMs));
  if (!sight.record) throw problem("REF_NOT_FOUND");
  return { referral, row, sight, nowMs };
}

/** Reads, and writes down that it was read. */
export async function readReferral(
  trx: Transaction<QueueTables>,
  parts: Parts,
  referralId: string,
  principal: Principal,
): Promise<ReferralView> {
  const { referral, row, sight, nowMs } = await look(trx, parts, referralId, principal);
  const stored = sight.person ? await loadPerson(trx, parts, referralId, sight.accessNotes) : undefined;
  const what =
    stored === undefined ? "record" : stored.person.accessNotes === undefined ? "person" : "person-and-access-notes";
  await recordAccesses(trx, principal, [{ referralId, what }], nowMs);
  const { facts, lines } = historyOf(parts, await loadFactBodies(trx, referralId));
  const assessment = facts.findLast((fact) => fact.type === "assessed")?.data.decision ?? null;
  return {
    referralId,
    version: row.version,
    state: row.state,
    responsibility: row.responsibility,
    owner: row.owner,
    nextDeadline: row.nextDeadline,
    response: row.response,
    feed: referral.feed,
    source: referral.source,
    channel: referral.channel,
    senderOrganisation: referral.senderOrganisation,
    senderName: stored?.senderName ?? null,
    picture: referral.picture,
    person: stored?.person ?? null,
    hidden: [
      ...(stored === undefined ? (["person"] as const) : []),
      ...(sight.accessNotes ? [] : (["access-notes"] as const)),
    ],
    clocks: {
      needIdentifiedAt: referral.needIdentifiedAtMs,
      receivedAt: referral.receivedAtMs,
      clockStartAt: referral.clockStartAtMs,
      decisionBy: referral.decisionByMs,
      handBackAt: referral.handBackAtMs,
      ambulanceClockStartAt: referral.ambulanceClockStartAtMs,
      validationBreachAt: referral.validationBreachAtMs,
      twoHourDueAt: referral.twoHourDueAtMs,
      firstFaceToFaceAt: referral.firstFaceToFaceAtMs,
    },
    decision: assessment,
    findings: assessment === null ? [] : findingsInWords(parts, assessment),
    considered: referral.considered.map((team) => ({
      ...team,
      name: teamName(parts)(team.team),
      words: consideredWords(team),
    })),
    offer: row.offer,
    accepted:
      referral.job === null
        ? null
        : { team: referral.job.team, clinician: referral.job.clinician, expectedAt: referral.job.expectedAtMs },
    visit: visitOf(referral),
    summary: referral.ended?.summary ?? null,
    handedBack: handedBackIn(facts),
    callTasks: referral.callTasks.map((task) => ({
      taskId: task.taskId,
      reason: task.reason,
      whom: task.whom,
      dueBy: task.dueByMs,
      done: task.isDone,
      ...(task.answer === undefined ? {} : { answer: task.answer }),
    })),
    links: referral.links.map((link) => ({ other: link.other, status: link.status, basis: link.basis })),
    notes: sight.person ? [...(await loadNotes(trx, referralId))] : [],
    may: [...commandsFor(principal, referral)],
    history: lines,
    row,
  };
}

function visitOf({ job, noAccess, escalation, onward }: OpenedReferral): ReferralView["visit"] {
  if (job === null) return null;
  return {
    acceptedAt: job.acceptedAtMs,
    setOffAt: job.setOffAtMs,
    arrivedAt: job.arrivedAtMs,
    counterOffer: job.counterOffer,
    noAccess:
      noAccess === null
        ? null
        : {
            since: noAccess.sinceMs,
            reviewBy: noAccess.reviewByMs,
            callsMade: noAccess.callsMade,
            nextOfKinCalled: noAccess.nextOfKinCalled,
            referrerCalled: noAccess.referrerCalled,
            welfareCheckAskedOf: noAccess.welfareCheckAskedOf,
          },
    escalation: escalation === null ? null : { isHandedOver: escalation.isHandedOver },
    onward: onward === null ? null : { service: onward.service, acceptedBy: onward.acceptedBy },
  };
}

const teamName =
  (parts: Parts) =>
  (team: string): string =>
    parts.directory.team(team)?.entry.name ?? team;

/** Facts as they are, and in a line of words each. */
export function historyOf(
  parts: Parts,
  bodies: readonly string[],
): { readonly facts: readonly Fact[]; readonly lines: HistoryLine[] } {
  const read = bodies.map((body) => {
    const wire = JSON.parse(body) as { readonly data: Record<string, unknown> };
    return { fact: factContract.parse(wire), data: wire.data };
  });
  return {
    facts: read.map(({ fact }) => fact),
    lines: read.map(({ fact, data }) => ({
      sequence: fact.sequence,
      type: fact.type,
      at: fact.at,
      recordedAt: fact.recordedAt,
      actor: fact.actor,
      words: historyWords(fact, teamName(parts)),
      data,
    })),
  };
}

/** The last hand-back, also after the case has moved on. */
function handedBackIn(facts: readonly Fact[]): ReferralView["handedBack"] {
  const index = facts.findLastIndex((fact) => fact.type === "handed-back");
  const last = facts[index];
  if (last?.type !== "handed-back") return null;
  return {
    reason: last.data.reason,
    to: last.data.to,
    acknowledged: facts.slice(index).some((fact) => fact.type === "acknowledged" && fact.data.what === "hand-back"),
  };
}
