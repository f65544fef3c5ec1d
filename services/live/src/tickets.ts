/**
 * Tickets for the socket: a browser cannot set headers on a websocket, and a token does not belong into a URL or a page's hands.
 * In: who asked, in which session and from which origin. Out: opaque sealed text (AES-256-GCM over a 128-bit id, the end of its 30 s, and all of that).
 * The socket may reach another instance than the one that gave the ticket, so it is sealed with a key they share, and not kept in one's memory.
 * "Single use" is therefore kept by each instance: a second use on the same one is refused, and a stolen ticket would have to be used on another
 * within 30 s, from an allowed origin, in the session it was given to. A shared store would close that gap, and would make every socket wait for it.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { role, type Principal } from "@ucrt/schemas";
import { z } from "zod";

export const TICKET_SECONDS = 30;
const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;
const ID_BYTES = 16;

/** Who may open a socket, and from where. */
export interface Ticket {
  readonly viewer: Pick<Principal, "subject" | "role" | "organisation" | "team">;
  /** Origin of the page that asked; null when the request named none. */
  readonly origin: string | null;
  /** Session of the browser that asked; null for a program with a token. */
  readonly sessionId: string | null;
}

export interface Tickets {
  /** A ticket for 30 s. */
  readonly give: (ticket: Ticket, nowMs: number) => string;
  /** The ticket, once; undefined when it is not ours, too old, or was shown here before. Showing it uses it up. */
  readonly take: (text: string, nowMs: number) => Ticket | undefined;
}

const content = z.tuple([
  z.string(),
  z.number(),
  z.string(),
  role,
  z.string(),
  z.string().nullable(),
  z.string().nullable(),
  z.string().nullable(),
]);

/** Seals and opens tickets with a key of 32 bytes. */
export function createTickets(key: Buffer): Tickets {
  const usedUntilMs = new Map<string, number>();
  return {
    give: ({ viewer, origin, sessionId }, nowMs) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
      const id = randomBytes(ID_BYTES).toString("base64url");
      const said: z.output<typeof content> = [
        id,
        nowMs + TICKET_SECONDS * 1_000,
        viewer.subject,
        viewer.role,
        viewer.organisation,
        viewer.team ?? null,
        origin,
        sessionId,
      ];
      const sealed = Buffer.concat([cipher.update(JSON.stringify(said), "utf8"), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url");
    },
    take: (text, nowMs) => {
      const opened = open(key, text);
      if (opened === undefined) return undefined;
      const [id, untilMs, subject, viewerRole, organisation, team, origin, sessionId] = opened;
      forgetOld(usedUntilMs, nowMs);
      const isFresh = nowMs < untilMs && !usedUntilMs.has(id);
      usedUntilMs.set(id, untilMs);
      if (!isFresh) return undefined;
      return {
        viewer: { subject, role: viewerRole, organisation, ...(team === null ? {} : { team }) },
        origin,
        sessionId,
      };
    },
  };
}

function open(key: Buffer, text: string): z.output<typeof content> | undefined {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const said = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString(
      "utf8",
    );
    return content.safeParse(JSON.parse(said)).data;
  } catch {
    // Not sealed by us: the same answer as too old.
    return undefined;
  }
}

/** Tickets end in the order they were given, nearly: old ones are at the front. */
function forgetOld(usedUntilMs: Map<string, number>, nowMs: number): void {
  for (const [id, untilMs] of usedUntilMs) {
    if (untilMs + TICKET_SECONDS * 1_000 > nowMs) return;
    usedUntilMs.delete(id);
  }
}
