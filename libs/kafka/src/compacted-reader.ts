/**
 * Reads a whole compacted topic into memory and stays with it: a group of its own for each process, no commits.
 * In: every record, oldest first, then changes as they come. Out: `ready` once the end offsets that were seen at the start are reached;
 * the next offset of each partition; the incarnation of the topic.
 * A record can come again (after a lost broker), and never older than what the owner's version check refuses.
 * Never stops at a record its owner cannot read: that one is reported and left out.
 *
 * Incarnation: kafkajs cannot ask for the topic id, so it is the cluster id with the topic's name; a topic that was deleted and made
 * again in the same cluster shows itself by offsets that start again, which raises `onRestarted` and adds to the incarnation here.
 */
import { randomUUID } from "node:crypto";
import type { EachBatchPayload } from "kafkajs";
import type { KafkaClient } from "./client.ts";
import { messageOf } from "./errors.ts";
import { toIncoming } from "./messages.ts";
import type { IncomingMessage } from "./messages.ts";
import { startSteadyConsumer, wait } from "./steady-consumer.ts";

export interface CompactedReaderOptions {
  readonly client: KafkaClient;
  /** Start of the group's name, e.g. the service's name. */
  readonly name: string;
  readonly topic: string;
  /** Called in the order of each partition, one record at a time. A throw leaves the record out and calls `onUnreadable`. */
  readonly onRecord: (message: IncomingMessage) => void | Promise<void>;
  readonly onUnreadable?: (message: IncomingMessage, error: unknown) => void;
  /** After the last record of each batch: a good moment to tell others. */
  readonly onBatchEnd?: () => void;
  /** Offsets started again: the topic was made anew, forget what was read. */
  readonly onRestarted?: () => void;
  readonly onFatal: (error: Error) => void;
}

export interface CompactedReaderStatus {
  readonly isMember: boolean;
  readonly isReady: boolean;
  /** Epoch ms of the last answered fetch; null before the first. */
  readonly lastFetchAtMs: number | null;
  readonly records: number;
  /** Records known to be unread. */
  readonly lag: number;
}

export interface CompactedReader {
  readonly ready: Promise<void>;
  /** Next offset to read, by partition; complete once ready. */
  nextOffsets(): ReadonlyMap<number, string>;
  /** Text that stays the same as long as offsets mean the same; empty before ready. */
  incarnation(): string;
  status(): CompactedReaderStatus;
  stop(): Promise<void>;
}

interface Ends {
  readonly clusterId: string;
  readonly low: ReadonlyMap<number, bigint>;
  readonly high: ReadonlyMap<number, bigint>;
}

/** Fetches in a row without any record after which the end has been reached, whatever the end offsets say (compaction can remove the last ones). */
const EMPTY_FETCHES_AT_END = 10;

/** Starts at once, also while Kafka is away, and returns at once. */
export function startCompactedReader(options: CompactedReaderOptions): CompactedReader {
  const { client, topic } = options;
  const ready = Promise.withResolvers<void>();
  const stopping = new AbortController();
  const next = new Map<number, bigint>();
  const newest = new Map<number, bigint>();
  let ends: Ends | undefined;
  let isReady = false;
  let emptyFetches = 0;
  let records = 0;
  let restarts = 0;

  const checkReady = (): void => {
    if (isReady || ends === undefined) return;
    const behind = [...ends.high].filter(
      ([partition, high]) => (next.get(partition) ?? ends?.low.get(partition) ?? 0n) < high,
    );
    if (behind.length > 0 && emptyFetches < EMPTY_FETCHES_AT_END) return;
    for (const [partition, high] of ends.high) {
      const reached = next.get(partition);
      if (reached === undefined || reached < high) next.set(partition, high);
    }
    isReady = true;
    ready.resolve();
  };

  const readRecord = async (message: IncomingMessage): Promise<void> => {
    try {
      await options.onRecord(message);
    } catch (error) {
      client.log.error(
        {
          part: "compacted-reader",
          topic,
          partition: message.partition,
          offset: message.offset,
          reason: messageOf(error),
        },
        "A record was left out",
      );
      options.onUnreadable?.(message, error);
    }
  };

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const { batch } = payload;
    emptyFetches = 0;
    newest.set(batch.partition, BigInt(batch.highWatermark));
    const first = batch.messages.at(0);
    const expected = next.get(batch.partition);
    if (first !== undefined && expected !== undefined && BigInt(first.offset) < expected) {
      client.log.error(
        { part: "compacted-reader", topic, partition: batch.partition },
        "Offsets started again: the topic was made anew",
      );
      restarts += 1;
      next.clear();
      options.onRestarted?.();
    }
    let count = 0;
    for (const message of batch.messages) {
      if (stopping.signal.aborted || !payload.isRunning()) return;
      await readRecord(toIncoming(topic, batch.partition, message));
      records += 1;
      payload.resolveOffset(message.offset);
      next.set(batch.partition, BigInt(message.offset) + 1n);
      count += 1;
      if (count % 500 === 0) await payload.heartbeat();
    }
    next.set(batch.partition, BigInt(batch.lastOffset()) + 1n);
    options.onBatchEnd?.();
    checkReady();
  };

  const learnEnds = async (): Promise<void> => {
    for (let attempt = 0; ends === undefined && !stopping.signal.aborted; attempt += 1) {
      const admin = client.kafka.admin({ retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 500 } });
      try {
        await admin.connect();
        const { clusterId } = await admin.describeCluster();
        const offsets = await admin.fetchTopicOffsets(client.physical(topic));
        ends = {
          clusterId,
          low: new Map(offsets.map((entry) => [entry.partition, BigInt(entry.low)])),
          high: new Map(offsets.map((entry) => [entry.partition, BigInt(entry.high)])),
        };
      } catch (error) {
        client.log.warn(
          { part: "compacted-reader", topic, reason: messageOf(error) },
          "The end of the topic is not known yet",
        );
        await wait(Math.min(5_000, 250 * 2 ** attempt), stopping.signal);
      } finally {
        await admin.disconnect().catch(() => undefined);
      }
    }
    checkReady();
  };

  const steady = startSteadyConsumer({
    client,
    groupId: `${options.name}-${topic}-${randomUUID()}`,
    topics: [topic],
    eachBatch,
    onJoin: (assigned, consumer) => {
      // Nothing is committed, so a new join would read everything again: go on where we were.
      for (const partition of assigned.get(client.physical(topic)) ?? []) {
        const offset = next.get(partition);
        if (offset !== undefined)
          consumer.seek({ topic: client.physical(topic), partition, offset: offset.toString() });
      }
    },
    onFetched: () => {
      emptyFetches += 1;
      checkReady();
    },
    onFatal: options.onFatal,
  });
  void learnEnds();

  const lag = (): number =>
    [...newest].reduce((sum, [partition, high]) => sum + Math.max(0, Number(high - (next.get(partition) ?? 0n))), 0);

  const reader: CompactedReader = {
    ready: ready.promise,
    nextOffsets: () => new Map([...next].map(([partition, offset]) => [partition, offset.toString()])),
    incarnation: () => (ends === undefined ? "" : `${ends.clusterId}:${topic}${restarts === 0 ? "" : `:${restarts}`}`),
    status: () => ({
      isMember: steady.isMember(),
      isReady,
      lastFetchAtMs: steady.lastFetchAtMs() ?? null,
      records,
      lag: lag(),
    }),
    stop: async () => {
      stopping.abort();
      await steady.stop();
    },
  };
  client.metrics.watchReader(topic, reader.status);
  return reader;
}
