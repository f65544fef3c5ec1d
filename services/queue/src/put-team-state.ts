/**
 * `PUT /api/teams/{id}/state`: a team, or SPA for it, says whether it takes work and how much. A fact in the team's own chain, the new state on
 * `team.state.v1`, and those who wait without an offer are woken. Saying the same again changes nothing.
 */
import { z } from "zod";
import { inTransaction, addToOutbox } from "@ucrt/postgres";
import { teamState, teamStateBody, type Principal } from "@ucrt/schemas";
import { idWithoutMeaning, principalOf, problem, requestIdsOf, type HttpServer } from "@ucrt/service";
import { teamReferences, toTeamState } from "./board-records.ts";
import { idOf } from "./ids.ts";
import { writeOtherFacts } from "./other-facts.ts";
import type { Parts } from "./parts.ts";
import { personActor } from "./person-actor.ts";

const params = z.object({ id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/) });

/** Adds the route. */
export function addPutTeamStateRoute(app: HttpServer, parts: Parts): void {
  app.put(
    "/api/teams/:id/state",
    {
      schema: { params, body: teamStateBody, response: { 200: teamState } },
    },
    async (request) => {
      const principal = principalOf(request);
      const team = request.params.id;
      if (principal.role.startsWith("ucrt-") && principal.team !== team) throw problem("REF_NOT_FOUND");
      const ids = requestIdsOf(request);
      const state = await putTeamState(parts, {
        team,
        body: request.body,
        principal,
        requestId: ids.requestId,
        correlationId: idWithoutMeaning(ids.correlationId),
      });
      if (state === undefined) throw problem("REF_NOT_FOUND");
      return state;
    },
  );
}

interface TeamStateGiven {
  readonly team: string;
  readonly body: z.output<typeof teamStateBody>;
  readonly principal: Principal;
  readonly requestId: string;
  readonly correlationId: string;
}

/** Saves a team's state; undefined when there is no such team. */
export async function putTeamState(
  parts: Parts,
  given: TeamStateGiven,
): Promise<z.output<typeof teamState> | undefined> {
  const { body, principal } = given;
  const state = await inTransaction(parts.db, async (trx) => {
    const row = await trx.selectFrom("team").selectAll().where("team", "=", given.team).forUpdate().executeTakeFirst();
    if (row === undefined) return undefined;
    const isOpen = body.isOpen ?? row.is_open;
    const isPaused = body.isPaused ?? row.is_paused;
    const capacity = body.capacity ?? row.capacity;
    const nowMs = await parts.clock(trx);
    const pausedUntilMs = isPaused
      ? (body.pausedUntil ?? (body.isPaused === true ? null : msOf(row.paused_until)))
      : null;
    if (pausedUntilMs !== null && pausedUntilMs <= nowMs)
      throw problem("REF_INVALID", { errors: [{ field: "pausedUntil", message: "this time has already passed" }] });
    const because = isPaused ? (body.isPaused === true ? body.reason : row.paused_because) : null;
    const isSame =
      isOpen === row.is_open &&
      isPaused === row.is_paused &&
      capacity === row.capacity &&
      pausedUntilMs === msOf(row.paused_until) &&
      because === row.paused_because;
    if (isSame) return toTeamState(row);
    const takesMore = isOpen && !isPaused && capacity > row.open_offers + row.open_jobs;
    const saved = await trx
      .updateTable("team")
      .set({
        is_open: isOpen,
        is_paused: isPaused,
        paused_because: because,
        paused_until: pausedUntilMs === null ? null : new Date(pausedUntilMs),
        capacity,
        version: row.version + 1,
        changed_at: new Date(nowMs),
        wakes_waiting: row.wakes_waiting || takesMore,
      })
      .where("team", "=", given.team)
      .returningAll()
      .executeTakeFirstOrThrow();
    await writeOtherFacts(
      trx,
      [
        {
          type: "team-state-changed",
          chainId: row.chain_id,
          chainKind: "team",
          revision: 0,
          at: nowMs,
          actor: personActor(principal),
          causationId: idOf("team-state", principal.subject, given.requestId),
          correlationId: given.correlationId,
          // The reason in the fact is the change itself; the team's own words stay with its state.
          data: {
            team: given.team,
            isOpen,
            isPaused,
            capacity,
            reason: isPaused ? "paused" : isOpen ? "working" : "closed",
          },
        },
      ],
      nowMs,
    );
    await addToOutbox(trx, teamReferences([given.team]));
    return toTeamState(saved);
  });
  parts.wakeRelay();
  return state;
}

const msOf = (at: Date | null): number | null => at?.getTime() ?? null;
