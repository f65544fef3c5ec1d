/**
 * `GET /api/live`: the websocket. Refused before the upgrade: anything in the query (400: a ticket there would be logged by others), an origin that
 * is not ours (403), a process that is not ready or full (503). After it: the first frame must be a ticket, shown in the session it was given to: `web`
 * says whose session an upgrade belongs to with an internal token, as with every request.
 */
import { viewScope } from "@ucrt/domain";
import { fastifyWebsocket } from "@fastify/websocket";
import { closeCodes } from "@ucrt/schemas";
import type { FastifyRequest } from "fastify";
import type { WebSocket } from "ws";
import { z } from "zod";
import { problem, type Authenticate, type Clock, type HttpServer, type Logger } from "@ucrt/service";
import { createConnection } from "./connection.ts";
import type { Hub } from "./hub.ts";
import type { SocketCounts } from "./live-metrics.ts";
import { CLIENT_FRAGMENT_LIMIT, CLIENT_FRAME_LIMIT_BYTES, type LiveSettings } from "./settings.ts";
import type { Tickets } from "./tickets.ts";

export interface LiveRouteDeps {
  readonly hub: Hub;
  readonly tickets: Tickets;
  readonly clock: Clock;
  readonly settings: LiveSettings;
  readonly logger: Logger;
  readonly allowedOrigins: readonly string[];
  /** Says who sent the upgrade, when somebody in front of us said so. */
  readonly authenticate: Authenticate;
  readonly isReady: () => boolean;
  readonly counts: SocketCounts;
}

const POLICY = 1008;
const RESTART = 1012;
/** Told to clients that find a full or unready process; spread by the client itself. */
const RETRY_AFTER_SECONDS = 2;

/** Adds the route and the websocket server behind it. Call before other routes. */
export async function addLiveRoute(app: HttpServer, deps: LiveRouteDeps): Promise<void> {
  const { hub, settings, logger } = deps;
  const allowed = new Set(deps.allowedOrigins);
  await app.register(fastifyWebsocket, {
    options: {
      maxPayload: CLIENT_FRAME_LIMIT_BYTES,
      maxFragments: CLIENT_FRAGMENT_LIMIT,
      perMessageDeflate: false,
      clientTracking: true,
    },
    // ws has answered a protocol error with its own close code by now; there is nothing to add.
    errorHandler: (error: Error) => logger.debug({ part: "socket", err: error }, "a socket failed"),
    preClose: (done) => {
      hub.closeAll(RESTART, "this process is stopping; connect again");
      for (const socket of app.websocketServer.clients)
        socket.close(RESTART, "this process is stopping; connect again");
      setTimeout(() => {
        for (const socket of app.websocketServer.clients) socket.terminate();
        done();
      }, 250);
    },
  });

  app.get(
    "/api/live",
    {
      websocket: true,
      schema: { querystring: z.strictObject({}) },
      preHandler: async (request) => admit(request),
    },
    (socket, request) => serve(socket, request),
  );

  function admit(request: FastifyRequest): void {
    if (!request.ws) return;
    if (!allowed.has(request.headers.origin ?? ""))
      throw problem("REF_FORBIDDEN", { detail: "This origin may not open the live connection." });
    if (!deps.isReady())
      throw problem("REF_UNAVAILABLE", {
        detail: "The board is being read; try again.",
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    if (app.websocketServer.clients.size >= settings.socketsPerProcess)
      throw problem("REF_UNAVAILABLE", {
        detail: "Too many live connections here; try again.",
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
  }

  function serve(socket: WebSocket, request: FastifyRequest): void {
    const openedAtMs = deps.clock.nowMs();
    const connection = createConnection({
      socket,
      settings,
      nowMs: deps.clock.nowMs,
      counts: deps.counts,
      onTicket: (text, cursor) => {
        const ticket = deps.tickets.take(text, deps.clock.nowMs());
        if (ticket === undefined) return connection.close(POLICY, "this ticket does not count");
        if (ticket.origin !== null && ticket.origin !== request.headers.origin)
          return connection.close(POLICY, "this ticket was given to another origin");
        void deps.authenticate(request).then(
          (principal) => {
            if (connection.isClosed()) return;
            if ((principal?.sessionId ?? null) !== ticket.sessionId)
              return connection.close(POLICY, "this ticket was given in another session");
            if (principal !== undefined && principal.subject !== ticket.viewer.subject)
              return connection.close(POLICY, "this ticket was given to somebody else");
            // Moved to another team between the ticket and now: what the ticket says is not theirs any more.
            if (principal !== undefined && viewScope(principal) !== viewScope(ticket.viewer))
              return connection.close(closeCodes.scopeChanged, "this person may see something else now");
            hub.join(connection, ticket.viewer, cursor);
          },
          () => connection.close(POLICY, "who is calling could not be told"),
        );
      },
      onClosed: (code) => {
        hub.leave(connection);
        deps.counts.closed(code);
        logger.info(
          { part: "socket", code, openMs: deps.clock.nowMs() - openedAtMs, sockets: hub.count() },
          "socket closed",
        );
      },
    });
  }
}
