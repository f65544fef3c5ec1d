/**
 * What a thrown error tells the consumer to do next: `Retryable` = back off and keep the order, `Unreadable` = park at once,
 * anything else = perhaps a bug: a bounded number of attempts, then park.
 * Never used for refusals a caller can expect; those are values.
 */

/** The surroundings failed (database or broker away, deadlock): the same message will pass later. */
export class Retryable extends Error {
  override readonly name = "Retryable";
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
  }
}

/** Nobody can read this message, now or later. `reason` is a stable code that screens and metrics show. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
  readonly reason: string;
  constructor(reason: string, message?: string, options?: { readonly cause?: unknown }) {
    super(message ?? `The message cannot be read: ${reason}`, options);
    this.reason = reason;
  }
}

/** A message that may not enter the outbox or a topic because of its size. */
export class MessageTooLarge extends Error {
  override readonly name = "MessageTooLarge";
  readonly topic: string;
  readonly sizeBytes: number;
  readonly limitBytes: number;
  constructor(props: { readonly topic: string; readonly sizeBytes: number; readonly limitBytes: number }) {
    super(`A message of ${props.sizeBytes} bytes for ${props.topic} is over the limit of ${props.limitBytes} bytes`);
    this.topic = props.topic;
    this.sizeBytes = props.sizeBytes;
    this.limitBytes = props.limitBytes;
  }
}

/**
 * A send that did not succeed whole. The first `acknowledged` messages, in the order given, were written;
 * the rest may or may not have been. `refusal` says whether the broker will ever take them.
 */
export class SendFailed extends Error {
  override readonly name = "SendFailed";
  readonly acknowledged: number;
  readonly refusal: "too-large" | "invalid" | "none";
  constructor(props: {
    readonly acknowledged: number;
    readonly refusal: "too-large" | "invalid" | "none";
    readonly cause: unknown;
  }) {
    super(`Kafka did not acknowledge the messages: ${messageOf(props.cause)}`, { cause: props.cause });
    this.acknowledged = props.acknowledged;
    this.refusal = props.refusal;
  }
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Reads a property of an unknown thrown value without trusting its shape. */
export function propertyOf(error: unknown, name: string): unknown {
  return typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
}

/**
 * True when a client could not sign in at the broker. kafkajs gives up for ever at that, and says the same for a wrong password and for a line that broke
 * while the password was being shown.
 */
export function isSignInFailure(error: unknown): boolean {
  for (let current: unknown = error, depth = 0; current !== undefined && current !== null && depth < 8; depth += 1) {
    if (propertyOf(current, "name") === "KafkaJSSASLAuthenticationError") return true;
    current = propertyOf(current, "cause");
  }
  return false;
}

const transientSystemCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/**
 * PostgreSQL: 08 connection, 53 out of resources, 57P shut down or starting, 40 rolled back (serialisation, deadlock), 55P03 lock not had,
 * 25P03 idle in transaction, 58 input/output. Not 57014 (statement cancelled): a statement too slow for ever would hold its partition for ever.
 */
const transientSqlState = /^(?:08|53|57P|40|58)|^55P03$|^25P0[34]$/;

/** What PostgreSQL says (0A000) when a table was changed under a statement that was planned before; planned anew, it works. */
export const CACHED_PLAN_CHANGED = "cached plan must not change result type";

/** Messages node-postgres throws without any code when a connection goes away or does not answer. */
const transientText =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|connection is not queryable|Cannot use a pool after calling end|Client was closed/i;

/** True when the surroundings failed and the same work will pass later. Looks through `cause` and through aggregated errors. */
export function isTransient(error: unknown): boolean {
  for (let current: unknown = error, depth = 0; current !== undefined && current !== null && depth < 8; depth += 1) {
    if (current instanceof Retryable) return true;
    if (current instanceof Unreadable || current instanceof MessageTooLarge) return false;
    if (current instanceof SendFailed) return current.refusal === "none";
    if (current instanceof AggregateError && current.errors.some((inner) => isTransient(inner))) return true;
    if (isSignInFailure(current)) return true;
    const code = propertyOf(current, "code");
    if (
      typeof code === "string" &&
      (transientSystemCodes.has(code) || (code.length === 5 && transientSqlState.test(code)))
    )
      return true;
    if (transientText.test(messageOf(current)) || messageOf(current).includes(CACHED_PLAN_CHANGED)) return true;
    const name = propertyOf(current, "name");
    if (typeof name === "string" && name.startsWith("KafkaJS") && propertyOf(current, "retriable") === true)
      return true;
    current = propertyOf(current, "cause");
  }
  return false;
}
