/**
 * A family of counts as numbers in arrays: cells, and the lines that bind them (a total and its parts). A year of all breakdowns has a million of each,
 * so nothing here is an object for each cell. In: cells and lines, one by one. Out: the system, to be walked by index.
 */

/**
 * How a reader meets a cell. `counted`: shown or hidden, as decided here. `silent`: never shown, but bound to others by a line (what is in a whole and not
 * in its part). `given`: shown or hidden elsewhere (a week that belongs to the year before); here it is taken as shown unless it is small.
 */
export type CellKind = "counted" | "silent" | "given";

export interface LineSystem {
  /** True counts by cell. Of a silent cell it is not used: nobody is told. */
  readonly values: Int32Array;
  readonly isSilent: Uint8Array;
  /** Cannot be hidden here to protect another. */
  readonly isGiven: Uint8Array;
  /** How much a reader misses it: what is hidden to protect another is chosen by this first, then by its size. */
  readonly worth: Int32Array;
  /** Members of line `n`: `members[lineStart[n]]` is the total, the parts follow up to `lineStart[n + 1]`. */
  readonly lineStart: Int32Array;
  readonly members: Int32Array;
  /** Lines of cell `n`: `linesOf[cellStart[n]]` up to `cellStart[n + 1]`. */
  readonly cellStart: Int32Array;
  readonly linesOf: Int32Array;
}

export interface SystemBuilder {
  readonly addCell: (value: number, cell?: { readonly kind?: CellKind; readonly worth?: number }) => number;
  /** Lines whose total is 0 say nothing: every part is 0 and shown as 0. They are left out. */
  readonly addLine: (total: number, parts: readonly number[]) => void;
  /** Two cells that are always hidden together are missed as the one that is missed more. */
  readonly shareWorth: (one: number, other: number) => void;
  readonly build: () => LineSystem;
}

export function createSystemBuilder(): SystemBuilder {
  const values: number[] = [];
  const silent: number[] = [];
  const given: number[] = [];
  const worths: number[] = [];
  const lineStart: number[] = [0];
  const members: number[] = [];
  return {
    addCell: (value, { kind = "counted", worth = 0 } = {}) => {
      values.push(value);
      silent.push(kind === "silent" ? 1 : 0);
      given.push(kind === "given" ? 1 : 0);
      worths.push(worth);
      return values.length - 1;
    },
    addLine: (total, parts) => {
      if (silent[total] === 0 && values[total] === 0) return;
      // A part that is shown as 0 takes no room in its line.
      const taking = parts.filter((part) => silent[part] === 1 || values[part] !== 0);
      // Nothing to add up: the parts are not among the cells.
      if (taking.length === 0) return;
      members.push(total, ...taking);
      lineStart.push(members.length);
    },
    shareWorth: (one, other) => {
      const worth = Math.max(worths[one] ?? 0, worths[other] ?? 0);
      worths[one] = worth;
      worths[other] = worth;
    },
    build: () => {
      const cellStart = new Int32Array(values.length + 1);
      for (const member of members) cellStart[member + 1] = (cellStart[member + 1] ?? 0) + 1;
      for (let cell = 0; cell < values.length; cell += 1)
        cellStart[cell + 1] = (cellStart[cell + 1] ?? 0) + (cellStart[cell] ?? 0);
      const filled = cellStart.slice();
      const linesOf = new Int32Array(members.length);
      for (let line = 0; line + 1 < lineStart.length; line += 1)
        for (let at = lineStart[line] ?? 0; at < (lineStart[line + 1] ?? 0); at += 1) {
          const member = members[at] ?? 0;
          const place = filled[member] ?? 0;
          linesOf[place] = line;
          filled[member] = place + 1;
        }
      return {
        values: Int32Array.from(values),
        isSilent: Uint8Array.from(silent),
        isGiven: Uint8Array.from(given),
        worth: Int32Array.from(worths),
        lineStart: Int32Array.from(lineStart),
        members: Int32Array.from(members),
        cellStart,
        linesOf,
      };
    },
  };
}
