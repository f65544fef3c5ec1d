/**
 * The cells of one month and one grouping as bytes, and back. In: sums as they were made. Out: bytes that are the same whenever the numbers are the same.
 * Only counts that are not zero are written, as variable-length numbers with their place in `countNames`; histograms as steps in minutes and referrals.
 * Each cell says how long its numbers are, so months can be joined without making every histogram of every month first. Names are appended and never
 * moved, so older bytes stay readable.
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
import { createTally } from "./tally.ts";

/** Pairs of a rising place and a number. */
export type Sparse = readonly (readonly [number, number])[];

/** A finished sum: counts by their place in `countNames`, minutes by their place in `intervalNames`; rising, no zero. */
export interface CellSum {
  readonly period: string;
  readonly values: readonly string[];
  readonly counts: Sparse;
  readonly minutes: readonly Sparse[];
}

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
  const numbers = new ByteWriter();
  let size = 0;
  for (const { period, values, counts, minutes } of cells) {
    body.number(placeOf(period));
    for (const value of values) body.number(placeOf(value));
    numbers.clear();
    writeSparse(numbers, counts);
    for (const histogram of minutes) writeSparse(numbers, histogram);
    body.block(numbers);
    size += 1;
  }
  const head = new ByteWriter();
  head.number(texts.size);
  for (const text of texts.keys()) head.text(text);
  head.number(size);
  return Buffer.concat([head.bytes(), body.bytes()]);
}

/** The cells as everybody reads them. `breakdowns`: what the values are of. Minutes are read when somebody looks at them. */
export function cellsOfBytes(bytes: Uint8Array, breakdowns: readonly BreakdownName[]): CubeCell[] {
  return [...numbersOf(bytes, breakdowns.length)].map(({ period, values, read }) =>
    cellOf(period, values, breakdowns, [read]),
  );
}

/** The cells of several months added up under one period's name, in the order of their values. */
export function joinedCellsOfBytes(
  parts: readonly Uint8Array[],
  breakdowns: readonly BreakdownName[],
  period: string,
): CubeCell[] {
  const found = new Map<string, { readonly values: readonly string[]; readonly reads: (() => ByteReader)[] }>();
  for (const part of parts)
    for (const { values, read } of numbersOf(part, breakdowns.length)) {
      const key = values.join("\n");
      const known = found.get(key);
      if (known === undefined) found.set(key, { values, reads: [read] });
      else known.reads.push(read);
    }
  return [...found]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { values, reads }]) => cellOf(period, values, breakdowns, reads));
}

interface NumbersOfCell {
  readonly period: string;
  readonly values: readonly string[];
  /** Begins at the cell's counts; each time anew. */
  readonly read: () => ByteReader;
}

/** Where each cell's numbers are, without reading them. */
function* numbersOf(bytes: Uint8Array, valuesOfCell: number): Generator<NumbersOfCell> {
  const outer = new ByteReader(bytes);
  const texts = Array.from({ length: outer.number() }, () => outer.text());
  const text = (): string => texts[outer.number()] ?? "";
  for (let left = outer.number(); left > 0; left -= 1) {
    const period = text();
    const values = Array.from({ length: valuesOfCell }, text);
    const block = outer.block();
    yield { period, values, read: () => new ByteReader(block) };
  }
}

function cellOf(
  period: string,
  values: readonly string[],
  breakdowns: readonly BreakdownName[],
  reads: readonly (() => ByteReader)[],
): CubeCell {
  const counts: Record<CountName, number> = { ...noCounts };
  for (const read of reads)
    readSparse(read(), (place, count) => {
      const name = countNames[place];
      if (name !== undefined) counts[name] += count;
    });
  let minutes: CubeCell["minutes"] | undefined;
  return {
    period,
    by: breakdowns.map((breakdown, index) => ({ breakdown, value: values[index] ?? "" })),
    counts,
    get minutes() {
      minutes ??= minutesOf(reads);
      return minutes;
    },
  };
}

function minutesOf(reads: readonly (() => ByteReader)[]): CubeCell["minutes"] {
  const minutes: Record<IntervalName, Histogram> = { ...noMinutes };
  const readers = reads.map((read) => read());
  for (const reader of readers) readSparse(reader, ignore);
  for (const name of intervalNames) {
    for (const reader of readers) readSparse(reader, tally.add);
    minutes[name] = tally.take();
  }
  return minutes;
}
/** Used by one cell at a time: nothing waits while it is in use. */
const tally = createTally();
const ignore = (): void => {};

function readSparse(read: ByteReader, each: (place: number, value: number) => void): void {
  for (let more = read.number(), place = 0; more > 0; more -= 1) {
    place += read.number();
    each(place, read.number());
  }
}

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

  /** Another writer's bytes, behind their length. */
  block(other: ByteWriter): void {
    const bytes = other.#bytes.subarray(0, other.#length);
    this.number(bytes.length);
    this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  clear(): void {
    this.#length = 0;
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
      if (byte === undefined) throw cutShort();
      if (byte < 0x80) return value + byte * unit;
      value += (byte - 0x80) * unit;
      unit *= 0x80;
    }
  }

  text(): string {
    return new TextDecoder().decode(this.block());
  }

  /** As many bytes as the next number says. */
  block(): Uint8Array {
    const length = this.number();
    const begins = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw cutShort();
    return this.#bytes.subarray(begins, this.#at);
  }
}

const cutShort = (): Error => new Error("A rollup is cut short; npm run metrics:rebuild makes it again");
