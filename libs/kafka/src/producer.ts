/**
 * Writes messages to Kafka: acks from all replicas, one send in flight, sends cut so that no record batch can be refused for its size.
 * In: messages in order. Out: nothing, or SendFailed with the number of messages that were acknowledged from the start of the list.
 * Never idempotent in kafkajs' sense: with it, a timed-out request makes kafkajs lose acknowledged messages without a word.
 * Repeats are possible and recognised by every consumer. Order per key is kept, also across cuts.
 */
import { Partitioners } from "kafkajs";
import type { Message, PartitionMetadata, TopicMessages } from "kafkajs";
import type { KafkaClient } from "./client.ts";
import { MessageTooLarge, propertyOf, SendFailed } from "./errors.ts";
import { assertMessageSize, PARTITION_SEND_LIMIT_BYTES } from "./message-size.ts";
import type { OutgoingMessage } from "./messages.ts";

export interface ProducerOptions {
  /** How often kafkajs tries one send again by itself. @default 5 */
  readonly retries?: number;
}

export interface Producer {
  /** Connects; safe to call again. `send` connects by itself when this was not called. */
  connect(): Promise<void>;
  /** Sends in order and resolves when all replicas have everything. Throws SendFailed. */
  send(messages: readonly OutgoingMessage[]): Promise<void>;
  /** Waits for the send in flight, then disconnects. */
  disconnect(): Promise<void>;
}

/** Makes a producer; topic names are logical. */
export function createProducer(client: KafkaClient, options: ProducerOptions = {}): Producer {
  const producer = client.kafka.producer({
    idempotent: false,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: { retries: options.retries ?? 5, initialRetryTime: 100, maxRetryTime: 1_000 },
  });
  const partitionOf = Partitioners.DefaultPartitioner();
  const partitionsByTopic = new Map<string, PartitionMetadata[]>();
  let connected: Promise<void> | undefined;
  let lane: Promise<unknown> = Promise.resolve();

  const connect = (): Promise<void> => {
    connected ??= producer.connect().catch((error: unknown) => {
      connected = undefined;
      throw error;
    });
    return connected;
  };

  const learnPartitions = async (topics: ReadonlySet<string>): Promise<void> => {
    const unknown = [...topics].filter((topic) => !partitionsByTopic.has(topic));
    if (unknown.length === 0) return;
    const admin = client.kafka.admin({ retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 500 } });
    await admin.connect();
    try {
      const { topics: found } = await admin.fetchTopicMetadata({
        topics: unknown.map((topic) => client.physical(topic)),
      });
      // The count never changes in the life of a topic, and leaders do not matter for the choice.
      for (const topic of found) partitionsByTopic.set(client.logical(topic.name), topic.partitions);
    } finally {
      await admin.disconnect();
    }
  };

  const choosePartition = (message: OutgoingMessage): number => {
    if (message.partition !== undefined) return message.partition;
    const partitionMetadata = partitionsByTopic.get(message.topic) ?? [];
    return partitionOf({
      topic: message.topic,
      partitionMetadata,
      message: { key: message.key, value: message.value },
    });
  };

  const sendInOrder = async (messages: readonly OutgoingMessage[]): Promise<void> => {
    let acknowledged = 0;
    try {
      const sizes = messages.map(assertMessageSize);
      await connect();
      await learnPartitions(new Set(messages.map((message) => message.topic)));
      const placed = messages.map((message, index) => ({
        message,
        sizeBytes: sizes[index] ?? 0,
        partition: choosePartition(message),
      }));
      for (const cut of cutSends(placed)) {
        await producer.sendBatch({ acks: -1, timeout: 30_000, topicMessages: toTopicMessages(client, cut) });
        acknowledged += cut.length;
      }
    } catch (error) {
      throw new SendFailed({ acknowledged, refusal: refusalOf(error), cause: error });
    }
  };

  return {
    connect,
    send: (messages) => {
      if (messages.length === 0) return Promise.resolve();
      const sent = lane.then(() => sendInOrder(messages));
      lane = sent.catch(() => undefined);
      return sent;
    },
    disconnect: async () => {
      await lane;
      if (connected !== undefined) await producer.disconnect();
      connected = undefined;
    },
  };
}

interface Placed {
  readonly message: OutgoingMessage;
  readonly sizeBytes: number;
  readonly partition: number;
}

/** Cuts a list into consecutive sends, none with more than 512 KiB for one partition unless a single message is larger. */
export function cutSends<T extends Placed>(placed: readonly T[]): T[][] {
  const cuts: T[][] = [];
  let cut: T[] = [];
  let bytesByPartition = new Map<string, number>();
  for (const item of placed) {
    const place = `${item.message.topic}/${item.partition}`;
    const bytes = bytesByPartition.get(place) ?? 0;
    if (bytes > 0 && bytes + item.sizeBytes > PARTITION_SEND_LIMIT_BYTES) {
      cuts.push(cut);
      cut = [];
      bytesByPartition = new Map();
    }
    cut.push(item);
    bytesByPartition.set(place, (bytesByPartition.get(place) ?? 0) + item.sizeBytes);
  }
  if (cut.length > 0) cuts.push(cut);
  return cuts;
}

function toTopicMessages(client: KafkaClient, cut: readonly Placed[]): TopicMessages[] {
  const byTopic = new Map<string, Message[]>();
  for (const { message, partition } of cut) {
    const list = byTopic.get(message.topic) ?? [];
    list.push({ key: message.key, value: message.value, headers: { ...message.headers }, partition });
    byTopic.set(message.topic, list);
  }
  return [...byTopic].map(([topic, messages]) => ({ topic: client.physical(topic), messages }));
}

function refusalOf(error: unknown): "too-large" | "invalid" | "none" {
  for (let current = error, depth = 0; current !== undefined && depth < 6; depth += 1) {
    if (current instanceof MessageTooLarge) return "too-large";
    const type = propertyOf(current, "type");
    if (type === "MESSAGE_TOO_LARGE" || type === "RECORD_LIST_TOO_LARGE") return "too-large";
    if (type === "INVALID_RECORD" || type === "INVALID_TIMESTAMP" || type === "INVALID_TOPIC_EXCEPTION")
      return "invalid";
    current = propertyOf(current, "cause");
  }
  return "none";
}
