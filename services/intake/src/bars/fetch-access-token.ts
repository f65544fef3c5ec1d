/**
 * Access tokens for the systems that are answered: OAuth 2 client credentials with a signed JWT as the client's proof (RFC 7523, as BaRS asks).
 * In: a sender of the list, our private key. Out: a token, kept until shortly before it expires; one request at a time for each sender.
 * Never logs a token, an assertion or what the other side answers.
 */
import { randomUUID } from "node:crypto";
import { importJWK, SignJWT, type CryptoKey, type JWK } from "jose";
import type { Clock } from "@ucrt/service";
import { z } from "zod";
import type { BarsSender } from "./bars-senders.ts";
import { readBeginning } from "./read-response.ts";

/** Algorithms BaRS-style servers accept, by kind of key; RSA keys sign with RS512. */
const algorithms: Readonly<Record<string, string>> = { RSA: "RS512", EC: "ES384" };
/** NHS rule: an assertion lives five minutes at most. */
const ASSERTION_SECONDS = 120;
/** A token is renewed this long before it expires. */
const RENEW_BEFORE_MS = 30_000;
const ANSWER_WITHIN_MS = 5_000;

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive().default(60) });

export interface BarsSigningKey {
  readonly key: CryptoKey | Uint8Array;
  readonly algorithm: string;
  readonly kid: string | undefined;
}

export interface AccessTokens {
  /** A token for this sender. Throws when none can be had. */
  readonly tokenFor: (sender: BarsSender) => Promise<string>;
  /** The other side refused this token: the next one is new. */
  readonly forget: (sender: BarsSender) => void;
}

/** Reads `BARS_SIGNING_KEY`: base64 of a private JWK, RSA or P-384. Throws a sentence when it is neither. */
export async function readBarsSigningKey(text: string): Promise<BarsSigningKey> {
  try {
    const jwk = JSON.parse(Buffer.from(text, "base64").toString("utf8")) as JWK;
    const algorithm = algorithms[jwk.kty ?? ""];
    if (algorithm === undefined || jwk.d === undefined) throw new Error("not a private RSA or EC key");
    return { key: await importJWK(jwk, algorithm), algorithm, kid: jwk.kid };
  } catch {
    // No cause: the text is a secret and parsers quote what they read.
    throw new Error("BARS_SIGNING_KEY cannot be read: give base64 of a private JWK, RSA or P-384.");
  }
}

/** Keeps one token for each sender. */
export function createAccessTokens({
  signing,
  clock,
}: {
  readonly signing: BarsSigningKey | undefined;
  readonly clock: Clock;
}): AccessTokens {
  const kept = new Map<string, { readonly token: Promise<string>; expiresAtMs: number }>();
  return {
    tokenFor: (sender) => {
      if (signing === undefined) return Promise.reject(new Error("BARS_SIGNING_KEY is not set"));
      const known = kept.get(sender.organisation);
      if (known !== undefined && clock.nowMs() < known.expiresAtMs - RENEW_BEFORE_MS) return known.token;
      const entry = {
        token: ask(sender, { signing, nowMs: clock.nowMs() }).then(({ token, expiresInSeconds }) => {
          entry.expiresAtMs = clock.nowMs() + expiresInSeconds * 1000;
          return token;
        }),
        // While it is being asked for, everybody waits for the same one.
        expiresAtMs: Number.POSITIVE_INFINITY,
      };
      kept.set(sender.organisation, entry);
      entry.token.catch(() => {
        if (kept.get(sender.organisation) === entry) kept.delete(sender.organisation);
      });
      return entry.token;
    },
    forget: (sender) => {
      kept.delete(sender.organisation);
    },
  };
}

async function ask(
  { token }: BarsSender,
  { signing, nowMs }: { readonly signing: BarsSigningKey; readonly nowMs: number },
): Promise<{ readonly token: string; readonly expiresInSeconds: number }> {
  const issuedAt = Math.floor(nowMs / 1000);
  const assertion = await new SignJWT({})
    .setProtectedHeader({
      alg: signing.algorithm,
      typ: "JWT",
      ...(signing.kid === undefined ? {} : { kid: signing.kid }),
    })
    .setIssuer(token.clientId)
    .setSubject(token.clientId)
    .setAudience(token.url)
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ASSERTION_SECONDS)
    .sign(signing.key);
  const response = await fetch(token.url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: assertion,
    }),
    // The list says whom we speak to; nobody sends us elsewhere.
    redirect: "error",
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (!response.ok) throw new Error(`the token endpoint answered ${response.status}`);
  const answer = tokenAnswer.safeParse(JSON.parse(await readBeginning(response)));
  if (!answer.success) throw new Error("the token endpoint gave no access_token");
  return { token: answer.data.access_token, expiresInSeconds: answer.data.expires_in };
}
