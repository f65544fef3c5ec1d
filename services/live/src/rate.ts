/** Counts what somebody does in a minute. In: the time of each. Out: whether it was too much. One number, so that counting costs no memory. */

const MINUTE_MS = 60_000;

export interface Rate {
  /** Counts one; true when it is more than allowed in the minute that began with the first. */
  readonly isExceeded: (nowMs: number) => boolean;
  /** True when the minute is over, and nothing needs to be remembered. */
  readonly isOver: (nowMs: number) => boolean;
}

/** `most` in a minute. */
export function createRate(most: number): Rate {
  let beganAtMs = Number.NEGATIVE_INFINITY;
  let count = 0;
  const isOver = (nowMs: number): boolean => nowMs - beganAtMs >= MINUTE_MS;
  return {
    isExceeded: (nowMs) => {
      if (isOver(nowMs)) {
        beganAtMs = nowMs;
        count = 0;
      }
      count += 1;
      return count > most;
    },
    isOver,
  };
}
