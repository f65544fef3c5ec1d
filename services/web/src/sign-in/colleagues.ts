/**
 * `GET /session/colleagues`: the registered people of a shift lead's own team, so that a visitor is picked and not typed. In: the session. Out: names, roles,
 * registrations of staff; nothing of anybody else's team, and nothing for any other role.
 */
import { registration, type Principal } from "@ucrt/schemas";
import { problem, type HttpServer } from "@ucrt/service";
import { z } from "zod";
import { sessionIdOf, type CookieSettings } from "../session-cookie.ts";
import type { Sessions } from "../sessions.ts";

export interface ColleaguesDependencies {
  readonly sessions: Sessions;
  readonly cookies: CookieSettings;
  readonly ofTeam: (team: string) => readonly Principal[];
}

const colleaguesAnswer = z.object({
  people: z.array(z.object({ name: z.string(), role: z.string(), registration })),
});

/** Adds the route. */
export function addColleagues(app: HttpServer, { sessions, cookies, ofTeam }: ColleaguesDependencies): void {
  app.get(
    "/session/colleagues",
    { config: { access: "public" }, schema: { response: { 200: colleaguesAnswer } } },
    async (request) => {
      const lead = sessions.find(sessionIdOf(request, cookies));
      if (lead === undefined) throw problem("REF_UNAUTHENTICATED");
      if (lead.role !== "ucrt-lead" || lead.team === undefined) throw problem("REF_FORBIDDEN");
      const people = ofTeam(lead.team).flatMap(({ name, role, registration: registered }) =>
        registered === undefined ? [] : [{ name, role, registration: registered }],
      );
      // The picker and the list may both know somebody.
      const byNumber = new Map(
        people.map((person) => [`${person.registration.body} ${person.registration.number}`, person]),
      );
      return { people: [...byNumber.values()].toSorted((one, other) => one.name.localeCompare(other.name)) };
    },
  );
}
