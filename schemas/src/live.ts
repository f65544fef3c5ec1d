/**
 * The live protocol (websocket `/api/live`). The client sends one frame, its ticket (and the cursor it holds); everything else flows to the client.
 * Protocol version 1.
 */
import { z } from "zod";
import { boardFeedStatus, boardRow } from "./board.ts";
import { instant, uuid } from "./instant.ts";

export const LIVE_PROTOCOL_VERSION = 1;

/** Close codes of our own range. */
export const closeCodes = {
  sessionEnded: 4401,
  scopeChanged: 4403,
  slowReader: 4408,
  replaced: 4409,
  staleSource: 4410,
  tooMany: 4429,
} as const;

/** The only frame a client may send. */
export const ticketFrame = z.strictObject({
  type: z.literal("ticket"),
  ticket: z.string().max(1000),
  cursor: z.string().max(2000).optional(),
});

/** Opaque to clients: topic incarnation, next offset of each partition, hash of the principal's scope. */
const cursor = z.string();

export const liveFrame = z
  .discriminatedUnion("type", [
    z.object({
      type: z.literal("hello"),
      protocol: z.literal(LIVE_PROTOCOL_VERSION),
      instance: z.string(),
      resumed: z.boolean(),
    }),
    z.object({
      type: z.literal("snapshot"),
      cursor,
      rows: z.array(boardRow),
      feeds: z.array(boardFeedStatus),
      parked: z
        .object({ count: z.int(), oldestAt: instant.nullable(), retriesStopped: z.boolean().optional() })
        .nullable(),
    }),
    z.object({ type: z.literal("change"), cursor, row: boardRow }),
    z.object({ type: z.literal("removed"), cursor, referralId: uuid, version: z.int() }),
    z.object({ type: z.literal("feeds"), feeds: z.array(boardFeedStatus) }),
    z.object({
      type: z.literal("parked"),
      count: z.int(),
      oldestAt: instant.nullable(),
      retriesStopped: z.boolean().optional(),
    }),
    z.object({
      type: z.literal("heartbeat"),
      /** The oldest of: beats of every partition, queue's last fetches, the age of its outbox. */
      asOf: instant,
      sentAt: instant,
      cursor,
    }),
    z.object({ type: z.literal("snapshot-due") }),
    z.object({ type: z.literal("error"), code: z.string(), detail: z.string() }),
  ])
  .meta({ id: "LiveFrame" });
export type LiveFrame = z.output<typeof liveFrame>;
export type LiveFrameWire = z.input<typeof liveFrame>;

export const liveTicket = z.object({ ticket: z.string(), expiresInSeconds: z.int() });
