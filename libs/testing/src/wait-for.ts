// Waits for something to become true, instead of sleeping. In: a condition and what it means. Out: its value; or an error
// that says what was waited for, how long, and what was last seen.
import { setTimeout as pause } from "node:timers/promises";

/**
 * Asks `condition` every 25 ms until it gives anything but `undefined`, `null` or `false`, and returns that.
 * An error thrown by the condition counts as "not yet" and is the cause of the final error. @default timeoutMs 10,000
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  description: string,
  timeoutMs = 10_000,
): Promise<Exclude<T, undefined | null | false>> {
  const startedAtMs = performance.now();
  let lastError: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (isThere(value)) return value;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() - startedAtMs > timeoutMs) {
      throw new Error(
        `Waited ${timeoutMs} ms in vain for: ${description}`,
        lastError === undefined ? {} : { cause: lastError },
      );
    }
    await pause(25);
  }
}

function isThere<T>(value: T): value is Exclude<T, undefined | null | false> {
  return value !== undefined && value !== null && value !== false;
}
