/**
 * Decides which counts of a family are hidden, so that no small one can be worked out from the others. In: the system, the rules. Out: a mark for each cell.
 * 1. every small count is hidden; 2. a shown total with hidden parts has at least two of them, with enough between them, else its smallest shown part is hidden
 * too, and where none is left the total; 3. a reader's ranges are inferred from all that is left, and where a small count keeps too few values, more is
 * hidden beside it. Each step only hides, so it ends. Reasons and an example: docs/disclosure-control.md.
 */
import { inferRanges } from "./infer-ranges.ts";
import type { LineSystem } from "./line-system.ts";
import { isSmall, type DisclosureRules } from "./rules.ts";

export interface Hidden {
  readonly isHidden: Uint8Array;
  /** Small counts that keep too few values although everything around them is hidden. Must be 0; a publication that has some is not made. */
  readonly unprotected: number;
  readonly rounds: number;
}

export function hideCells(system: LineSystem, rules: DisclosureRules): Hidden {
  const isHidden = new Uint8Array(system.values.length);
  const small: number[] = [];
  for (let cell = 0; cell < system.values.length; cell += 1)
    if (system.isSilent[cell] === 0 && isSmall(at(system.values, cell), rules)) small.push(cell);
  const keeper = createLineKeeper(system, isHidden, rules);
  for (const cell of small) keeper.hide(cell);
  keeper.settle();
  for (let rounds = 1; ; rounds += 1) {
    const { low, high } = inferRanges(system, isHidden, rules);
    const open = small.filter((cell) => at(high, cell) - at(low, cell) + 1 < rules.leastPossible);
    let helped = 0;
    for (const cell of open) if (keeper.hideBeside(cell)) helped += 1;
    keeper.settle();
    if (helped === 0) return { isHidden, unprotected: open.length, rounds };
  }
}

/** Hides only small counts: what the tests show to be too little. */
export function hideSmallOnly(system: LineSystem, rules: DisclosureRules): Hidden {
  const isHidden = Uint8Array.from(system.values, (value, cell) =>
    system.isSilent[cell] === 0 && isSmall(value, rules) ? 1 : 0,
  );
  return { isHidden, unprotected: 0, rounds: 0 };
}

function createLineKeeper(system: LineSystem, isHidden: Uint8Array, rules: DisclosureRules) {
  const { values, isSilent, isGiven, lineStart, members, cellStart, linesOf } = system;
  const canHide = (cell: number): boolean =>
    isSilent[cell] === 0 && isGiven[cell] === 0 && isHidden[cell] === 0 && at(values, cell) !== 0;
  const isWaiting = new Uint8Array(Math.max(1, lineStart.length - 1));
  const waiting: number[] = [];

  const hide = (cell: number): void => {
    isHidden[cell] = 1;
    for (let index = at(cellStart, cell); index < at(cellStart, cell + 1); index += 1) {
      const line = at(linesOf, index);
      if (isWaiting[line] === 1) continue;
      isWaiting[line] = 1;
      waiting.push(line);
    }
  };
  const smallestShown = (from: number, end: number): number | undefined => {
    let smallest: number | undefined;
    for (let index = from; index < end; index += 1) {
      const cell = at(members, index);
      if (canHide(cell) && (smallest === undefined || at(values, cell) < at(values, smallest))) smallest = cell;
    }
    return smallest;
  };
  /** The next cell this line needs hidden; undefined when it is well. */
  const wanting = (line: number): number | undefined => {
    const total = at(members, at(lineStart, line));
    const first = at(lineStart, line) + 1;
    const end = at(lineStart, line + 1);
    let parts = 0;
    let sum = 0;
    let silentParts = 0;
    for (let index = first; index < end; index += 1) {
      const cell = at(members, index);
      if (isSilent[cell] === 1) silentParts += 1;
      else if (isHidden[cell] === 1) {
        parts += 1;
        sum += at(values, cell);
      }
    }
    // What is silent leaves room that nobody is told; whether it is enough is judged by the ranges.
    if (silentParts > 0 || isSilent[total] === 1) return undefined;
    if (isHidden[total] === 1) return parts === 0 ? smallestShown(first, end) : undefined;
    if (parts === 0 || (parts >= 2 && sum - parts >= rules.leastSlack)) return undefined;
    return smallestShown(first, end) ?? (canHide(total) ? total : undefined);
  };

  return {
    hide,
    /** Until every line is well. */
    settle: (): void => {
      for (let line = waiting.pop(); line !== undefined; line = waiting.pop()) {
        isWaiting[line] = 0;
        const cell = wanting(line);
        // Its own lines wait then, this one among them.
        if (cell !== undefined) hide(cell);
      }
    },
    /** Hides the smallest shown count in the lines of this cell; if there is none, in the lines of those. False when everything there is hidden. */
    hideBeside: (cell: number): boolean => {
      const seen = new Set([cell]);
      let ring = [cell];
      for (let distance = 0; distance < 4 && ring.length > 0; distance += 1) {
        const around = new Set<number>();
        for (const one of ring)
          for (let index = at(cellStart, one); index < at(cellStart, one + 1); index += 1) {
            const line = at(linesOf, index);
            for (let member = at(lineStart, line); member < at(lineStart, line + 1); member += 1)
              if (!seen.has(at(members, member))) around.add(at(members, member));
          }
        const shown = [...around].filter(canHide);
        const [first] = shown;
        if (first !== undefined) {
          hide(shown.reduce((least, one) => (at(values, one) < at(values, least) ? one : least), first));
          return true;
        }
        for (const one of around) seen.add(one);
        ring = [...around];
      }
      return false;
    },
  };
}

/** Indexes come from the system itself, so there is always a number. */
const at = (array: Int32Array | Uint8Array, index: number): number => array[index] ?? 0;
