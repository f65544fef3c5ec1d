/**
 * Internal tokens: who is calling, signed by `web`, verified by every service.
 * In: a Principal (mint) or a compact JWS (verify). Out: a token for 60 s, or the Principal it carries.
 * Ed25519 only; the key is chosen by the `kid` among keys from the configuration. Nothing in a token can name a key,
 * an algorithm or an address. A local token lives 12 h and is accepted only where MODE=local.
 */
import { createPrivateKey, createPublicKey } from "node:crypto";
import { calculateJwkThumbprint, errors, exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT } from "jose";
import type { CryptoKey, JWK } from "jose";
import { principal as principalSchema } from "@ucrt/schemas";
import type { Principal } from "@ucrt/schemas";
import type { Clock } from "./clock.ts";

const algorithm = "EdDSA";
const issuer = "urn:ucrt:web";
const audience = "urn:ucrt:services";
const type = "ucrt-internal+jwt";
const localClaim = "local";

export const internalTokenSeconds = 60;
export const localTokenSeconds = 12 * 60 * 60;
/** Clocks of two machines may differ by this much. */
export const toleranceSeconds = 30;

export type SigningKey = { readonly kid: string; readonly key: CryptoKey };
export type VerifyingKeys = ReadonlyMap<string, CryptoKey>;

export type TokenMode = "local" | "production";

/** Signs a Principal for 60 s (12 h with `local`, which only local mode accepts). */
export async function mintInternalToken(
  principal: Principal,
  signing: { readonly key: SigningKey; readonly clock: Clock; readonly local?: boolean },
): Promise<string> {
  const isLocal = signing.local === true;
  const issuedAt = Math.floor(signing.clock.nowMs() / 1000);
  return new SignJWT({ principal, ...(isLocal ? { [localClaim]: true } : {}) })
    .setProtectedHeader({ alg: algorithm, typ: type, kid: signing.key.kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(principal.subject)
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(issuedAt + (isLocal ? localTokenSeconds : internalTokenSeconds))
    .sign(signing.key.key);
}

/**
 * Mints the tokens of sessions: the same one for half of its life, so that signing and checking it are not the dearest part of a request. A
 * principal that is made anew (another sign-in, another role) gets a token of its own.
 */
export function createTokenMinter(signing: {
  readonly key: SigningKey;
  readonly clock: Clock;
}): (principal: Principal) => Promise<string> {
  const shown = new WeakMap<Principal, { readonly token: string; readonly untilMs: number }>();
  return async (principal) => {
    const nowMs = signing.clock.nowMs();
    const before = shown.get(principal);
    if (before !== undefined && before.untilMs > nowMs) return before.token;
    const token = await mintInternalToken(principal, signing);
    shown.set(principal, { token, untilMs: nowMs + (internalTokenSeconds * 1000) / 2 });
    return token;
  };
}

export interface Verifying {
  readonly keys: VerifyingKeys;
  readonly clock: Clock;
  /** Decides whether local tokens count. */
  readonly mode: TokenMode;
}

/** Tokens whose signature need not be checked again while they live. A screen sends the same one for half a minute. */
const MOST_REMEMBERED = 5_000;

/** Verifies tokens, each signature once: a token that was valid stays so until it expires, and only this process knows it. */
export function createTokenVerifier(verifying: Verifying): (token: string) => Promise<Principal | undefined> {
  const remembered = new Map<string, VerifiedToken>();
  return async (token) => {
    const known = remembered.get(token);
    if (known !== undefined && known.expiresAtMs > verifying.clock.nowMs()) return known.principal;
    remembered.delete(token);
    const verified = await readInternalToken(token, verifying);
    if (verified === undefined) return undefined;
    // The oldest makes room: keys of a Map come in the order they were put in.
    for (const oldest of remembered.keys()) {
      if (remembered.size < MOST_REMEMBERED) break;
      remembered.delete(oldest);
    }
    remembered.set(token, verified);
    return verified.principal;
  };
}

/** The Principal of a valid token, else undefined. */
export async function verifyInternalToken(token: string, verifying: Verifying): Promise<Principal | undefined> {
  return (await readInternalToken(token, verifying))?.principal;
}

interface VerifiedToken {
  readonly principal: Principal;
  readonly expiresAtMs: number;
}

async function readInternalToken(token: string, verifying: Verifying): Promise<VerifiedToken | undefined> {
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => {
        const key = kid === undefined ? undefined : verifying.keys.get(kid);
        if (key === undefined) throw new errors.JWKSNoMatchingKey();
        return key;
      },
      {
        algorithms: [algorithm],
        issuer,
        audience,
        typ: type,
        clockTolerance: toleranceSeconds,
        currentDate: new Date(verifying.clock.nowMs()),
        maxTokenAge: localTokenSeconds,
        requiredClaims: ["sub", "iat", "nbf", "exp"],
      },
    );
    const { iat, exp } = payload;
    if (iat === undefined || exp === undefined) return undefined;
    const isLocal = payload[localClaim] === true;
    if (isLocal && verifying.mode !== "local") return undefined;
    if (exp - iat > (isLocal ? localTokenSeconds : internalTokenSeconds)) return undefined;
    const claimed = principalSchema.safeParse(payload["principal"]);
    if (!claimed.success || claimed.data.subject !== payload.sub) return undefined;
    return { principal: claimed.data, expiresAtMs: exp * 1000 };
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}

/** Reads the private key of `INTERNAL_TOKEN_PRIVATE_KEY`: base64 of a JWK, or PEM. Throws a sentence when it is neither. */
export async function readSigningKey(text: string): Promise<SigningKey> {
  const jwk = readJwk(text, "private");
  if (jwk.d === undefined)
    throw new Error("INTERNAL_TOKEN_PRIVATE_KEY holds a public key; a private Ed25519 key is needed.");
  return { kid: await calculateJwkThumbprint(jwk), key: await importEd25519(jwk) };
}

/** Reads the keys of `INTERNAL_TOKEN_PUBLIC_KEY`: one or more, separated by commas; each base64 of a JWK, or PEM. */
export async function readVerifyingKeys(text: string): Promise<VerifyingKeys> {
  const keys = new Map<string, CryptoKey>();
  for (const part of text.split(",")) {
    const jwk = readJwk(part, "public");
    if (jwk.d !== undefined)
      throw new Error("INTERNAL_TOKEN_PUBLIC_KEY holds a private key; give the public key only.");
    keys.set(await calculateJwkThumbprint(jwk), await importEd25519(jwk));
  }
  return keys;
}

/** A new key pair as base64 JWK texts, ready for the environment. Used by the local start and by tests. */
export async function generateInternalKeys(): Promise<{ readonly privateKey: string; readonly publicKey: string }> {
  const pair = await generateKeyPair(algorithm, { crv: "Ed25519", extractable: true });
  return { privateKey: toText(await exportJWK(pair.privateKey)), publicKey: toText(await exportJWK(pair.publicKey)) };
}

function toText(jwk: JWK): string {
  return Buffer.from(JSON.stringify(jwk)).toString("base64");
}

function readJwk(text: string, kind: "private" | "public"): JWK {
  const trimmed = text.trim().replaceAll("\\n", "\n");
  try {
    if (trimmed.startsWith("-----BEGIN")) {
      const key = kind === "private" ? createPrivateKey(trimmed) : createPublicKey(trimmed);
      return key.export({ format: "jwk" }) as JWK;
    }
    return JSON.parse(trimmed.startsWith("{") ? trimmed : Buffer.from(trimmed, "base64").toString("utf8")) as JWK;
  } catch {
    // No cause: the text is a secret and parsers quote what they read.
    throw new Error(`The ${kind} key of internal tokens cannot be read: give base64 of a JWK, or PEM.`);
  }
}

async function importEd25519(jwk: JWK): Promise<CryptoKey> {
  if (jwk.kty !== "OKP" || jwk.crv !== "Ed25519") throw new Error("The key of internal tokens must be an Ed25519 key.");
  const key = await importJWK(jwk, algorithm);
  if (key instanceof Uint8Array) throw new Error("The key of internal tokens must be an Ed25519 key.");
  return key;
}
