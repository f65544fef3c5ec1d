/**
 * Decides what happens to messages whose handler fails, so that nothing is lost and nothing good waits behind something bad.
 * In: up to `maxBatch` messages, each partition's in order. Out: for each partition, the error that stopped it, if any.
 * Order of attempts: those of all partitions in one call; if that fails for another reason than the surroundings, each partition alone, then one
 * by one; an Unreadable one is parked at once, any other failing one after five attempts. Never parks for a reason of the surroundings, never
 * goes past a message that could not be parked.
 */
import { fault } from "@ucrt/service";
import { messageOf, propertyOf, Retryable, Unreadable } from "./errors.ts";
import type { Log } from "./log.ts";
import type { IncomingMessage } from "./messages.ts";
import { wait } from "./steady-consumer.ts";

export interface ParkDetails {
  readonly groupId: string;
  readonly attempts: number;
  /** Epoch ms. */
  readonly firstAttemptAtMs: number;
  /** Epoch ms. */
  readonly lastAttemptAtMs: number;
}

export interface WorkContext {
  readonly groupId: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborted when the consumer stops or the handler has run out of its time. */
  readonly signal: AbortSignal;
}

export interface WorkRules {
  readonly groupId: string;
  readonly handleBatch: (messages: readonly IncomingMessage[], context: WorkContext) => Promise<void>;
  readonly handleOne: ((message: IncomingMessage, context: WorkContext) => Promise<void>) | undefined;
  readonly park: (message: IncomingMessage, reason: string, error: unknown, details: ParkDetails) => Promise<void>;
  /** Called for a message that may not be parked (it is a parked one already): alarm, then go on. */
  readonly giveUp: (message: IncomingMessage, reason: string, error: unknown) => void;
  readonly isUnparkable: (topic: string) => boolean;
  readonly isTransient: (error: unknown) => boolean;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly handlerTimeoutMs: number;
}

/** Messages of one partition in order, at least one. */
export interface Load {
  readonly messages: readonly IncomingMessage[];
  /** Failed before: it is tried by itself, so that what is wrong with one partition does not hold up the others. */
  readonly isAlone: boolean;
  /** Marks this message, and what was before it, as dealt with; says what a commit has to tell the broker. */
  readonly resolve: (message: IncomingMessage) => ResolvedOffset;
  readonly commit: (offsets: readonly ResolvedOffset[]) => Promise<void>;
}

/** Names are physical; `offset` is that of the next message to read. */
export interface ResolvedOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

export interface WorkOutcome {
  /** Why the next message was not dealt with: wait, then try the rest again. Undefined when all are dealt with. */
  readonly failure: unknown;
}

/** Attempts for an error nobody classified, with waits of 100, 200, 400 and 800 ms between them. */
const UNKNOWN_ERROR_ATTEMPTS = 5;
const FIRST_WAIT_MS = 100;

/** Works through the loads, in one handler call and one commit when all goes well. Throws only what `commit` throws. */
export async function workThrough(loads: readonly Load[], rules: WorkRules): Promise<readonly WorkOutcome[]> {
  if (loads.length === 1) return [await workAlone(loads[0] as Load, rules)];
  const together = await attempt(rules, 1, (context) =>
    rules.handleBatch(
      loads.flatMap(({ messages }) => messages),
      context,
    ),
  );
  if (together.ok) {
    await loads[0]?.commit(loads.map(({ messages, resolve }) => resolve(messages.at(-1) as IncomingMessage)));
    return loads.map(() => ({ failure: undefined }));
  }
  if (rules.signal.aborted || rules.isTransient(together.error)) return loads.map(() => ({ failure: together.error }));
  const outcomes: WorkOutcome[] = [];
  for (const load of loads) outcomes.push(await workAlone(load, rules));
  return outcomes;
}

async function workAlone({ messages, resolve, commit }: Load, rules: WorkRules): Promise<WorkOutcome> {
  const last = messages.at(-1) as IncomingMessage;
  const together = await attempt(rules, 1, (context) => rules.handleBatch(messages, context));
  if (together.ok) {
    await commit([resolve(last)]);
    return { failure: undefined };
  }
  if (rules.signal.aborted) return { failure: together.error };
  if (rules.isTransient(together.error)) return { failure: together.error };
  if (messages.length > 1) {
    rules.log.warn(
      {
        part: "consumer",
        groupId: rules.groupId,
        topic: last.topic,
        partition: last.partition,
        count: messages.length,
        reason: messageOf(together.error),
      },
      "A batch failed; its messages are handled one by one",
    );
  }
  for (const message of messages) {
    const failure = await workOne(message, rules);
    if (failure !== undefined) return { failure };
    await commit([resolve(message)]);
  }
  return { failure: undefined };
}

async function workOne(message: IncomingMessage, rules: WorkRules): Promise<unknown> {
  const handle = (context: WorkContext): Promise<void> =>
    rules.handleOne === undefined ? rules.handleBatch([message], context) : rules.handleOne(message, context);
  const firstAttemptAtMs = Date.now();
  for (let count = 1; ; count += 1) {
    const result = await attempt(rules, count, handle);
    if (result.ok) return undefined;
    if (rules.signal.aborted || rules.isTransient(result.error)) return result.error ?? new Retryable("stopping");
    const unreadable = unreadableIn(result.error);
    if (unreadable !== undefined || count >= UNKNOWN_ERROR_ATTEMPTS) {
      return setAside(message, unreadable?.reason ?? "handler-failed", result.error, rules, {
        groupId: rules.groupId,
        attempts: count,
        firstAttemptAtMs,
        lastAttemptAtMs: Date.now(),
      });
    }
    await wait(FIRST_WAIT_MS * 2 ** (count - 1), rules.signal);
  }
}

async function setAside(
  message: IncomingMessage,
  reason: string,
  error: unknown,
  rules: WorkRules,
  details: ParkDetails,
): Promise<unknown> {
  const place = {
    part: "consumer",
    groupId: rules.groupId,
    topic: message.topic,
    partition: message.partition,
    offset: message.offset,
    code: reason,
  };
  if (rules.isUnparkable(message.topic)) {
    rules.log.error(place, "A message that cannot be parked again was left behind");
    rules.giveUp(message, reason, error);
    return undefined;
  }
  try {
    await rules.park(message, reason, error, details);
    fault.at("parked-after-write");
    rules.log.warn({ ...place, attempts: details.attempts }, "A message was parked");
    return undefined;
  } catch (parkError) {
    rules.log.error({ ...place, reason: messageOf(parkError) }, "A message could not be parked; its partition waits");
    return new Retryable("The message could not be parked", { cause: parkError });
  }
}

class HandlerTimeout extends Error {
  override readonly name = "HandlerTimeout";
}

type Attempt = { readonly ok: true } | { readonly ok: false; readonly error: unknown };

async function attempt(
  rules: WorkRules,
  count: number,
  handle: (context: WorkContext) => Promise<void>,
): Promise<Attempt> {
  const timeout = new AbortController();
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    timeout.abort();
    over.reject(new HandlerTimeout(`The handler did not finish within ${rules.handlerTimeoutMs} ms`));
  }, rules.handlerTimeoutMs);
  try {
    const context: WorkContext = {
      groupId: rules.groupId,
      attempt: count,
      signal: AbortSignal.any([rules.signal, timeout.signal]),
    };
    await Promise.race([handle(context), over.promise]);
    return { ok: true };
  } catch (error) {
    return { ok: false, error };
  } finally {
    clearTimeout(timer);
  }
}

function unreadableIn(error: unknown): Unreadable | undefined {
  for (let current = error, depth = 0; current !== undefined && current !== null && depth < 6; depth += 1) {
    if (current instanceof Unreadable) return current;
    current = propertyOf(current, "cause");
  }
  return undefined;
}
