/**
 * One socket. In: frames for it, its own pings and its client's few frames. Out: bytes, or a close with a reason.
 *
 *   waiting for a ticket -> shown (being looked at) -> live <-> behind (a snapshot is due)
 *   any of them -> closed
 *
 * A reader that is behind gets no changes, only the next snapshot; one that takes nothing is closed, and slows nobody else.
 */
import { closeCodes, ticketFrame } from "@ucrt/schemas";
import { readStrictJson } from "@ucrt/service";
import type { RawData, WebSocket } from "ws";
import { errorFrame, snapshotDueFrame } from "./frames.ts";
import { noCounts, type SocketCounts } from "./live-metrics.ts";
import { createRate } from "./rate.ts";
import { CLIENT_FRAME_LIMIT_BYTES, type LiveSettings } from "./settings.ts";

export interface Connection {
  /** Sends a frame, unless the reader is behind. */
  readonly deliver: (frame: Buffer) => void;
  /** Sends a snapshot: its bytes are allowed for until they are gone. */
  readonly deliverSnapshot: (frame: Buffer) => void;
  readonly close: (code: number, reason: string) => void;
  readonly isClosed: () => boolean;
  /** The ticket was accepted: frames may go out. */
  readonly opened: () => void;
  /** Looks after pings, slowness and age; called about once a second. */
  readonly check: (nowMs: number) => void;
  readonly isBehind: () => boolean;
  /** What waits for this reader, a snapshot on its way apart; bytes. */
  readonly unsentBytes: () => number;
  /** True when a snapshot is due and there is room for it. */
  readonly wantsSnapshot: () => boolean;
}

export interface ConnectionOptions {
  readonly socket: WebSocket;
  readonly settings: LiveSettings;
  readonly nowMs: () => number;
  readonly onTicket: (ticket: string, cursor: string | undefined) => void;
  readonly onClosed: (code: number) => void;
  /** What is counted of this socket. @default nothing */
  readonly counts?: Pick<SocketCounts, "sent" | "fellBehind">;
}

/** Frames a client may get wrong before it is closed. */
const OFFENCES_AT_MOST = 3;
const PROTOCOL = { policy: 1008, unsupported: 1003 } as const;
const PINGS_MISSED_AT_MOST = 2;
/** Less than this is no progress of a slow reader. */
const PROGRESS_BYTES = 64 * 1_024;

/** Takes over a socket. Attaches its handlers before returning. */
export function createConnection(options: ConnectionOptions): Connection {
  const { socket, settings, nowMs, counts = noCounts } = options;
  const openedAtMs = nowMs();
  let state: "ticket" | "shown" | "live" | "closed" = "ticket";
  let offences = 0;
  let isBehind = false;
  let allowedBytes = 0;
  let lowestBytes = 0;
  let progressAtMs = openedAtMs;
  let pingedAtMs = openedAtMs;
  let missedPongs = 0;
  let cutTimer: NodeJS.Timeout | undefined;

  const close = (code: number, reason: string): void => {
    if (state === "closed") return;
    state = "closed";
    clearTimeout(ticketTimer);
    socket.close(code, reason);
    // A reader that takes nothing would hold the close frame, and its buffer, for ever.
    cutTimer = setTimeout(() => socket.terminate(), settings.cutAfterMs);
    options.onClosed(code);
  };

  const send = (frame: Buffer | string): void => {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(frame, { binary: false });
    counts.sent(frame.length);
  };

  const refuse = (detail: string): void => {
    offences += 1;
    send(errorFrame("REF_BAD_REQUEST", detail));
    if (offences >= OFFENCES_AT_MOST) close(PROTOCOL.policy, "too many frames that are not allowed");
  };

  const rate = createRate(settings.mostPerMinute);
  /** Every frame counts, and a ping costs an answer: false when there were too many. */
  const mayGoOn = (): boolean => {
    if (state === "closed") return false;
    if (!rate.isExceeded(nowMs())) return true;
    close(closeCodes.tooMany, "too many frames in a minute");
    return false;
  };

  const onMessage = (data: RawData, isBinary: boolean): void => {
    if (!mayGoOn()) return;
    if (isBinary) return close(PROTOCOL.unsupported, "text frames only");
    if (state !== "ticket") return refuse("This connection is one way: commands go over HTTP.");
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
    const json = readStrictJson(bytes, { maxBytes: CLIENT_FRAME_LIMIT_BYTES, maxDepth: 4 });
    const parsed = json.ok ? ticketFrame.safeParse(json.value) : undefined;
    if (parsed?.success !== true) return refuse("The first frame must be a ticket.");
    state = "shown";
    clearTimeout(ticketTimer);
    options.onTicket(parsed.data.ticket, parsed.data.cursor);
  };

  socket.on("message", onMessage);
  socket.on("ping", mayGoOn);
  socket.on("pong", () => {
    if (mayGoOn()) missedPongs = 0;
  });
  socket.on("close", (code) => {
    clearTimeout(ticketTimer);
    clearTimeout(cutTimer);
    if (state === "closed") return;
    state = "closed";
    options.onClosed(code);
  });
  const ticketTimer = setTimeout(() => close(PROTOCOL.policy, "no ticket in time"), settings.ticketWaitMs);

  const fallBehind = (): void => {
    isBehind = true;
    counts.fellBehind();
    lowestBytes = socket.bufferedAmount;
    progressAtMs = nowMs();
    send(snapshotDueFrame);
  };

  /** Slow readers: allowed for while they take something, closed when they do not. */
  const checkSlowness = (atMs: number): void => {
    const unsentBytes = socket.bufferedAmount;
    if (unsentBytes > allowedBytes + settings.closeAtBytes)
      return close(closeCodes.slowReader, "too much is waiting for this reader");
    if (unsentBytes <= settings.behindAtBytes / 4) {
      allowedBytes = 0;
      lowestBytes = unsentBytes;
      progressAtMs = atMs;
      return;
    }
    if (unsentBytes <= lowestBytes - PROGRESS_BYTES) {
      lowestBytes = unsentBytes;
      progressAtMs = atMs;
    }
    if ((isBehind || allowedBytes > 0) && atMs - progressAtMs >= settings.closeAfterMs)
      close(closeCodes.slowReader, "this reader takes nothing");
  };

  const checkPings = (atMs: number): void => {
    if (atMs - pingedAtMs < settings.pingEveryMs) return;
    // Nobody is there to read a close frame.
    if (missedPongs >= PINGS_MISSED_AT_MOST) return socket.terminate();
    missedPongs += 1;
    pingedAtMs = atMs;
    if (socket.readyState === socket.OPEN) socket.ping();
  };

  return {
    deliver: (frame) => {
      if (state !== "live" || isBehind) return;
      send(frame);
      if (socket.bufferedAmount > allowedBytes + settings.behindAtBytes) fallBehind();
    },
    deliverSnapshot: (frame) => {
      if (state !== "live") return;
      isBehind = false;
      send(frame);
      allowedBytes = frame.length;
      lowestBytes = socket.bufferedAmount;
      progressAtMs = nowMs();
    },
    close,
    isClosed: () => state === "closed",
    opened: () => {
      if (state === "shown") state = "live";
    },
    check: (atMs) => {
      if (state === "closed") return;
      if (atMs - openedAtMs >= settings.longestLifeMs) return close(closeCodes.sessionEnded, "sign in again");
      checkPings(atMs);
      checkSlowness(atMs);
    },
    isBehind: () => state === "live" && isBehind,
    unsentBytes: () => Math.max(0, socket.bufferedAmount - allowedBytes),
    wantsSnapshot: () => state === "live" && isBehind && socket.bufferedAmount <= settings.behindAtBytes / 4,
  };
}
