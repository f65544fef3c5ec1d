import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CloseBetweenFrames } from "./close-between-frames.ts";

const head = Buffer.from("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
const closed4401 = Buffer.from([0x88, 0x02, 0x11, 0x31]);

function frame(length: number): Buffer {
  const payload = Buffer.alloc(length, 0x88);
  if (length < 126) return Buffer.concat([Buffer.from([0x81, length]), payload]);
  if (length < 65_536) return Buffer.concat([Buffer.from([0x81, 126, length >> 8, length & 0xff]), payload]);
  const long = Buffer.alloc(10);
  long.set([0x81, 127]);
  long.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([long, payload]);
}

async function passed(chunks: readonly Buffer[], closeAfter: number): Promise<Buffer> {
  // Room for everything, so that each chunk has passed before the next one comes.
  const stream = new CloseBetweenFrames({ readableHighWaterMark: 1 << 24, writableHighWaterMark: 1 << 24 });
  for (const [index, chunk] of chunks.entries()) {
    if (index === closeAfter) stream.closeWith(4401);
    stream.write(chunk);
  }
  stream.end();
  const out: Buffer[] = [];
  for await (const bytes of stream) out.push(bytes as Buffer);
  return Buffer.concat(out);
}

describe("closing between two frames", () => {
  it("puts the close frame behind a whole frame, wherever the chunks are cut and whenever it is asked for", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(65_535, 65_536, 70_000)), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 40 }),
        fc.nat(40),
        async (lengths, cuts, closeAfter) => {
          const frames = lengths.map(frame);
          const all = Buffer.concat([head, ...frames]);
          const chunks: Buffer[] = [];
          for (let at = 0, turn = 0; at < all.length; turn++) {
            const size = turn < cuts.length ? (cuts[turn] ?? 1) : all.length;
            chunks.push(all.subarray(at, at + size));
            at += size;
          }
          const out = await passed(chunks, closeAfter);
          if (closeAfter >= chunks.length) {
            expect(out.equals(all)).toBe(true);
            return;
          }
          expect(out.subarray(-4).equals(closed4401)).toBe(true);
          const before = out.subarray(0, -4);
          const ends = frames.map((_frame, index) => Buffer.concat([head, ...frames.slice(0, index)]).length);
          expect([...ends, all.length]).toContain(before.length);
          expect(before.equals(all.subarray(0, before.length))).toBe(true);
        },
      ),
    );
  });
});
