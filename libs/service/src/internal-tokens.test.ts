import { createHmac, generateKeyPairSync } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Principal } from "@ucrt/schemas";
import { decodeJwt, exportSPKI, SignJWT, UnsecuredJWT } from "jose";
import {
  createTokenMinter,
  createTokenVerifier,
  generateInternalKeys,
  mintInternalToken,
  readSigningKey,
  readVerifyingKeys,
  verifyInternalToken,
} from "./internal-tokens.ts";
import type { SigningKey, TokenMode, VerifyingKeys } from "./internal-tokens.ts";

const nowMs = Date.UTC(2026, 0, 5, 10);
const at = (ms: number) => ({ nowMs: () => ms });
const crew: Principal = {
  subject: "crew-1",
  name: "Test Crew",
  role: "crew",
  organisation: "RYC",
  registration: { body: "HCPC", number: "PA00000" },
};

let signing: SigningKey;
let keys: VerifyingKeys;
let publicText: string;

beforeAll(async () => {
  const pair = await generateInternalKeys();
  publicText = pair.publicKey;
  signing = await readSigningKey(pair.privateKey);
  keys = await readVerifyingKeys(pair.publicKey);
});

const mint = (options: { local?: boolean } = {}) =>
  mintInternalToken(crew, { key: signing, clock: at(nowMs), ...options });
const verify = (token: string, options: { atMs?: number; mode?: TokenMode } = {}) =>
  verifyInternalToken(token, { keys, clock: at(options.atMs ?? nowMs), mode: options.mode ?? "production" });

type Change = {
  claims?: object;
  header?: object;
  issuer?: string;
  audience?: string;
  issuedAt?: number;
  notBefore?: number;
  lifeSeconds?: number;
};

/** A token that is right but for what `change` does to it. */
async function forged(change: Change = {}): Promise<string> {
  const issuedAt = change.issuedAt ?? nowMs / 1000;
  return new SignJWT({ principal: crew, ...change.claims })
    .setProtectedHeader({ alg: "EdDSA", typ: "ucrt-internal+jwt", kid: signing.kid, ...change.header })
    .setIssuer(change.issuer ?? "urn:ucrt:web")
    .setAudience(change.audience ?? "urn:ucrt:services")
    .setSubject("crew-1")
    .setIssuedAt(issuedAt)
    .setNotBefore(change.notBefore ?? issuedAt)
    .setExpirationTime(issuedAt + (change.lifeSeconds ?? 60))
    .sign(signing.key);
}

describe("an internal token", () => {
  it("carries the principal, for 60 s and 30 s of tolerance", async () => {
    const token = await mint();
    expect(await verify(token)).toEqual(crew);
    expect(await verify(token, { atMs: nowMs + 89_000 })).toEqual(crew);
    expect(await verify(token, { atMs: nowMs + 91_000 })).toBeUndefined();
  });

  it("is the same as the forged one that changes nothing, so that the refusals below mean something", async () => {
    expect(await verify(await forged())).toEqual(crew);
  });

  it.each<[string, Change]>([
    ["not valid yet", { notBefore: nowMs / 1000 + 31 }],
    ["issued in the future", { issuedAt: nowMs / 1000 + 31, notBefore: nowMs / 1000 }],
    ["for another audience", { audience: "urn:other" }],
    ["of another issuer", { issuer: "https://accounts.example" }],
    ["of another type, such as an ID token", { header: { typ: "JWT" } }],
    ["with an unknown key id", { header: { kid: "somebody-else" } }],
    ["without a key id", { header: { kid: undefined } }],
    ["living too long", { lifeSeconds: 61 }],
    ["with a role nobody has", { claims: { principal: { ...crew, role: "root" } } }],
    ["with an unknown field in the principal", { claims: { principal: { ...crew, isAdmin: true } } }],
    ["whose subject is not the principal's", { claims: { principal: { ...crew, subject: "crew-2" } } }],
    ["with a critical extension", { header: { crit: ["exp"], exp: 1 } }],
  ])("%s is refused", async (_name, change) => {
    let token: string;
    try {
      token = await forged(change);
    } catch {
      // jose will not even sign some of them (crit): put the header on by hand, the signature is then wrong as well.
      token = (await forged()).replace(
        /^[^.]+/,
        Buffer.from(
          JSON.stringify({ alg: "EdDSA", typ: "ucrt-internal+jwt", kid: signing.kid, ...change.header }),
        ).toString("base64url"),
      );
    }
    expect(await verify(token)).toBeUndefined();
  });

  it("without a signature (alg none) is refused", async () => {
    const unsecured = new UnsecuredJWT(decodeJwt(await mint())).encode();
    const named = unsecured.replace(
      /^[^.]+/,
      Buffer.from(JSON.stringify({ alg: "none", typ: "ucrt-internal+jwt", kid: signing.kid })).toString("base64url"),
    );
    expect(await verify(unsecured)).toBeUndefined();
    expect(await verify(named)).toBeUndefined();
  });

  it("signed by HMAC with the public key as secret is refused", async () => {
    const payload = (await mint()).split(".")[1] ?? "";
    const header = Buffer.from(JSON.stringify({ alg: "HS256", typ: "ucrt-internal+jwt", kid: signing.kid })).toString(
      "base64url",
    );
    const key = keys.get(signing.kid);
    if (key === undefined) throw new Error("the verifying key must be there");
    for (const secret of [await exportSPKI(key), publicText, Buffer.from(publicText, "base64")]) {
      const signature = createHmac("sha256", secret).update(`${header}.${payload}`).digest("base64url");
      expect(await verify(`${header}.${payload}.${signature}`)).toBeUndefined();
    }
  });

  it("signed by another key that it brings along or points to is refused", async () => {
    const stranger = await readSigningKey((await generateInternalKeys()).privateKey);
    const { publicKey } = generateKeyPairSync("ed25519");
    for (const header of [
      {},
      { jwk: publicKey.export({ format: "jwk" }) },
      { jku: "http://127.0.0.1:1/keys" },
      { x5u: "http://127.0.0.1:1/cert" },
    ]) {
      const token = await new SignJWT({ principal: crew })
        .setProtectedHeader({ alg: "EdDSA", typ: "ucrt-internal+jwt", kid: signing.kid, ...header })
        .setIssuer("urn:ucrt:web")
        .setAudience("urn:ucrt:services")
        .setSubject("crew-1")
        .setIssuedAt(nowMs / 1000)
        .setNotBefore(nowMs / 1000)
        .setExpirationTime(nowMs / 1000 + 60)
        .sign(stranger.key);
      expect(await verify(token)).toBeUndefined();
    }
  });

  it("changed in one letter, cut or empty is refused", async () => {
    const token = await mint();
    const changed = token.replace(/\.(.)/, (_all, letter: string) => `.${letter === "A" ? "B" : "A"}`);
    for (const text of [changed, token.slice(0, -4), `${token}.x`, "", "a.b.c", "...."])
      expect(await verify(text)).toBeUndefined();
  });
});

describe("a local token", () => {
  it("lives 12 h in local mode and counts for nothing in production", async () => {
    const token = await mint({ local: true });
    expect(await verify(token, { mode: "local", atMs: nowMs + 11 * 3_600_000 })).toEqual(crew);
    expect(await verify(token, { mode: "local", atMs: nowMs + 12 * 3_600_000 + 31_000 })).toBeUndefined();
    expect(await verify(token, { mode: "production" })).toBeUndefined();
  });
});

describe("keys", () => {
  it("can be rotated: old and new verify together, then only the new", async () => {
    const next = await generateInternalKeys();
    const nextSigning = await readSigningKey(next.privateKey);
    const both = await readVerifyingKeys(`${publicText},${next.publicKey}`);
    const newOnly = await readVerifyingKeys(next.publicKey);
    const old = await mint();
    const fresh = await mintInternalToken(crew, { key: nextSigning, clock: at(nowMs) });
    const check = (token: string, with_: VerifyingKeys) =>
      verifyInternalToken(token, { keys: with_, clock: at(nowMs), mode: "production" });
    expect(await check(old, both)).toEqual(crew);
    expect(await check(fresh, both)).toEqual(crew);
    expect(await check(old, newOnly)).toBeUndefined();
    expect(await check(fresh, newOnly)).toEqual(crew);
  });

  it("are read from PEM as well, line breaks escaped or not", async () => {
    const pair = generateKeyPairSync("ed25519");
    const pem = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const key = await readSigningKey(pem.replaceAll("\n", "\\n"));
    const verifying = await readVerifyingKeys(pair.publicKey.export({ type: "spki", format: "pem" }).toString());
    const token = await mintInternalToken(crew, { key, clock: at(nowMs) });
    expect(await verifyInternalToken(token, { keys: verifying, clock: at(nowMs), mode: "production" })).toEqual(crew);
  });

  it("of the wrong kind are refused in words that do not repeat them", async () => {
    const pair = await generateInternalKeys();
    const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" })
      .publicKey.export({ type: "spki", format: "pem" })
      .toString();
    await expect(readSigningKey(pair.publicKey)).rejects.toThrow("INTERNAL_TOKEN_PRIVATE_KEY holds a public key");
    await expect(readVerifyingKeys(pair.privateKey)).rejects.toThrow("holds a private key");
    await expect(readVerifyingKeys(p256)).rejects.toThrow("must be an Ed25519 key");
    await expect(readVerifyingKeys("c2VjcmV0IHRleHQ=")).rejects.toThrow(
      /^The public key of internal tokens cannot be read: give base64 of a JWK, or PEM\.$/,
    );
  });
});

describe("tokens that are shown again", () => {
  const clock = { ms: nowMs, nowMs: () => clock.ms };

  it("are the same for half a minute, and valid to their end and not longer", async () => {
    clock.ms = nowMs;
    const mintFor = createTokenMinter({ key: signing, clock });
    const verifier = createTokenVerifier({ keys, clock, mode: "production" });
    const token = await mintFor(crew);
    expect(await mintFor(crew)).toBe(token);
    expect(await verifier(token)).toEqual(crew);
    clock.ms = nowMs + 29_000;
    expect(await mintFor(crew)).toBe(token);
    expect(await verifier(token)).toEqual(crew);
    clock.ms = nowMs + 31_000;
    expect(await mintFor(crew)).not.toBe(token);
    clock.ms = nowMs + 91_000;
    expect(await verifier(token)).toBeUndefined();
  });

  it("are never taken for another's, and a forged one is refused each time", async () => {
    clock.ms = nowMs;
    const mintFor = createTokenMinter({ key: signing, clock });
    const verifier = createTokenVerifier({ keys, clock, mode: "production" });
    const other = { ...crew, subject: "crew-2" };
    expect(await mintFor(other)).not.toBe(await mintFor(crew));
    expect((await verifier(await mintFor(other)))?.subject).toBe("crew-2");
    const wrong = await forged({ issuer: "somebody else" });
    expect([await verifier(wrong), await verifier(wrong)]).toEqual([undefined, undefined]);
  });
});
