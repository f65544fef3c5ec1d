// Sending systems at the public origin: what they must bring to get a token, what a token opens, and everything that opens nothing.
import { randomUUID } from "node:crypto";
import { mkdtempSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWK, type JWTPayload } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock, verifyInternalToken } from "@ucrt/service";
import { waitFor } from "@ucrt/testing";
import { stringify } from "yaml";
import { ownOrigin, signIn, standBehind, startWeb, type Behind, type WebForTests } from "../web-for-tests.ts";
import type { SystemsFile } from "./systems-file.ts";

interface Key {
  readonly kid: string;
  readonly alg: SystemsFile["systems"][number]["jwks"]["keys"][number]["alg"];
  readonly secret: CryptoKey;
  readonly jwk: SystemsFile["systems"][number]["jwks"]["keys"][number];
}

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const audience = `${ownOrigin}/oauth2/token`;
const file = join(mkdtempSync(join(tmpdir(), "ucrt-systems-")), "systems.yaml");
const seen: (string | undefined)[] = [];
let ambulance: Key;
let hospital: Key;
let behind: Behind;
let web: WebForTests;

async function makeKey(kid: string, alg: Key["alg"]): Promise<Key> {
  const pair = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(pair.publicKey)), kid, alg, use: "sig" } as Key["jwk"];
  return { kid, alg, secret: pair.privateKey, jwk };
}

const systems = (changes: Partial<SystemsFile["systems"][number]> = {}): SystemsFile => ({
  version: "2026-11-25",
  systems: [
    {
      clientId: "cad",
      id: "system-cad",
      name: "CAD of the ambulance service",
      organisation: "RYC",
      feeds: ["ambulance"],
      jwks: { keys: [ambulance.jwk] },
      ...changes,
    },
    {
      clientId: "ed",
      id: "system-ed",
      name: "ED of the hospital",
      organisation: "RAJ",
      feeds: ["hospital"],
      jwks: { keys: [hospital.jwk] },
    },
  ],
});
/** In one step, as whoever keeps the list should. */
function writeList(list: object): void {
  writeFileSync(`${file}.new`, stringify(list));
  renameSync(`${file}.new`, file);
}

beforeAll(async () => {
  [ambulance, hospital] = [await makeKey("cad-1", "RS512"), await makeKey("ed-1", "ES384")];
  writeList(systems());
  behind = await standBehind((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(request.headers.authorization === undefined ? 401 : 200).end("{}");
  });
  web = await startWeb(behind.url, { mode: "production", systemsFile: file });
});
afterAll(async () => {
  await web.app.close();
  await behind.close();
});
beforeEach(() => {
  seen.length = 0;
});

const nowSeconds = () => Math.floor(Date.now() / 1000);
const goodClaims = (): JWTPayload => ({
  iss: "cad",
  sub: "cad",
  aud: audience,
  jti: randomUUID(),
  iat: nowSeconds(),
  exp: nowSeconds() + 240,
});
const assert = (
  claims: Readonly<Record<string, unknown>>,
  header: { readonly key?: Key; readonly kid?: string; readonly typ?: string } = {},
) => {
  const { key = ambulance, kid = key.kid, typ = "JWT" } = header;
  return new SignJWT(claims as JWTPayload).setProtectedHeader({ alg: key.alg, kid, typ }).sign(key.secret);
};
async function ask(assertion: string, changes: Record<string, string> = {}, url = web.url) {
  const response = await fetch(`${url}/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_assertion_type: assertionType,
      client_assertion: assertion,
      ...changes,
    }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}
const tokenOf = async (assertion: string) => String((await ask(assertion)).body["access_token"]);
const call = async (token: string, url = web.url) =>
  (await fetch(`${url}/api/submissions`, { headers: { authorization: `Bearer ${token}` } })).status;

describe("a sending system", () => {
  it("signs in with a signed assertion, and its requests go on as its own for a minute each, in production too", async () => {
    const { status, body, headers } = await ask(await assert(goodClaims()));
    expect(status).toBe(200);
    expect(body).toEqual({ access_token: expect.any(String), token_type: "Bearer", expires_in: 600 });
    expect(headers.get("cache-control")).toBe("no-store");
    expect(await call(String(body["access_token"]))).toBe(200);
    const internal = String(seen[0]).replace(/^Bearer /, "");
    expect(await verifyInternalToken(internal, { keys: web.keys, clock: systemClock, mode: "production" })).toEqual({
      subject: "system-cad",
      name: "CAD of the ambulance service",
      role: "feed",
      organisation: "RYC",
      feeds: ["ambulance"],
    });
  });

  it("may sign with an elliptic key, and leave out when it signed", async () => {
    const { iat: _iat, ...claims } = { ...goodClaims(), iss: "ed", sub: "ed" };
    expect((await ask(await assert(claims, { key: hospital }))).status).toBe(200);
  });

  it("N61: with an assertion for six minutes, or one that is over or not yet made, hears 400 invalid_request", async () => {
    const now = nowSeconds();
    for (const claims of [
      { exp: now + 360 },
      { exp: now + 360, iat: undefined },
      { iat: now - 100, exp: now + 201 },
      { exp: now - 31 },
      { iat: now + 40, exp: now + 60 },
      { nbf: now + 40 },
      { exp: undefined },
    ]) {
      const { status, body } = await ask(await assert({ ...goodClaims(), ...claims }));
      expect({ status, error: body["error"] }, JSON.stringify(claims)).toEqual({
        status: 400,
        error: "invalid_request",
      });
    }
  });

  it("N61: with a jti that was used, or none, hears 400 invalid_request; the same jti of another system is good", async () => {
    const claims = goodClaims();
    expect((await ask(await assert(claims))).status).toBe(200);
    for (const jti of [claims.jti, undefined, "", "x".repeat(201)]) {
      const { status, body } = await ask(await assert({ ...goodClaims(), jti }));
      expect({ status, error: body["error"] }).toEqual({ status: 400, error: "invalid_request" });
    }
    expect((await ask(await assert({ ...claims, iss: "ed", sub: "ed" }, { key: hospital }))).status).toBe(200);
  });

  it("N61: with the kid or the key of another feed, or nobody's, hears 401 invalid_client, and always the same", async () => {
    const stranger = await makeKey("cad-1", "RS512");
    const answers = await Promise.all([
      ask(await assert(goodClaims(), { key: hospital })),
      ask(await assert(goodClaims(), { kid: "ed-1" })),
      ask(await assert({ ...goodClaims(), iss: "ed", sub: "ed" })),
      ask(await assert({ ...goodClaims(), iss: "nobody", sub: "nobody" })),
      ask(await assert(goodClaims(), { key: stranger })),
    ]);
    for (const { status, body } of answers) {
      expect(status).toBe(401);
      expect(body).toEqual(answers[0]?.body);
    }
    expect(answers[0]?.body).toMatchObject({ error: "invalid_client" });
  });

  it("with another subject, another audience or several, or of another type, hears 401 invalid_client", async () => {
    for (const claims of [
      { sub: "ed" },
      { aud: `${ownOrigin}/oauth2/token/` },
      { aud: "https://elsewhere.example/oauth2/token" },
      { aud: [audience, "https://elsewhere.example/oauth2/token"] },
    ]) {
      const { status, body } = await ask(await assert({ ...goodClaims(), ...claims }));
      expect({ status, error: body["error"] }, JSON.stringify(claims)).toEqual({
        status: 401,
        error: "invalid_client",
      });
    }
    expect((await ask(await assert(goodClaims(), { typ: "at+jwt" }))).status).toBe(401);
  });

  it("N04, N05, N07: cannot go without a signature, sign with the public key as a secret, or bring its own key", async () => {
    const publicText = new TextEncoder().encode(JSON.stringify(ambulance.jwk));
    const own = await makeKey("cad-1", "RS512");
    const withOwn = new SignJWT(goodClaims())
      .setProtectedHeader({ alg: "RS512", kid: "cad-1", jwk: own.jwk as JWK, jku: "https://evil.example/jwks" })
      .sign(own.secret);
    const shared = new SignJWT(goodClaims()).setProtectedHeader({ alg: "HS256", kid: "cad-1" }).sign(publicText);
    for (const assertion of [new UnsecuredJWT(goodClaims()).encode(), await shared, await withOwn]) {
      const { status } = await ask(assertion);
      expect([400, 401]).toContain(status);
    }
  });

  it("hears what is wrong with its form, and nothing of it is written down", async () => {
    const assertion = await assert(goodClaims());
    expect((await ask(assertion, { grant_type: "password" })).body["error"]).toBe("unsupported_grant_type");
    expect((await ask(assertion, { scope: "everything" })).body["error"]).toBe("invalid_scope");
    for (const changes of [{ client_assertion_type: "x" }, { client_secret: "x" }, { client_assertion: "not.a.jwt" }]) {
      const { status, body } = await ask(assertion, changes);
      expect({ status, error: body["error"] }).toEqual({ status: 400, error: "invalid_request" });
    }
    const json = await fetch(`${web.url}/oauth2/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect(json.status).toBe(415);
    expect(await json.json()).toMatchObject({ error: "invalid_request" });
    expect((await ask(assertion)).status).toBe(200);
    expect(web.logged()).not.toContain(assertion);
  });

  it("is told to keep its token when it asks for too many, and uses up nobody else's", async () => {
    const own = await startWeb(behind.url, { mode: "production", systemsFile: file });
    for (let count = 0; count < 30; count += 1)
      expect(
        (await ask(await assert({ ...goodClaims(), iss: "ed", sub: "ed" }, { key: hospital }), {}, own.url)).status,
      ).toBe(200);
    const refused = await ask(await assert({ ...goodClaims(), iss: "ed", sub: "ed" }, { key: hospital }), {}, own.url);
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
    expect((await ask(await assert(goodClaims()), {}, own.url)).status).toBe(200);
    await own.app.close();
  });
});

describe("what shows a token", () => {
  it("N08, N09: an assertion, an internal token from outside and anybody else's JWT are no access token", async () => {
    const internal = await web.app.inject({ url: "/health/live" }).then(async () => {
      await call(await tokenOf(await assert(goodClaims())));
      return String(seen.at(-1)).replace(/^Bearer /, "");
    });
    seen.length = 0;
    for (const token of [await assert(goodClaims()), internal, "a.b.c"]) expect(await call(token)).toBe(401);
    expect(seen).toEqual([undefined, undefined, undefined]);
  });

  it("N08: an access token is no internal token", async () => {
    const token = await tokenOf(await assert(goodClaims()));
    expect(await verifyInternalToken(token, { keys: web.keys, clock: systemClock, mode: "local" })).toBeUndefined();
  });

  it("N02: is over after ten minutes", async () => {
    let aheadMs = 0;
    const later = await startWeb(behind.url, {
      mode: "production",
      systemsFile: file,
      clock: { nowMs: () => Date.now() + aheadMs },
    });
    const token = String((await ask(await assert(goodClaims()), {}, later.url)).body["access_token"]);
    aheadMs = 600_000;
    expect(await call(token, later.url)).toBe(200);
    aheadMs = 632_000;
    expect(await call(token, later.url)).toBe(401);
    await later.app.close();
  });

  it("N11: is refused at once for a system that was struck off, and asks in vain", async () => {
    const token = await tokenOf(await assert(goodClaims()));
    writeList(systems({ isDisabled: true }));
    await waitFor(async () => (await call(token)) === 401, "the token to be refused", 10_000);
    expect((await ask(await assert(goodClaims()))).status).toBe(401);
    // A list that cannot be used leaves the one before it in force.
    writeFileSync(file, "systems: [");
    await waitFor(() => web.logged().includes("systems-list-wrong"), "the alarm", 10_000);
    expect(await call(token)).toBe(401);
    writeList(systems());
    await waitFor(async () => (await call(token)) === 200, "the token to be good again", 10_000);
  });

  it("in local mode leaves people and tokens of this machine as they are", async () => {
    const local = await startWeb(behind.url, { systemsFile: file });
    expect(await call("a.b.c", local.url)).toBe(200);
    expect(seen.at(-1)).toBe("Bearer a.b.c");
    const cookie = await signIn(local.url, "spa-coordinator");
    expect((await fetch(`${local.url}/api/queue`, { headers: { cookie } })).status).toBe(200);
    await local.app.close();
  });
});
