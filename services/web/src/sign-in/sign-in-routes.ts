/**
 * Who is signed in, signing out, and the role picker. `GET /session`, `POST /sign-out`; in local mode also `GET /local/people`, `POST /sign-in`.
 * In local mode a person of the picker is chosen without a password, for tests and demonstrations; signing in at the identity provider is in
 * `provider-routes.ts`. Both end in `sessions.start`.
 */
import { boardTimes, principal, type BoardTimes } from "@ucrt/schemas";
import { problem, type Clock, type HttpServer, type TokenMode } from "@ucrt/service";
import { z } from "zod";
import {
  clearSessionCookie,
  ownOrigin,
  requireOwnPage,
  sessionIdOf,
  setSessionCookie,
  type CookieSettings,
} from "../session-cookie.ts";
import type { Sessions } from "../sessions.ts";
import type { DemonstrationPerson } from "./demonstration-people.ts";
import type { IdentityProvider } from "./identity-provider.ts";

export interface SignInDependencies {
  readonly mode: TokenMode;
  readonly area: { readonly name: string; readonly isDemonstration: boolean; readonly spaPhone: string };
  readonly people: readonly DemonstrationPerson[];
  /** Undefined in local mode without one. */
  readonly provider: Pick<IdentityProvider, "signOutUrl"> | undefined;
  readonly sessions: Sessions;
  readonly cookies: CookieSettings;
  readonly clock: Clock;
  /** How long a device keeps what is sealed on it: drafts, and what waits to be sent. */
  readonly deviceKeepsHours: number;
  /** Times of the area that the board counts by itself. */
  readonly boardTimes: BoardTimes;
}

/** Who is signed in; the session's own id stays here. */
const shownPrincipal = principal.omit({ sessionId: true }).strip();

/** What every page asks first. `now` is the server's clock: a device's own is never trusted. */
export const sessionAnswer = z.object({
  principal: shownPrincipal.nullable(),
  mode: z.enum(["local", "production"]),
  /** True when one can sign in at an identity provider. */
  hasProvider: z.boolean(),
  area: z.object({ name: z.string(), isDemonstration: z.boolean(), spaPhone: z.string() }),
  /** For a page without network: how long the session may stay unused, how long the device keeps what is sealed on it. */
  device: z.object({ idleMinutes: z.number(), keepsHours: z.number() }),
  /** What rings on the board and for how long it is silenced; how long a claim and a snooze last. */
  board: boardTimes,
  now: z.iso.datetime(),
});

/** Where the browser goes on to, so that the provider's own session ends as well; null when there is none. */
export const signOutAnswer = z.object({ continueAt: z.url().nullable() });

const peopleAnswer = z.object({
  people: z.array(
    z.object({ id: z.string(), group: z.string(), name: z.string(), role: z.string(), words: z.string() }),
  ),
});

export function addSignIn(app: HttpServer, dependencies: SignInDependencies): void {
  const { mode, area, people, provider, sessions, cookies, clock, deviceKeepsHours, boardTimes: board } = dependencies;

  app.get("/session", { schema: { response: { 200: sessionAnswer } } }, async (request) => {
    const sessionId = sessionIdOf(request, cookies);
    // A page that asks by itself does not keep a session from running out.
    const found = sessions.find(sessionId, { isUse: request.headers["x-asked-by"] !== "timer" });
    return {
      principal: found === undefined ? null : shownPrincipal.parse(found),
      mode,
      hasProvider: provider !== undefined,
      area,
      device: { idleMinutes: sessions.idleMsOf(sessionId) / 60_000, keepsHours: deviceKeepsHours },
      board,
      now: new Date(clock.nowMs()).toISOString(),
    };
  });

  app.post("/sign-out", { schema: { response: { 200: signOutAnswer } } }, async (request, reply) => {
    requireOwnPage(request, cookies);
    const login = sessions.end(sessionIdOf(request, cookies));
    clearSessionCookie(reply, cookies);
    const url = login === undefined ? undefined : await provider?.signOutUrl(ownOrigin(request, cookies));
    return { continueAt: url ?? null };
  });

  if (mode !== "local") return;

  app.get("/local/people", { schema: { response: { 200: peopleAnswer } } }, async () => ({
    people: people.map(({ id, group, words, principal: who }) => ({
      id,
      group,
      name: who.name,
      role: who.role,
      words,
    })),
  }));

  app.post(
    "/sign-in",
    { schema: { body: z.strictObject({ person: z.string().max(100) }) } },
    async (request, reply) => {
      requireOwnPage(request, cookies);
      const chosen = people.find((each) => each.id === request.body.person);
      if (chosen === undefined)
        throw problem("REF_INVALID", { errors: [{ field: "person", message: "Nobody here has this name." }] });
      sessions.end(sessionIdOf(request, cookies));
      const sessionId = sessions.start({ principalNow: () => chosen.principal, isManagedDevice: true });
      if (sessionId !== undefined) setSessionCookie(reply, sessionId, cookies);
      return reply.code(204).send();
    },
  );
}
