/**
 * Lets a websocket's bytes pass, and can end them with a close frame of our own.
 * In: what `live` sends, from its answer to the upgrade on. Out: the same bytes; after `closeWith`, one close frame at the next place between two
 * frames, and nothing more. Knows where frames end and reads nothing in them. Holds no more than a stream does, so a slow reader is still felt.
 */
import { Transform, type TransformCallback } from "node:stream";

const endOfHead = [13, 10, 13, 10] as const;
/** Final frame, opcode 8. */
const closeOpcode = 0x88;

export class CloseBetweenFrames extends Transform {
  readonly #place = new PlaceInFrames();
  #closeFrame: Buffer | undefined;
  #isClosed = false;

  /** Ends with this code: at once when no frame is on its way, else after it. */
  closeWith(code: number): void {
    if (this.#closeFrame !== undefined) return;
    this.#closeFrame = Buffer.from([closeOpcode, 2, code >> 8, code & 0xff]);
    this.#closeIfBetween();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    // What comes after our close frame is for nobody any more.
    if (this.#isClosed) return done();
    if (this.#closeFrame === undefined) {
      this.#place.read(chunk);
      return done(null, chunk);
    }
    this.push(chunk.subarray(0, this.#place.readToBetween(chunk)));
    this.#closeIfBetween();
    done();
  }

  #closeIfBetween(): void {
    if (this.#closeFrame === undefined || this.#isClosed || !this.#place.isBetweenFrames) return;
    this.#isClosed = true;
    this.push(this.#closeFrame);
  }
}

/** Where in the sequence of frames the last byte was. */
class PlaceInFrames {
  /** How much of the blank line that ends the HTTP head has been seen. */
  #headSeen = 0;
  #header: number[] = [];
  #payloadLeft = 0;

  get isBetweenFrames(): boolean {
    return this.#headSeen === endOfHead.length && this.#header.length === 0 && this.#payloadLeft === 0;
  }

  read(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) at += this.#step(chunk, at);
  }

  /** Reads up to the first place between two frames and answers how many bytes that were; all of them when there is none. */
  readToBetween(chunk: Uint8Array): number {
    let at = 0;
    while (at < chunk.length && !this.isBetweenFrames) at += this.#step(chunk, at);
    return at;
  }

  /** Takes one byte of a head or header, or as much of a payload as there is. */
  #step(chunk: Uint8Array, at: number): number {
    if (this.#payloadLeft > 0) {
      const length = Math.min(this.#payloadLeft, chunk.length - at);
      this.#payloadLeft -= length;
      return length;
    }
    const byte = chunk[at] ?? 0;
    if (this.#headSeen < endOfHead.length) {
      this.#headSeen = byte === endOfHead[this.#headSeen] ? this.#headSeen + 1 : Number(byte === endOfHead[0]);
      return 1;
    }
    this.#header.push(byte);
    const length = payloadLength(this.#header);
    if (length !== undefined) {
      this.#payloadLeft = length;
      this.#header = [];
    }
    return 1;
  }
}

/** Bytes after a complete header (RFC 6455, 5.2), a mask included; undefined while the header is not complete. */
function payloadLength(header: readonly number[]): number | undefined {
  const second = header[1];
  if (second === undefined) return undefined;
  const short = second & 0x7f;
  const longerBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  if (header.length < 2 + longerBytes) return undefined;
  const length = header.slice(2).reduce((sum, byte) => sum * 256 + byte, 0);
  const maskBytes = (second & 0x80) === 0 ? 0 : 4;
  return maskBytes + (longerBytes === 0 ? short : length);
}
