/**
 * The page's end of the live protocol: a ticket, a socket, a snapshot, then changes; after a break it goes on where it was.
 * In: how to get a ticket and open a socket. Out: the board as it is known, and whether the connection holds. Sends one frame for each socket, its ticket.
 *
 *   waiting -> ticket -> opening -> open (hello, snapshot or resumed) -> broken -> waiting ...
 *                  \-> signed-out, refused (401, 403, 4401): ends until `start` is called again
 */
import { closeCodes, liveFrame } from "@ucrt/schemas";
import { emptyBoard, onFrame, type BoardState } from "./board-state.ts";

export type LinkStatus = "waiting" | "opening" | "open" | "signed-out" | "refused";

export interface LiveState {
  readonly board: BoardState;
  readonly link: LinkStatus;
  /** Attempts since the last frame; 0 while it works. */
  readonly failures: number;
  /** How often the server said that the person may see something else from now on. */
  readonly scopeChanges: number;
}

export type TicketAnswer =
  | { readonly kind: "ticket"; readonly ticket: string }
  | { readonly kind: "signed-out" | "refused" | "no-answer" };

/** The part of a browser's WebSocket that is used. */
export interface LiveSocket {
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number }) => void) | null;
  readonly send: (text: string) => void;
  readonly close: () => void;
}

export interface LiveOptions {
  readonly getTicket: () => Promise<TicketAnswer>;
  readonly openSocket: () => LiveSocket;
  /** Steady milliseconds. */
  readonly monotonicMs: () => number;
  /** Told the server's time at each heartbeat, epoch milliseconds. */
  readonly onServerTime: (serverMs: number) => void;
  /** 0 to 1; spreads the reconnects of many pages. */
  readonly random: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
}

const firstWaitMs = 500;
const longestWaitMs = 15_000;
/** Heartbeats come each 5 s; a socket that is silent for three of them is dead, whatever the browser thinks. */
const silenceMs = 16_000;

/** Wait before attempt `failures + 1`, milliseconds: doubled each time to 15 s, and between half and the whole of that by chance. */
export function waitBeforeRetry(failures: number, random: number): number {
  return Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(failures, 10)) * (0.5 + random / 2);
}

export class LiveConnection {
  readonly #options: LiveOptions;
  readonly #listeners = new Set<() => void>();
  #state: LiveState = { board: emptyBoard, link: "waiting", failures: 0, scopeChanges: 0 };
  #socket: LiveSocket | undefined;
  #cancelTimer: (() => void) | undefined;
  #cancelSilence: (() => void) | undefined;
  /** Rises with every start and stop, so that a late answer to an earlier attempt does nothing. */
  #round = 0;

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): LiveState => this.#state;

  /** Connects, and stays connected until `stop`. */
  start(): void {
    this.stop();
    void this.#connect(this.#round);
  }

  /** Goes on at once instead of waiting: the device is online again, the page is looked at again. */
  retryNow(): void {
    if (this.#state.link !== "waiting") return;
    this.#cancelTimer?.();
    void this.#connect(++this.#round);
  }

  stop(): void {
    this.#round++;
    this.#cancelTimer?.();
    this.#cancelSilence?.();
    this.#dropSocket();
    this.#set({ link: "waiting" });
  }

  async #connect(round: number): Promise<void> {
    this.#set({ link: "opening" });
    const answer = await this.#options.getTicket();
    if (round !== this.#round) return;
    switch (answer.kind) {
      case "ticket":
        this.#open(round, answer.ticket);
        return;
      case "signed-out":
      case "refused":
        // Nothing of what was seen may stay on a screen whose person is no longer allowed to see it.
        this.#set({ board: emptyBoard, link: answer.kind });
        return;
      case "no-answer":
        this.#retry(round);
    }
  }

  #open(round: number, ticket: string): void {
    const socket = this.#options.openSocket();
    this.#socket = socket;
    this.#watchSilence(round);
    socket.onopen = () => {
      const { cursor } = this.#state.board;
      socket.send(JSON.stringify({ type: "ticket", ticket, ...(cursor === undefined ? {} : { cursor }) }));
    };
    socket.onmessage = ({ data }) => {
      if (round === this.#round) this.#read(round, data);
    };
    socket.onclose = ({ code }) => {
      if (round === this.#round) this.#closed(round, code);
    };
  }

  #read(round: number, data: unknown): void {
    this.#watchSilence(round);
    const frame = liveFrame.safeParse(parse(data));
    if (!frame.success) {
      // A frame we cannot read may have been a change: begin anew with a snapshot rather than show a board with a hole.
      this.#set({ board: { ...this.#state.board, cursor: undefined } });
      this.#broken(round);
      return;
    }
    const { data: read } = frame;
    if (read.type === "heartbeat") this.#options.onServerTime(read.sentAt);
    const board = onFrame(this.#state.board, read, this.#options.monotonicMs());
    const isUp = read.type === "snapshot" || (read.type === "hello" && read.resumed);
    this.#set(isUp ? { board, link: "open", failures: 0 } : { board });
  }

  #closed(round: number, code: number): void {
    switch (code) {
      case closeCodes.sessionEnded:
        this.#dropSocket();
        this.#round++;
        this.#set({ board: emptyBoard, link: "signed-out" });
        return;
      case closeCodes.scopeChanged:
        this.#set({ board: emptyBoard, scopeChanges: this.#state.scopeChanges + 1 });
        this.#broken(round);
        return;
      default:
        this.#broken(round);
    }
  }

  #broken(round: number): void {
    this.#dropSocket();
    this.#retry(round);
  }

  #retry(round: number): void {
    if (round !== this.#round) return;
    this.#cancelSilence?.();
    const { failures } = this.#state;
    this.#set({ link: "waiting", failures: failures + 1 });
    const next = ++this.#round;
    this.#cancelTimer = this.#options.setTimer(
      () => {
        if (next === this.#round) void this.#connect(next);
      },
      waitBeforeRetry(failures, this.#options.random()),
    );
  }

  #watchSilence(round: number): void {
    this.#cancelSilence?.();
    this.#cancelSilence = this.#options.setTimer(() => {
      if (round === this.#round) this.#broken(round);
    }, silenceMs);
  }

  #dropSocket(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #set(change: Partial<LiveState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function parse(data: unknown): unknown {
  if (typeof data !== "string") return undefined;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return undefined;
  }
}
