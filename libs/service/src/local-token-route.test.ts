import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticateByInternalToken, principalOf } from "./access.ts";
import { systemClock } from "./clock.ts";
import { createHttpServer } from "./http-server.ts";
import type { HttpServer } from "./http-server.ts";
import { generateInternalKeys, readSigningKey, readVerifyingKeys } from "./internal-tokens.ts";
import type { TokenMode } from "./internal-tokens.ts";
import { localTokenRoute } from "./local-token-route.ts";
import { createLogger } from "./logging.ts";

const pair = await generateInternalKeys();
const nurse = { role: "ucrt-clinician", organisation: "RYC", team: "team-a", name: "Test Nurse" };

async function serverIn(mode: TokenMode): Promise<HttpServer> {
  const authenticate = authenticateByInternalToken({
    keys: await readVerifyingKeys(pair.publicKey),
    clock: systemClock,
    mode,
  });
  const app = await createHttpServer({
    logger: createLogger({ service: "test", level: "fatal" }),
    routes: "said-by-each-route",
    ready: () => ({ ready: true }),
    authenticate,
  });
  localTokenRoute(app, { mode, key: await readSigningKey(pair.privateKey), clock: systemClock });
  app.get("/who", { config: { access: "signed-in" } }, async (request) => principalOf(request));
  return app;
}

const ask = (app: HttpServer, options: { body?: object; from?: string; host?: string } = {}) =>
  app.inject({
    method: "POST",
    url: "/local/tokens",
    remoteAddress: options.from ?? "127.0.0.1",
    headers: { host: options.host ?? "localhost:7000", "content-type": "application/json" },
    payload: JSON.stringify(options.body ?? nurse),
  });

describe("the local token endpoint", () => {
  let local: HttpServer;
  let production: HttpServer;
  beforeAll(async () => {
    local = await serverIn("local");
    production = await serverIn("production");
  });
  afterAll(async () => {
    await local.close();
    await production.close();
  });

  it("gives a token for a role, that services accept in local mode and refuse in production", async () => {
    const answer = await ask(local);
    expect(answer.statusCode).toBe(200);
    const { token, expiresInSeconds } = answer.json<{ token: string; expiresInSeconds: number }>();
    expect(expiresInSeconds).toBe(43_200);
    const headers = { authorization: `Bearer ${token}` };
    expect((await local.inject({ url: "/who", headers })).json()).toEqual({
      ...nurse,
      subject: "local:ucrt-clinician:test-nurse",
    });
    expect((await production.inject({ url: "/who", headers })).statusCode).toBe(401);
  });

  it("refuses roles nobody has and fields nobody knows", async () => {
    expect((await ask(local, { body: { ...nurse, role: "root" } })).statusCode).toBe(422);
    expect((await ask(local, { body: { ...nurse, isAdmin: true } })).statusCode).toBe(422);
  });

  it.each([
    ["127.0.0.1", "127.0.0.1:7000", 200],
    ["::1", "[::1]:7000", 200],
    ["::ffff:127.0.0.1", "localhost", 200],
    ["10.0.0.8", "localhost", 404],
    ["127.0.0.1", "evil.example", 404],
    ["127.0.0.1", "localhost.evil.example", 404],
  ])("answers a peer at %s that asks for %s with %i", async (from, host, status) => {
    expect((await ask(local, { from, host })).statusCode).toBe(status);
  });

  it("does not exist in production", async () => {
    expect((await ask(production)).statusCode).toBe(404);
  });
});
