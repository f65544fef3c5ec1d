/**
 * Sockets for kafkajs that hand on whole answers only. In: a broker's address. Out: a socket whose data is never part of an answer.
 * kafkajs keeps one buffer for all sockets of a connection and does not empty it when it connects again (2.2.4): of an answer that was cut off in the
 * middle it keeps the beginning, takes the next socket's bytes for the rest of it, and from then on understands nothing. It then hangs, for a minute and more,
 * although the broker is there. Here the beginning goes away with its socket.
 */
import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectSecure } from "node:tls";
import type { ISocketFactory } from "kafkajs";

const SIZE_BYTES = 4;
/** As kafkajs' own sockets. */
const KEEP_ALIVE_DELAY_MS = 60_000;

/** What a client of one connection is given: the whole answers that a chunk completes, in one piece; undefined while none is complete. */
export function wholeResponses(): (chunk: Buffer) => Buffer | undefined {
  let chunks: Buffer[] = [];
  let held = 0;
  let needed = SIZE_BYTES;
  return (chunk) => {
    chunks.push(chunk);
    held += chunk.length;
    if (held < needed) return undefined;
    const bytes = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    let end = 0;
    needed = SIZE_BYTES;
    while (bytes.length - end >= SIZE_BYTES) {
      needed = SIZE_BYTES + bytes.readInt32BE(end);
      if (bytes.length - end < needed) break;
      end += needed;
      needed = SIZE_BYTES;
    }
    chunks = end === bytes.length ? [] : [bytes.subarray(end)];
    held = bytes.length - end;
    return end === 0 ? undefined : bytes.subarray(0, end);
  };
}

/** A `socketFactory` for kafkajs. */
export const socketOfWholeResponses: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  const socket: Socket = ssl
    ? connectSecure({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...ssl }, onConnect)
    : connectPlain({ host, port }, onConnect);
  socket.setKeepAlive(true, KEEP_ALIVE_DELAY_MS);
  const take = wholeResponses();
  const emit = socket.emit.bind(socket) as (event: string | symbol, ...values: unknown[]) => boolean;
  socket.emit = (event: string | symbol, ...values: unknown[]): boolean => {
    if (event !== "data") return emit(event, ...values);
    const whole = take(values[0] as Buffer);
    return whole === undefined || emit(event, whole);
  };
  return socket;
};
