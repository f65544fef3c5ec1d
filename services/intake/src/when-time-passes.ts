/** Does something again and again, one run at a time. A run that fails is logged and the next one comes all the same. */
import type { Logger } from "@ucrt/service";

export interface Repeat {
  /** Ends the repeating and waits for a run in hand. */
  readonly stop: () => Promise<void>;
}

/** Starts with the first run after `everyMs`. */
export function repeatEvery(everyMs: number, run: () => Promise<void>, logger: Logger): Repeat {
  let isStopped = false;
  let inHand: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const schedule = (): void => {
    timer = setTimeout(() => {
      inHand = run()
        .catch((error: unknown) =>
          logger.warn({ err: error, part: "when-time-passes" }, "a repeated check failed; it is made again"),
        )
        .then(() => {
          if (!isStopped) schedule();
        });
    }, everyMs);
  };
  schedule();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await inHand;
    },
  };
}
