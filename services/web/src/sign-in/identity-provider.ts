/**
 * The identity provider as `web` sees it: where to send somebody, and who came back.
 * In: settings, our address, what the browser brought. Out: an address of the provider; verified claims, or the kind of refusal.
 * openid-client does the exchange (discovery, PKCE, every way a client proves itself): it is the certified client for Node. What it hands over is
 * verified again by jose with our own rules, and only that counts. The access token is never kept or used.
 */
import { errors } from "jose";
import * as oidc from "openid-client";
import { toleranceSeconds, type Clock, type Logger } from "@ucrt/service";
import { createProviderKeys, KeysAway } from "./provider-keys.ts";
import type { ProviderSettings } from "./provider-settings.ts";
import type { RefusalKind } from "./refusals.ts";
import type { Transaction } from "./transaction-cookie.ts";
import {
  verifyIdToken,
  verifyLogoutToken,
  type IdTokenClaims,
  type LogoutTokenClaims,
  type VerifyingToken,
} from "./verify-provider-token.ts";

const timeoutSeconds = 8;
/** Where the provider sends people back to, below our origin. */
export const callbackPath = "/sign-in/callback";

export type CameBack =
  | { readonly kind: "signed-in"; readonly claims: IdTokenClaims; readonly isManagedDevice: boolean }
  | { readonly kind: "refused"; readonly why: RefusalKind };

export interface IdentityProvider {
  readonly issuer: string;
  /** The address to send a browser to, and what to remember until it comes back. Undefined when the provider does not answer. */
  readonly begin: (wish: {
    readonly origin: string;
    readonly wanted?: string;
    /** Asks for the sign-in itself, even of somebody whom the provider still knows. */
    readonly isAgain: boolean;
  }) => Promise<{ readonly url: string; readonly transaction: Transaction } | undefined>;
  /** Exchanges the code for claims. `query` is what the browser came back with. */
  readonly comeBack: (query: URLSearchParams, transaction: Transaction) => Promise<CameBack>;
  /** Where a browser goes to end the provider's session as well; undefined when the provider has no such page or is away. */
  readonly signOutUrl: (origin: string) => Promise<string | undefined>;
  /** Claims of a logout token; undefined when it is not to be believed. Throws `KeysAway`. */
  readonly readLogoutToken: (token: string) => Promise<LogoutTokenClaims | undefined>;
}

export interface IdentityProviderOptions {
  readonly settings: ProviderSettings;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Known {
  readonly configuration: oidc.Configuration;
  readonly verifying: VerifyingToken;
}

export function createIdentityProvider({ settings, clock, logger }: IdentityProviderOptions): IdentityProvider {
  let known: Promise<Known> | undefined;
  /** Asked at the first sign-in and kept; a provider that is away is asked again at the next. */
  const describe = (): Promise<Known> => {
    known ??= discover(settings, clock).catch((error: unknown) => {
      known = undefined;
      throw new ProviderAway("The identity provider does not describe itself.", { cause: error });
    });
    return known;
  };
  const away = (error: unknown): void => {
    logger.warn(
      { code: codeOf(error), part: "identity provider" },
      "the identity provider does not answer as it should",
    );
  };

  return {
    issuer: settings.issuer,

    begin: async ({ origin, wanted, isAgain }) => {
      try {
        const { configuration } = await describe();
        const verifier = oidc.randomPKCECodeVerifier();
        const transaction: Transaction = {
          state: oidc.randomState(),
          nonce: oidc.randomNonce(),
          verifier,
          origin,
          ...(wanted === undefined ? {} : { wanted }),
        };
        const url = oidc.buildAuthorizationUrl(configuration, {
          redirect_uri: `${origin}${callbackPath}`,
          scope: settings.scopes,
          state: transaction.state,
          nonce: transaction.nonce,
          code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
          code_challenge_method: "S256",
          ...(settings.acrValues.length === 0 ? {} : { acr_values: settings.acrValues.join(" ") }),
          ...(isAgain ? { prompt: "login" } : {}),
        });
        return { url: url.href, transaction };
      } catch (error) {
        if (!(error instanceof ProviderAway)) throw error;
        away(error);
        return undefined;
      }
    },

    comeBack: async (query, transaction) => {
      if (query.get("state") !== transaction.state) return { kind: "refused", why: "mismatch" };
      try {
        const { configuration, verifying } = await describe();
        const callback = new URL(`${transaction.origin}${callbackPath}?${query.toString()}`);
        const tokens = await oidc.authorizationCodeGrant(configuration, callback, {
          expectedState: transaction.state,
          expectedNonce: transaction.nonce,
          pkceCodeVerifier: transaction.verifier,
          idTokenExpected: true,
        });
        const claims = await verifyIdToken(tokens.id_token ?? "", transaction.nonce, verifying);
        if (settings.acrValues.length > 0 && (claims.acr === undefined || !settings.acrValues.includes(claims.acr)))
          return { kind: "refused", why: "step-up" };
        return { kind: "signed-in", claims, isManagedDevice: isManaged(claims, settings) };
      } catch (error) {
        const why = whyOf(error);
        if (why === "provider-away") away(error);
        else logger.warn({ code: codeOf(error), reason: why }, "a sign-in was refused");
        return { kind: "refused", why };
      }
    },

    signOutUrl: async (origin) => {
      try {
        const { configuration } = await describe();
        if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
        // Without `id_token_hint`: a token in an address would be kept by whatever writes addresses down.
        return oidc.buildEndSessionUrl(configuration, { post_logout_redirect_uri: `${origin}/sign-in` }).href;
      } catch (error) {
        away(error);
        return undefined;
      }
    },

    readLogoutToken: async (token) => {
      try {
        const { verifying } = await describe();
        return await verifyLogoutToken(token, verifying);
      } catch (error) {
        if (!(error instanceof errors.JOSEError)) throw error;
        logger.warn({ code: codeOf(error) }, "a logout token was refused");
        return undefined;
      }
    },
  };
}

/** Thrown when the provider cannot be asked: nothing is wrong with the person. */
export class ProviderAway extends Error {
  override readonly name = "ProviderAway";
}

async function discover(settings: ProviderSettings, clock: Clock): Promise<Known> {
  const { issuer, clientId, proof, allowsPlainHttp } = settings;
  const configuration = await oidc.discovery(
    new URL(issuer),
    clientId,
    { [oidc.clockTolerance]: toleranceSeconds },
    proof.kind === "secret"
      ? oidc.ClientSecretPost(proof.secret)
      : oidc.PrivateKeyJwt({ key: proof.key, ...(proof.kid === undefined ? {} : { kid: proof.kid }) }),
    { timeout: timeoutSeconds, ...(allowsPlainHttp ? { execute: [oidc.allowInsecureRequests] } : {}) },
  );
  const { jwks_uri: jwksUri, issuer: described } = configuration.serverMetadata();
  if (jwksUri === undefined) throw new Error("The identity provider names no keys.");
  return {
    configuration,
    verifying: { keys: createProviderKeys(jwksUri, clock), issuer: described, clientId, clock },
  };
}

function isManaged({ payload }: IdTokenClaims, { managedDevice }: ProviderSettings): boolean {
  if (managedDevice === undefined) return false;
  const given: unknown = payload[managedDevice.claim];
  return (Array.isArray(given) ? given : [given]).some((each) => String(each) === managedDevice.value);
}

/** What a failed exchange means for the person in front of it. */
function whyOf(error: unknown): RefusalKind {
  if (error instanceof KeysAway || error instanceof ProviderAway) return "provider-away";
  if (error instanceof errors.JOSEError) return "not-verified";
  if (error instanceof oidc.AuthorizationResponseError) return "not-finished";
  // A code that was used, is too old, or was fetched by another browser (PKCE).
  if (error instanceof oidc.ResponseBodyError) return error.error === "invalid_grant" ? "mismatch" : "provider-away";
  if (error instanceof oidc.ClientError) return whyOfClientError(error);
  if (error instanceof Error) return "provider-away";
  throw error;
}

/** openid-client wraps the claim that did not fit; a nonce that does not fit is a mix-up of browsers, anything else a wrong token. */
function whyOfClientError(error: oidc.ClientError): RefusalKind {
  const details: unknown = error.cause instanceof Error ? error.cause.cause : error.cause;
  const claim: unknown = typeof details === "object" && details !== null && "claim" in details ? details.claim : "";
  if (claim === "nonce") return "mismatch";
  return tokenFaults.has(error.code ?? "") ? "not-verified" : "provider-away";
}

const tokenFaults: ReadonlySet<string> = new Set([
  "OAUTH_JWT_TIMESTAMP_CHECK_FAILED",
  "OAUTH_JWT_CLAIM_COMPARISON_FAILED",
  "OAUTH_INVALID_RESPONSE",
  "OAUTH_PARSE_ERROR",
  "OAUTH_UNSUPPORTED_OPERATION",
]);

/** Our logs get a code only: messages of a client library may quote what it was given. */
function codeOf(error: unknown): string {
  if (error instanceof ProviderAway && error.cause !== undefined) return codeOf(error.cause);
  const code: unknown = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : error instanceof Error ? error.name : "unknown";
}
