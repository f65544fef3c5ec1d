/**
 * What an operator watches of the live board, as numbers on `/metrics`: screens, what they are sent, how old the board is, and the two-hour clocks.
 * In: the board and the hub when asked, each close and each frame as they happen. Out: gauges and counters without identity.
 */
import { addReadGauges } from "@ucrt/service";
import { Counter, type Registry } from "prom-client";
import type { Board } from "./board.ts";

export interface SocketCounts {
  closed(code: number): void;
  /** A frame was given to a socket. */
  sent(bytes: number): void;
  /** A reader fell behind and waits for a snapshot. */
  fellBehind(): void;
}

/** For tests that count nothing. */
export const noCounts: SocketCounts = { closed: () => undefined, sent: () => undefined, fellBehind: () => undefined };

const MINUTE_MS = 60_000;
/** How far ahead the clocks of open two-hour referrals are looked at. */
const dueWithin = [
  { due: "passed", untilMs: 0 },
  { due: "within_30_min", untilMs: 30 * MINUTE_MS },
  { due: "within_60_min", untilMs: 60 * MINUTE_MS },
] as const;

/** Adds the metrics; what is answered counts what happens to sockets. */
export function addLiveMetrics(
  registry: Registry,
  read: {
    readonly sockets: () => number;
    readonly behind: () => number;
    readonly mostUnsentBytes: () => number;
    readonly board: Pick<Board, "rowCount" | "entries" | "asOf">;
    readonly nowMs: () => number;
    /** Queue's clock minus this process's at the last beat that was from the future; 0 when it was not. */
    readonly clockAheadMs: () => number;
  },
): SocketCounts {
  addReadGauges(registry, {
    what: "live",
    gauges: {
      live_sockets: { help: "Open sockets with a ticket" },
      live_sockets_behind: { help: "Open sockets whose reader is behind and gets no changes until its next snapshot" },
      live_socket_unsent_bytes: { help: "The most that waits for one reader now, a snapshot on its way apart" },
      live_board_rows: { help: "Rows of the board in memory" },
      live_as_of_age_seconds: { help: "Age of what the board is known to show; absent before the first beat" },
      live_queue_clock_ahead_seconds: {
        help: "How far queue's clock is ahead of this process's, by the last beat; 0 when it is not",
      },
      live_offers_unseen: { help: "Offers that no one of the team has looked at" },
      live_offers_unseen_oldest_age_seconds: {
        help: "Age of the oldest offer that no one of the team has looked at, since its row last changed; 0 when there is none",
      },
      live_two_hour_referrals: {
        help: "Open two-hour referrals nobody has reached yet, by when their two hours are up (not summed: within 60 leaves out within 30) and whether somebody is on the way",
        labelNames: ["due", "on_the_way"],
      },
    },
    read: () => {
      const nowMs = read.nowMs();
      const asOfMs = read.board.asOf();
      const unseen = [...read.board.entries()].flatMap(({ unseenSinceMs }) => unseenSinceMs ?? []);
      return {
        live_sockets: read.sockets(),
        live_sockets_behind: read.behind(),
        live_socket_unsent_bytes: read.mostUnsentBytes(),
        live_board_rows: read.board.rowCount(),
        live_as_of_age_seconds: asOfMs === 0 ? null : Math.max(0, nowMs - asOfMs) / 1_000,
        live_queue_clock_ahead_seconds: Math.max(0, read.clockAheadMs()) / 1_000,
        live_offers_unseen: unseen.length,
        live_offers_unseen_oldest_age_seconds: Math.max(0, ...unseen.map((sinceMs) => nowMs - sinceMs)) / 1_000,
        live_two_hour_referrals: twoHourCounts(read.board, nowMs),
      };
    },
  });
  const registers = [registry];
  const closed = new Counter({
    name: "live_sockets_closed_total",
    help: "Sockets closed, by close code",
    labelNames: ["code"],
    registers,
  });
  const frames = new Counter({ name: "live_frames_sent_total", help: "Frames given to sockets", registers });
  const bytes = new Counter({
    name: "live_frame_bytes_sent_total",
    help: "Bytes of the frames given to sockets",
    registers,
  });
  const behind = new Counter({
    name: "live_readers_behind_total",
    help: "Times a reader fell behind and was told to wait for a snapshot",
    registers,
  });
  return {
    closed: (code) => closed.inc({ code: String(code) }),
    sent: (size) => {
      frames.inc();
      bytes.inc(size);
    },
    fellBehind: () => behind.inc(),
  };
}

/** Each referral in the first kind it fits. */
export function twoHourCounts(
  board: Pick<Board, "entries">,
  nowMs: number,
): readonly { readonly labels: { readonly due: string; readonly on_the_way: string }; readonly value: number }[] {
  const counts = new Map<string, number>();
  for (const { twoHours } of board.entries()) {
    if (twoHours === null) continue;
    const kind = dueWithin.find(({ untilMs }) => twoHours.dueAtMs <= nowMs + untilMs);
    if (kind === undefined) continue;
    const place = `${kind.due}/${twoHours.isOnTheWay}`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return dueWithin.flatMap(({ due }) =>
    [true, false].map((isOnTheWay) => ({
      labels: { due, on_the_way: isOnTheWay ? "yes" : "no" },
      value: counts.get(`${due}/${isOnTheWay}`) ?? 0,
    })),
  );
}
