// Reads topics from their first record to where they end now. In: a connection, topic names. Out: every record with its place, in the order of each
// partition. Joins no group and commits nothing, so that it changes nothing it looks at.
import { createHash } from "node:crypto";
import { startCompactedReader, type KafkaClient } from "@ucrt/kafka";
import {
  ADVICE_TOPIC,
  BOARD_TOPIC,
  FACTS_TOPIC,
  feed,
  feedbackTopic,
  feedTopic,
  PARKED_TOPIC,
  SUBMITTED_TOPIC,
  TEAM_STATE_TOPIC,
} from "@ucrt/schemas";
import type { Evidence, TopicRecord } from "./evidence.ts";

/** @throws Error when the end of a topic is not reached in time */
export async function loadTopics(kafka: KafkaClient, timeoutMs: number): Promise<Evidence["topics"]> {
  const feedTopics = feed.options.map(feedTopic);
  const others = [ADVICE_TOPIC, TEAM_STATE_TOPIC, SUBMITTED_TOPIC, ...feed.options.map(feedbackTopic)];
  const all = (
    await Promise.all(
      [FACTS_TOPIC, BOARD_TOPIC, PARKED_TOPIC, ...feedTopics, ...others].map((topic) =>
        readTopic(kafka, topic, timeoutMs),
      ),
    )
  ).flat();
  const of = (...topics: readonly string[]): readonly TopicRecord[] =>
    all.filter(({ topic }) => topics.includes(topic));
  return {
    facts: of(FACTS_TOPIC),
    board: of(BOARD_TOPIC),
    parked: of(PARKED_TOPIC),
    feeds: of(...feedTopics),
    others: of(...others),
  };
}

async function readTopic(kafka: KafkaClient, topic: string, timeoutMs: number): Promise<readonly TopicRecord[]> {
  const records: TopicRecord[] = [];
  const failed = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => failed.reject(new Error(`The end of ${topic} was not reached in ${timeoutMs} ms`)),
    timeoutMs,
  );
  const reader = startCompactedReader({
    client: kafka,
    name: "faults-judge",
    topic,
    onRecord: ({ partition, offset, key, headers, valueBytes, isTombstone }) => {
      records.push({
        topic,
        partition,
        offset: Number(offset),
        key,
        headers,
        value: isTombstone ? null : valueBytes.toString("utf8"),
        digest: createHash("sha256").update(valueBytes).digest("hex"),
      });
    },
    onUnreadable: (_message, error) => failed.reject(error),
    onFatal: failed.reject,
  });
  try {
    await Promise.race([reader.ready, failed.promise]);
    return records;
  } finally {
    clearTimeout(timer);
    await reader.stop();
  }
}
