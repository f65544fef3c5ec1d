/** The only door to Kafka: what services may use of it. */
export { createKafka } from "./client.ts";
export type { KafkaClient, KafkaOptions } from "./client.ts";
export { grantAccess, kafkaSecurity, saslMechanisms } from "./security.ts";
export type { Access, KafkaSettings, SaslMechanism } from "./security.ts";
export { createTopics } from "./topics.ts";
export type { CreatedTopics, TopicToCreate } from "./topics.ts";
export { createProducer } from "./producer.ts";
export type { Producer, ProducerOptions } from "./producer.ts";
export { parkWith, toParkedMessage } from "./park.ts";
export type { ToPark } from "./park.ts";
export { startBatchConsumer } from "./batch-consumer.ts";
export type {
  BatchConsumer,
  BatchConsumerOptions,
  BatchContext,
  ConsumerAlarm,
  ConsumerStatus,
} from "./batch-consumer.ts";
export type { ParkDetails } from "./work-through.ts";
export { startCompactedReader } from "./compacted-reader.ts";
export type { CompactedReader, CompactedReaderOptions, CompactedReaderStatus } from "./compacted-reader.ts";
export { createNewestRecords } from "./newest-records.ts";
export type { NewestRecords } from "./newest-records.ts";
export { cloudEventHeaders, header, readCloudEvent } from "./messages.ts";
export type { CloudEventAttributes, IncomingMessage, OutgoingMessage } from "./messages.ts";
export {
  assertMessageSize,
  MESSAGE_LIMIT_BYTES,
  PARKED_LIMIT_BYTES,
  PARTITION_SEND_LIMIT_BYTES,
  sizeOf,
} from "./message-size.ts";
export {
  CACHED_PLAN_CHANGED,
  isTransient,
  messageOf,
  MessageTooLarge,
  propertyOf,
  Retryable,
  SendFailed,
  Unreadable,
} from "./errors.ts";
export { injectTraceparent, startMessageSpan, traceMessages } from "./tracing.ts";
export type { TracedMessages } from "./tracing.ts";
export type { MessageSpan } from "./tracing.ts";
export { silentLog } from "./log.ts";
export type { Log } from "./log.ts";
export { readJsonObject, readMessage } from "./read-message.ts";
