/**
 * The HTTP shell of every service: Fastify with Zod, strict JSON, ids, access, problem+json, health.
 * In: a logger, a ready function and who authenticates. Out: a server that admits callers by the table of who may call what.
 * Never logs a URL or a body, never answers a stack, never trusts X-Forwarded-For, X-User or X-Role.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import rateLimit from "@fastify/rate-limit";
import { fastify, LogController } from "fastify";
import type { FastifyBaseLogger, FastifyInstance, FastifyPluginCallback, FastifyRequest, RouteOptions } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { Histogram } from "prom-client";
import type { Registry } from "prom-client";
import { z } from "zod";
import { admit, principalIfAny, settleRouteAccess } from "./access.ts";
import type { Authenticate, RouteAccess } from "./access.ts";
import { problem } from "./errors.ts";
import { addHealthRoutes } from "./health-routes.ts";
import type { ReadyCheck } from "./health-routes.ts";
import { checkBodyType, defaultBodyLimitBytes, takeOnlyStrictJson } from "./json-body.ts";
import { createKnownRoutes } from "./known-routes.ts";
import type { Logger } from "./logging.ts";
import { idWithoutMeaning, readRequestIds } from "./request-ids.ts";
import type { RequestIds } from "./request-ids.ts";
import { answerBrokenConnection, idHeaders, sendProblem } from "./send-problem.ts";
import type { ProblemFormat } from "./send-problem.ts";
import { isResponseMismatch, toProblem } from "./to-problem.ts";

export type HttpServer = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>;

export type HttpServerOptions = {
  readonly logger: Logger;
  readonly ready: ReadyCheck;
  /** Who may call what: `routesOf(service)`. */
  readonly routes: RouteAccess;
  /** Says who calls. Without it only public routes can be registered. */
  readonly authenticate?: Authenticate;
  readonly registry?: Registry;
  /** `telemetry.httpPlugin`. */
  readonly tracing?: FastifyPluginCallback | undefined;
  /** The public edge: health without details, no `/metrics`. @default false */
  readonly isEdge?: boolean;
  /** @default 262,144 (256 KiB) */
  readonly bodyLimitBytes?: number;
  /** Time for a whole request to arrive, milliseconds. @default 10,000 */
  readonly requestTimeoutMs?: number;
  /**
   * When it is told to stop it says that it is not ready, goes on answering for so long and ends each connection with its answer: whoever keeps
   * connections alive leaves by itself, and nobody's request meets a closing one. Milliseconds. @default 0
   */
  readonly lingerMs?: number;
  /** Requests a minute of one principal, or of one address without a principal. Off when not given. */
  readonly rateLimitPerMinute?: number;
  /** Other forms than problem+json, by prefix of the path. */
  readonly problemFormats?: readonly ProblemFormat[];
};

const longestParameter = 100;
const retryWhileStoppingSeconds = 2;
/** Encoded dots, slashes, backslashes or NUL, and doubled slashes: no path of ours has them. */
const strangePath = /%2e|%2f|%5c|%00|\\|\/\/|\/\.{1,2}(?:\/|$)/i;

const idsOfMessage = new WeakMap<IncomingMessage, RequestIds>();
const idsOfSocket = new WeakMap<Socket, RequestIds>();

/** The ids of a request, as they are answered. */
export function requestIdsOf(request: FastifyRequest): RequestIds {
  return idsOf(request.raw);
}

function idsOf(message: IncomingMessage): RequestIds {
  const known = idsOfMessage.get(message);
  if (known !== undefined) return known;
  const ids = readRequestIds(message.headers);
  idsOfMessage.set(message, ids);
  if (message.socket !== undefined && message.socket !== null) idsOfSocket.set(message.socket, ids);
  return ids;
}

/** Makes the server; register routes, then `listen({ port, host })`. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { logger, authenticate } = options;
  const bodyLimitBytes = options.bodyLimitBytes ?? defaultBodyLimitBytes;
  const requestTimeoutMs = options.requestTimeoutMs ?? 10_000;
  let isLeaving = false;
  let isStopping = false;

  const app: HttpServer = fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    http: {
      connectionsCheckingInterval: Math.min(1000, Math.max(50, requestTimeoutMs / 4)),
      headersTimeout: requestTimeoutMs,
      requestTimeout: requestTimeoutMs,
    },
    keepAliveTimeout: 65_000,
    trustProxy: false,
    return503OnClosing: false,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: longestParameter },
    genReqId: (message) => idWithoutMeaning(idsOf(message).requestId),
    frameworkErrors: (error, request, reply) => {
      void sendProblem(reply, toProblem(error), { ids: requestIdsOf(request), formats: options.problemFormats });
    },
    clientErrorHandler: (error, socket) => answerBrokenConnection(error, socket, idsOfSocket.get(socket)),
  }).withTypeProvider<ZodTypeProvider>();

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  takeOnlyStrictJson(app, bodyLimitBytes);

  const routes = createKnownRoutes();
  app.addHook("onRoute", (route) => {
    settleRouteAccess(route, { routes: options.routes, authenticate });
    refuseUnreadQuery(route);
    routes.add(route.url, route.method);
  });

  if (options.tracing !== undefined) await app.register(options.tracing);

  app.addHook("onRequest", async (request, reply) => {
    const ids = requestIdsOf(request);
    void reply.headers({ ...idHeaders(ids), "cache-control": "no-store", "x-content-type-options": "nosniff" });
    const path = pathOf(request);
    if (strangePath.test(path)) throw problem("REF_NOT_FOUND");
    if (request.is404) throw noRoute(request.method, routes.methodsFor(path));
    if (isStopping && !path.startsWith("/health/") && path !== "/metrics") {
      throw problem("REF_UNAVAILABLE", {
        detail: "This process is stopping; try again.",
        retryAfterSeconds: retryWhileStoppingSeconds,
        headers: { connection: "close" },
      });
    }
    await admit(request, authenticate);
    checkBodyType(request);
  });

  // Registered after the hook above: its limit runs when the caller is known.
  if (options.rateLimitPerMinute !== undefined) {
    await app.register(rateLimit, {
      max: options.rateLimitPerMinute,
      timeWindow: 60_000,
      keyGenerator: (request) => principalIfAny(request)?.subject ?? request.ip,
      errorResponseBuilder: (_request, context) =>
        problem("REF_TOO_MANY_REQUESTS", { retryAfterSeconds: context.ttl / 1000 }),
    });
  }

  app.setNotFoundHandler((request) => {
    throw noRoute(request.method, routes.methodsFor(pathOf(request)));
  });

  app.setErrorHandler((error, request, reply) => {
    const refusal = toProblem(error);
    if (isResponseMismatch(error))
      request.log.error(
        { err: error, route: routeOf(request), issues: mismatchIssues(error) },
        "the answer does not fit its own schema",
      );
    else if (refusal.status >= 500)
      request.log.error({ err: error, route: routeOf(request), code: refusal.code }, "a request failed");
    return sendProblem(reply, refusal, { ids: requestIdsOf(request), formats: options.problemFormats });
  });

  const durations = options.registry === undefined ? undefined : durationHistogram(options.registry);
  app.addHook("onResponse", async (request, reply) => {
    const route = routeOf(request);
    const durationMs = Math.round(reply.elapsedTime * 10) / 10;
    durations?.observe(
      { method: request.method, route, status: `${Math.floor(reply.statusCode / 100)}xx` },
      reply.elapsedTime / 1000,
    );
    request.log.info(
      {
        correlationId: idWithoutMeaning(requestIdsOf(request).correlationId),
        method: request.method,
        route,
        status: reply.statusCode,
        durationMs,
      },
      "answered",
    );
  });

  app.addHook("preClose", async () => {
    isLeaving = true;
    if (options.lingerMs !== undefined && options.lingerMs > 0) await pause(options.lingerMs);
    isStopping = true;
  });

  // A request that was in flight when the stop began must not leave a kept-alive connection that the stop then waits for.
  app.addHook("onSend", async (_request, reply) => {
    if (isLeaving) void reply.header("connection", "close");
  });

  addHealthRoutes(app, {
    ready: options.ready,
    isStopping: () => isLeaving,
    registry: options.registry,
    isEdge: options.isEdge ?? false,
  });
  return app;
}

/** A route that reads no query takes none: a filter that is quietly ignored looks like one that was obeyed. */
function refuseUnreadQuery(route: RouteOptions): void {
  const { access, readsOwnQuery = false } = route.config ?? {};
  if (access === "public" || readsOwnQuery || (route.schema as { querystring?: unknown } | undefined)?.querystring)
    return;
  route.schema = { ...route.schema, querystring: z.strictObject({}) };
}

function pathOf(request: FastifyRequest): string {
  const url = request.raw.url ?? "/";
  const end = url.search(/[?#]/);
  return end === -1 ? url : url.slice(0, end);
}

function routeOf(request: FastifyRequest): string {
  return request.is404 ? "unmatched" : (request.routeOptions.url ?? "unmatched");
}

function noRoute(method: string, known: readonly string[]): Error {
  if (known.length > 0) return problem("REF_METHOD_NOT_ALLOWED", { headers: { allow: known.join(", ") } });
  // TRACE is refused everywhere, so that nobody learns which paths exist by asking for an echo.
  return method === "TRACE"
    ? problem("REF_METHOD_NOT_ALLOWED", { headers: { allow: "GET, HEAD" } })
    : problem("REF_NOT_FOUND");
}

function mismatchIssues(error: unknown): readonly { path: string; code: string }[] {
  const issues =
    (error as { cause?: { issues?: readonly { path: readonly PropertyKey[]; code: string }[] } }).cause?.issues ?? [];
  return issues.slice(0, 20).map((issue) => ({ path: issue.path.map(String).join("."), code: issue.code }));
}

function durationHistogram(registry: Registry): Histogram<"method" | "route" | "status"> {
  return new Histogram({
    name: "http_request_duration_seconds",
    help: "Time to answer a request, by method, route pattern and class of status (2xx, 4xx, ...)",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
}
