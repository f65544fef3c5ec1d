import { randomUUID } from "node:crypto";
import { fakeClock } from "@ucrt/testing";
import { base64url, exportSPKI, importJWK, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProviderKeys, KeysAway } from "./provider-keys.ts";
import {
  clientId,
  logoutEvents,
  newKey,
  sign,
  startForgingProvider,
  type Claims,
  type Forge,
  type ForgingProvider,
  type TestKey,
} from "./forging-provider-for-tests.ts";
import { standBehind } from "../web-for-tests.ts";

/** The client library reads the machine's clock, so ours begins there. */
const clock = fakeClock(new Date().toISOString());
let provider: ForgingProvider;
let key: TestKey;

beforeAll(async () => {
  provider = await startForgingProvider(clock);
  [key] = provider.keys as [TestKey];
});
afterAll(() => provider.stop());

const claimsOf = ({ nonce, nowSeconds }: Parameters<Forge>[0], changes: Claims = {}): Claims => ({
  iss: provider.issuer,
  aud: clientId,
  sub: "rowan",
  iat: nowSeconds,
  exp: nowSeconds + 60,
  nonce,
  ...changes,
});
/** A good token but for what is changed; times are seconds from now. */
const token =
  (changes: (now: number) => Claims, header: Readonly<Record<string, unknown>> = {}, by?: TestKey): Forge =>
  async (asked) =>
    sign(by ?? key, claimsOf(asked, changes(asked.nowSeconds)), header);
const good = token(() => ({}));
const statusOf = async (forge: Forge) => {
  const { status, cookie } = await provider.comeBackWith(forge);
  expect(cookie === undefined, "a session exactly when it worked").toBe(status !== 303);
  return status;
};

describe("an ID token", () => {
  it("that is good signs somebody in", async () => {
    const { status, cookie } = await provider.comeBackWith(good);
    expect(status).toBe(303);
    expect(await provider.isSignedIn(cookie)).toBe(true);
  });

  it("N02: is refused 31 s past its end, and good within what two clocks may differ", async () => {
    expect(await statusOf(token((now) => ({ exp: now - 31 })))).toBe(401);
    expect(await statusOf(token((now) => ({ exp: now - 20 })))).toBe(303);
    expect(await statusOf(token((now) => ({ iat: now - 6 * 60 })))).toBe(401);
  });

  it("N03: is refused when it is not valid yet, or made in the future", async () => {
    expect(await statusOf(token((now) => ({ nbf: now + 60 })))).toBe(401);
    expect(await statusOf(token((now) => ({ iat: now + 60, exp: now + 120 })))).toBe(401);
  });

  it("N04: is refused without a signature", async () => {
    const unsigned: Forge = async (asked) =>
      `${base64url.encode('{"alg":"none"}')}.${base64url.encode(JSON.stringify(claimsOf(asked)))}.`;
    expect(await statusOf(unsigned)).toBe(401);
  });

  it("N05: is refused when the public key served as a shared secret", async () => {
    const publicKey = await importJWK(key.publicJwk, "RS256", { extractable: true });
    if (publicKey instanceof Uint8Array) throw new Error("not a public key");
    const secret = new TextEncoder().encode(await exportSPKI(publicKey));
    const confused: Forge = async (asked) =>
      new SignJWT({ ...claimsOf(asked) }).setProtectedHeader({ alg: "HS256", kid: key.kid }).sign(secret);
    expect(await statusOf(confused)).toBe(401);
  });

  it("N06: is refused under an unknown key, and a hundred of them cost one look at the provider's keys at most", async () => {
    const stranger = await newKey();
    const before = provider.keysAsked();
    for (let turn = 0; turn < 100; turn++)
      expect(await statusOf(token(() => ({}), { kid: randomUUID() }, stranger))).toBe(401);
    expect(provider.keysAsked() - before).toBeLessThanOrEqual(1);
    expect(await statusOf(token(() => ({}), {}, { ...stranger, kid: key.kid }))).toBe(401);
    expect(await statusOf(token(() => ({}), { kid: undefined }))).toBe(401);
  });

  it("N07: cannot name its own key or where it is, and nobody is called there", async () => {
    const stranger = await newKey();
    const elsewhere = `${provider.issuer}/elsewhere`;
    for (const header of [{ jku: elsewhere }, { x5u: elsewhere }, { jwk: stranger.publicJwk }])
      expect(await statusOf(token(() => ({}), header, stranger))).toBe(401);
    expect(provider.strayCalls()).toBe(0);
  });

  it("N08: is refused for another audience, of another issuer, of another type, or without what has to be in it", async () => {
    for (const changes of [
      { aud: "another-client" },
      { aud: [clientId, "another-client"] },
      { iss: "https://evil.example" },
      { sub: undefined },
      { iat: undefined },
      { exp: undefined },
    ])
      expect(await statusOf(token(() => changes)), JSON.stringify(changes)).toBe(401);
    for (const typ of ["at+jwt", "logout+jwt"]) expect(await statusOf(token(() => ({}), { typ })), typ).toBe(401);
    expect(await statusOf(token(() => ({}), { typ: "JWT" }))).toBe(303);
  });

  it("N14: is refused with the nonce of another sign-in", async () => {
    expect(await statusOf(token(() => ({ nonce: "of-another-browser" })))).toBe(400);
    expect(await statusOf(token(() => ({ nonce: undefined })))).toBe(401);
  });

  it("N13: is good under the old key while it is handed out beside the new one, and refused when it is not", async () => {
    const rotated = await newKey("second");
    provider.keys = [rotated, key];
    clock.advanceMs(30_000);
    expect(await statusOf(token((now) => ({ exp: now + 60 }), {}, rotated))).toBe(303);
    expect(await statusOf(good)).toBe(303);
    provider.keys = [rotated];
    clock.advanceMs(30_000);
    expect(await statusOf(good)).toBe(401);
    key = rotated;
  });

  it("leaves nothing of itself in the log", () => {
    expect(provider.web.logged()).not.toMatch(/eyJ|rowan|Rowan/);
    expect(provider.web.logged()).toContain("a sign-in was refused");
  });
});

describe("a logout token", () => {
  const logout = (changes: Claims = {}, header: Readonly<Record<string, unknown>> = { typ: "logout+jwt" }) => {
    const nowSeconds = Math.floor(clock.nowMs() / 1000);
    const claims = { iss: provider.issuer, aud: clientId, iat: nowSeconds, jti: randomUUID(), sub: "rowan" };
    return sign(key, { ...claims, events: logoutEvents, ...changes }, header);
  };
  const signedIn = async (sid: string) => (await provider.comeBackWith(token(() => ({ sid })))).cookie;

  it("N12: ends the sessions of its sid, or of its person everywhere, and is good once", async () => {
    const [first, second] = [await signedIn("1"), await signedIn("2")];
    const once = await logout({ sub: undefined, sid: "1" });
    expect(await provider.logOut(once)).toBe(200);
    expect([await provider.isSignedIn(first), await provider.isSignedIn(second)]).toEqual([false, true]);
    expect(await provider.logOut(once)).toBe(400);
    expect(await provider.logOut(await logout())).toBe(200);
    expect(await provider.isSignedIn(second)).toBe(false);
  });

  it("N12: that is not one ends nothing", async () => {
    const cookie = await signedIn("3");
    for (const [what, forged] of Object.entries({
      "another audience": logout({ aud: "another-client" }),
      "another issuer": logout({ iss: "https://evil.example" }),
      "no event": logout({ events: {} }),
      "an event of another kind": logout({ events: { "https://example.org/other": {} } }),
      "a nonce": logout({ nonce: "n" }),
      "no jti": logout({ jti: undefined }),
      "neither sid nor sub": logout({ sub: undefined }),
      "too old": logout({ iat: Math.floor(clock.nowMs() / 1000) - 10 * 60 }),
      "another type": logout({}, { typ: "at+jwt" }),
    }))
      expect(await provider.logOut(await forged), what).toBe(400);
    expect(await provider.logOut("not.a.token")).toBe(400);
    expect(await provider.isSignedIn(cookie)).toBe(true);
  });
});

describe("the provider's keys", () => {
  it("are asked for once in 30 s also while they cannot be had, and the kept ones serve meanwhile", async () => {
    let asked = 0;
    let isAway = true;
    const server = await standBehind((_request, response) => {
      asked++;
      response.writeHead(isAway ? 503 : 200).end(JSON.stringify({ keys: [key.publicJwk] }));
    });
    const keys = createProviderKeys(server.url, clock);
    const header = { alg: "RS256", kid: key.kid };
    const find = () => keys(header, { payload: "", signature: "" });
    await expect(find()).rejects.toThrow(KeysAway);
    await expect(find()).rejects.toThrow(KeysAway);
    expect(asked).toBe(1);
    isAway = false;
    clock.advanceMs(30_000);
    await Promise.all([find(), find()]);
    isAway = true;
    clock.advanceMs(30_000);
    await find();
    expect(asked).toBe(3);
    clock.advanceMs(11 * 60_000);
    await expect(find()).rejects.toThrow(KeysAway);
    await server.close();
  });
});
