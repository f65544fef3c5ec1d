/**
 * One lane of work: what comes at about the same time is done in one call, so that one transaction serves all of it.
 * In: items, one at a time. Out: the result of each, when the call that held it has ended. Calls never overlap, and items keep their order.
 * While a call is under way what comes meanwhile gathers for the next: the busier the lane, the more each call holds, and alone nobody waits.
 */
export interface LaneOptions<Item, Result> {
  /** Weight of one call, at most; a single item may weigh more. */
  readonly most: number;
  /** @default 1 */
  readonly weightOf?: (item: Item) => number;
  /** Items that get a call of their own. @default none */
  readonly isAlone?: (item: Item) => boolean;
  /** One result for each item, in order. What it throws is thrown to each of them. */
  readonly work: (items: readonly Item[]) => Promise<readonly Result[]>;
}

/** Makes a lane. */
export function createLane<Item, Result>(options: LaneOptions<Item, Result>): (item: Item) => Promise<Result> {
  const weightOf = options.weightOf ?? (() => 1);
  const isAlone = options.isAlone ?? (() => false);
  const waiting: { readonly item: Item; readonly done: PromiseWithResolvers<Result> }[] = [];
  let isRunning = false;

  /** From the front, as many as fit into one call. */
  const takeNext = (): typeof waiting => {
    let weight = 0;
    let count = 0;
    for (const { item } of waiting) {
      weight += weightOf(item);
      if (count > 0 && (weight > options.most || isAlone(item))) break;
      count += 1;
      if (isAlone(item)) break;
    }
    return waiting.splice(0, count);
  };

  const workOn = async (taken: typeof waiting): Promise<void> => {
    try {
      const results = await options.work(taken.map(({ item }) => item));
      if (results.length !== taken.length)
        throw new Error(`${taken.length} items went into a call and ${results.length} results came out`);
      results.forEach((result, index) => taken[index]?.done.resolve(result));
    } catch (error) {
      for (const { done } of taken) done.reject(error);
    }
  };

  const run = async (): Promise<void> => {
    isRunning = true;
    // What is handed out in the same turn of the event loop gets in.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) await workOn(takeNext());
    isRunning = false;
  };

  return (item) => {
    const done = Promise.withResolvers<Result>();
    waiting.push({ item, done });
    if (!isRunning) void run();
    return done.promise;
  };
}
