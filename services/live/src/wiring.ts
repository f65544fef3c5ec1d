/**
 * Joins the parts of `live`: the board's reader, the hub, the routes. In: Kafka, who calls, limits. Out: an HTTP server, whether it is ready, a stop.
 * Sockets are let in once the whole board is read; while Kafka is silent they are sent to another instance (4410).
 */
import { routesOf } from "@ucrt/domain";
import { randomUUID } from "node:crypto";
import { startCompactedReader, type KafkaClient } from "@ucrt/kafka";
import { BOARD_TOPIC, closeCodes, PARTITIONS } from "@ucrt/schemas";
import {
  createHttpServer,
  type Authenticate,
  type Clock,
  type HttpServer,
  type HttpServerOptions,
  type Logger,
  type Readiness,
} from "@ucrt/service";
import type { Registry } from "prom-client";
import { createBoard } from "./board.ts";
import { addLiveRoute } from "./get-live.ts";
import { createHub } from "./hub.ts";
import { addLiveMetrics } from "./live-metrics.ts";
import { createBoardReader } from "./on-board-record.ts";
import { addTicketRoute } from "./post-tickets.ts";
import { createRing } from "./ring.ts";
import { defaultSettings, type LiveSettings } from "./settings.ts";
import { createTickets } from "./tickets.ts";

export const serviceName = "live";

export interface LiveDeps {
  readonly client: KafkaClient;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly authenticate: Authenticate;
  readonly allowedOrigins: readonly string[];
  /** 32 bytes, the same in every instance. */
  readonly ticketKey: Buffer;
  readonly registry: Registry;
  readonly tracing?: HttpServerOptions["tracing"];
  readonly settings?: Partial<LiveSettings>;
  readonly onFatal: (error: Error) => void;
}

export interface Live {
  readonly app: HttpServer;
  readonly readiness: () => Readiness;
  readonly stop: () => Promise<void>;
}

/** Frames given to sockets before they may write: about 20 ms of one core. */
const SENDS_AT_ONCE = 5_000;
/** So that few sockets do not get more than 50 records in one turn. */
const LEAST_SENDS_OF_A_RECORD = 100;
/** Clocks of queue's database and this process further apart than this are alarmed. */
const SKEW_LIMIT_MS = 2_000;
/** Beats come each 3 s; older than this the board is shown, and called stale. */
const BEATS_LATE_MS = 15_000;

/** Builds the server and starts reading; returns when routes are there, and does not wait for Kafka. */
export async function startLive(deps: LiveDeps): Promise<Live> {
  const { client, logger, clock } = deps;
  const settings = { ...defaultSettings, ...deps.settings };
  const nowMs = clock.nowMs;
  const board = createBoard(PARTITIONS);
  const ring = createRing({ changes: settings.ringChanges, ageMs: settings.ringAgeMs });
  const hub = createHub({
    board,
    ring,
    settings,
    instance: randomUUID(),
    incarnation: () => reader.incarnation(),
    nowMs,
  });
  let readAtMs: number | undefined;
  let isSkewed = false;
  let aheadMs = 0;
  let sendsOwed = 0;

  const records = createBoardReader({
    board,
    nowMs,
    told: {
      change: hub.tellChange,
      feeds: hub.tellFeeds,
      parked: hub.tellParked,
      beat: (atMs) => {
        // A beat from the future: this clock is behind. An old one says nothing, it may have waited.
        const wasSkewed = isSkewed;
        aheadMs = atMs - nowMs();
        isSkewed = aheadMs > SKEW_LIMIT_MS;
        if (isSkewed && !wasSkewed)
          logger.error(
            { part: "clock", alarm: "clock-behind", aheadMs },
            "queue's clock is ahead of this process's clock",
          );
      },
    },
  });
  const reader = startCompactedReader({
    client,
    name: serviceName,
    topic: BOARD_TOPIC,
    onRecord: (message) => {
      records.take(message);
      sendsOwed += Math.max(hub.count(), LEAST_SENDS_OF_A_RECORD);
      if (sendsOwed < SENDS_AT_ONCE || hub.count() === 0) return;
      sendsOwed = 0;
      // Bytes leave only between turns of the event loop: a long batch in one turn would hold everyone up and make every reader look slow.
      return new Promise<void>((resolve) => setImmediate(resolve));
    },
    onBatchEnd: () => {
      records.endBatch();
      hub.caughtUp();
    },
    // Rows and cursors of another topic mean nothing any more: begin again from nothing.
    onRestarted: () => deps.onFatal(new Error("The board's topic was made anew; this process starts again")),
    onFatal: deps.onFatal,
  });
  void reader.ready.then(() => {
    for (const [partition, offset] of reader.nextOffsets()) board.skipTo(partition, Number(offset));
    ring.begin(board.next());
    readAtMs = nowMs();
    logger.info({ part: "board", rows: board.rowCount() }, "the board is read");
  });

  const isFresh = (): boolean =>
    readAtMs !== undefined && nowMs() - Math.max(readAtMs, reader.status().lastFetchAtMs ?? 0) < settings.staleAfterMs;
  const readiness = (): Readiness => {
    const asOfMs = board.asOf();
    const beatAgeMs = asOfMs === 0 ? null : nowMs() - asOfMs;
    return {
      ready: isFresh(),
      degraded: [
        ...(isFresh() ? [] : ["kafka"]),
        ...(beatAgeMs === null || beatAgeMs > BEATS_LATE_MS ? ["queue-beats"] : []),
        ...(isSkewed ? ["clock"] : []),
      ],
      details: { rows: board.rowCount(), sockets: hub.count(), changesKept: ring.size(), beatAgeMs },
    };
  };

  const tickets = createTickets(deps.ticketKey);
  const app = await createHttpServer({
    routes: routesOf("live"),
    logger,
    registry: deps.registry,
    tracing: deps.tracing,
    ready: readiness,
    authenticate: deps.authenticate,
  });
  const counts = addLiveMetrics(deps.registry, {
    sockets: hub.count,
    behind: hub.behind,
    mostUnsentBytes: hub.mostUnsentBytes,
    board,
    nowMs,
    clockAheadMs: () => aheadMs,
  });
  await addLiveRoute(app, {
    hub,
    tickets,
    clock,
    settings,
    logger,
    allowedOrigins: deps.allowedOrigins,
    authenticate: deps.authenticate,
    isReady: isFresh,
    counts,
  });
  addTicketRoute(app, { tickets, clock });

  const heartbeat = setInterval(hub.heartbeat, settings.heartbeatEveryMs);
  const check = setInterval(() => {
    if (readAtMs !== undefined && !isFresh())
      hub.closeAll(closeCodes.staleSource, "this instance has lost its source; connect to another");
    hub.check();
  }, settings.checkEveryMs);

  return {
    app,
    readiness,
    stop: async () => {
      clearInterval(heartbeat);
      clearInterval(check);
      await app.close();
      await reader.stop();
    },
  };
}
