import { describe, expect, it } from "vitest";
import type { RouteAccess } from "./access.ts";
import { createHttpServer, type HttpServer } from "./http-server.ts";
import { createLogger } from "./logging.ts";

const health = { "GET /health/live": "public", "GET /health/ready": "public" } as const;

const serverWith = (routes: RouteAccess): Promise<HttpServer> =>
  createHttpServer({
    logger: createLogger({ service: "test", level: "fatal" }),
    ready: () => ({ ready: true }),
    authenticate: async () => ({ subject: "crew-1", name: "Test Crew", role: "crew", organisation: "RYC" }),
    routes,
  });

describe("a route of a service with a table", () => {
  it("that the table does not know fails when it is registered", async () => {
    const app = await serverWith(health);
    expect(() => app.get("/secret", async () => ({}))).toThrow(/GET \/secret is not in the table/);
    await app.close();
  });

  it("with another method than the table knows fails as well", async () => {
    const app = await serverWith({ ...health, "GET /things": "signed-in" });
    expect(() => app.route({ method: ["GET", "PUT"], url: "/things", handler: async () => ({}) })).toThrow(
      /is not in the table/,
    );
    await app.close();
  });

  it("that brings a list of its own fails, whatever the table says", async () => {
    const app = await serverWith({ ...health, "GET /things": ["operator"] });
    expect(() => app.get("/things", { config: { access: ["operator", "crew"] } }, async () => ({}))).toThrow(
      /has a list of its own/,
    );
    await app.close();
  });

  it("lets in whom its row names, asked by GET or by HEAD, and nobody else", async () => {
    const app = await serverWith({ ...health, "GET /mine": ["crew"], "GET /theirs": ["operator"] });
    app.get("/mine", async () => ({}));
    app.get("/theirs", async () => ({}));
    for (const method of ["GET", "HEAD"] as const) {
      expect((await app.inject({ method, url: "/mine" })).statusCode).toBe(200);
      expect((await app.inject({ method, url: "/theirs" })).statusCode).toBe(403);
    }
    await app.close();
  });
});
