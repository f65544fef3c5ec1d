/** Who is signed in, as every page needs it. In: `GET /session`. Out: the session through `useSession`. Holds no patient. */
import { principal, type Role } from "@ucrt/schemas";
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { z } from "zod";
import { get, type Refusal } from "./api.ts";
import { noteServerTime } from "./server-clock.ts";

const sessionAnswer = z.object({
  principal: principal.nullable(),
  mode: z.enum(["local", "production"]),
  hasProvider: z.boolean(),
  area: z.object({ name: z.string(), isDemonstration: z.boolean(), spaPhone: z.string() }),
  now: z.iso.datetime(),
});

export interface Session extends Omit<z.output<typeof sessionAnswer>, "now"> {
  /** Asks the server again, after signing in or out. */
  readonly refresh: () => Promise<void>;
}

const SessionContext = createContext<Session | undefined>(undefined);

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [answer, setAnswer] = useState<z.output<typeof sessionAnswer>>();
  const [refusal, setRefusal] = useState<Refusal>();
  const session = useMemo(() => {
    const refresh = async () => {
      const answered = await get("/session", sessionAnswer);
      if (!answered.ok) {
        setRefusal(answered.refusal);
        return;
      }
      noteServerTime(Date.parse(answered.value.now));
      setRefusal(undefined);
      setAnswer(answered.value);
    };
    return { answer, refresh };
  }, [answer]);
  useEffect(() => {
    if (answer === undefined && refusal === undefined) void session.refresh();
  }, [answer, refusal, session]);
  if (answer === undefined) {
    return (
      <main className="app-page" id="main">
        <p role="status">{refusal === undefined ? "Loading …" : refusal.words}</p>
        {refusal === undefined ? null : (
          <button type="button" className="nhsuk-button" onClick={() => setRefusal(undefined)}>
            Try again
          </button>
        )}
      </main>
    );
  }
  return <SessionContext value={{ ...answer, refresh: session.refresh }}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error("useSession is used outside SessionProvider");
  return session;
}

export const spaRoles: readonly Role[] = ["spa-coordinator", "spa-clinician"];
export const teamRoles: readonly Role[] = ["ucrt-clinician", "ucrt-lead"];
export const referrerRoles: readonly Role[] = ["crew", "referrer", "referrer-desk"];

/** The page a role starts on. */
export function homeOf(role: Role): string {
  switch (role) {
    case "spa-coordinator":
    case "spa-clinician":
    case "service-lead":
      return "/board";
    case "ucrt-clinician":
    case "ucrt-lead":
      return "/team";
    case "crew":
    case "referrer":
      return "/submit";
    case "referrer-desk":
      return "/my-referrals";
    case "commissioner":
      return "/numbers";
    case "operator":
      return "/parked";
    case "privacy-officer":
    case "feed":
      return "/api/docs";
  }
}
