/**
 * Verifies the proof of a sending system: a JWT it has signed for our token endpoint (RFC 7521, 7523; private_key_jwt).
 * In: a compact JWS, the list of systems. Out: the system, or what is wrong, as OAuth names it. The key is found on our list by client and `kid`;
 * nothing in the assertion can name a key or an address. Who is not on the list and who has the wrong key hear the same.
 */
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from "jose";
import { toleranceSeconds, type Clock } from "@ucrt/service";
import type { SendingSystem, SystemsList } from "./systems-file.ts";

/** NHS rule: five minutes at most. */
export const longestAssertionSeconds = 5 * 60;
const longestJti = 200;
/** Claims about time: wrong ones are the request's fault, and not the key's. */
const timeClaims: ReadonlySet<string> = new Set(["exp", "iat", "nbf"]);

export interface VerifyingAssertion {
  readonly systems: SystemsList;
  /** Addresses of our token endpoint: `aud` is one of them, to the letter. */
  readonly audiences: readonly string[];
  readonly clock: Clock;
  /** True the first time; see `used-once.ts`. */
  readonly usedOnce: (id: string, uselessAtMs: number) => boolean;
}

export type Verified =
  | { readonly ok: true; readonly system: SendingSystem }
  | { readonly ok: false; readonly error: "invalid_request" | "invalid_client"; readonly words: string };

const wrongRequest = (words: string): Verified => ({ ok: false, error: "invalid_request", words });
const wrongClient = (words: string): Verified => ({ ok: false, error: "invalid_client", words });
const noKey = wrongClient("No registered key of this client has made this assertion: check iss, sub, alg and kid.");

/** Verifies one assertion; a good one is used up by it. Never throws for what a caller sent. */
export async function verifyAssertion(assertion: string, verifying: VerifyingAssertion): Promise<Verified> {
  const { systems, audiences, clock, usedOnce } = verifying;
  const read = readUnverified(assertion);
  if (read === undefined) return wrongRequest("client_assertion is not a signed JWT.");
  const system = read.issuer === undefined ? undefined : systems.byClientId.get(read.issuer);
  const registered = read.kid === undefined ? undefined : system?.keys.get(read.kid);
  if (system === undefined || registered === undefined || registered.algorithm !== read.algorithm) return noKey;

  let payload: JWTPayload;
  try {
    ({ payload } = await jwtVerify(assertion, await registered.key(), {
      algorithms: [registered.algorithm],
      issuer: system.clientId,
      subject: system.clientId,
      audience: [...audiences],
      clockTolerance: toleranceSeconds,
      currentDate: new Date(clock.nowMs()),
      requiredClaims: ["exp", "jti"],
      ...(read.typ === undefined ? {} : { typ: "JWT" }),
    }));
  } catch (error) {
    return refusalOf(error);
  }
  const { aud, exp = 0, iat, jti } = payload;
  // A list of several would pass for any of them.
  if (typeof aud !== "string") return wrongClient("aud has to be the address of this token endpoint alone.");
  const nowSeconds = clock.nowMs() / 1000;
  if (iat !== undefined && iat > nowSeconds + toleranceSeconds) return wrongRequest("iat is in the future.");
  if (exp - (iat ?? nowSeconds + toleranceSeconds) > longestAssertionSeconds)
    return wrongRequest("exp is more than five minutes ahead.");
  if (typeof jti !== "string" || jti === "" || jti.length > longestJti)
    return wrongRequest(`jti has to be a text of 1 to ${longestJti} characters.`);
  if (!usedOnce(`${system.clientId} ${jti}`, (exp + toleranceSeconds) * 1000))
    return wrongRequest("jti was used before: make a new assertion for each request.");
  return { ok: true, system };
}

/** What is needed to find the key; not to be believed yet. */
function readUnverified(assertion: string) {
  try {
    const { alg, kid, typ } = decodeProtectedHeader(assertion);
    const { iss } = decodeJwt(assertion);
    const issuer = typeof iss === "string" ? iss : undefined;
    return { algorithm: alg, kid: typeof kid === "string" ? kid : undefined, typ, issuer };
  } catch {
    return undefined;
  }
}

function refusalOf(error: unknown): Verified {
  if (error instanceof errors.JWTExpired) return wrongRequest("The assertion has expired.");
  if (error instanceof errors.JWTClaimValidationFailed)
    return timeClaims.has(error.claim) || error.reason === "missing"
      ? wrongRequest(`${error.claim} is missing or wrong.`)
      : wrongClient(`${error.claim} is missing or wrong.`);
  // A signature that does not fit, a `crit` we do not know, a key of the list that is none: the caller learns no more.
  return noKey;
}
