/**
 * Signing in and out, and who is signed in. `GET /session`, `POST /sign-out`; in local mode also `GET /local/people`, `POST /sign-in`.
 * In local mode a person of the picker is chosen without a password. Sign-in by an identity provider takes this file's place in production:
 * it too ends in `sessions.start(principal)`.
 */
import { principal } from "@ucrt/schemas";
import { problem, type Clock, type HttpServer, type TokenMode } from "@ucrt/service";
import { z } from "zod";
import {
  clearSessionCookie,
  requireOwnPage,
  sessionIdOf,
  setSessionCookie,
  type CookieSettings,
} from "../session-cookie.ts";
import type { Sessions } from "../sessions.ts";
import type { DemonstrationPerson } from "./demonstration-people.ts";

export interface SignInDependencies {
  readonly mode: TokenMode;
  readonly area: { readonly name: string; readonly isDemonstration: boolean; readonly spaPhone: string };
  readonly people: readonly DemonstrationPerson[];
  readonly sessions: Sessions;
  readonly cookies: CookieSettings;
  readonly clock: Clock;
}

/** Who is signed in; the session's own id stays here. */
const shownPrincipal = principal.omit({ sessionId: true }).strip();

/** What every page asks first. `now` is the server's clock: a device's own is never trusted. */
export const sessionAnswer = z.object({
  principal: shownPrincipal.nullable(),
  mode: z.enum(["local", "production"]),
  area: z.object({ name: z.string(), isDemonstration: z.boolean(), spaPhone: z.string() }),
  now: z.iso.datetime(),
});

const peopleAnswer = z.object({
  people: z.array(
    z.object({ id: z.string(), group: z.string(), name: z.string(), role: z.string(), words: z.string() }),
  ),
});

export function addSignIn(app: HttpServer, dependencies: SignInDependencies): void {
  const { mode, area, people, sessions, cookies, clock } = dependencies;

  app.get(
    "/session",
    { config: { access: "public" }, schema: { response: { 200: sessionAnswer } } },
    async (request) => {
      const found = sessions.find(sessionIdOf(request, cookies));
      return {
        principal: found === undefined ? null : shownPrincipal.parse(found),
        mode,
        area,
        now: new Date(clock.nowMs()).toISOString(),
      };
    },
  );

  app.post("/sign-out", { config: { access: "public" } }, async (request, reply) => {
    requireOwnPage(request, cookies);
    sessions.end(sessionIdOf(request, cookies));
    clearSessionCookie(reply, cookies);
    return reply.code(204).send();
  });

  if (mode !== "local") return;

  app.get("/local/people", { config: { access: "public" }, schema: { response: { 200: peopleAnswer } } }, async () => ({
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
    { config: { access: "public" }, schema: { body: z.strictObject({ person: z.string().max(100) }) } },
    async (request, reply) => {
      requireOwnPage(request, cookies);
      const chosen = people.find((each) => each.id === request.body.person);
      if (chosen === undefined)
        throw problem("REF_INVALID", { errors: [{ field: "person", message: "Nobody here has this name." }] });
      sessions.end(sessionIdOf(request, cookies));
      setSessionCookie(reply, sessions.start(chosen.principal), cookies);
      return reply.code(204).send();
    },
  );
}
