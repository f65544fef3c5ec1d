/**
 * For tests: a websocket client that may say anything, where a library would refuse to. In: bytes. Out: the answer to the handshake, and the code of
 * the close frame that came back.
 */
import { connect, type Socket } from "node:net";
import { waitFor } from "@ucrt/testing";

export interface RawWebsocket {
  readonly socket: Socket;
  /** The answer to the handshake, headers included. */
  readonly answer: string;
  /** Code of the close frame, once the connection has ended or the frame has come. */
  readonly closeCode: () => Promise<number>;
}

/** First byte of a frame. */
export const first = { text: 0x01, binary: 0x02, continuation: 0x00, ping: 0x09, final: 0x80, reserved: 0x40 } as const;

/** One frame of up to 125 bytes, masked as a client has to, unless told otherwise. */
export function frameOf(firstByte: number, payload = Buffer.alloc(0), isMasked = true): Buffer {
  // A mask of zeros leaves the payload as it is.
  const length = payload.length | (isMasked ? 0x80 : 0);
  return Buffer.concat([Buffer.from([firstByte, length]), Buffer.alloc(isMasked ? 4 : 0), payload]);
}

/** Shakes hands at `host:port`. */
export async function openRaw(address: string, headers: readonly string[]): Promise<RawWebsocket> {
  const [host = "", port = ""] = address.split(":");
  const socket = connect(Number(port), host);
  let bytes = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
  });
  // Whoever breaks the protocol is cut off, also while still writing.
  socket.on("error", () => undefined);
  socket.write(
    [
      "GET /api/live HTTP/1.1",
      `Host: ${address}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      ...headers,
      "",
      "",
    ].join("\r\n"),
  );
  const end = await waitFor(() => {
    const at = bytes.indexOf("\r\n\r\n");
    return at === -1 ? undefined : at + 4;
  }, "the answer to the handshake");
  return {
    socket,
    answer: bytes.subarray(0, end).toString("latin1"),
    closeCode: () => waitFor(() => closeCodeIn(bytes.subarray(end)), "a close frame", 20_000),
  };
}

/** The code in the close frame among frames of a server, which are never masked. */
function closeCodeIn(frames: Buffer): number | undefined {
  let at = 0;
  while (at + 4 <= frames.length) {
    const opcode = (frames[at] ?? 0) & 0x0f;
    const short = frames[at + 1] ?? 0;
    const head = short === 126 ? 4 : short === 127 ? 10 : 2;
    const length =
      short === 126 ? frames.readUInt16BE(at + 2) : short === 127 ? Number(frames.readBigUInt64BE(at + 2)) : short;
    if (opcode === 0x08) return at + head + 2 <= frames.length ? frames.readUInt16BE(at + head) : undefined;
    at += head + length;
  }
  return undefined;
}
