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

/** How far from a cell something may be hidden for it, in lines, and what each further line costs beside the worth of what is hidden. */
const FARTHEST = 4;
const WORTH_OF_DISTANCE = 15;

function createLineKeeper(system: LineSystem, isHidden: Uint8Array, rules: DisclosureRules) {
  const { values, isSilent, isGiven, worth, lineStart, members, cellStart, linesOf } = system;
  const canHide = (cell: number): boolean =>
    isSilent[cell] === 0 && isGiven[cell] === 0 && isHidden[cell] === 0 && at(values, cell) !== 0;
  /** What is missed least: by its worth, then by its size. */
  const isLess = (one: number, other: number): boolean =>
    at(worth, one) === at(worth, other) ? at(values, one) < at(values, other) : at(worth, one) < at(worth, other);
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
  const leastMissed = (from: number, end: number): number | undefined => {
    let least: number | undefined;
    for (let index = from; index < end; index += 1) {
      const cell = at(members, index);
      if (canHide(cell) && (least === undefined || isLess(cell, least))) least = cell;
    }
    return least;
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
    if (isHidden[total] === 1) return parts === 0 ? leastMissed(first, end) : undefined;
    if (parts === 0 || (parts >= 2 && sum - parts >= rules.leastSlack)) return undefined;
    return leastMissed(first, end) ?? (canHide(total) ? total : undefined);
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
    /**
     * Hides what is missed least around this cell: in its lines, or, when that costs less, in the lines of those. False when everything there is hidden.
     * The rule is made for a line at a time; where several lines together say too much, this gives way at the cheapest place.
     */
    hideBeside: (cell: number): boolean => {
      const seen = new Set([cell]);
      let ring = [cell];
      let best: { readonly cell: number; readonly cost: number } | undefined;
      for (let distance = 0; distance < FARTHEST && ring.length > 0; distance += 1) {
        const around: number[] = [];
        for (const one of ring)
          for (let index = at(cellStart, one); index < at(cellStart, one + 1); index += 1) {
            const line = at(linesOf, index);
            for (let place = at(lineStart, line); place < at(lineStart, line + 1); place += 1) {
              const member = at(members, place);
              if (seen.has(member)) continue;
              seen.add(member);
              around.push(member);
            }
          }
        for (const one of around) {
          if (!canHide(one)) continue;
          const cost = at(worth, one) + distance * WORTH_OF_DISTANCE;
          if (best === undefined || cost < best.cost || (cost === best.cost && at(values, one) < at(values, best.cell)))
            best = { cell: one, cost };
        }
        if (best !== undefined && best.cost <= (distance + 1) * WORTH_OF_DISTANCE) break;
        ring = around;
      }
      if (best === undefined) return false;
      hide(best.cell);
      return true;
    },
  };
}

/** Indexes come from the system itself, so there is always a number. */
const at = (array: Int32Array | Uint8Array, index: number): number => array[index] ?? 0;
