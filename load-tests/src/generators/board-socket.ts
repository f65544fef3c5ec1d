// One screen's websocket, as lean as it can be. In: the front door, a ticket, the cursor it holds. Out: every frame with the instant it came. Speaks the
// live protocol and keeps nothing.
import { WebSocket } from "ws";

export interface BoardSocket {
  /** Stops reading: the frames stay in the way. */
  stopReading(): void;
  /** Reads again what is there. */
  readAgain(): void;
  /** Cuts the connection without a word, as a lost network does. */
  cut(): void;
  close(): void;
  isOpen(): boolean;
}

export interface BoardSocketOptions {
  readonly webUrl: string;
  readonly ticket: string;
  readonly cursor?: string;
  /** Each frame after the first snapshot. `atMs` is on the clock of `performance.now()`. */
  readonly onFrame: (text: string, atMs: number) => void;
  /** When it ends without having been asked to. */
  readonly onClosed: (code: number) => void;
}

export interface Opened {
  readonly socket: BoardSocket;
  /** Of the snapshot, or the one that was resumed from. */
  readonly cursor: string | undefined;
  readonly atMs: number;
}

/** The door was full and said so. */
export class Full extends Error {
  override readonly name = "Full";
}

/** Opens the socket; resolves when the first snapshot is there, or the word that it goes on from the cursor. */
export function openBoardSocket(options: BoardSocketOptions): Promise<Opened> {
  const { webUrl, ticket, cursor, onFrame, onClosed } = options;
  const socket = new WebSocket(`${webUrl.replace("http", "ws")}/api/live`, {
    origin: webUrl,
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });
  let isReady = false;
  let isClosing = false;
  const end = (how: "close" | "terminate"): void => {
    isClosing = true;
    socket[how]();
  };
  const handle: BoardSocket = {
    stopReading: () => socket.pause(),
    readAgain: () => socket.resume(),
    cut: () => end("terminate"),
    close: () => end("close"),
    isOpen: () => socket.readyState === socket.OPEN,
  };
  return new Promise((resolve, reject) => {
    socket.on("open", () =>
      socket.send(JSON.stringify({ type: "ticket", ticket, ...(cursor === undefined ? {} : { cursor }) })),
    );
    socket.on("message", (data) => {
      const atMs = performance.now();
      const text = (data as Buffer).toString("latin1");
      if (isReady) return onFrame(text, atMs);
      const isSnapshot = text.startsWith('{"type":"snapshot"');
      if (!isSnapshot && !text.includes('"resumed":true')) return;
      isReady = true;
      resolve({ socket: handle, cursor: isSnapshot ? wordAfter(text, '"cursor":"') : cursor, atMs });
    });
    socket.on("unexpected-response", (request, answer) => {
      request.destroy();
      reject(
        answer.statusCode === 503 ? new Full("503") : new Error(`The live board answered ${answer.statusCode ?? 0}`),
      );
    });
    socket.on("error", reject);
    socket.on("close", (code) => {
      reject(new Error(`The live board closed with ${code}`));
      if (isReady && !isClosing) onClosed(code);
    });
  });
}

/** The text between a mark and the next quotation mark. */
export function wordAfter(text: string, mark: string): string | undefined {
  const from = text.indexOf(mark);
  if (from < 0) return undefined;
  const start = from + mark.length;
  return text.slice(start, text.indexOf('"', start));
}
