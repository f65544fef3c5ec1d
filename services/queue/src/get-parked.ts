/** `GET /api/parked`: messages that nobody could handle, masked, the oldest first. For SPA and operators. */
import { principalOf, type HttpServer } from "@ucrt/service";
import { parkedAnswer } from "@ucrt/schemas";
import type { Parts } from "./parts.ts";
import { readReplayTasks } from "./replay-tasks.ts";
import { readRetries } from "./retry-switch.ts";

const MOST_ROWS = 200;

/** Adds the route. */
export function addGetParkedRoute(app: HttpServer, parts: Parts): void {
  app.get(
    "/api/parked",
    {
      schema: { response: { 200: parkedAnswer } },
    },
    async (request) => {
      const open = await parts.db
        .selectFrom("parked")
        .select((eb) => [eb.fn.countAll<number>().as("count"), eb.fn.min("parked_at").as("oldest")])
        .where("replayed_at", "is", null)
        .executeTakeFirstOrThrow();
      const rows = await parts.db
        .selectFrom("parked")
        .select([
          "parked_id",
          "service",
          "reason",
          "detail",
          "topic",
          "partition",
          "message_offset",
          "masked",
          "size_bytes",
          "parked_at",
          "attempts",
          "replayed_at",
          "replayed_by",
        ])
        .orderBy("replayed_at", (order) => order.desc().nullsFirst())
        .orderBy("parked_at")
        .limit(MOST_ROWS)
        .execute();
      return {
        retries: await readRetries(parts.db),
        tasks: [...(await readReplayTasks(parts.db, { viewer: principalOf(request) }))],
        count: open.count,
        oldestAt: open.oldest === null ? null : new Date(open.oldest).getTime(),
        rows: rows.map((row) => ({
          parkedId: row.parked_id,
          service: row.service,
          reason: row.reason,
          detail: row.detail,
          topic: row.topic,
          partition: row.partition,
          offset: row.message_offset,
          maskedContent: row.masked,
          sizeBytes: row.size_bytes,
          parkedAt: row.parked_at.getTime(),
          attempts: row.attempts,
          replayedAt: row.replayed_at?.getTime() ?? null,
          replayedBy: row.replayed_by,
        })),
      };
    },
  );
}
