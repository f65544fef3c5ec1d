// The board as a coordinator's screen sees it: one websocket, rows by id, the newest version wins. In: the front door and a person.
// Out: the rows now, and a wait for a row to become what somebody waits for. Resumes with its cursor when it was cut off.
import type { z } from "zod";
import type { liveFrame } from "@ucrt/schemas";
import type { PersonAtWork } from "./person-at-work.ts";
import type { Row } from "./team-at-work.ts";

type Frame = z.input<typeof liveFrame>;

export interface LiveBoard {
  readonly rows: ReadonlyMap<string, Row>;
  /** Frames of each type so far. */
  readonly frames: ReadonlyMap<Frame["type"], number>;
  /** Ids whose row was taken off this screen. */
  readonly removed: ReadonlySet<string>;
  /** The newest `asOf` of a heartbeat, ISO text. */
  asOf(): string | undefined;
  /** Resolves with the row once it satisfies the condition; rejects in words. */
  until(referralId: string, what: string, condition: (row: Row) => boolean, timeoutMs: number): Promise<Row>;
  /** Cuts the connection without a word, as a lost network does; it comes back by itself. */
  cut(): void;
  close(): void;
}

const reconnectMs = 300;

/** Connects, and resolves when the first snapshot is there. */
export async function openLiveBoard(webUrl: string, person: PersonAtWork): Promise<LiveBoard> {
  const rows = new Map<string, Row>();
  const removed = new Set<string>();
  const frames = new Map<Frame["type"], number>();
  const watchers = new Set<() => void>();
  const first = Promise.withResolvers<void>();
  let cursor: string | undefined;
  let asOf: string | undefined;
  let socket: WebSocket | undefined;
  let isClosed = false;

  const put = (row: Row): void => {
    if ((rows.get(row.referralId)?.version ?? 0) > row.version) return;
    rows.set(row.referralId, row);
    removed.delete(row.referralId);
  };

  const take = (frame: Frame): void => {
    frames.set(frame.type, (frames.get(frame.type) ?? 0) + 1);
    if ("cursor" in frame) cursor = frame.cursor;
    if (frame.type === "snapshot") {
      rows.clear();
      for (const row of frame.rows) put(row);
      first.resolve();
    } else if (frame.type === "change") put(frame.row);
    else if (frame.type === "removed") {
      rows.delete(frame.referralId);
      removed.add(frame.referralId);
    } else if (frame.type === "heartbeat") asOf = frame.asOf;
    for (const watcher of watchers) watcher();
  };

  const connect = async (): Promise<void> => {
    const { status, body } = await person.post("/api/live/tickets", {});
    if (status !== 200) throw new Error(`No ticket for the live board: ${status} ${JSON.stringify(body)}`);
    if (isClosed) return;
    socket = new WebSocket(`${webUrl.replace("http", "ws")}/api/live`, {
      headers: { origin: webUrl },
    } as unknown as string[]);
    socket.addEventListener("open", () =>
      socket?.send(
        JSON.stringify({ type: "ticket", ticket: body["ticket"], ...(cursor === undefined ? {} : { cursor }) }),
      ),
    );
    socket.addEventListener("message", (event) => take(JSON.parse(String(event.data)) as Frame));
    socket.addEventListener("close", () => again());
  };
  const again = (): void => {
    if (!isClosed) setTimeout(() => void connect().catch(again), reconnectMs);
  };

  await connect();
  await first.promise;
  return {
    rows,
    frames,
    removed,
    asOf: () => asOf,
    until: (referralId, what, condition, timeoutMs) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const row = rows.get(referralId);
          if (row === undefined || !condition(row)) return;
          done();
          resolve(row);
        };
        const done = (): void => {
          clearTimeout(timer);
          watchers.delete(look);
        };
        const timer = setTimeout(() => {
          done();
          const row = rows.get(referralId);
          reject(
            new Error(
              `Waited ${Math.round(timeoutMs / 1000)} s for "${what}"; ${row === undefined ? "it is not on the board" : `it is ${row.state}${row.waitingFor === null ? "" : ` (${row.waitingFor})`}, next: ${row.nextDeadline?.name ?? "nothing"}`}`,
            ),
          );
        }, timeoutMs);
        watchers.add(look);
        look();
      }),
    cut: () => socket?.close(),
    close: () => {
      isClosed = true;
      socket?.close();
    },
  };
}
