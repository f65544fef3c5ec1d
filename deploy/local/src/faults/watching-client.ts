// One screen that watches the board, as the page does: a snapshot, then changes, resumed with its cursor when it was cut off, "not live" when what it shows
// is older than 12 s. In: the front door, a person. Out: the rows now; in the history what it saw and when, when it was live, and at last its whole view.
import { createHash } from "node:crypto";
import type { z } from "zod";
import type { liveFrame } from "@ucrt/schemas";
import type { PersonAtWork } from "../simulation/person-at-work.ts";
import type { Row } from "../simulation/team-at-work.ts";
import { steadyMs, type HistoryWriter } from "./history.ts";

type Frame = z.input<typeof liveFrame>;

export interface WatchingClient {
  readonly rows: ReadonlyMap<string, Row>;
  /** Writes what the screen shows now. */
  writeView(): void;
  close(): void;
}

/** Older than this is not live: what the page says (services/web, board-state). */
export const staleAfterMs = 12_000;
/** Three heartbeats: a socket that is silent for so long is dead (services/web, live-connection). */
const silentAfterMs = 15_000;
const lookEveryMs = 250;

/** A row as two programs may compare it without carrying it. */
export const digestOfRow = (rowJson: string): string => createHash("sha256").update(rowJson).digest("hex").slice(0, 16);

/** Starts to connect and returns at once; goes on connecting until closed. `onRow` is called for each row that came or changed. */
export function watchingClient(options: {
  readonly webUrl: string;
  readonly person: PersonAtWork;
  readonly name: string;
  readonly history: HistoryWriter;
  readonly onRow: (row: Row) => void;
}): WatchingClient {
  const { webUrl, person, name, history } = options;
  const rows = new Map<string, Row>();
  let seen: (readonly [referralId: string, version: number, atMs: number])[] = [];
  let heartbeat: { readonly ageMs: number; readonly atMs: number } | undefined;
  let cursor: string | undefined;
  let socket: WebSocket | undefined;
  let isConnected = false;
  let hasRows = false;
  let heardAtMs = steadyMs();
  let isLive = false;
  let isClosed = false;
  let viewNumber = 0;

  const write = (type: "invoke" | "ok" | "fail" | "info", value: Record<string, unknown>): void =>
    history.write({ op: "watch", type, id: name, value: { subject: person.identity.subject, ...value } });

  const put = (row: Row): void => {
    const known = rows.get(row.referralId)?.version ?? 0;
    if (known > row.version) {
      write("info", { what: "older", referralId: row.referralId, had: known, got: row.version });
      return;
    }
    rows.set(row.referralId, row);
    seen.push([row.referralId, row.version, Date.now()]);
    options.onRow(row);
  };

  const take = (frame: Frame): void => {
    heardAtMs = steadyMs();
    if ("cursor" in frame) cursor = frame.cursor;
    switch (frame.type) {
      case "snapshot":
        rows.clear();
        hasRows = true;
        for (const row of frame.rows) put(row);
        return;
      case "change":
        return put(frame.row);
      case "removed":
        if ((rows.get(frame.referralId)?.version ?? 0) <= frame.version) rows.delete(frame.referralId);
        seen.push([frame.referralId, frame.version, Date.now()]);
        return;
      case "heartbeat":
        heartbeat = { ageMs: Date.parse(frame.sentAt) - Date.parse(frame.asOf), atMs: steadyMs() };
        return;
      case "hello":
      case "feeds":
      case "parked":
      case "snapshot-due":
      case "error":
        return;
    }
  };

  const look = (): void => {
    if (seen.length > 0) write("info", { what: "seen", changes: seen });
    seen = [];
    const nowMs = steadyMs();
    if (isConnected && nowMs - heardAtMs > silentAfterMs) socket?.close();
    const isFresh = heartbeat !== undefined && heartbeat.ageMs + nowMs - heartbeat.atMs <= staleAfterMs;
    if ((isFresh && isConnected && hasRows) === isLive) return;
    isLive = !isLive;
    write("info", { what: isLive ? "live" : "not-live" });
  };
  const timer = setInterval(look, lookEveryMs);

  const again = (): void => {
    isConnected = false;
    if (!isClosed) setTimeout(() => void connect().catch(again), 300 + Math.random() * 700);
  };
  const connect = async (): Promise<void> => {
    const { status, body } = await person.post("/api/live/tickets", {});
    if (status !== 200) throw new Error(`No ticket for the live board: ${status}`);
    if (isClosed) return;
    write("invoke", { what: "connect", resumes: cursor !== undefined });
    heardAtMs = steadyMs();
    const opened = new WebSocket(`${webUrl.replace("http", "ws")}/api/live`, {
      headers: { origin: webUrl },
    } as unknown as string[]);
    socket = opened;
    opened.addEventListener("open", () => {
      isConnected = true;
      opened.send(
        JSON.stringify({ type: "ticket", ticket: body["ticket"], ...(cursor === undefined ? {} : { cursor }) }),
      );
    });
    opened.addEventListener("message", (event) => {
      const frame = JSON.parse(String(event.data)) as Frame;
      if (frame.type === "hello") write("ok", { what: "connected", resumed: frame.resumed });
      take(frame);
    });
    opened.addEventListener("close", ({ code }) => {
      write("fail", { what: "closed", code });
      again();
    });
  };
  void connect().catch(again);

  return {
    rows,
    writeView: () => {
      look();
      viewNumber += 1;
      write("ok", {
        what: "view",
        number: viewNumber,
        identity: person.identity,
        isLive,
        rows: [...rows.values()].map((row) => [row.referralId, row.version, digestOfRow(JSON.stringify(row))]),
      });
    },
    close: () => {
      isClosed = true;
      clearInterval(timer);
      socket?.close();
    },
  };
}
