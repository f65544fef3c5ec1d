/**
 * Keeps one connection listening on a NOTIFY channel, and opens a new one whenever it is lost.
 * In: notifications. Out: a call for each; and one with the text "reconnected" after a gap, since what was sent meanwhile is lost.
 * Never the only way something is noticed: whoever listens also looks by himself from time to time.
 */
import pg from "pg";
import { messageOf } from "@ucrt/kafka";
import type { Log } from "@ucrt/kafka";
import { assertName } from "./pool.ts";
import type { Pool } from "./pool.ts";

export interface Listener {
  stop(): Promise<void>;
}

/** Starts at once, also while PostgreSQL is away. Uses a connection of its own beside the pool, with the pool's settings. */
export function listenFor(options: {
  readonly pool: Pool;
  readonly channel: string;
  readonly logger: Log;
  readonly onNotify: (payload: string) => void;
}): Listener {
  const channel = assertName(options.channel);
  const stopping = new AbortController();
  let hasListened = false;

  const listenOnce = async (): Promise<void> => {
    const made = new pg.Client({ ...options.pool.options, query_timeout: 15_000 });
    const ended = Promise.withResolvers<void>();
    made.on("error", () => ended.resolve());
    made.on("end", () => ended.resolve());
    made.on("notification", (message) => options.onNotify(message.payload ?? ""));
    // A connection cut without a word is found by asking, not by waiting.
    const probe = setInterval(() => {
      made.query("select 1").catch(() => ended.resolve());
    }, 10_000);
    try {
      await made.connect();
      await made.query(`listen ${channel}`);
      if (hasListened) options.onNotify("reconnected");
      hasListened = true;
      stopping.signal.addEventListener("abort", () => ended.resolve(), { once: true });
      if (!stopping.signal.aborted) await ended.promise;
    } finally {
      clearInterval(probe);
      await made.end().catch(() => undefined);
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await listenOnce();
      } catch (error) {
        options.logger.debug(
          { part: "postgres", channel, reason: messageOf(error) },
          "Listening failed; it starts again",
        );
      }
      await pause(1_000, stopping.signal);
    }
  };
  const running = run();

  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, signal.aborted ? 0 : ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
