/**
 * A fake clock and what is still to happen on it. In: instants and what to do then. Out: it is done, in order of time; what is due at the same instant
 * happens in the order it was asked for. Never waits: hours pass as fast as the work in them.
 */

interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly what: () => void;
}

export class Agenda {
  nowMs: number;
  #made = 0;
  readonly #heap: Entry[] = [];

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  /** Milliseconds from now. */
  in(ms: number, what: () => void): void {
    this.at(this.nowMs + Math.max(0, ms), what);
  }

  /** An instant, epoch ms; one that has passed is now. */
  at(atMs: number, what: () => void): void {
    this.#push({ atMs: Math.max(atMs, this.nowMs), order: (this.#made += 1), what });
  }

  /** Does everything up to and including `untilMs`; the clock then shows it. Throws when more than `most` things happened: something never rests. */
  runUntil(untilMs: number, most: number): void {
    let done = 0;
    for (let next = this.#heap[0]; next !== undefined && next.atMs <= untilMs; next = this.#heap[0]) {
      this.#pop();
      this.nowMs = next.atMs;
      next.what();
      done += 1;
      if (done > most)
        throw new Error(`More than ${most} things happened before the hour was over: something never comes to rest.`);
    }
    this.nowMs = Math.max(this.nowMs, untilMs);
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    heap.push(entry);
    for (let child = heap.length - 1; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!this.#swapIfEarlier(child, parent)) return;
      child = parent;
    }
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    for (let parent = 0; ;) {
      const left = 2 * parent + 1;
      const right = left + 1;
      const child = right < heap.length && this.#isEarlier(right, left) ? right : left;
      if (child >= heap.length || !this.#swapIfEarlier(child, parent)) return;
      parent = child;
    }
  }

  #isEarlier(one: number, other: number): boolean {
    const [left, right] = [this.#heap[one], this.#heap[other]];
    if (left === undefined || right === undefined) return false;
    return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
  }

  #swapIfEarlier(child: number, parent: number): boolean {
    if (!this.#isEarlier(child, parent)) return false;
    const [left, right] = [this.#heap[child], this.#heap[parent]];
    if (left === undefined || right === undefined) return false;
    this.#heap[child] = right;
    this.#heap[parent] = left;
    return true;
  }
}
