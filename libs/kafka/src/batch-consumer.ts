/**
 * Reads topics in a group and hands up to 200 messages, of whatever partitions have some, to one handler call (one transaction).
 * In: a handler, and where to park what nobody can read. Out: offsets committed only after the handler, or the parking, has resolved.
 * When the surroundings fail the partition is paused and tried again with growing waits, the group membership kept, an alarm raised after 60 s.
 * Never commits ahead, never skips a message silently, never parks one that came from the parked topic. One consumer is one lane: what must
 * not wait behind a slow handler gets a consumer of its own.
 */
import type { EachBatchPayload } from "kafkajs";
import { PARKED_TOPIC } from "@ucrt/schemas";
import { createLane, fault } from "@ucrt/service";
import type { KafkaClient } from "./client.ts";
import { isTransient, messageOf } from "./errors.ts";
import { header, toIncoming } from "./messages.ts";
import type { IncomingMessage } from "./messages.ts";
import { startSteadyConsumer } from "./steady-consumer.ts";
import { workThrough } from "./work-through.ts";
import type { Load, ParkDetails, ResolvedOffset, WorkContext, WorkOutcome } from "./work-through.ts";

export type BatchContext = WorkContext;

export type ConsumerAlarm =
  | {
      readonly kind: "partition-waiting";
      readonly topic: string;
      readonly partition: number;
      readonly waitingMs: number;
      readonly reason: string;
    }
  | {
      readonly kind: "unparkable";
      readonly topic: string;
      readonly partition: number;
      readonly offset: string;
      readonly reason: string;
    };

export interface BatchConsumerOptions {
  readonly client: KafkaClient;
  /** Group name, logical: the same in every instance of the service, forever. */
  readonly groupId: string;
  /** Messages whose `replay-for` header names another service are skipped. */
  readonly serviceName: string;
  readonly topics: readonly string[];
  /** @default 200 */
  readonly maxBatch?: number;
  readonly handleBatch: (messages: readonly IncomingMessage[], context: BatchContext) => Promise<void>;
  /** Used one by one after a failed batch. @default handleBatch with one message */
  readonly handleOne?: (message: IncomingMessage, context: BatchContext) => Promise<void>;
  /** Must have stored the parked message durably when it resolves; while it rejects, the offset does not move. */
  readonly park: (message: IncomingMessage, reason: string, error: unknown, details: ParkDetails) => Promise<void>;
  /** The client gave up: end the process non-zero. */
  readonly onFatal: (error: Error) => void;
  readonly onAlarm?: (alarm: ConsumerAlarm) => void;
  /** @default isTransient */
  readonly isTransient?: (error: unknown) => boolean;
  /** @default [parked.v1] */
  readonly unparkableTopics?: readonly string[];
  /** A handler that takes longer counts as failed. @default 30,000 ms */
  readonly handlerTimeoutMs?: number;
  /** A partition waiting longer than this raises an alarm, and again each such time. @default 60,000 ms */
  readonly alarmAfterMs?: number;
  /**
   * How long a message may wait for others, so that fewer and larger batches are handled: for readers nobody waits for, in ms.
   * @default 0: messages are handled as soon as they come
   */
  readonly gatherMs?: number;
  /**
   * Most that one fetch brings: small for a topic that is often paused, because what a pause leaves is fetched and read again after it.
   * @default 10 MiB
   */
  readonly fetchBytes?: number;
}

export interface ConsumerStatus {
  readonly groupId: string;
  readonly isMember: boolean;
  /** Epoch ms of the last fetch that was answered while nothing of the topic was held up; null before the first. */
  readonly lastFetchAtMs: Readonly<Record<string, number | null>>;
  /** Messages known to be unread, of the partitions this instance reads. */
  readonly lag: number;
  readonly lagByTopic: Readonly<Record<string, number>>;
  readonly pausedTopics: readonly string[];
  /** Partitions that wait because a handler failed for a passing reason. */
  readonly waiting: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly sinceMs: number;
    readonly reason: string;
  }[];
}

export interface BatchConsumer {
  /** Resolves when the group was joined for the first time. */
  readonly joined: Promise<void>;
  /**
   * Stops handing out messages of a topic, also across rebalances. The handler call in hand is finished; what was fetched and waits its turn is left,
   * and fetched again after `resume`.
   */
  pause(topic: string): void;
  resume(topic: string): void;
  status(): ConsumerStatus;
  /** Finishes the messages in hand, commits and leaves the group. */
  stop(): Promise<void>;
}

interface Waiting {
  readonly sinceMs: number;
  failures: number;
  alarms: number;
  reason: string;
  timer: NodeJS.Timeout;
}

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;
/** How often membership is kept alive while a handler works; kafkajs itself sends one only each 3 s. */
const HEARTBEAT_TICK_MS = 1_000;
/** About a hundred facts: a fuller fetch does not wait for its time. */
const GATHER_BYTES = 200_000;
/** Partitions whose messages may meet in one call; no consumer of ours reads more (12 a topic). */
const PARTITIONS_AT_ONCE = 32;

/** Starts at once, also while Kafka is away, and returns at once. */
export function startBatchConsumer(options: BatchConsumerOptions): BatchConsumer {
  const { client, groupId } = options;
  const log = client.log;
  const maxBatch = options.maxBatch ?? 200;
  const alarmAfterMs = options.alarmAfterMs ?? 60_000;
  const unparkable = new Set(options.unparkableTopics ?? [PARKED_TOPIC]);
  const stopping = new AbortController();
  const pausedTopics = new Set<string>();
  const waiting = new Map<string, Waiting>();
  /** Places whose last attempt failed: they keep their count while they are tried again. */
  const failing = new Map<string, Waiting>();
  const lagByPlace = new Map<string, number>();
  const lastFetchAtMs = new Map<string, number>();
  let assignment: ReadonlyMap<string, readonly number[]> = new Map();

  const placeOf = (topic: string, partition: number): string => `${topic}/${partition}`;
  const isHeldUp = (topic: string, partition: number): boolean =>
    pausedTopics.has(topic) || waiting.get(placeOf(topic, partition)) !== undefined;

  /** kafkajs forgets pauses when it starts again, and pausing one partition undoes the pause of its topic: so all is said anew each time. */
  const applyPauses = (): void => {
    const consumer = steady.current();
    if (consumer === undefined) return;
    for (const [physicalTopic, partitions] of assignment) {
      const topic = client.logical(physicalTopic);
      const held = partitions.filter((partition) => isHeldUp(topic, partition));
      const free = partitions.filter((partition) => !isHeldUp(topic, partition));
      try {
        if (held.length > 0) consumer.pause([{ topic: physicalTopic, partitions: held }]);
        if (free.length > 0) consumer.resume([{ topic: physicalTopic, partitions: free }]);
      } catch (error) {
        // Between a crash and the next join there is nothing to pause; the join says it again.
        log.debug({ part: "consumer", groupId, reason: messageOf(error) }, "Pauses are applied at the next join");
      }
    }
  };

  const holdUp = (topic: string, partition: number, error: unknown): void => {
    const place = placeOf(topic, partition);
    const before = failing.get(place);
    const entry: Waiting = before ?? {
      sinceMs: Date.now(),
      failures: 0,
      alarms: 0,
      reason: "",
      timer: setTimeout(() => undefined, 0),
    };
    clearTimeout(entry.timer);
    entry.failures += 1;
    entry.reason = messageOf(error);
    const waitedMs = Date.now() - entry.sinceMs;
    if (waitedMs >= alarmAfterMs * (entry.alarms + 1)) {
      entry.alarms += 1;
      options.onAlarm?.({ kind: "partition-waiting", topic, partition, waitingMs: waitedMs, reason: entry.reason });
    }
    log.warn(
      { part: "consumer", groupId, topic, partition, failures: entry.failures, reason: entry.reason },
      "A partition waits and will be tried again",
    );
    const delayMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (entry.failures - 1)) * (0.75 + Math.random() * 0.5);
    entry.timer = setTimeout(() => {
      waiting.delete(place);
      applyPauses();
    }, delayMs);
    failing.set(place, entry);
    waiting.set(place, entry);
    applyPauses();
  };
  /** A partition that went to another instance is no longer ours to wait for. */
  const dropUnassigned = (): void => {
    const isOurs = (place: string): boolean => {
      const cut = place.lastIndexOf("/");
      return assignment.get(client.physical(place.slice(0, cut)))?.includes(Number(place.slice(cut + 1))) === true;
    };
    // What is known of our own partitions stays: a join in the middle of a slow handler must not look as if nothing waited.
    for (const place of lagByPlace.keys()) if (!isOurs(place)) lagByPlace.delete(place);
    for (const [place, entry] of failing) {
      if (isOurs(place)) continue;
      clearTimeout(entry.timer);
      failing.delete(place);
      waiting.delete(place);
    }
  };

  const isForUs = (message: IncomingMessage): boolean => {
    const replayFor = message.headers[header.replayFor];
    return replayFor === undefined || replayFor === options.serviceName;
  };

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const { batch } = payload;
    const topic = client.logical(batch.topic);
    const place = placeOf(topic, batch.partition);
    const lastOffset = batch.messages.at(-1)?.offset;
    let lostMembership: unknown;
    const keepAlive = setInterval(() => {
      payload.heartbeat().catch((error: unknown) => {
        lostMembership ??= error;
      });
    }, HEARTBEAT_TICK_MS);

    /** Everything up to this offset is dealt with. */
    const resolve = (offset: string): ResolvedOffset => {
      payload.resolveOffset(offset);
      // The end of a batch may be records that are never handed out; the commit steps over them too.
      const next = BigInt(offset === lastOffset ? batch.lastOffset() : offset) + 1n;
      lagByPlace.set(place, Math.max(0, Number(BigInt(batch.highWatermark) - next)));
      return { topic: batch.topic, partition: batch.partition, offset: next.toString() };
    };
    const commit = (offsets: readonly ResolvedOffset[]): Promise<void> => {
      fault.at("before-offset-commit");
      const byTopic = Map.groupBy(offsets, (one) => one.topic);
      return payload.commitOffsetsIfNecessary({
        topics: [...byTopic].map(([name, partitions]) => ({ topic: name, partitions })),
      });
    };

    const first = batch.messages.at(0);
    // Known before the handler has done anything: a handler that hangs must not look as if nothing waited.
    if (first !== undefined)
      lagByPlace.set(place, Math.max(0, Number(BigInt(batch.highWatermark) - BigInt(first.offset))));
    try {
      for (let start = 0; start < batch.messages.length; start += maxBatch) {
        if (stopping.signal.aborted || !payload.isRunning() || payload.isStale() || isHeldUp(topic, batch.partition))
          return;
        const chunk = batch.messages.slice(start, start + maxBatch);
        const mine = chunk.map((message) => toIncoming(topic, batch.partition, message)).filter(isForUs);
        if (mine.length > 0) {
          const isAlone = failing.has(place);
          const outcome = await lane({
            messages: mine,
            isAlone,
            resolve: (message) => resolve(message.offset),
            commit,
          });
          // Not resolved, so it comes again with the first fetch after the pause.
          if (outcome === "left") return;
          if (outcome.failure !== undefined) {
            if (!stopping.signal.aborted) holdUp(topic, batch.partition, outcome.failure);
            return;
          }
        }
        failing.delete(place);
        // Skipped messages at the end of the chunk are dealt with too.
        const end = chunk.at(-1)?.offset;
        if (end !== undefined && mine.at(-1)?.offset !== end) await commit([resolve(end)]);
        if (lostMembership !== undefined) throw lostMembership;
      }
    } finally {
      clearInterval(keepAlive);
    }
  };

  const { handleOne } = options;
  const timed = async (messages: number, handle: () => Promise<void>): Promise<void> => {
    const startedAtMs = performance.now();
    let ok = false;
    try {
      await handle();
      ok = true;
    } finally {
      client.metrics.handled({ groupId, messages, ms: performance.now() - startedAtMs, ok });
    }
  };

  const work = (loads: readonly Load[]): Promise<readonly WorkOutcome[]> =>
    workThrough(loads, {
      groupId,
      handleBatch: (messages, context) => timed(messages.length, () => options.handleBatch(messages, context)),
      handleOne:
        handleOne === undefined ? undefined : (message, context) => timed(1, () => handleOne(message, context)),
      park: async (message, reason, error, details) => {
        await options.park(message, reason, error, details);
        client.metrics.parked(groupId);
      },
      giveUp: (message, reason) =>
        options.onAlarm?.({
          kind: "unparkable",
          topic: message.topic,
          partition: message.partition,
          offset: message.offset,
          reason,
        }),
      isUnparkable: (name) => unparkable.has(name),
      isTransient: options.isTransient ?? isTransient,
      log,
      signal: stopping.signal,
      handlerTimeoutMs: options.handlerTimeoutMs ?? 30_000,
    });
  const lane = createLane<Load, WorkOutcome | "left">({
    most: maxBatch,
    weightOf: ({ messages }) => messages.length,
    isAlone: (load) => load.isAlone,
    // A pause counts from the next call on. Every partition of a fetch waits its turn here: twelve of them would be twelve more calls.
    work: async (loads) => {
      const isPaused = ({ messages }: Load): boolean => messages.some(({ topic }) => pausedTopics.has(topic));
      const open = loads.filter((load) => !isPaused(load));
      const outcomes = open.length === 0 ? [] : await work(open);
      return loads.map((load) => outcomes[open.indexOf(load)] ?? "left");
    },
  });

  const steady = startSteadyConsumer({
    client,
    groupId,
    topics: options.topics,
    partitionsAtOnce: PARTITIONS_AT_ONCE,
    ...(options.gatherMs === undefined ? {} : { maxWaitTimeMs: options.gatherMs, minBytes: GATHER_BYTES }),
    ...(options.fetchBytes === undefined ? {} : { maxBytes: options.fetchBytes }),
    eachBatch,
    onJoin: (assigned) => {
      assignment = assigned;
      dropUnassigned();
      applyPauses();
    },
    onFetched: () => {
      const atMs = steady.lastFetchAtMs();
      if (atMs === undefined) return;
      for (const [physicalTopic, partitions] of assignment) {
        const topic = client.logical(physicalTopic);
        if (!partitions.some((partition) => isHeldUp(topic, partition) || failing.has(placeOf(topic, partition))))
          lastFetchAtMs.set(topic, atMs);
      }
    },
    onFatal: options.onFatal,
  });

  const consumer: BatchConsumer = {
    joined: steady.joined,
    pause: (topic) => {
      pausedTopics.add(topic);
      applyPauses();
    },
    resume: (topic) => {
      pausedTopics.delete(topic);
      applyPauses();
    },
    status: () => {
      const lagByTopic: Record<string, number> = {};
      for (const [place, lag] of lagByPlace) {
        const topic = place.slice(0, place.lastIndexOf("/"));
        lagByTopic[topic] = (lagByTopic[topic] ?? 0) + lag;
      }
      return {
        groupId,
        isMember: steady.isMember(),
        lastFetchAtMs: Object.fromEntries(options.topics.map((topic) => [topic, lastFetchAtMs.get(topic) ?? null])),
        lag: Object.values(lagByTopic).reduce((sum, lag) => sum + lag, 0),
        lagByTopic,
        pausedTopics: [...pausedTopics],
        waiting: [...failing].map(([place, entry]) => ({
          topic: place.slice(0, place.lastIndexOf("/")),
          partition: Number(place.slice(place.lastIndexOf("/") + 1)),
          sinceMs: entry.sinceMs,
          reason: entry.reason,
        })),
      };
    },
    stop: async () => {
      stopping.abort();
      for (const entry of waiting.values()) clearTimeout(entry.timer);
      waiting.clear();
      await steady.stop();
    },
  };
  client.metrics.watchConsumer(consumer.status);
  return consumer;
}
