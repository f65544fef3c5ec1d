/**
 * Remembers what may be used once. In: an id, and the moment after which it is useless anyway. Out: true the first time.
 * Kept in memory with a limit: at it the oldest is forgotten, which is also the one that expires first.
 */
import type { Clock } from "@ucrt/service";

const mostUnlessTold = 10_000;

export function createUsedOnce(
  clock: Clock,
  mostRemembered = mostUnlessTold,
): (id: string, uselessAtMs: number) => boolean {
  const used = new Map<string, number>();
  return (id, uselessAtMs) => {
    const nowMs = clock.nowMs();
    for (const [oldest, oldestUselessAtMs] of used) {
      if (oldestUselessAtMs > nowMs && used.size < mostRemembered) break;
      used.delete(oldest);
    }
    if (used.has(id)) return false;
    used.set(id, uselessAtMs);
    return true;
  };
}
