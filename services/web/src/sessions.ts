/**
 * Who is signed in with a browser. In: a principal at sign-in, a session id afterwards. Out: the principal, or nobody.
 * Kept in memory, so a restart signs everyone out; lasts a shift, and ends earlier after a long silence. Holds no clinical data.
 */
import { randomBytes } from "node:crypto";
import type { Principal } from "@ucrt/schemas";
import type { Clock } from "@ucrt/service";

/** A shift with its handover. */
const longestSessionMs = 12 * 60 * 60 * 1000;
/** Trust-managed devices lock themselves; a session that nobody used for this long is over. */
const longestSilenceMs = 4 * 60 * 60 * 1000;
/** More than the staff of an area; the one unused for longest goes first. */
const mostSessions = 10_000;

interface Session {
  readonly principal: Principal;
  readonly startedAtMs: number;
  usedAtMs: number;
}

export interface Sessions {
  /** Starts a session and answers its id: 256 random bits, base64url. */
  readonly start: (principal: Principal) => string;
  /** The principal of a live session; undefined when there is none. Counts as use. */
  readonly find: (sessionId: string | undefined) => Principal | undefined;
  readonly end: (sessionId: string | undefined) => void;
  /** False once a session has ended or its shift is over. No use, and silence is not judged: an open screen is somebody who looks. */
  readonly isLive: (sessionId: string) => boolean;
}

/** An empty set of sessions. */
export function createSessions(clock: Clock): Sessions {
  // Kept in order of last use: a session that is used moves to the end.
  const sessions = new Map<string, Session>();
  return {
    start: (principal) => {
      const nowMs = clock.nowMs();
      const sessionId = randomBytes(32).toString("base64url");
      for (const oldest of sessions.keys()) {
        if (sessions.size < mostSessions) break;
        sessions.delete(oldest);
      }
      sessions.set(sessionId, {
        principal: { ...principal, sessionId: randomBytes(12).toString("base64url") },
        startedAtMs: nowMs,
        usedAtMs: nowMs,
      });
      return sessionId;
    },
    find: (sessionId) => {
      const session = sessionId === undefined ? undefined : sessions.get(sessionId);
      if (sessionId === undefined || session === undefined) return undefined;
      const nowMs = clock.nowMs();
      sessions.delete(sessionId);
      if (nowMs - session.startedAtMs > longestSessionMs || nowMs - session.usedAtMs > longestSilenceMs)
        return undefined;
      session.usedAtMs = nowMs;
      sessions.set(sessionId, session);
      return session.principal;
    },
    end: (sessionId) => {
      if (sessionId !== undefined) sessions.delete(sessionId);
    },
    isLive: (sessionId) => {
      const session = sessions.get(sessionId);
      return session !== undefined && clock.nowMs() - session.startedAtMs <= longestSessionMs;
    },
  };
}
