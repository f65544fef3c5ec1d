/**
 * The shape of a message on its way in and out: CloudEvents 1.0 in binary mode, the value as the exact UTF-8 text it was written with.
 * In: kafkajs records. Out: plain readonly data with header values as text.
 * Never parses a value, and never puts identity into a key or a header (callers neither).
 */
import type { IHeaders, KafkaMessage } from "kafkajs";

/** A message to send. `key` decides the partition and so the order, unless `partition` is given (a beat goes to each); `value` null is a tombstone of a compacted topic. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly key: string;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Only for records that belong to a partition and not to a referral. */
  readonly partition?: number;
}

/** A message as it was read. An absent value has no bytes and `isTombstone`. */
export interface IncomingMessage {
  readonly topic: string;
  readonly partition: number;
  /** Decimal text; offsets are 64 bit. */
  readonly offset: string;
  readonly key: string | null;
  readonly valueBytes: Buffer;
  readonly isTombstone: boolean;
  /** Epoch ms: broker append time where the topic is LogAppendTime, else the time the sender gave. */
  readonly timestampMs: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Header names, all lower case on the wire. */
export const header = {
  id: "ce_id",
  type: "ce_type",
  source: "ce_source",
  specVersion: "ce_specversion",
  time: "ce_time",
  subject: "ce_subject",
  dataSchema: "ce_dataschema",
  sequence: "ce_sequence",
  causationId: "ce_causationid",
  correlationId: "ce_correlationid",
  contentType: "content-type",
  traceparent: "traceparent",
  tracestate: "tracestate",
  hash: "hash",
  replayFor: "replay-for",
  /** The parked message that this one is: parked again, it is found by it. */
  replayOf: "replay-of",
} as const;

/** What a CloudEvents message says about itself. `extensions` keep their header names. */
export interface CloudEventAttributes {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly subject?: string;
  readonly sequence?: number;
  readonly causationId?: string;
  readonly correlationId?: string;
  readonly extensions?: Readonly<Record<string, string>>;
}

/** Headers of a CloudEvents 1.0 message in binary mode with a JSON value. */
export function cloudEventHeaders(attributes: CloudEventAttributes): Record<string, string> {
  return {
    [header.id]: attributes.id,
    [header.type]: attributes.type,
    [header.source]: attributes.source,
    [header.specVersion]: "1.0",
    [header.time]: attributes.time,
    [header.contentType]: "application/json",
    ...(attributes.subject === undefined ? {} : { [header.subject]: attributes.subject }),
    ...(attributes.sequence === undefined ? {} : { [header.sequence]: String(attributes.sequence) }),
    ...(attributes.causationId === undefined ? {} : { [header.causationId]: attributes.causationId }),
    ...(attributes.correlationId === undefined ? {} : { [header.correlationId]: attributes.correlationId }),
    ...attributes.extensions,
  };
}

/** The CloudEvents attributes of a message, or undefined when one that is mandatory is missing or the version is not 1.0. */
export function readCloudEvent(headers: Readonly<Record<string, string>>): CloudEventAttributes | undefined {
  const id = headers[header.id];
  const type = headers[header.type];
  const source = headers[header.source];
  const time = headers[header.time];
  if (!id || !type || !source || time === undefined || headers[header.specVersion] !== "1.0") return undefined;
  const subject = headers[header.subject];
  const sequence = headers[header.sequence];
  const causationId = headers[header.causationId];
  const correlationId = headers[header.correlationId];
  return {
    id,
    type,
    source,
    time,
    ...(subject === undefined ? {} : { subject }),
    ...(sequence === undefined || !/^\d{1,15}$/.test(sequence) ? {} : { sequence: Number(sequence) }),
    ...(causationId === undefined ? {} : { causationId }),
    ...(correlationId === undefined ? {} : { correlationId }),
  };
}

/** A kafkajs record as plain data. `topic` is the logical name. */
export function toIncoming(topic: string, partition: number, message: KafkaMessage): IncomingMessage {
  return {
    topic,
    partition,
    offset: message.offset,
    key: message.key === null ? null : message.key.toString("utf8"),
    valueBytes: message.value ?? Buffer.alloc(0),
    isTombstone: message.value === null,
    timestampMs: Number(message.timestamp),
    headers: readHeaders(message.headers),
  };
}

function readHeaders(headers: IHeaders | undefined): Readonly<Record<string, string>> {
  const read: [string, string][] = [];
  for (const [name, value] of Object.entries(headers ?? {})) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    // Names that would reach a prototype when copied are of no use to anybody.
    if (name === "__proto__" || name === "constructor" || name === "prototype") continue;
    if (last !== undefined && last !== null) read.push([name, typeof last === "string" ? last : last.toString("utf8")]);
  }
  return Object.fromEntries(read);
}
