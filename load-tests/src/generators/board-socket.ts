// One coordinator's websocket, as lean as it can be. In: the front door, a person. Out: frames, with the instant each one came. Speaks the live
// protocol and keeps nothing; a socket that is cut is an error, because a load run has no use for a gap.
import { WebSocket } from "ws";
import type { PersonAtWork } from "@ucrt/local/people";

export interface BoardSocket {
  close(): void;
}

export interface BoardSocketOptions {
  readonly webUrl: string;
  readonly person: PersonAtWork;
  /** Each frame but the first snapshot. `atMs` is on the clock of `performance.now()`. */
  readonly onFrame: (text: string, atMs: number) => void;
  readonly onClosed: (code: number) => void;
}

/** Opens the socket; resolves when the first snapshot is there. */
export async function openBoardSocket({ webUrl, person, onFrame, onClosed }: BoardSocketOptions): Promise<BoardSocket> {
  const ticket = await ticketFor(person);
  const socket = new WebSocket(`${webUrl.replace("http", "ws")}/api/live`, {
    origin: webUrl,
    perMessageDeflate: false,
  });
  const first = Promise.withResolvers<void>();
  let isReady = false;
  let isClosing = false;
  socket.on("open", () => socket.send(JSON.stringify({ type: "ticket", ticket })));
  socket.on("message", (data) => {
    const atMs = performance.now();
    const text = (data as Buffer).toString("utf8");
    if (isReady) onFrame(text, atMs);
    else if (text.startsWith('{"type":"snapshot"')) {
      isReady = true;
      first.resolve();
    }
  });
  socket.on("error", (error) => first.reject(error));
  socket.on("close", (code) => {
    first.reject(new Error(`The live board closed with ${code}`));
    if (!isClosing) onClosed(code);
  });
  await first.promise;
  return {
    close: () => {
      isClosing = true;
      socket.close();
    },
  };
}

/** A single-use ticket for a socket. */
export async function ticketFor(person: PersonAtWork): Promise<string> {
  const { status, body } = await person.post("/api/live/tickets", {});
  if (status !== 200) throw new Error(`No ticket for the live board: ${status} ${JSON.stringify(body)}`);
  return String(body["ticket"]);
}
