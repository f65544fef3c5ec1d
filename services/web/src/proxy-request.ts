/**
 * Passes a request of the public origin on to the service that answers it.
 * In: any request below a prefix of the proxy table, with a Bearer token or a session cookie. Out: the service's answer, streamed;
 * 503 with the telephone number when the service does not answer. A cookie, or the access token of a sending system, becomes a fresh 60 s internal
 * token; both, and whatever the caller says about who it is, stay here. Nothing is ever sent twice: only the caller knows whether repeating is right.
 */
import { Agent, request as sendRequest, type IncomingMessage } from "node:http";
import { Agent as SecureAgent, request as sendSecureRequest } from "node:https";
import { finished } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { activeTraceparent, problem, requestIdsOf, type HttpServer, type TokenMode } from "@ucrt/service";
import type { Principal } from "@ucrt/schemas";
import { requireExpectedPerson } from "./expected-person.ts";
import { headersIn, headersOut } from "./proxy-headers.ts";
import { proxyTable, serviceInWords, type ProxiedService, type ServiceUrls } from "./proxy-table.ts";
import { requireOwnPage, sessionIdOf, type CookieSettings } from "./session-cookie.ts";
import type { Sessions } from "./sessions.ts";

export interface ProxyDependencies {
  readonly mode: TokenMode;
  readonly urls: ServiceUrls;
  readonly sessions: Sessions;
  readonly cookies: CookieSettings;
  /** An internal token for somebody. */
  readonly tokenOf: (principal: Principal) => Promise<string>;
  /** The sending system whose access token a header shows. @default none has one */
  readonly systemOf?: (authorization: string) => Promise<Principal | undefined>;
  /** The number to ring when nothing answers. */
  readonly spaPhone: string;
}

/** Largest body that is passed on; the services have the same limit. 256 KiB. */
const bodyLimitBytes = 256 * 1024;
/** Connections to one service; more requests wait, and are refused after `answerTimeoutMs`. */
const mostConnections = 128;
/** A service that has not begun to answer by then is treated as away, milliseconds. */
const answerTimeoutMs = 15_000;
/** Shorter than the services keep connections (65 s), so that no request meets one that is just being closed. */
const idleConnectionMs = 30_000;
const bodyTypes = ["application/json", "application/fhir+json"];
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** Registers the proxy for every prefix of the table. */
export async function addProxy(app: HttpServer, dependencies: ProxyDependencies): Promise<void> {
  const pools = {
    http: new Agent({
      keepAlive: true,
      maxSockets: mostConnections,
      maxFreeSockets: 32,
      timeout: idleConnectionMs,
      scheduling: "lifo",
    }),
    https: new SecureAgent({
      keepAlive: true,
      maxSockets: mostConnections,
      maxFreeSockets: 32,
      timeout: idleConnectionMs,
      scheduling: "lifo",
    }),
  };
  app.addHook("onClose", async () => {
    pools.http.destroy();
    pools.https.destroy();
  });
  await app.register(async (scope) => {
    // Bytes go through as they came: reading them is the service's work, and its refusals name the fields.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: bodyLimitBytes }, (_request, bytes, done) =>
      done(null, bytes),
    );
    for (const { prefix, service } of proxyTable)
      for (const url of [prefix, `${prefix}/*`])
        scope.route({
          method: [...methods],
          url,
          config: { bodyTypes },
          handler: async (request, reply) => passOn({ request, reply, service, pools, dependencies }),
        });
  });
}

interface PassedRequest {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly service: ProxiedService;
  readonly pools: { readonly http: Agent; readonly https: SecureAgent };
  readonly dependencies: ProxyDependencies;
}

async function passOn(passed: PassedRequest): Promise<FastifyReply> {
  const { request, reply } = passed;
  const authorization = await authorizationOf(passed);
  const ids = requestIdsOf(request);
  const traceparent = activeTraceparent();
  const headers: Record<string, string> = {
    "x-request-id": ids.requestId,
    "x-correlation-id": ids.correlationId,
    // What the caller sent wins, even when it is unusable: the service says what is wrong with it.
    ...headersIn(request.headers),
    ...(authorization === undefined ? {} : { authorization }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  const answer = await send(passed, headers);
  // A caller who goes away must not leave the service writing to nobody.
  finished(reply.raw, () => answer.destroy());
  return reply
    .code(answer.statusCode ?? 502)
    .headers(headersOut(answer.headers))
    .send(answer);
}

/**
 * The token to show behind: one minted for the sending system or for the session. Undefined for a caller who shows nothing that counts here. In local
 * mode a token of the caller's own goes through, for those of `/local/tokens`; elsewhere nobody outside can have an internal token, and none is let in.
 */
async function authorizationOf({ request, dependencies }: PassedRequest): Promise<string | undefined> {
  const given = request.headers.authorization;
  const { mode, cookies, sessions, tokenOf } = dependencies;
  if (given !== undefined) {
    const system = await dependencies.systemOf?.(given);
    if (system !== undefined) return `Bearer ${await tokenOf(system)}`;
    return mode === "local" ? given : undefined;
  }
  // Our pages ask some things again and again; only what a person does keeps a session from running out.
  const isByTimer = request.headers["x-asked-by"] === "timer";
  const principal = sessions.find(sessionIdOf(request, cookies), { isUse: !isByTimer });
  if (principal === undefined) return undefined;
  requireOwnPage(request, cookies);
  requireExpectedPerson(request.headers, principal);
  return `Bearer ${await tokenOf(principal)}`;
}

function send(passed: PassedRequest, headers: Record<string, string>): Promise<IncomingMessage> {
  const { request, service, pools, dependencies } = passed;
  const target = new URL(dependencies.urls[service]);
  const body = request.body instanceof Uint8Array ? request.body : undefined;
  const isSecure = target.protocol === "https:";
  return new Promise((resolve, reject) => {
    const away = (error: Error) => {
      request.log.warn({ err: error, part: service }, "a service does not answer");
      reject(
        problem("REF_UNAVAILABLE", {
          detail: awayInWords(request, service, dependencies.spaPhone),
          retryAfterSeconds: 5,
          cause: error,
        }),
      );
    };
    const outgoing = (isSecure ? sendSecureRequest : sendRequest)(
      {
        agent: isSecure ? pools.https : pools.http,
        protocol: target.protocol,
        hostname: target.hostname,
        port: target.port,
        method: request.method,
        path: request.raw.url ?? "/",
        headers: { ...headers, ...(body === undefined ? {} : { "content-length": String(body.byteLength) }) },
      },
      (answer) => {
        clearTimeout(waited);
        resolve(answer);
      },
    );
    const waited = setTimeout(() => outgoing.destroy(new Error("no answer in time")), answerTimeoutMs);
    outgoing.once("error", (error) => {
      clearTimeout(waited);
      away(error);
    });
    outgoing.end(body);
  });
}

function awayInWords(request: FastifyRequest, service: ProxiedService, spaPhone: string): string {
  const changes = request.method !== "GET" && request.method !== "HEAD";
  const doubt = changes
    ? " It is not certain whether it was stored: send the same again with the same X-Request-Id."
    : "";
  return `${serviceInWords[service]} does not answer at the moment.${doubt} By telephone: ${spaPhone}.`;
}
