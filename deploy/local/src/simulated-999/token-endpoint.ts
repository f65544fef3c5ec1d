// The token endpoint of the simulated ambulance service (RFC 6749 client credentials, RFC 7523 signed assertion), as the NHS uses it between systems.
// In: a form with a JWT signed by the product's key. Out: a Bearer token for ten minutes, or an OAuth error. Nothing in a token can name a key or
// an address: the one key comes from the environment.
import { randomBytes } from "node:crypto";
import { decodeProtectedHeader, importJWK, jwtVerify, type JWK } from "jose";

/** Asymmetric, 384 bits or more: what the NHS takes. */
const algorithms = ["RS512", "PS512", "ES384", "ES512"];
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const longestAssertionSeconds = 300;
const toleranceSeconds = 5;
export const accessTokenSeconds = 600;

export type TokenAnswer =
  | {
      readonly status: 200;
      readonly body: { readonly access_token: string; readonly token_type: "Bearer"; readonly expires_in: number };
    }
  | { readonly status: 400 | 401; readonly body: { readonly error: string; readonly error_description: string } };

export interface TokenEndpoint {
  /** Answers one token request: the fields of its form. */
  grant(form: URLSearchParams): Promise<TokenAnswer>;
  /** True for a Bearer token that was issued here and has not run out. */
  isIssued(token: string): boolean;
  /** Forgets every token, as a restart would. */
  forgetTokens(): void;
}

export interface TokenEndpointOptions {
  /** Base64 of the client's public JWK. */
  readonly publicKey: string;
  readonly clientId: string;
  /** The address that an assertion has to name, to the letter. */
  readonly audience: string;
  readonly nowMs: () => number;
}

/** Makes the endpoint. Throws when the key cannot be read. */
export async function tokenEndpoint(options: TokenEndpointOptions): Promise<TokenEndpoint> {
  const { clientId, audience, nowMs } = options;
  const jwk = JSON.parse(Buffer.from(options.publicKey, "base64").toString("utf8")) as JWK;
  if (jwk.d !== undefined) throw new Error("BARS_PUBLIC_KEY holds a private key; give the public half.");
  const tokens = new Map<string, number>();
  /** Ids of assertions that were used, until they would have run out anyway. */
  const usedIds = new Map<string, number>();

  const refuse = (error: string, description: string, status: 400 | 401 = 401): TokenAnswer => ({
    status,
    body: { error, error_description: description },
  });

  return {
    grant: async (form) => {
      if (form.get("grant_type") !== "client_credentials")
        return refuse("unsupported_grant_type", "grant_type has to be client_credentials", 400);
      if (form.get("client_assertion_type") !== assertionType)
        return refuse("invalid_request", `client_assertion_type has to be ${assertionType}`, 400);
      const assertion = form.get("client_assertion") ?? "";
      try {
        const { alg, kid } = decodeProtectedHeader(assertion);
        if (alg === undefined || !algorithms.includes(alg)) return refuse("invalid_client", "alg is not taken");
        if (kid === undefined || (jwk.kid !== undefined && kid !== jwk.kid))
          return refuse("invalid_client", "kid is missing or not registered");
        const { payload } = await jwtVerify(assertion, await importJWK(jwk, alg), {
          algorithms,
          issuer: clientId,
          subject: clientId,
          audience,
          clockTolerance: toleranceSeconds,
          requiredClaims: ["exp", "jti"],
          currentDate: new Date(nowMs()),
        });
        // `aud` as a list of several would pass for any of them.
        if (payload.aud !== audience) return refuse("invalid_client", "aud has to be this address alone");
        const expiresAtMs = (payload.exp ?? 0) * 1000;
        if (expiresAtMs > nowMs() + (longestAssertionSeconds + toleranceSeconds) * 1000)
          return refuse("invalid_client", "exp is more than five minutes away");
        forgetOld(usedIds, nowMs());
        const id = payload.jti ?? "";
        if (id === "" || usedIds.has(id)) return refuse("invalid_client", "jti is missing or was used before");
        usedIds.set(id, expiresAtMs + toleranceSeconds * 1000);
      } catch (error) {
        return refuse(
          "invalid_client",
          `the assertion is not valid (${error instanceof Error ? error.name : "error"})`,
        );
      }
      forgetOld(tokens, nowMs());
      const token = randomBytes(32).toString("base64url");
      tokens.set(token, nowMs() + accessTokenSeconds * 1000);
      return { status: 200, body: { access_token: token, token_type: "Bearer", expires_in: accessTokenSeconds } };
    },
    isIssued: (token) => (tokens.get(token) ?? 0) > nowMs(),
    forgetTokens: () => tokens.clear(),
  };
}

function forgetOld(map: Map<string, number>, nowMs: number): void {
  for (const [key, untilMs] of map) if (untilMs <= nowMs) map.delete(key);
}
