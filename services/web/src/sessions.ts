/**
 * Who is signed in with a browser. In: somebody at sign-in, a session id afterwards. Out: the principal, or nobody.
 * Who somebody is gets asked anew at every use, so that a person who was struck off or moved to another team is so at once. Kept in memory: a
 * restart signs everyone out. Ends after a silence, after a shift, by signing out, or when the identity provider says so. Holds no clinical data
 * and no token.
 */
import { randomBytes } from "node:crypto";
import type { Principal } from "@ucrt/schemas";
import type { Clock } from "@ucrt/service";

const minuteMs = 60_000;
/** More than the staff of an area; the one unused for longest goes first. */
const mostSessions = 10_000;

export interface SessionLimits {
  /** A session that nobody used for this long is over. */
  readonly idleMs: number;
  /** The same on a device that the trust manages and that locks itself: as long as a shift. */
  readonly managedIdleMs: number;
  /** However much it is used. */
  readonly absoluteMs: number;
}

/** @default 15 minutes without use, 12 hours on a managed device, 12 hours in all: a shift with its handover. */
export const usualLimits: SessionLimits = {
  idleMs: 15 * minuteMs,
  managedIdleMs: 12 * 60 * minuteMs,
  absoluteMs: 12 * 60 * minuteMs,
};

/** The sign-in at an identity provider that a session stands on. */
export interface ProviderLogin {
  readonly issuer: string;
  readonly subject: string;
  /** The provider's own id of its session, when it names one. */
  readonly sid?: string;
}

export interface SignedIn {
  /** Who this is now; undefined ends the session. The same object as long as nothing has changed. */
  readonly principalNow: () => Principal | undefined;
  /** None for the role picker. */
  readonly login?: ProviderLogin;
  readonly isManagedDevice: boolean;
}

interface Session {
  readonly signedIn: SignedIn;
  /** Ours, for logs and tickets: it is not the cookie and opens nothing. */
  readonly shownId: string;
  readonly startedAtMs: number;
  usedAtMs: number;
  /** What `principalNow` answered last, and what was made of it. */
  known: { readonly from: Principal; readonly principal: Principal };
}

export interface Sessions {
  /** Starts a session and answers its id: 256 random bits, base64url. Undefined when this person is nobody here. */
  readonly start: (signedIn: SignedIn) => string | undefined;
  /** The principal of a live session; undefined when there is none. Counts as use unless told otherwise. */
  readonly find: (sessionId: string | undefined, options?: { readonly isUse: boolean }) => Principal | undefined;
  /** Ends a session; answers the provider's sign-in it stood on, if there was one. */
  readonly end: (sessionId: string | undefined) => ProviderLogin | undefined;
  /** Ends every session of a provider's session (`sid`), or of a person everywhere when no `sid` is named. Answers how many. */
  readonly endLogins: (ended: { readonly issuer: string; readonly subject?: string; readonly sid?: string }) => number;
  /** What the person of a session may see now, as a text to compare; undefined once the session is over. Does not count as use. */
  readonly scopeOf: (sessionId: string) => string | undefined;
  /** How long this session may stay unused, milliseconds; the shorter limit for a session that is not there. Does not count as use. */
  readonly idleMsOf: (sessionId: string | undefined) => number;
}

/** An empty set of sessions. */
export function createSessions(clock: Clock, limits: SessionLimits = usualLimits): Sessions {
  // Kept in order of last use: a session that is used moves to the end.
  const sessions = new Map<string, Session>();

  const idleMsFor = (session: Session | undefined): number =>
    session?.signedIn.isManagedDevice === true ? limits.managedIdleMs : limits.idleMs;
  const isOver = (session: Session): boolean => {
    const nowMs = clock.nowMs();
    return nowMs - session.startedAtMs > limits.absoluteMs || nowMs - session.usedAtMs > idleMsFor(session);
  };
  /** Brings the principal up to date, or removes a session that is over. */
  const look = (sessionId: string): Session | undefined => {
    const session = sessions.get(sessionId);
    if (session === undefined) return undefined;
    const from = isOver(session) ? undefined : session.signedIn.principalNow();
    if (from === undefined) {
      sessions.delete(sessionId);
      return undefined;
    }
    if (from !== session.known.from) session.known = { from, principal: { ...from, sessionId: session.shownId } };
    return session;
  };

  return {
    start: (signedIn) => {
      const from = signedIn.principalNow();
      if (from === undefined) return undefined;
      const nowMs = clock.nowMs();
      const sessionId = randomBytes(32).toString("base64url");
      const shownId = randomBytes(12).toString("base64url");
      for (const oldest of sessions.keys()) {
        if (sessions.size < mostSessions) break;
        sessions.delete(oldest);
      }
      sessions.set(sessionId, {
        signedIn,
        shownId,
        startedAtMs: nowMs,
        usedAtMs: nowMs,
        known: { from, principal: { ...from, sessionId: shownId } },
      });
      return sessionId;
    },
    find: (sessionId, { isUse } = { isUse: true }) => {
      const session = sessionId === undefined ? undefined : look(sessionId);
      if (sessionId === undefined || session === undefined) return undefined;
      if (!isUse) return session.known.principal;
      session.usedAtMs = clock.nowMs();
      sessions.delete(sessionId);
      sessions.set(sessionId, session);
      return session.known.principal;
    },
    end: (sessionId) => {
      const session = sessionId === undefined ? undefined : sessions.get(sessionId);
      if (sessionId !== undefined) sessions.delete(sessionId);
      return session?.signedIn.login;
    },
    endLogins: ({ issuer, subject, sid }) => {
      let ended = 0;
      for (const [sessionId, { signedIn }] of sessions) {
        const { login } = signedIn;
        const isMeant =
          login?.issuer === issuer &&
          (sid === undefined ? login.subject === subject : login.sid === sid) &&
          (subject === undefined || login.subject === subject);
        if (!isMeant) continue;
        sessions.delete(sessionId);
        ended++;
      }
      return ended;
    },
    scopeOf: (sessionId) => {
      const session = look(sessionId);
      if (session === undefined) return undefined;
      const { role, organisation, team } = session.known.principal;
      return JSON.stringify([role, organisation, team]);
    },
    idleMsOf: (sessionId) => idleMsFor(sessionId === undefined ? undefined : sessions.get(sessionId)),
  };
}
