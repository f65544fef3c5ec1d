/**
 * One lane of work: what several partitions bring at about the same time is handled in one call, so that one transaction and one commit serve
 * them all. In: the messages of one partition. Out: their outcome, when the call that held them has ended.
 * Twelve partitions at a few messages a second would otherwise pay for twelve transactions; the busier the lane, the more each call holds.
 * Calls never overlap, and messages of one partition keep their order.
 */
import type { Load, WorkOutcome } from "./work-through.ts";

interface Waiting {
  readonly load: Load;
  readonly done: PromiseWithResolvers<WorkOutcome>;
}

export interface LaneOptions {
  /** Messages of one call, at most; a single load may hold more. */
  readonly maxBatch: number;
  readonly work: (loads: readonly Load[]) => Promise<readonly WorkOutcome[]>;
}

/** Makes a lane. The answer resolves or rejects with what `work` gave for that load. */
export function createLane({ maxBatch, work }: LaneOptions): (load: Load) => Promise<WorkOutcome> {
  const waiting: Waiting[] = [];
  let isRunning = false;

  const takeNext = (): Waiting[] => {
    const taken: Waiting[] = [];
    let count = 0;
    for (let next = waiting.at(0); next !== undefined; next = waiting.at(0)) {
      count += next.load.messages.length;
      if (taken.length > 0 && (count > maxBatch || next.load.isAlone)) break;
      taken.push(next);
      waiting.shift();
      if (next.load.isAlone) break;
    }
    return taken;
  };

  const run = async (): Promise<void> => {
    isRunning = true;
    // The partitions of one fetch are handed out in the same turn of the event loop: this lets all of them in.
    await new Promise((resolve) => setImmediate(resolve));
    for (let taken = takeNext(); taken.length > 0; taken = takeNext()) {
      try {
        const outcomes = await work(taken.map(({ load }) => load));
        taken.forEach(({ done }, index) => done.resolve(outcomes[index] ?? { failure: undefined }));
      } catch (error) {
        for (const { done } of taken) done.reject(error);
      }
    }
    isRunning = false;
  };

  return (load) => {
    const done = Promise.withResolvers<WorkOutcome>();
    waiting.push({ load, done });
    if (!isRunning) void run();
    return done.promise;
  };
}
