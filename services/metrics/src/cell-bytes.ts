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

/** A sum that is being made: counts by their place in `countNames`, minutes by their place in `intervalNames`. */
export interface CellSum {
  readonly period: string;
  readonly values: readonly string[];
  readonly counts: Int32Array;
  readonly minutes: readonly Map<number, number>[];
}

export const newCellSum = (period: string, values: readonly string[]): CellSum => ({
  period,
  values,
  counts: new Int32Array(countNames.length),
  minutes: intervalNames.map(() => new Map<number, number>()),
});

/** Cells are written in the order of their period and values. */
export function bytesOfCells(cells: Iterable<CellSum>): Buffer {
  const sorted = [...cells].sort(byPeriodAndValues);
  const texts = [...new Set(sorted.flatMap(({ period, values }) => [period, ...values]))];
  const placeOf = new Map(texts.map((text, index) => [text, index]));
  const out = new ByteWriter();
  out.number(texts.length);
  for (const text of texts) out.text(text);
  out.number(sorted.length);
  for (const { period, values, counts, minutes } of sorted) {
    for (const text of [period, ...values]) out.number(placeOf.get(text) ?? 0);
    writeSparse(
      out,
      Array.from(counts, (count, index) => [index, count] as const).filter(([, count]) => count > 0),
    );
    for (const histogram of minutes)
      writeSparse(
        out,
        [...histogram].sort(([one], [other]) => one - other),
      );
  }
  return out.bytes();
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

/** Pairs of a rising place and a number: the step from the place before, then the number. */
function writeSparse(out: ByteWriter, pairs: readonly (readonly [number, number])[]): void {
  out.number(pairs.length);
  let before = 0;
  for (const [place, value] of pairs) {
    out.number(place - before);
    out.number(value);
    before = place;
  }
}

function byPeriodAndValues(one: CellSum, other: CellSum): number {
  const [left, right] = [
    [one.period, ...one.values],
    [other.period, ...other.values],
  ] as const;
  const differs = left.findIndex((text, index) => text !== right[index]);
  return differs < 0 ? 0 : (left[differs] ?? "") < (right[differs] ?? "") ? -1 : 1;
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
