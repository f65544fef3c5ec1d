// One consumer of the floor, set up as the product's are. In: a topic, a handler. Out: what all partitions have ready is handed over together, at most 200
// at once, one call at a time; the offset is committed after the call. No parking, no retries: a floor that fails ends its process.
import type { Kafka, KafkaMessage } from "kafkajs";

export interface Taken {
  readonly key: string;
  /** Of the CloudEvents headers: the sender's id of this message. */
  readonly id: string;
  readonly kind: string;
  readonly value: Buffer;
}

const mostAtOnce = 200;
const gatherBytes = 200_000;

/** Joins, and resolves when it has. */
export async function consume(
  kafka: Kafka,
  options: {
    readonly groupId: string;
    readonly topic: string;
    /** Waits so long for more, milliseconds, where the product does: readers that nobody waits for. */
    readonly gatherMs?: number;
    readonly handle: (messages: readonly Taken[]) => Promise<void>;
  },
): Promise<void> {
  const consumer = kafka.consumer({
    groupId: options.groupId,
    sessionTimeout: 10_000,
    heartbeatInterval: 3_000,
    maxWaitTimeInMs: options.gatherMs ?? 200,
    minBytes: options.gatherMs === undefined ? 1 : gatherBytes,
    maxBytesPerPartition: 2_500_000,
    allowAutoTopicCreation: false,
  });
  let waiting: { readonly messages: readonly Taken[]; readonly done: () => void }[] = [];
  let isWorking = false;
  const work = async (): Promise<void> => {
    if (isWorking) return;
    isWorking = true;
    while (waiting.length > 0) {
      const now = waiting;
      waiting = [];
      const messages = now.flatMap((one) => one.messages);
      for (let from = 0; from < messages.length; from += mostAtOnce)
        await options.handle(messages.slice(from, from + mostAtOnce));
      for (const one of now) one.done();
    }
    isWorking = false;
  };
  await consumer.connect();
  await consumer.subscribe({ topic: options.topic, fromBeginning: true });
  const joined = new Promise<void>((resolve) => consumer.on(consumer.events.GROUP_JOIN, () => resolve()));
  await consumer.run({
    partitionsConsumedConcurrently: 32,
    eachBatchAutoResolve: true,
    eachBatch: ({ batch }) =>
      new Promise((done) => {
        waiting.push({ messages: batch.messages.map(toTaken), done });
        // The other partitions of the same fetch join in.
        setImmediate(() => void work().catch(fail));
      }),
  });
  await joined;
}

function toTaken(message: KafkaMessage): Taken {
  return {
    key: message.key?.toString("utf8") ?? "",
    id: String(message.headers?.["ce_id"] ?? ""),
    kind: String(message.headers?.["kind"] ?? ""),
    value: message.value ?? Buffer.alloc(0),
  };
}

/** Ends the process: a floor that lost something is no floor. */
export function fail(error: unknown): never {
  console.error(error);
  process.exit(1);
}
