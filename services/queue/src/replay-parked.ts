/**
 * `POST /api/parked/{id}/replay`: sends a parked message once more to the topic it came from, for the service that could not handle it only.
 * Once and never twice: the row is locked and marked in the transaction that puts the message into the outbox.
 */
import type { Transaction } from "kysely";
import { z } from "zod";
import { header, sizeOf, MESSAGE_LIMIT_BYTES } from "@ucrt/kafka";
import { addToOutbox, inTransaction } from "@ucrt/postgres";
import { replayAnswer, topics } from "@ucrt/schemas";
import { fault, principalOf, problem, type HttpServer } from "@ucrt/service";
import { showParked } from "./on-parked.ts";
import type { Parts } from "./parts.ts";
import { readRetries } from "./retry-switch.ts";
import type { QueueTables } from "./tables.ts";

/** Adds the route. */
export function addReplayParkedRoute(app: HttpServer, parts: Parts): void {
  app.post(
    "/api/parked/:id/replay",
    {
      schema: { params: z.object({ id: z.guid().toLowerCase() }), response: { 200: replayAnswer } },
    },
    async (request) => {
      const by = principalOf(request);
      const parkedId = request.params.id;
      const why = await inTransaction(parts.db, async (trx) => {
        if ((await readRetries(trx)).isStopped)
          return { code: "REF_CONFLICT", detail: "All retries are stopped. It can be sent when they go on." } as const;
        return replayOnce(trx, parts, { parkedId, by: by.name });
      });
      if (why !== undefined) throw problem(why.code, { detail: why.detail });
      parts.wakeRelay();
      fault.at("replay-after-publish");
      parts.logger.info({ parkedId, subject: by.subject }, "a parked message was sent again");
      return { parkedId, replayedBy: by.name };
    },
  );
}

/** Why a message is not sent again. */
export interface NotReplayed {
  readonly code: "REF_NOT_FOUND" | "REF_CONFLICT" | "REF_GONE";
  readonly detail: string;
}

/** Puts one message into the outbox and marks it, in the caller's transaction; or says why not, and then changes nothing. */
export async function replayOnce(
  trx: Transaction<QueueTables>,
  parts: Pick<Parts, "clock">,
  { parkedId, by }: { readonly parkedId: string; readonly by: string },
): Promise<NotReplayed | undefined> {
  const row = await trx
    .selectFrom("parked")
    .selectAll()
    .where("parked_id", "=", parkedId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return { code: "REF_NOT_FOUND", detail: "There is no such parked message." };
  const conflict = (detail: string): NotReplayed => ({ code: "REF_CONFLICT", detail });
  if (row.replayed_at !== null) return conflict("This message was sent again before; it is sent once only.");
  if (row.body === null) return { code: "REF_GONE", detail: "Its content was erased." };
  if (!topics.some((topic) => topic.name === row.topic))
    return conflict("It came from a topic that does not exist any more.");
  const value = asText(row.body);
  if (value === undefined) return conflict("It is not text and would be parked again; its sender must send it anew.");
  const message = {
    topic: row.topic,
    key: row.message_key ?? parkedId,
    value,
    headers: {
      ...(row.headers as Record<string, string>),
      [header.replayFor]: row.service,
      [header.replayOf]: parkedId,
    },
  };
  if (sizeOf(message) > MESSAGE_LIMIT_BYTES) return conflict("It is too large to be sent again.");
  await addToOutbox(trx, [message]);
  const nowMs = await parts.clock(trx);
  await trx
    .updateTable("parked")
    .set({ replayed_at: new Date(nowMs), replayed_by: by })
    .where("parked_id", "=", parkedId)
    .execute();
  await showParked(trx, nowMs);
  return undefined;
}

function asText(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
