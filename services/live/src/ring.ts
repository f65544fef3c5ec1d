/**
 * The changes of the last minutes, so that a client can go on where it was. In: changes in the order they were read.
 * Out: everything at or after a cursor's offsets, or nothing when it is too old. Full: the oldest change goes, and cursors before it get a snapshot. Pure.
 */
import type { Change } from "./board.ts";

export interface Ring {
  /** Forgets everything; from now on changes from these offsets are complete. */
  readonly begin: (offsets: readonly number[]) => void;
  readonly push: (change: Change) => void;
  /** Lets go of changes older than the ring's age. */
  readonly trim: (nowMs: number) => void;
  /** Changes at or after the offsets, oldest first; null when some of them are gone. */
  readonly since: (offsets: readonly number[]) => readonly Change[] | null;
  readonly size: () => number;
}

/** An empty ring with its limits. */
export function createRing(limits: { readonly changes: number; readonly ageMs: number }): Ring {
  let kept: Change[] = [];
  let first = 0;
  let floor: number[] = [];

  const dropOldest = (): void => {
    const change = kept[first];
    if (change === undefined) return;
    floor[change.partition] = change.offset + 1;
    first += 1;
    // Moved in bulk: taking one off the front of a long array each time would cost more than the change itself.
    if (first > limits.changes) {
      kept = kept.slice(first);
      first = 0;
    }
  };

  return {
    begin: (offsets) => {
      kept = [];
      first = 0;
      floor = [...offsets];
    },
    push: (change) => {
      kept.push(change);
      while (kept.length - first > limits.changes) dropOldest();
    },
    trim: (nowMs) => {
      while (first < kept.length && (kept[first]?.readAtMs ?? nowMs) < nowMs - limits.ageMs) dropOldest();
    },
    since: (offsets) => {
      if (offsets.length !== floor.length || floor.some((offset, partition) => (offsets[partition] ?? 0) < offset))
        return null;
      return kept.slice(first).filter((change) => change.offset >= (offsets[change.partition] ?? 0));
    },
    size: () => kept.length - first,
  };
}
