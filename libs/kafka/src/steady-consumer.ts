/**
 * Keeps one kafkajs consumer going: connects in the background, joins again after crashes, starts afresh when the client hangs
 * although its process is up, and always leaves its group on stop.
 * In: a group, topics, what to do with a batch. Out: joins and answered fetches, told to the owner.
 * Never decides what a failed message means; that is the owner's work.
 *
 *   connecting -> joined <-> rebalancing
 *        ^          |
 *        +-- crash, silence of 60 s, a sign-in that failed          stop from any state -> left
 */
import type { Consumer, EachBatchPayload } from "kafkajs";
import type { KafkaClient } from "./client.ts";
import { isSignInFailure, messageOf } from "./errors.ts";

/** A member that says nothing for this long is declared dead by the broker. */
export const SESSION_TIMEOUT_MS = 10_000;
const HEARTBEAT_INTERVAL_MS = 3_000;
/** Longer than kafkajs' own attempts to come back take. */
const SILENCE_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 20_000;
/** Between a client that goes on no more and the next. */
const RENEW_AFTER_MS = 250;

export interface SteadyConsumerOptions {
  readonly client: KafkaClient;
  /** Logical. */
  readonly groupId: string;
  /** Logical. */
  readonly topics: readonly string[];
  /** Partitions of this consumer handled side by side; still one lane. @default 1 */
  readonly partitionsAtOnce?: number;
  /** @default 200 ms; the broker answers at the latest after this. `resume()` waits for it. */
  readonly maxWaitTimeMs?: number;
  /** The broker answers as soon as it has this much. @default 1: at once */
  readonly minBytes?: number;
  /** Most that one answer brings; a single larger message still comes. @default 10 MiB */
  readonly maxBytes?: number;
  readonly eachBatch: (payload: EachBatchPayload) => Promise<void>;
  /** Called at each join, before the first fetch. Topic names are physical. */
  readonly onJoin: (assignment: ReadonlyMap<string, readonly number[]>, consumer: Consumer) => void;
  /** Called after each fetch the broker answered, before its messages are handled. */
  readonly onFetched: () => void;
  /** The client gave up for good: end the process non-zero. */
  readonly onFatal: (error: Error) => void;
}

export interface SteadyConsumer {
  /** Resolves at the first join. */
  readonly joined: Promise<void>;
  isMember(): boolean;
  /** Epoch ms of the oldest of the last answered fetches of all brokers in use; undefined before the first. */
  lastFetchAtMs(): number | undefined;
  /** The consumer of this moment, to pause and resume; undefined while there is none. */
  current(): Consumer | undefined;
  stop(): Promise<void>;
}

/** Starts at once and returns at once; Kafka may be away. */
export function startSteadyConsumer(options: SteadyConsumerOptions): SteadyConsumer {
  const { client } = options;
  const log = client.log;
  const groupId = client.physical(options.groupId);
  const joined = Promise.withResolvers<void>();
  const stopping = new AbortController();
  const fetchByNode = new Map<string, number>();
  let consumer: Consumer | undefined;
  let starting: Promise<void> = Promise.resolve();
  let member = false;
  let lastSignMs = Date.now();
  let busy = 0;

  const make = (): Consumer => {
    const made = client.kafka.consumer({
      groupId,
      sessionTimeout: SESSION_TIMEOUT_MS,
      heartbeatInterval: HEARTBEAT_INTERVAL_MS,
      maxWaitTimeInMs: options.maxWaitTimeMs ?? 200,
      minBytes: options.minBytes ?? 1,
      maxBytes: options.maxBytes ?? 10 * 1_024 * 1_024,
      // Over the broker's limit for one message (2 MiB for parked ones), or a large one would hold its partition.
      maxBytesPerPartition: 2_500_000,
      allowAutoTopicCreation: false,
      retry: { retries: 10, initialRetryTime: 100, maxRetryTime: 1_000 },
    });
    let answered = false;
    const isCurrent = (): boolean => consumer === made;
    const sign = (): void => {
      lastSignMs = Date.now();
    };
    made.on(made.events.HEARTBEAT, sign);
    made.on(made.events.GROUP_JOIN, ({ payload }) => {
      if (!isCurrent()) return;
      sign();
      fetchByNode.clear();
      member = true;
      options.onJoin(new Map(Object.entries(payload.memberAssignment)), made);
      joined.resolve();
    });
    made.on(made.events.REBALANCING, () => {
      if (!isCurrent()) return;
      sign();
      member = false;
      fetchByNode.clear();
    });
    made.on(made.events.REQUEST, ({ payload }) => {
      if (payload.apiName === "Fetch") answered = true;
    });
    made.on(made.events.FETCH, ({ payload }) => {
      // kafkajs reports a fetch also when it swallowed a lost connection: only one that was answered counts.
      if (!isCurrent() || !answered) return;
      answered = false;
      sign();
      fetchByNode.set(String(payload.nodeId), Date.now());
      options.onFetched();
    });
    made.on(made.events.CRASH, ({ payload }) => {
      if (!isCurrent()) return;
      sign();
      member = false;
      log.warn(
        { part: "consumer", groupId, reason: messageOf(payload.error), restart: payload.restart },
        "The consumer stopped",
      );
      if (payload.restart || stopping.signal.aborted) return;
      // The line broke in the middle of it, or the password is being changed: not for this process to end.
      if (isSignInFailure(payload.error)) renew();
      else options.onFatal(payload.error);
    });
    made.on(made.events.STOP, () => {
      if (isCurrent()) member = false;
    });
    return made;
  };

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    busy += 1;
    try {
      await options.eachBatch(payload);
    } finally {
      busy -= 1;
      lastSignMs = Date.now();
    }
  };

  const start = async (): Promise<void> => {
    for (let attempt = 0; !stopping.signal.aborted; attempt += 1) {
      const made = make();
      consumer = made;
      lastSignMs = Date.now();
      try {
        await made.connect();
        await made.subscribe({ topics: options.topics.map((topic) => client.physical(topic)), fromBeginning: true });
        if (stopping.signal.aborted) return;
        await made.run({
          autoCommit: false,
          eachBatchAutoResolve: false,
          partitionsConsumedConcurrently: options.partitionsAtOnce ?? 1,
          eachBatch,
        });
        return;
      } catch (error) {
        log.warn({ part: "consumer", groupId, reason: messageOf(error) }, "The consumer could not start yet");
        await within(made.disconnect(), 5_000);
        await wait(Math.min(5_000, 250 * 2 ** attempt), stopping.signal);
      }
    }
  };
  /** Another client in the place of one that goes on no more. */
  const renew = (): void => {
    const old = consumer;
    // From here on nothing that the old one says counts.
    consumer = undefined;
    member = false;
    lastSignMs = Date.now();
    starting = (old === undefined ? Promise.resolve() : within(old.disconnect(), 5_000))
      .then(() => wait(RENEW_AFTER_MS, stopping.signal))
      .then(start);
  };
  starting = start();

  const watchdog = setInterval(() => {
    if (busy > 0 || Date.now() - lastSignMs < SILENCE_LIMIT_MS) return;
    log.error({ part: "consumer", groupId }, "The Kafka client has been silent for a minute; starting a new one");
    renew();
  }, 5_000);
  watchdog.unref();

  return {
    joined: joined.promise,
    isMember: () => member,
    lastFetchAtMs: () => (fetchByNode.size === 0 ? undefined : Math.min(...fetchByNode.values())),
    current: () => consumer,
    stop: async () => {
      stopping.abort();
      clearInterval(watchdog);
      await within(starting, 5_000);
      // Leaves the group, after the batch in hand: without leaving, the partitions wait for the session to time out.
      if (consumer !== undefined) await within(consumer.disconnect(), STOP_LIMIT_MS);
      member = false;
    },
  };
}

/** Waits for the time or the signal, whichever is first. Never rejects. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}

async function within(work: Promise<unknown>, limitMs: number): Promise<void> {
  const limit = new AbortController();
  await Promise.race([work.catch(() => undefined), wait(limitMs, limit.signal)]);
  limit.abort();
}
