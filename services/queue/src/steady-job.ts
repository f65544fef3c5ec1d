/**
 * Runs a job again and again, in one instance of the service at a time, by a lease row and the database's clock.
 * In: a job and how often. Out: runs that never overlap; a failing run is logged and tried again. Returns at once; stop() waits for the run in hand.
 * The lease is no proof: every job looks at the state again, in its transaction, before it acts.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { messageOf } from "@ucrt/kafka";
import { releaseLease, tryLease, type SqlExecutor } from "@ucrt/postgres";
import type { Logger } from "@ucrt/service";

/** Short: after a crash the timers must go on within seconds. */
const LEASE_MS = 6_000;

export interface SteadyJobOptions {
  readonly job: string;
  readonly db: SqlExecutor;
  readonly logger: Logger;
  readonly everyMs: number;
  /** Answers true when there is more to do at once. */
  readonly run: () => Promise<boolean | void>;
}

export interface SteadyJob {
  /** Epoch ms of the last run without an error in this instance; null before. */
  lastRunAtMs(): number | null;
  stop(): Promise<void>;
}

/** Starts at once, also while PostgreSQL is away. */
export function startSteadyJob(options: SteadyJobOptions): SteadyJob {
  const { job, db, logger, everyMs, run } = options;
  const lease = { name: `job-${job}`, holder: randomUUID() };
  const stopping = new AbortController();
  let heldUntilMs = 0;
  let lastRunAtMs: number | null = null;

  const holds = async (): Promise<boolean> => {
    const askedAtMs = performance.now();
    if (askedAtMs < heldUntilMs - LEASE_MS / 2) return true;
    heldUntilMs = (await tryLease(db, { ...lease, ttlMs: LEASE_MS })) ? askedAtMs + LEASE_MS : 0;
    return heldUntilMs > 0;
  };

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      let waitMs = everyMs;
      try {
        if (await holds()) {
          if ((await run()) === true) waitMs = 0;
          lastRunAtMs = Date.now();
        } else {
          waitMs = Math.max(everyMs, 1_000);
        }
      } catch (error) {
        logger.warn({ part: "job", job, reason: messageOf(error) }, "a job failed and will be tried again");
        waitMs = Math.max(everyMs, 500);
      }
      if (waitMs > 0) await pause(waitMs, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
    await releaseLease(db, lease).catch(() => undefined);
  };
  const running = loop();

  return {
    lastRunAtMs: () => lastRunAtMs,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
