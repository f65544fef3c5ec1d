/**
 * What an operator watches of the feeds, as numbers on `/metrics`: how long each has been silent, what waits for its assessment, who is held back.
 * In: the loads of the feeds, read from the database when asked. Out: gauges by feed, without identity.
 */
import type { Feed } from "@ucrt/schemas";
import { addReadGauges } from "@ucrt/service";
import type { Registry } from "prom-client";
import type { FeedLoad } from "./hold-back-feeds.ts";

/** Adds the gauges. */
export function addFeedMetrics(
  registry: Registry,
  from: { readonly readLoads: () => Promise<readonly FeedLoad[]>; readonly waiting: () => ReadonlySet<Feed> },
): void {
  addReadGauges(registry, {
    what: "feeds",
    gauges: {
      intake_feed_silence_seconds: {
        help: "Time since a message of the feed was last received; absent for a feed that was never heard",
        labelNames: ["feed"],
      },
      intake_feed_waiting: { help: "Referrals of the feed that are stored and not yet assessed", labelNames: ["feed"] },
      intake_feed_oldest_wait_seconds: {
        help: "Age of the oldest referral of the feed that is not yet assessed; 0 when there is none",
        labelNames: ["feed"],
      },
      intake_feed_held_back: {
        help: "1 when this process had to leave the feed unread in the last 10 s because too many of its referrals are under way, else 0",
        labelNames: ["feed"],
      },
    },
    read: async () => {
      const loads = await from.readLoads();
      const waiting = from.waiting();
      const age = (load: FeedLoad, atMs: number): number => Math.max(0, load.nowMs - atMs) / 1_000;
      const each = (value: (load: FeedLoad) => number) =>
        loads.map((load) => ({ labels: { feed: load.feed }, value: value(load) }));
      return {
        intake_feed_silence_seconds: loads.flatMap((load) =>
          load.lastHeardAtMs === null ? [] : [{ labels: { feed: load.feed }, value: age(load, load.lastHeardAtMs) }],
        ),
        intake_feed_waiting: each((load) => load.waiting),
        intake_feed_oldest_wait_seconds: each((load) => (load.oldestAtMs === null ? 0 : age(load, load.oldestAtMs))),
        intake_feed_held_back: each((load) => (waiting.has(load.feed) ? 1 : 0)),
      };
    },
  });
}
