/** Health, metrics and the rate limit, asked without a network. */
import type { Principal } from "@ucrt/schemas";
import { describe, expect, it } from "vitest";
import { createHttpServer } from "./http-server.ts";
import type { HttpServer, HttpServerOptions } from "./http-server.ts";
import { createLogger } from "./logging.ts";
import { createMetricsRegistry } from "./telemetry.ts";

const logger = createLogger({ service: "test", level: "fatal" });
const crew: Principal = { subject: "crew-1", name: "Test Crew", role: "crew", organisation: "RYC" };

/** Runs a check against a server of its own and closes it. */
async function withServer(
  options: Partial<HttpServerOptions>,
  check: (app: HttpServer) => Promise<void>,
): Promise<void> {
  const app = await createHttpServer({
    logger,
    routes: "said-by-each-route",
    ready: () => ({ ready: true }),
    ...options,
  });
  app.get("/public", { config: { access: "public" } }, async () => ({ open: true }));
  await check(app);
  await app.close();
}

describe("health", () => {
  it("tells ready with degraded parts, 503 when not, and stays live", async () => {
    let isReady = true;
    await withServer({ ready: () => ({ ready: isReady, degraded: ["kafka"], details: { rows: 3 } }) }, async (app) => {
      expect((await app.inject("/health/ready")).json()).toEqual({
        ready: true,
        degraded: ["kafka"],
        details: { rows: 3 },
      });
      isReady = false;
      const answer = await app.inject("/health/ready");
      expect([answer.statusCode, answer.json<{ ready: boolean }>().ready, answer.headers["retry-after"]]).toEqual([
        503,
        false,
        "2",
      ]);
      expect((await app.inject("/health/live")).json()).toEqual({ status: "live" });
    });
  });

  it("counts requests by route pattern in /metrics, never by URL", async () => {
    await withServer({ registry: createMetricsRegistry("test") }, async (app) => {
      await app.inject("/public?x=1");
      await app.inject("/nothing/canary7731");
      const { payload } = await app.inject("/metrics");
      expect(payload).toMatch(/http_request_duration_seconds_count\{[^}]*route="\/public"[^}]*\} 1\n/);
      expect(payload).toMatch(/http_request_duration_seconds_count\{[^}]*route="unmatched"[^}]*\} 1\n/);
      expect(payload).not.toMatch(/x=1|canary7731/);
    });
  });

  it("N76: says only ready or not at the public edge, and has no metrics there", async () => {
    const ready = () => ({ ready: true, degraded: ["kafka"], details: { rows: 1 } });
    await withServer({ isEdge: true, registry: createMetricsRegistry("edge"), ready }, async (app) => {
      expect((await app.inject("/health/ready")).json()).toEqual({ ready: true });
      expect((await app.inject("/metrics")).statusCode).toBe(404);
    });
  });

  it("is not ready when its own check throws", async () => {
    const ready = () => {
      throw new Error("no database");
    };
    await withServer({ ready }, async (app) => {
      const answer = await app.inject("/health/ready");
      expect([answer.statusCode, answer.json()]).toEqual([
        503,
        { ready: false, degraded: ["ready-check"], details: {} },
      ]);
    });
  });
});

it("the rate limit answers 429 with Retry-After, each caller for itself, and never for health", async () => {
  const authenticate: HttpServerOptions["authenticate"] = async (request) => ({
    ...crew,
    subject: String(request.headers.authorization),
  });
  await withServer({ rateLimitPerMinute: 3, authenticate }, async (app) => {
    app.get("/who", { config: { access: ["crew"] } }, async () => ({}));
    const ask = (who: string) => app.inject({ url: "/who", headers: { authorization: who } });
    const statuses: number[] = [];
    for (let turn = 0; turn < 4; turn++) statuses.push((await ask("one")).statusCode);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const over = await ask("one");
    expect([over.json<{ code: string }>().code, Number(over.headers["retry-after"]) > 0]).toEqual([
      "REF_TOO_MANY_REQUESTS",
      true,
    ]);
    expect(over.headers["content-type"]).toContain("application/problem+json");
    expect((await ask("two")).statusCode).toBe(200);
    for (let turn = 0; turn < 5; turn++) expect((await app.inject("/health/live")).statusCode).toBe(200);
  });
});
