/**
 * Verifies what the identity provider signed: ID tokens at sign-in, logout tokens later.
 * In: a compact JWS, the keys. Out: the few claims we use, or a JOSE error. Asymmetric algorithms of one short list, exact issuer and audience, the
 * type where the token names one, 30 s between two clocks. Takes roles or teams from no token.
 */
import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";
import { toleranceSeconds, type Clock } from "@ucrt/service";

/** What CIS2, Keycloak and Entra sign with. Never `none`, never a shared secret. */
const algorithms = ["RS256", "PS256", "ES256"];
/** An ID token is used in the moment it is fetched. */
const oldestIdTokenSeconds = 5 * 60;
const oldestLogoutTokenSeconds = 2 * 60;
const logoutEvent = "http://schemas.openid.net/event/backchannel-logout";

export interface VerifyingToken {
  readonly keys: JWTVerifyGetKey;
  readonly issuer: string;
  readonly clientId: string;
  readonly clock: Clock;
}

export interface IdTokenClaims {
  readonly subject: string;
  readonly sid: string | undefined;
  readonly acr: string | undefined;
  /** For claims that the configuration names. */
  readonly payload: JWTPayload;
}

/** The claims of a valid ID token for this nonce. Throws a `JOSEError`. */
export async function verifyIdToken(token: string, nonce: string, verifying: VerifyingToken): Promise<IdTokenClaims> {
  const { payload } = await verify(token, verifying, {
    types: ["jwt"],
    oldestSeconds: oldestIdTokenSeconds,
    required: ["sub", "exp", "nonce"],
  });
  if (payload["nonce"] !== nonce) throw wrongClaim(payload, "nonce");
  // A token for several audiences says which of them it was made for.
  if (Array.isArray(payload.aud) && payload.aud.length > 1 && payload["azp"] !== verifying.clientId)
    throw wrongClaim(payload, "azp");
  return { subject: subjectOf(payload), sid: textOf(payload["sid"]), acr: textOf(payload["acr"]), payload };
}

export interface LogoutTokenClaims {
  readonly subject: string | undefined;
  readonly sid: string | undefined;
  readonly jti: string;
  /** After this it is too old to be taken again. Epoch milliseconds. */
  readonly uselessAtMs: number;
}

/** The claims of a valid logout token. Whether its `jti` was used before is the caller's to know. Throws a `JOSEError`. */
export async function verifyLogoutToken(token: string, verifying: VerifyingToken): Promise<LogoutTokenClaims> {
  const { payload } = await verify(token, verifying, {
    types: ["logout+jwt", "jwt"],
    oldestSeconds: oldestLogoutTokenSeconds,
    required: ["jti", "events"],
  });
  const [subject, sid, jti] = [textOf(payload.sub), textOf(payload["sid"]), textOf(payload.jti)];
  // An ID token must not pass for a logout token: it has a nonce and no event.
  if (payload["nonce"] !== undefined) throw wrongClaim(payload, "nonce");
  if (!isLogoutEvent(payload["events"])) throw wrongClaim(payload, "events");
  if (jti === undefined) throw wrongClaim(payload, "jti");
  if (subject === undefined && sid === undefined) throw wrongClaim(payload, "sid");
  const uselessAtMs = ((payload.iat ?? 0) + oldestLogoutTokenSeconds + toleranceSeconds) * 1000;
  return { subject, sid, jti, uselessAtMs };
}

async function verify(
  token: string,
  { keys, issuer, clientId, clock }: VerifyingToken,
  wanted: { readonly types: readonly string[]; readonly oldestSeconds: number; readonly required: string[] },
) {
  const verified = await jwtVerify(token, keys, {
    algorithms,
    issuer,
    audience: clientId,
    clockTolerance: toleranceSeconds,
    currentDate: new Date(clock.nowMs()),
    maxTokenAge: wanted.oldestSeconds,
    requiredClaims: ["iat", ...wanted.required],
  });
  const type = verified.protectedHeader.typ?.toLowerCase().replace(/^application\//, "");
  if (type !== undefined && !wanted.types.includes(type)) throw wrongClaim(verified.payload, "typ");
  return verified;
}

function wrongClaim(payload: JWTPayload, claim: string): Error {
  return new errors.JWTClaimValidationFailed(`unexpected "${claim}"`, payload, claim, "check_failed");
}

function isLogoutEvent(events: unknown): boolean {
  if (typeof events !== "object" || events === null) return false;
  const event: unknown = (events as Readonly<Record<string, unknown>>)[logoutEvent];
  return typeof event === "object" && event !== null;
}

function subjectOf(payload: JWTPayload): string {
  const subject = textOf(payload.sub);
  if (subject === undefined) throw wrongClaim(payload, "sub");
  return subject;
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === "string" && claim !== "" ? claim : undefined;
}
