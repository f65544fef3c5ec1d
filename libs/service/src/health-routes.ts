/**
 * `/health/live`, `/health/ready` and `/metrics`.
 * In: the service's own ready function and registry. Out: 200, or 503 while HTTP callers cannot be served.
 * At the public edge (`isEdge`) ready says only ready or not, and there is no `/metrics`.
 */
import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";

export type Readiness = {
  /** Can this process do what its HTTP callers ask? */
  readonly ready: boolean;
  /** What works less well than it should, named: "kafka", "audit". */
  readonly degraded?: readonly string[];
  /** One word or number a part, for operators. */
  readonly details?: Readonly<Record<string, unknown>>;
};

export type ReadyCheck = () => Readiness | Promise<Readiness>;

export type HealthOptions = {
  readonly ready: ReadyCheck;
  readonly isStopping: () => boolean;
  readonly registry: Registry | undefined;
  readonly isEdge: boolean;
};

const config = { access: "public" as const, rateLimit: false as const };

/** Adds the three routes. A ready function that throws counts as not ready. */
export function addHealthRoutes(app: Pick<FastifyInstance, "get">, options: HealthOptions): void {
  const { registry, isEdge } = options;
  app.get("/health/live", { config, logLevel: "warn" }, async (_request, reply) =>
    reply.type("application/json").serializer(JSON.stringify).send({ status: "live" }),
  );

  app.get("/health/ready", { config, logLevel: "warn" }, async (_request, reply) => {
    const readiness = await checkReadiness(options);
    if (!readiness.ready) void reply.code(503).header("retry-after", 2);
    const { ready, degraded = [], details = {} } = readiness;
    return reply
      .type("application/json")
      .serializer(JSON.stringify)
      .send(isEdge ? { ready } : { ready, degraded, details });
  });

  if (registry === undefined || isEdge) return;
  app.get("/metrics", { config, logLevel: "warn" }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}

async function checkReadiness(options: HealthOptions): Promise<Readiness> {
  if (options.isStopping()) return { ready: false, degraded: ["stopping"] };
  try {
    return await options.ready();
  } catch {
    return { ready: false, degraded: ["ready-check"] };
  }
}
