/**
 * Numbers about everything a process reads from Kafka, for `/metrics`.
 * In: each consumer and reader as it starts (`createKafka({ registry })` is all a service does). Out: lag, membership, messages, batches, handler time.
 * Labels are our own group and topic names; never a key, an offset or a partition.
 */
import { Counter, Histogram, type Registry } from "prom-client";
import { addReadGauges, type LabelledValue } from "@ucrt/service";
import type { ConsumerStatus } from "./batch-consumer.ts";
import type { CompactedReaderStatus } from "./compacted-reader.ts";

export interface KafkaMetrics {
  watchConsumer(status: () => ConsumerStatus): void;
  watchReader(topic: string, status: () => CompactedReaderStatus): void;
  /** A call of a handler has ended. */
  handled(call: {
    readonly groupId: string;
    readonly messages: number;
    readonly ms: number;
    readonly ok: boolean;
  }): void;
  parked(groupId: string): void;
}

/** Adds the metrics to the registry; without one nothing is counted. */
export function createKafkaMetrics(registry: Registry | undefined): KafkaMetrics {
  if (registry === undefined)
    return {
      watchConsumer: () => undefined,
      watchReader: () => undefined,
      handled: () => undefined,
      parked: () => undefined,
    };
  const consumers: (() => ConsumerStatus)[] = [];
  const readers: { readonly topic: string; readonly status: () => CompactedReaderStatus }[] = [];
  addGauges(registry, { consumers, readers });
  const registers = [registry];
  const messages = new Counter({
    name: "kafka_consumer_messages_total",
    help: "Messages whose handler has succeeded, by consumer group; a repeat counts again",
    labelNames: ["group"],
    registers,
  });
  const parked = new Counter({
    name: "kafka_consumer_parked_total",
    help: "Messages this process has parked, by consumer group",
    labelNames: ["group"],
    registers,
  });
  const batch = new Histogram({
    name: "kafka_consumer_batch_messages",
    help: "Messages of one handler call, by consumer group",
    labelNames: ["group"],
    buckets: [1, 2, 5, 10, 20, 50, 100, 200],
    registers,
  });
  const duration = new Histogram({
    name: "kafka_consumer_handler_duration_seconds",
    help: "Time of one handler call, by consumer group and whether it succeeded",
    labelNames: ["group", "outcome"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  return {
    watchConsumer: (status) => {
      consumers.push(status);
      const group = status().groupId;
      messages.inc({ group }, 0);
      parked.inc({ group }, 0);
    },
    watchReader: (topic, status) => readers.push({ topic, status }),
    handled: (call) => {
      batch.observe({ group: call.groupId }, call.messages);
      duration.observe({ group: call.groupId, outcome: call.ok ? "succeeded" : "failed" }, call.ms / 1_000);
      if (call.ok) messages.inc({ group: call.groupId }, call.messages);
    },
    parked: (groupId) => parked.inc({ group: groupId }),
  };
}

function addGauges(
  registry: Registry,
  watched: {
    readonly consumers: readonly (() => ConsumerStatus)[];
    readonly readers: readonly { readonly topic: string; readonly status: () => CompactedReaderStatus }[];
  },
): void {
  addReadGauges(registry, {
    what: "kafka-consumers",
    gauges: {
      kafka_consumer_lag_messages: {
        help: "Messages known to be unread, of the partitions this process reads, by consumer group and topic",
        labelNames: ["group", "topic"],
      },
      kafka_consumer_member: {
        help: "1 while this process is a member of the consumer group, else 0",
        labelNames: ["group"],
      },
      kafka_consumer_fetch_age_seconds: {
        help: "Time since the broker last answered a fetch while nothing of the topic was held up; absent before the first",
        labelNames: ["group", "topic"],
      },
      kafka_consumer_waiting_partitions: {
        help: "Partitions held up because a handler failed for a passing reason, by consumer group",
        labelNames: ["group"],
      },
      kafka_reader_lag_messages: {
        help: "Records known to be unread of a topic that is kept in memory",
        labelNames: ["topic"],
      },
      kafka_reader_ready: { help: "1 once the whole topic was read into memory, else 0", labelNames: ["topic"] },
      kafka_reader_fetch_age_seconds: {
        help: "Time since the broker last answered a fetch for a topic that is kept in memory; absent before the first",
        labelNames: ["topic"],
      },
    },
    read: () => {
      const status = watched.consumers.map((read) => read());
      const readers = watched.readers.map(({ topic, status: read }) => ({ topic, ...read() }));
      return {
        kafka_consumer_lag_messages: status.flatMap(({ groupId, lagByTopic, lastFetchAtMs }) =>
          Object.keys(lastFetchAtMs).map((topic) => ({
            labels: { group: groupId, topic },
            value: lagByTopic[topic] ?? 0,
          })),
        ),
        kafka_consumer_member: status.map(({ groupId, isMember }) => ({
          labels: { group: groupId },
          value: isMember ? 1 : 0,
        })),
        kafka_consumer_fetch_age_seconds: status.flatMap(({ groupId, lastFetchAtMs }) =>
          Object.entries(lastFetchAtMs).flatMap(([topic, atMs]) => ageOf({ group: groupId, topic }, atMs)),
        ),
        kafka_consumer_waiting_partitions: status.map(({ groupId, waiting }) => ({
          labels: { group: groupId },
          value: waiting.length,
        })),
        kafka_reader_lag_messages: readers.map(({ topic, lag }) => ({ labels: { topic }, value: lag })),
        kafka_reader_ready: readers.map(({ topic, isReady }) => ({ labels: { topic }, value: isReady ? 1 : 0 })),
        kafka_reader_fetch_age_seconds: readers.flatMap(({ topic, lastFetchAtMs }) => ageOf({ topic }, lastFetchAtMs)),
      };
    },
  });
}

function ageOf(labels: Readonly<Record<string, string>>, atMs: number | null): readonly LabelledValue[] {
  return atMs === null ? [] : [{ labels, value: Math.max(0, Date.now() - atMs) / 1_000 }];
}
