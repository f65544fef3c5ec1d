/**
 * Sends what nobody could handle to the parked topic, with its bytes, where it came from and why.
 * In: a message, a reason, the error. Out: resolves when Kafka has it. The same message gives the same id, so parking twice shows.
 * Never puts the error's text into the parked message unless it is an Unreadable: other texts may repeat values.
 */
import { createHash } from "node:crypto";
import type { z } from "zod";
import { PARKED_TOPIC, parkedReason, type parkedMessage } from "@ucrt/schemas";
import { propertyOf, Unreadable } from "./errors.ts";
import { PARKED_LIMIT_BYTES, sizeOf } from "./message-size.ts";
import { cloudEventHeaders } from "./messages.ts";
import type { IncomingMessage, OutgoingMessage } from "./messages.ts";
import type { Producer } from "./producer.ts";
import type { ParkDetails } from "./work-through.ts";

export interface ToPark {
  readonly service: string;
  readonly message: IncomingMessage;
  readonly reason: string;
  readonly error: unknown;
  readonly details: Pick<ParkDetails, "attempts" | "firstAttemptAtMs" | "lastAttemptAtMs">;
}

/** The parked form of a message. A reason outside the closed list becomes `invalid` for an Unreadable and `handler-failed` otherwise. */
export function toParkedMessage({ service, message, reason, error, details }: ToPark): OutgoingMessage {
  const known = parkedReason.safeParse(reason);
  const origin = `${message.topic}/${message.partition}/${message.offset}`;
  const lastAt = new Date(details.lastAttemptAtMs).toISOString();
  const whole: z.input<typeof parkedMessage> = {
    service,
    reason: known.success ? known.data : error instanceof Unreadable ? "invalid" : "handler-failed",
    detail: detailOf(reason, error),
    origin: { topic: message.topic, partition: message.partition, offset: message.offset },
    key: message.key === null ? null : withoutNul(message.key),
    headers: Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [withoutNul(name), withoutNul(value)]),
    ),
    value: message.valueBytes.toString("base64"),
    attempts: details.attempts,
    firstAt: new Date(details.firstAttemptAtMs).toISOString(),
    lastAt,
  };
  const outgoing = (parked: typeof whole): OutgoingMessage => ({
    topic: PARKED_TOPIC,
    key: origin,
    value: JSON.stringify(parked),
    headers: cloudEventHeaders({ id: `${service}/${origin}`, type: PARKED_TOPIC, source: service, time: lastAt }),
  });
  const complete = outgoing(whole);
  if (sizeOf(complete) <= PARKED_LIMIT_BYTES) return complete;
  // Compressed, a message can be far larger than the broker's limit. Its start is enough to see whose it is; its place stays known.
  const note = `cut: ${message.valueBytes.length} bytes, sha256 ${createHash("sha256").update(message.valueBytes).digest("hex")}`;
  const start = message.valueBytes.subarray(0, LARGEST_START_BYTES).toString("base64");
  return outgoing({
    ...whole,
    reason: "too-large",
    detail: `${whole.detail}; ${note}`,
    key: null,
    headers: {},
    value: start,
  });
}

/** A megabyte, so that its base64 text stays under the limit. */
const LARGEST_START_BYTES = 1_000_000;

/** PostgreSQL's text and our own strict reading take no NUL. */
const withoutNul = (text: string): string => text.replaceAll("\0", "\ufffd");

/** A `park` for `startBatchConsumer` that sends with this producer. */
export function parkWith(options: { readonly producer: Pick<Producer, "send">; readonly serviceName: string }) {
  return (message: IncomingMessage, reason: string, error: unknown, details: ParkDetails): Promise<void> =>
    options.producer.send([toParkedMessage({ service: options.serviceName, message, reason, error, details })]);
}

const LONGEST_DETAIL = 500;

function detailOf(reason: string, error: unknown): string {
  if (error instanceof Unreadable) return error.message.slice(0, LONGEST_DETAIL);
  const name = error instanceof Error ? error.name : "error";
  const code = propertyOf(error, "code");
  return typeof code === "string" ? `${reason}: ${name} ${code}` : `${reason}: ${name}`;
}
