/**
 * Who is signed in, as every page needs it. In: `GET /session`; without the network, what this device last knew, within the idle limit. Out: the session through
 * `useSession`. Holds no patient.
 */
import { boardTimes, principal, type Role } from "@ucrt/schemas";
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { z } from "zod";
import { get, type Answered, type GetOptions, type Refusal } from "./api.ts";
import { recallSession } from "./offline/device-session.ts";
import { noteServerTime } from "./server-clock.ts";

const sessionAnswer = z.object({
  principal: principal.nullable(),
  mode: z.enum(["local", "production"]),
  hasProvider: z.boolean(),
  area: z.object({ name: z.string(), isDemonstration: z.boolean(), spaPhone: z.string() }),
  /** How long this session may stay unused, and how long this device keeps what is sealed on it. */
  device: z.object({ idleMinutes: z.number(), keepsHours: z.number() }),
  /** Times of the area that pages count by themselves. */
  board: boardTimes,
  now: z.iso.datetime(),
});
type SessionAnswer = z.output<typeof sessionAnswer>;

/** Asks the service who is signed in. */
export const askSession = (options: GetOptions = {}): Promise<Answered<SessionAnswer>> =>
  get("/session", sessionAnswer, options);

export interface Session extends Omit<SessionAnswer, "now"> {
  /** False while the service could not be asked: then this is what the device last knew. */
  readonly isConfirmed: boolean;
  /** Asks the server again, after signing in or out. */
  readonly refresh: () => Promise<void>;
}

const askAgainEveryMs = 5_000;

const SessionContext = createContext<Session | undefined>(undefined);

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [known, setKnown] = useState<{ readonly answer: SessionAnswer; readonly isConfirmed: boolean }>();
  const [refusal, setRefusal] = useState<string>();
  const refresh = useCallback(async () => {
    const answered = await askSession();
    if (answered.ok) {
      noteServerTime(Date.parse(answered.value.now));
      setRefusal(undefined);
      setKnown({ answer: answered.value, isConfirmed: true });
      return;
    }
    const recalled = answered.refusal.status === 0 ? await recall(answered.refusal) : answered.refusal.words;
    if (typeof recalled === "string") setRefusal(recalled);
    // What the service said while this page was open stays; it is replaced when it answers again.
    else setKnown((before) => before ?? { answer: recalled, isConfirmed: false });
  }, []);
  useEffect(() => {
    if (known === undefined && refusal === undefined) void refresh();
  }, [known, refusal, refresh]);
  // Somebody in a dead spot need not tap: it asks again by itself, at the latest a few seconds after there is a network.
  const isWithout = known === undefined && refusal !== undefined;
  useEffect(() => {
    if (!isWithout) return undefined;
    const ask = () => void refresh();
    const timer = setInterval(ask, askAgainEveryMs);
    window.addEventListener("online", ask);
    return () => {
      clearInterval(timer);
      window.removeEventListener("online", ask);
    };
  }, [isWithout, refresh]);
  const session = useMemo(
    () => (known === undefined ? undefined : { ...known.answer, isConfirmed: known.isConfirmed, refresh }),
    [known, refresh],
  );
  if (session === undefined) {
    return (
      <main className="app-page" id="main">
        <p role="status">{refusal ?? "Loading …"}</p>
        {refusal === undefined ? null : (
          <button type="button" className="nhsuk-button" onClick={() => setRefusal(undefined)}>
            Try again
          </button>
        )}
      </main>
    );
  }
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** What the device knows when nothing answers: the last session, or why it may not be used, in words. */
async function recall(refusal: Refusal): Promise<SessionAnswer | string> {
  const found = await recallSession(() => Date.now());
  const last = sessionAnswer.safeParse(found?.remembered.answer);
  if (found === undefined || !last.success) return `${refusal.words} Signing in needs a connection.`;
  const { area } = last.data;
  if (found.isOver)
    return `There is no connection, and this device was not used for too long. What was kept here stays sealed until you sign in again. By telephone: ${area.spaPhone}.`;
  noteServerTime(Date.now() + found.remembered.aheadMs);
  return last.data;
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
      return "/board";
    case "service-lead":
      return "/service";
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
      return "/privacy";
    case "feed":
      return "/api/docs";
  }
}
