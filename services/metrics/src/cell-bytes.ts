/**
 * The cells of one month and one grouping as bytes, and back. In: sums as they were made. Out: bytes that are the same whenever the numbers are the same.
 * Only counts that are not zero are written, as variable-length numbers with their place in `countNames`; histograms as steps in minutes and referrals.
 * A year of the whole of England is read in a few milliseconds this way. Names are appended and never moved, so older bytes stay readable.
 */
import {
  countNames,
  intervalNames,
  noCounts,
  noMinutes,
  type BreakdownName,
  type CountName,
  type CubeCell,
  type Histogram,
  type IntervalName,
} from "@ucrt/domain";

/** A finished sum: counts by their place in `countNames`, minutes by their place in `intervalNames`; rising, no zero. */
export interface CellSum {
  readonly period: string;
  readonly values: readonly string[];
  readonly counts: Sparse;
  readonly minutes: readonly Sparse[];
}

/** Pairs of a rising place and a number. */
export type Sparse = readonly (readonly [number, number])[];

/** Written in the order given. */
export function bytesOfCells(cells: Iterable<CellSum>): Buffer {
  const texts = new Map<string, number>();
  const placeOf = (text: string): number => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    texts.set(text, texts.size);
    return texts.size - 1;
  };
  const body = new ByteWriter();
  let size = 0;
  for (const { period, values, counts, minutes } of cells) {
    body.number(placeOf(period));
    for (const value of values) body.number(placeOf(value));
    writeSparse(body, counts);
    for (const histogram of minutes) writeSparse(body, histogram);
    size += 1;
  }
  const head = new ByteWriter();
  head.number(texts.size);
  for (const text of texts.keys()) head.text(text);
  head.number(size);
  return Buffer.concat([head.bytes(), body.bytes()]);
}

/** The cells as everybody reads them. `breakdowns`: what the values are of. */
export function cellsOfBytes(bytes: Uint8Array, breakdowns: readonly BreakdownName[]): CubeCell[] {
  const read = new ByteReader(bytes);
  const texts = Array.from({ length: read.number() }, () => read.text());
  const text = (): string => texts[read.number()] ?? "";
  const cells: CubeCell[] = [];
  for (let left = read.number(); left > 0; left -= 1) {
    const period = text();
    const by = breakdowns.map((breakdown) => ({ breakdown, value: text() }));
    const counts: Record<CountName, number> = { ...noCounts };
    for (let more = read.number(), place = 0; more > 0; more -= 1) {
      place += read.number();
      const name = countNames[place];
      const count = read.number();
      if (name !== undefined) counts[name] = count;
    }
    const minutes: Record<IntervalName, Histogram> = { ...noMinutes };
    for (const name of intervalNames) minutes[name] = readHistogram(read);
    cells.push({ period, by, counts, minutes });
  }
  return cells;
}

function readHistogram(read: ByteReader): Histogram {
  const size = read.number();
  if (size === 0) return noHistogram;
  const histogram: (readonly [number, number])[] = [];
  for (let more = size, at = 0; more > 0; more -= 1) {
    at += read.number();
    histogram.push([at, read.number()]);
  }
  return histogram;
}
const noHistogram: Histogram = [];

/** The step from the place before, then the number. */
function writeSparse(out: ByteWriter, pairs: Sparse): void {
  out.number(pairs.length);
  let before = 0;
  for (const [place, value] of pairs) {
    out.number(place - before);
    out.number(value);
    before = place;
  }
}

/** Whole numbers from 0 in seven bits a byte, low first. */
class ByteWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  number(value: number): void {
    this.#makeRoom(8);
    let left = value;
    while (left >= 0x80) {
      this.#bytes[this.#length++] = (left % 0x80) | 0x80;
      left = Math.floor(left / 0x80);
    }
    this.#bytes[this.#length++] = left;
  }

  text(value: string): void {
    const encoded = new TextEncoder().encode(value);
    this.number(encoded.length);
    this.#makeRoom(encoded.length);
    this.#bytes.set(encoded, this.#length);
    this.#length += encoded.length;
  }

  bytes(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  #makeRoom(wanted: number): void {
    if (this.#length + wanted <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + wanted));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  number(): number {
    let value = 0;
    let unit = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Error("A rollup is cut short; npm run metrics:rebuild makes it again");
      if (byte < 0x80) return value + byte * unit;
      value += (byte - 0x80) * unit;
      unit *= 0x80;
    }
  }

  text(): string {
    const length = this.number();
    const end = this.#at + length;
    const value = new TextDecoder().decode(this.#bytes.subarray(this.#at, end));
    this.#at = end;
    return value;
  }
}
