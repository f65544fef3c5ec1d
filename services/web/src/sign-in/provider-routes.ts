/**
 * Signing in at the identity provider. `GET /sign-in/start` sends a browser there, `GET /sign-in/callback` takes it back and starts a session,
 * `POST /sign-in/back-channel-logout` is the provider saying that somebody's session is over.
 * In: what a browser or the provider brings. Out: redirects, a session, or the sign-in page with what went wrong in words. Codes and tokens go no
 * further than this file: not into a log, an address of ours or the browser.
 */
import type { FastifyReply, FastifyRequest } from "fastify";
import { problem, problemCodes, type Clock, type HttpServer, type Logger } from "@ucrt/service";
import { z } from "zod";
import { ownOrigin, sessionIdOf, setSessionCookie, type CookieSettings } from "../session-cookie.ts";
import type { Sessions } from "../sessions.ts";
import { callbackPath, ProviderAway, type IdentityProvider } from "./identity-provider.ts";
import type { PeopleTable } from "./people-table.ts";
import { KeysAway } from "./provider-keys.ts";
import { refusalOf, type RefusalKind } from "./refusals.ts";
import type { Transactions } from "./transaction-cookie.ts";
import { createUsedOnce } from "./used-once.ts";
import { wantedPage } from "./wanted-page.ts";

export interface ProviderRoutes {
  readonly provider: IdentityProvider;
  readonly people: PeopleTable;
  readonly sessions: Sessions;
  readonly cookies: CookieSettings;
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Answers with the sign-in page, which shows these words. */
  readonly sendSignInPage: (reply: FastifyReply, words: string) => FastifyReply;
}

const formType = "application/x-www-form-urlencoded";
/** A logout token has a few hundred characters of claims. */
const mostLogoutBytes = 16 * 1024;

export async function addProviderRoutes(app: HttpServer, routes: ProviderRoutes): Promise<void> {
  const { provider, people, sessions, cookies, transactions, logger } = routes;

  const refuse = (request: FastifyRequest, reply: FastifyReply, why: RefusalKind): FastifyReply => {
    const { code, words } = refusalOf(why, people.askWhom());
    if (!(request.headers.accept ?? "").includes("text/html")) throw problem(code, { detail: words });
    return routes.sendSignInPage(reply.code(problemCodes[code].status), words);
  };

  app.get("/sign-in/start", async (request, reply) => {
    const query = queryOf(request);
    const wanted = wantedPage(query.get("to") ?? undefined);
    const begun = await provider.begin({
      origin: ownOrigin(request, cookies),
      isAgain: query.has("again"),
      ...(wanted === undefined ? {} : { wanted }),
    });
    if (begun === undefined) return refuse(request, reply, "provider-away");
    const sessionBefore = sessionIdOf(request, cookies);
    await transactions.keep(reply, { ...begun.transaction, ...(sessionBefore === undefined ? {} : { sessionBefore }) });
    return reply.redirect(begun.url, 303);
  });

  app.get(callbackPath, async (request, reply) => {
    const transaction = await transactions.take(request, reply);
    if (transaction === undefined) return refuse(request, reply, "mismatch");
    const back = await provider.comeBack(queryOf(request), transaction);
    if (back.kind === "refused") return refuse(request, reply, back.why);
    const { issuer } = provider;
    const { subject, sid } = back.claims;
    const sessionId = sessions.start({
      principalNow: () => people.find(issuer, subject),
      login: { issuer, subject, ...(sid === undefined ? {} : { sid }) },
      isManagedDevice: back.isManagedDevice,
    });
    if (sessionId === undefined) return refuse(request, reply, "not-known");
    // Whoever used this browser before is no longer signed in on it.
    sessions.end(transaction.sessionBefore);
    logger.info({ subject: people.find(issuer, subject)?.subject }, "signed in");
    setSessionCookie(reply, sessionId, cookies);
    return reply.redirect(transaction.wanted ?? "/", 303);
  });

  await addBackChannelLogout(app, routes);
}

async function addBackChannelLogout(app: HttpServer, { provider, sessions, clock, logger }: ProviderRoutes) {
  const usedOnce = createUsedOnce(clock);
  const body = z.object({ logout_token: z.string().min(1) });
  await app.register(async (scope) => {
    // The standard wants a form here; everywhere else it would be a way around the check for our own pages.
    scope.addContentTypeParser(formType, { parseAs: "string", bodyLimit: mostLogoutBytes }, (_request, text, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(text)))),
    );
    scope.post("/sign-in/back-channel-logout", { config: { bodyTypes: [formType] } }, async (request, reply) => {
      const given = body.safeParse(request.body);
      const claims = given.success ? await readLogoutToken(provider, given.data.logout_token) : undefined;
      if (claims === undefined || !usedOnce(claims.jti, claims.uselessAtMs))
        throw problem("REF_BAD_REQUEST", {
          detail: "This is not a logout token of the provider, or it was used before.",
        });
      const { subject, sid } = claims;
      const ended = sessions.endLogins({
        issuer: provider.issuer,
        ...(subject === undefined ? {} : { subject }),
        ...(sid === undefined ? {} : { sid }),
      });
      logger.info({ ended }, "the identity provider ended sessions");
      return reply.code(200).send();
    });
  });
}

async function readLogoutToken(provider: IdentityProvider, token: string) {
  try {
    return await provider.readLogoutToken(token);
  } catch (error) {
    // The provider tries again; answering "wrong" would let a session live on that should have ended.
    if (error instanceof KeysAway || error instanceof ProviderAway) throw problem("REF_UNAVAILABLE", { cause: error });
    throw error;
  }
}

function queryOf(request: FastifyRequest): URLSearchParams {
  const [, query = ""] = (request.raw.url ?? "").split("?", 2);
  return new URLSearchParams(query);
}
