/**
 * The public keys of the identity provider. In: the header of a token. Out: the key it names, or `JWKSNoMatchingKey`.
 * Fetched from the address in the provider's own description, never from one in a token, and at most once in 30 s, failures included: tokens with
 * made-up key ids must not turn us into a load on the provider. A key that was taken away is refused once the kept set is 30 s old.
 */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import type { Clock } from "@ucrt/service";

/** Also how long a key that was taken away may still be good. */
const atMostOnceInMs = 30_000;
/** The kept keys serve this long while the provider does not hand out new ones. */
const longestWithoutAnswerMs = 10 * 60_000;
const fetchTimeoutMs = 5_000;
/** A key set is a few KiB; what is larger is not one. */
const mostBytes = 256 * 1024;

/** Thrown when the keys cannot be had at the moment: nothing is wrong with the token. */
export class KeysAway extends Error {
  override readonly name = "KeysAway";
}

/** Keys for `jwtVerify`. Throws `KeysAway` when there are none to verify with. */
export function createProviderKeys(jwksUri: string, clock: Clock): JWTVerifyGetKey {
  let kept: { readonly keys: JWTVerifyGetKey; readonly atMs: number } | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  const ask = async (): Promise<void> => {
    const atMs = clock.nowMs();
    askedAtMs = atMs;
    try {
      kept = { keys: await fetchKeys(jwksUri), atMs };
    } catch (error) {
      // A moment's failure must not keep a shift from signing in; a long one must not keep a withdrawn key alive.
      if (kept === undefined || atMs - kept.atMs > longestWithoutAnswerMs) throw error;
    } finally {
      asking = undefined;
    }
  };

  return async (header, token) => {
    // Only the id is looked up: whatever else a header names (jku, jwk, x5u) is never followed.
    const { alg, kid } = header;
    if (kid === undefined) throw new errors.JWKSNoMatchingKey();
    if (asking === undefined && clock.nowMs() - askedAtMs >= atMostOnceInMs) asking = ask();
    await asking;
    if (kept === undefined) throw new KeysAway("The keys of the identity provider could not be fetched a moment ago.");
    return kept.keys({ alg, kid }, token);
  };
}

async function fetchKeys(jwksUri: string): Promise<JWTVerifyGetKey> {
  try {
    const response = await fetch(jwksUri, {
      headers: { accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(fetchTimeoutMs),
    });
    const text = await response.text();
    if (!response.ok || text.length > mostBytes) throw new Error(`answered ${response.status}`);
    return createLocalJWKSet(JSON.parse(text) as JSONWebKeySet);
  } catch (error) {
    throw new KeysAway("The keys of the identity provider cannot be fetched.", { cause: error });
  }
}
