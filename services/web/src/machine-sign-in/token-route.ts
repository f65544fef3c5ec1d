/**
 * `POST /oauth2/token`: a sending system proves who it is and gets an access token (OAuth 2 client credentials, private_key_jwt).
 * In: a form with `grant_type`, `client_assertion_type` and `client_assertion`. Out: a Bearer token for ten minutes; 400 `invalid_request`,
 * `unsupported_grant_type` or `invalid_scope`, 401 `invalid_client`, 429. Assertions and tokens reach no log. There is no scope to ask for and no refresh token: what a
 * system may do is on the list.
 */
import rateLimit from "@fastify/rate-limit";
import type { FastifyRequest } from "fastify";
import { problem, type Clock, type HttpServer, type Logger } from "@ucrt/service";
import { z } from "zod";
import { createUsedOnce } from "../sign-in/used-once.ts";
import { accessTokenSeconds, type AccessTokens } from "./access-tokens.ts";
import type { SystemsList } from "./systems-file.ts";
import { verifyAssertion } from "./verify-assertion.ts";

export const tokenPath = "/oauth2/token";

export interface TokenRoute {
  readonly systems: () => SystemsList;
  readonly tokens: AccessTokens;
  /** Our own origins: a system names the address it asks at. */
  readonly origins: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** @default 600 a minute from one address (all of them share that of a proxy), 30 a minute of one system; it needs six an hour */
  readonly limits?: { readonly ofAddress: number; readonly ofSystem: number };
}

const formType = "application/x-www-form-urlencoded";
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/** An assertion has about a thousand characters. */
const mostFormBytes = 16 * 1024;
/** More than every system of the longest list may use up while an assertion lives. */
const mostAssertions = 100_000;
const minuteMs = 60_000;
const usualLimits = { ofAddress: 600, ofSystem: 30 };

const tokenAnswer = z.strictObject({
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_in: z.int(),
});

export async function addTokenRoute(app: HttpServer, route: TokenRoute): Promise<void> {
  const { systems, tokens, clock, logger, limits = usualLimits } = route;
  const usedOnce = createUsedOnce(clock, mostAssertions);
  const audiences = route.origins.map((origin) => `${origin}${tokenPath}`);
  const proven = new WeakMap<FastifyRequest, string>();

  await app.register(async (scope) => {
    scope.addContentTypeParser(formType, { parseAs: "string", bodyLimit: mostFormBytes }, (_request, text, done) =>
      done(null, new URLSearchParams(String(text))),
    );
    await scope.register(rateLimit, {
      max: limits.ofAddress,
      timeWindow: minuteMs,
      errorResponseBuilder: (_request, { ttl }) => tooMany(ttl),
    });
    // Counted once it has proven who it is: nobody can use up what is somebody else's.
    const countOfSystem = scope.createRateLimit({
      max: limits.ofSystem,
      timeWindow: minuteMs,
      keyGenerator: (request) => proven.get(request) ?? request.ip,
    });
    scope.post(
      tokenPath,
      { config: { bodyTypes: [formType] }, schema: { response: { 200: tokenAnswer } } },
      async (request, reply) => {
        const assertion = assertionIn(request.body instanceof URLSearchParams ? request.body : new URLSearchParams());
        const verified = await verifyAssertion(assertion, { systems: systems(), audiences, clock, usedOnce });
        if (!verified.ok) {
          logger.warn({ part: "machine-sign-in", error: verified.error, why: verified.words }, "no token given");
          throw problem(verified.error === "invalid_client" ? "REF_UNAUTHENTICATED" : "REF_BAD_REQUEST", {
            detail: verified.words,
            extra: { error: verified.error },
          });
        }
        const { clientId, principal } = verified.system;
        proven.set(request, clientId);
        const counted = await countOfSystem(request);
        if (!counted.isAllowed && counted.isExceeded) throw tooMany(counted.ttl);
        logger.info({ part: "machine-sign-in", subject: principal.subject }, "a sending system has a token");
        return reply.header("pragma", "no-cache").send({
          access_token: await tokens.give(clientId),
          token_type: "Bearer",
          expires_in: accessTokenSeconds,
        });
      },
    );
  });
}

/** The assertion of a well-formed form. Throws 400: everything exactly once, and nothing that would have to be ignored. */
function assertionIn(form: URLSearchParams): string {
  const wrong = (error: string, detail: string) => problem("REF_BAD_REQUEST", { detail, extra: { error } });
  const names = [...form.keys()];
  if (new Set(names).size < names.length) throw wrong("invalid_request", "A field is there twice.");
  if (form.get("grant_type") !== "client_credentials")
    throw wrong("unsupported_grant_type", "grant_type has to be client_credentials.");
  if (form.has("client_secret")) throw wrong("invalid_request", "Secrets are not taken: send a signed JWT.");
  if (form.has("scope")) throw wrong("invalid_scope", "There is no scope to ask for.");
  if (form.get("client_assertion_type") !== assertionType)
    throw wrong("invalid_request", `client_assertion_type has to be ${assertionType}.`);
  return form.get("client_assertion") ?? "";
}

function tooMany(ttlMs: number) {
  return problem("REF_TOO_MANY_REQUESTS", {
    detail: "Too many tokens are being asked for; keep one until shortly before it expires.",
    retryAfterSeconds: ttlMs / 1000,
  });
}
