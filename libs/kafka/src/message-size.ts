/**
 * Size limits of what we send, with room to the broker's own limits (1 MiB, and 2 MiB for parked messages).
 * In: a message. Out: its size, or MessageTooLarge. Called before a message enters an outbox, so that no row can block a relay.
 */
import { PARKED_TOPIC } from "@ucrt/schemas";
import { MessageTooLarge } from "./errors.ts";
import type { OutgoingMessage } from "./messages.ts";

const KIB = 1024;

/** Largest message in bytes: key, value and headers. */
export const MESSAGE_LIMIT_BYTES = 900 * KIB;
/** Largest message in bytes for parked messages, which carry the bytes of another one. */
export const PARKED_LIMIT_BYTES = Math.floor(1.9 * KIB * KIB);
/** One send carries at most this many bytes to one partition: kafkajs makes one record batch of them and the broker refuses a batch over 1 MiB. */
export const PARTITION_SEND_LIMIT_BYTES = 512 * KIB;

/** Record framing: lengths, offset and timestamp deltas, at most. */
const RECORD_OVERHEAD_BYTES = 32;
const HEADER_OVERHEAD_BYTES = 10;

/** Bytes a message takes in a record batch, at most (before compression). */
export function sizeOf(message: OutgoingMessage): number {
  let bytes =
    RECORD_OVERHEAD_BYTES +
    Buffer.byteLength(message.key) +
    (message.value === null ? 0 : Buffer.byteLength(message.value));
  for (const [name, value] of Object.entries(message.headers))
    bytes += HEADER_OVERHEAD_BYTES + Buffer.byteLength(name) + Buffer.byteLength(value);
  return bytes;
}

/** Returns the size in bytes; throws MessageTooLarge over the topic's limit. */
export function assertMessageSize(message: OutgoingMessage): number {
  const sizeBytes = sizeOf(message);
  const limitBytes = message.topic === PARKED_TOPIC ? PARKED_LIMIT_BYTES : MESSAGE_LIMIT_BYTES;
  if (sizeBytes > limitBytes) throw new MessageTooLarge({ topic: message.topic, sizeBytes, limitBytes });
  return sizeBytes;
}
