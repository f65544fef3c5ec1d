/**
 * Tunnels the websocket of the live board to `live` as raw bytes.
 * In: an upgrade of `/api/live`. Out: two sockets joined in both directions, so that a page that reads slowly is felt by `live` itself and
 * nothing piles up here. Reads no frame; the ticket inside is the sign-in, and `live` checks the Origin, and with an internal token from here the
 * session. In production a socket that did not come over TLS is refused (426). A tunnel that was opened with a session ends with it within seconds (4401), or when its person may see something else than at its opening (4403): the board must not go on for somebody who
 * has signed out or was moved. When this process stops, pages are closed with 1012.
 */
import type { IncomingMessage } from "node:http";
import { connect as connectPlain, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { connect as connectSecure } from "node:tls";
import { closeCodes, type Principal } from "@ucrt/schemas";
import type { HttpServer, Logger, TokenMode } from "@ucrt/service";
import { CloseBetweenFrames } from "./close-between-frames.ts";
import { tunnelledPath } from "./proxy-table.ts";
import { sessionIdIn, type CookieSettings } from "./session-cookie.ts";
import type { Sessions } from "./sessions.ts";

/** Stays here: who somebody is travels in the ticket only. */
const keptBack: ReadonlySet<string> = new Set([
  "cookie",
  "authorization",
  "host",
  "x-forwarded-for",
  "x-user",
  "x-role",
]);
const connectTimeoutMs = 5_000;
/** The close code of a process that stops: pages come back at once, to another one. */
const RESTART = 1012;
const lingerMs = 2_000;
/** How often sessions are looked at; with `lingerMs` a tunnel is gone 5 s after its session at the latest. */
const sessionCheckMs = 1_000;
/** Open tunnels at once; the next one is told to come back. */
const mostTunnelsUnlessTold = 5_000;

/** Joins upgrades of the live path to the service at `liveUrl`; refuses every other upgrade. */
export function addWebsocketTunnel(
  app: HttpServer,
  options: {
    readonly mode: TokenMode;
    readonly liveUrl: string;
    readonly logger: Logger;
    readonly sessions: Pick<Sessions, "scopeOf" | "find">;
    /** An internal token for the person of a session. */
    readonly tokenOf: (principal: Principal) => Promise<string>;
    readonly cookies: CookieSettings;
    readonly mostTunnels?: number;
  },
): void {
  const { mode, liveUrl, logger, sessions, cookies, tokenOf, mostTunnels = mostTunnelsUnlessTold } = options;
  const open = new Map<Duplex, Opened>();
  app.server.on("upgrade", (request: IncomingMessage, client: Duplex, head: Buffer) => {
    client.on("error", () => client.destroy());
    const [path, query] = (request.url ?? "").split("?", 2);
    if (path !== tunnelledPath) return refuse(client, "404 Not Found");
    // As `live` itself does: a ticket there would be kept by everything in between that writes down addresses.
    if (query !== undefined) return refuse(client, "400 Bad Request");
    if (mode === "production" && !cameOverTls(request))
      return refuse(client, "426 Upgrade Required", "Upgrade: TLS/1.2, HTTP/1.1");
    if (open.size >= mostTunnels) return refuse(client, "503 Service Unavailable", "Retry-After: 2");
    const sessionId = sessionIdIn(app.parseCookie(request.headers.cookie ?? ""), cookies);
    const scope = sessionId === undefined ? undefined : sessions.scopeOf(sessionId);
    // Else a ticket fetched just before signing out would open a board that no session ends.
    if (sessionId !== undefined && scope === undefined) return refuse(client, "401 Unauthorized");
    const fromLive = new CloseBetweenFrames();
    open.set(client, { sessionId, scope, fromLive });
    client.once("close", () => open.delete(client));
    const principal = sessions.find(sessionId, { isUse: false });
    const joined = { request, client, head, fromLive, target: new URL(liveUrl), logger };
    if (principal === undefined) return join(joined);
    tokenOf(principal).then(
      // Somebody who left meanwhile is joined to nothing.
      (token) => (client.destroyed ? undefined : join({ ...joined, token })),
      (error: unknown) => {
        logger.error({ err: error }, "a token for the live board could not be made");
        refuse(client, "503 Service Unavailable", "Retry-After: 2");
      },
    );
  });
  const checking = setInterval(() => {
    for (const [client, { sessionId, scope, fromLive }] of open) {
      if (sessionId === undefined) continue;
      const now = sessions.scopeOf(sessionId);
      if (now === scope) continue;
      open.delete(client);
      fromLive.closeWith(now === undefined ? closeCodes.sessionEnded : closeCodes.scopeChanged);
      setTimeout(() => client.destroy(), lingerMs).unref();
    }
  }, sessionCheckMs);
  checking.unref();
  app.addHook("preClose", async () => {
    clearInterval(checking);
    for (const { fromLive } of open.values()) fromLive.closeWith(RESTART);
    const closed = [...open.keys()].map((client) => new Promise((resolve) => client.once("close", resolve)));
    const limit = new AbortController();
    await Promise.race([
      Promise.all(closed),
      pause(lingerMs, undefined, { signal: limit.signal }).catch(() => undefined),
    ]);
    limit.abort();
    for (const client of open.keys()) client.destroy();
  });
}

interface Opened {
  /** The session it leans on, if it came with one. */
  readonly sessionId: string | undefined;
  /** What that session's person could see then. */
  readonly scope: string | undefined;
  readonly fromLive: CloseBetweenFrames;
}

interface Joined {
  readonly request: IncomingMessage;
  readonly client: Duplex;
  readonly head: Buffer;
  readonly fromLive: CloseBetweenFrames;
  readonly target: URL;
  readonly logger: Logger;
  /** Says to `live` whose session this is; none without a session. */
  readonly token?: string;
}

/**
 * True when the browser's own leg was encrypted: here, or at the one proxy in front of this process that ends TLS and says so. A header that somebody
 * forges changes nothing for anybody but themselves.
 */
function cameOverTls(request: IncomingMessage): boolean {
  return "encrypted" in request.socket || request.headers["x-forwarded-proto"] === "https";
}

function join({ request, client, head, fromLive, target, logger, token }: Joined): void {
  const isSecure = target.protocol === "https:";
  const port = Number(target.port === "" ? (isSecure ? 443 : 80) : target.port);
  const service: Socket = isSecure
    ? connectSecure({ host: target.hostname, port, servername: target.hostname })
    : connectPlain({ host: target.hostname, port });
  let isJoined = false;
  service.setTimeout(connectTimeoutMs, () => service.destroy(new Error("the live board did not answer in time")));
  service.once(isSecure ? "secureConnect" : "connect", () => {
    isJoined = true;
    service.setTimeout(0);
    service.setNoDelay(true);
    service.setKeepAlive(true, 30_000);
    service.write(requestHead(request, target, token));
    if (head.length > 0) service.write(head);
    client.pipe(service);
    service.pipe(fromLive).pipe(client);
    // A websocket has no use for half a connection: what is still on its way gets a moment, then both ends go.
    const endSoon = () => {
      setTimeout(() => {
        client.destroy();
        service.destroy();
      }, lingerMs).unref();
    };
    client.once("end", endSoon);
    service.once("end", endSoon);
  });
  service.on("error", (error) => {
    logger.warn({ err: error, part: "live" }, "a tunnel to the live board broke");
    if (isJoined) client.destroy();
    else refuse(client, "503 Service Unavailable", "Retry-After: 2");
  });
  service.once("close", () => {
    if (isJoined) client.destroy();
  });
  client.once("close", () => service.destroy());
}

/** The request line and headers as they came, for `live`'s own host and without what stays here. */
function requestHead(request: IncomingMessage, target: URL, token: string | undefined): string {
  const lines = [`GET ${tunnelledPath} HTTP/1.1`, `Host: ${target.host}`];
  if (token !== undefined) lines.push(`Authorization: Bearer ${token}`);
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? "";
    if (!keptBack.has(name.toLowerCase())) lines.push(`${name}: ${request.rawHeaders[index + 1] ?? ""}`);
  }
  return `${lines.join("\r\n")}\r\n\r\n`;
}

function refuse(client: Duplex, status: string, header?: string): void {
  const lines = [
    `HTTP/1.1 ${status}`,
    "Connection: close",
    "Content-Length: 0",
    ...(header === undefined ? [] : [header]),
  ];
  client.end(`${lines.join("\r\n")}\r\n\r\n`);
}
