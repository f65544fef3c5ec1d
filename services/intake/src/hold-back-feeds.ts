/**
 * A backlog waits in its own feed topic: a feed with too many referrals between receipt and the machine's last step (most often the offer) pauses;
 * the ambulance feed never does. Measured: while only the way to the assessment counted, 999 cases were on the board in time and their offers were not.
 * In: counts from this service's tables. Out: pause and resume of this instance's consumers, and `feed-status` for the board.
 * A referral stops counting after a minute, so that stuck ones cannot hold a feed shut for ever. Measured: after 5 s was too soon. When the way to
 * the assessment took longer than that under load, nothing counted any more, the feeds opened, and 100,000 referrals went in front of the 999 cases.
 */
import { sql, type Kysely } from "kysely";
import { cloudEventHeaders, type BatchConsumer } from "@ucrt/kafka";
import { addToOutbox, inTransaction, tryLease } from "@ucrt/postgres";
import { feed as feeds, feedTopic, SUBMITTED_TOPIC, type Feed, type FeedStatus } from "@ucrt/schemas";
import { idOf } from "./ids.ts";
import { serviceName, textOfSubmitted } from "./submitted-messages.ts";
import type { IntakeTables } from "./tables.ts";

/** A referral that has been under way for longer is stuck somewhere. */
const COUNTS_FOR_MS = 60_000;

/** Longer than a held-back feed stays open between two pauses. */
const SHOWN_FOR_MS = 10_000;

export interface FeedLoad {
  readonly feed: Feed;
  /** Received in the last minute, and the machine has more to do for it. */
  readonly underWay: number;
  /** Stored and not yet assessed, however long. */
  readonly waiting: number;
  readonly oldestAtMs: number | null;
  readonly lastHeardAtMs: number | null;
  readonly nowMs: number;
}

/** How busy each feed is now. */
export async function readFeedLoads(db: Kysely<IntakeTables>): Promise<readonly FeedLoad[]> {
  const { rows } = await sql<{
    feed: Feed;
    under_way: number;
    waiting: number;
    oldest_at: number | null;
    last_heard_at: number | null;
    now_ms: number;
  }>`
    select name as feed,
      (select count(*) from submissions where feed = name and machine_done_at is null and stored_at > clock_timestamp() - ${COUNTS_FOR_MS}::float8 * interval '1 millisecond') as under_way,
      (select count(*) from submissions where feed = name and assessed_at is null) as waiting,
      (select min(received_at) from submissions where feed = name and assessed_at is null) as oldest_at,
      (select max(received_at) from inbox where feed = name) as last_heard_at,
      floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms
    from unnest(${[...feeds.options]}::text[]) as list (name)`.execute(db);
  return rows.map((row) => ({
    feed: row.feed,
    underWay: row.under_way,
    waiting: row.waiting,
    oldestAtMs: row.oldest_at,
    lastHeardAtMs: row.last_heard_at,
    nowMs: row.now_ms,
  }));
}

/** True when the feed has to wait. */
export function mustWait({ feed, underWay }: Pick<FeedLoad, "feed" | "underWay">, limit: number): boolean {
  return feed !== "ambulance" && underWay > limit;
}

/** Pauses and resumes this instance's consumers. Returns the feeds that have to wait now. */
export function holdBack(
  consumers: ReadonlyMap<Feed, Pick<BatchConsumer, "pause" | "resume" | "status">>,
  loads: readonly FeedLoad[],
  limit: number,
): ReadonlySet<Feed> {
  const waiting = new Set<Feed>();
  for (const load of loads) {
    const consumer = consumers.get(load.feed);
    const topic = feedTopic(load.feed);
    const isPaused = consumer?.status().pausedTopics.includes(topic) === true;
    if (mustWait(load, limit)) {
      waiting.add(load.feed);
      if (!isPaused) consumer?.pause(topic);
    } else if (isPaused) consumer?.resume(topic);
  }
  return waiting;
}

/** What people are told is held back: a feed that opens for a moment between two pauses still is. `heldAtMs`: when each last had to wait. */
export function heldBackLately(heldAtMs: ReadonlyMap<Feed, number>, nowMs: number): ReadonlySet<Feed> {
  return new Set([...heldAtMs].filter(([, atMs]) => nowMs - atMs < SHOWN_FOR_MS).map(([feed]) => feed));
}

/** Tells the board how each feed is, from one instance at a time. Returns whether this one did. */
export async function sendFeedStatus(
  db: Kysely<IntakeTables>,
  told: {
    readonly holder: string;
    readonly loads: readonly FeedLoad[];
    readonly waiting: ReadonlySet<Feed>;
    readonly everyMs: number;
  },
): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    if (!(await tryLease(trx, { name: "feed-status", holder: told.holder, ttlMs: told.everyMs * 3 }))) return false;
    await addToOutbox(
      trx,
      told.loads.map((load) => {
        const status: FeedStatus = {
          type: "feed-status",
          feed: load.feed,
          waiting: load.waiting,
          oldestAt: load.oldestAtMs,
          lastHeardAt: load.lastHeardAtMs,
          isPaused: told.waiting.has(load.feed),
          at: load.nowMs,
        };
        const headers = cloudEventHeaders({
          id: idOf("feed-status", load.feed, load.nowMs),
          type: `${SUBMITTED_TOPIC}/feed-status`,
          source: serviceName,
          time: new Date(load.nowMs).toISOString(),
        });
        return { topic: SUBMITTED_TOPIC, key: `feed-${load.feed}`, value: textOfSubmitted(status), headers };
      }),
    );
    return true;
  });
}
