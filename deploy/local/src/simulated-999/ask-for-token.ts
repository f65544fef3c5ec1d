// How the simulated ambulance service signs in at the product, as a real sender does: a JWT signed by its own key buys a token for ten minutes
// (RFC 7523, private_key_jwt). In: the product's origin and our private key. Out: tokens; asked for again shortly before they run out, or when one is not taken.
import { randomUUID } from "node:crypto";
import { importJWK, SignJWT, type JWK } from "jose";
import { z } from "zod";
import { ownClientId } from "./who-talks.ts";

/** Five minutes are allowed. */
const assertionSeconds = 120;
const renewBeforeMs = 60_000;
const answerWithinMs = 5_000;
const tokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() });

export interface TokenOptions {
  /** The product's public origin. */
  readonly webUrl: string;
  /** Base64 of our private JWK, which names its `alg` and `kid`. */
  readonly systemKey: string;
  readonly nowMs: () => number;
}

/** Gives the token to show; `isStale`: the last one was refused. Throws when none can be had. */
export function askForToken({ webUrl, systemKey, nowMs }: TokenOptions): (isStale: boolean) => Promise<string> {
  const jwk = JSON.parse(Buffer.from(systemKey, "base64").toString("utf8")) as JWK;
  const audience = `${webUrl}/oauth2/token`;
  let known: { readonly token: string; readonly untilMs: number } | undefined;

  return async (isStale) => {
    if (known !== undefined && !isStale && nowMs() < known.untilMs) return known.token;
    const issuedAt = Math.floor(nowMs() / 1000);
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg: jwk.alg ?? "", kid: jwk.kid ?? "", typ: "JWT" })
      .setIssuer(ownClientId)
      .setSubject(ownClientId)
      .setAudience(audience)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + assertionSeconds)
      .sign(await importJWK(jwk, jwk.alg));
    const response = await fetch(audience, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: assertion,
      }),
      redirect: "error",
      signal: AbortSignal.timeout(answerWithinMs),
    });
    if (!response.ok) throw new Error(`No token: ${response.status}`);
    const given = tokenAnswer.parse(await response.json());
    known = { token: given.access_token, untilMs: nowMs() + given.expires_in * 1000 - renewBeforeMs };
    return known.token;
  };
}
