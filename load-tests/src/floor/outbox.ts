// What the floor does with messages that follow from a change. In: messages. Out: Kafka, under the product's own discipline: in the transaction of the
// change, one send in flight, deleted after the acknowledgement. Without PostgreSQL the messages wait in memory, and whoever gave them waits for the
// acknowledgement before the offset moves.
import type { Producer } from "kafkajs";
import type pg from "pg";
import type { FloorMessage } from "./shape.ts";

const batchSize = 500;
const pollMs = 250;

export interface FloorOutbox {
  /** Adds in the caller's transaction; with no database, sends and waits. */
  add(client: pg.PoolClient | undefined, messages: readonly FloorMessage[]): Promise<void>;
  /** After the commit. */
  wake(): void;
}

/** The relay over a table. */
export function outboxOf(pool: pg.Pool, producer: Producer, table: string, suffix: string): FloorOutbox {
  let wakeUp: () => void = () => undefined;
  let woken = false;
  const round = async (): Promise<boolean> => {
    const { rows } = await pool.query<FloorMessage & { id: string }>({
      name: `read-${table}`,
      text: `select id, topic, key, value, headers from ${table} order by id limit ${batchSize}`,
    });
    if (rows.length === 0) return false;
    await sendAll(producer, rows, suffix);
    await pool.query({
      name: `delete-${table}`,
      text: `delete from ${table} where id = any($1::bigint[])`,
      values: [rows.map((row) => row.id)],
    });
    return rows.length === batchSize;
  };
  const run = async (): Promise<never> => {
    for (;;) {
      if (await round()) continue;
      if (!woken) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, pollMs);
          wakeUp = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      woken = false;
    }
  };
  void run();
  return {
    add: async (client, messages) => {
      if (messages.length === 0) return;
      await client?.query({
        name: `add-${table}`,
        text: `insert into ${table} (topic, key, value, headers) select * from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[])`,
        values: [
          messages.map((one) => one.topic),
          messages.map((one) => one.key),
          messages.map((one) => one.value),
          messages.map((one) => JSON.stringify(one.headers)),
        ],
      });
    },
    wake: () => {
      woken = true;
      wakeUp();
    },
  };
}

/** One send in flight; what is added meanwhile goes together in the next. */
export function outboxInMemory(producer: Producer, suffix: string): FloorOutbox {
  let waiting: { readonly messages: readonly FloorMessage[]; readonly done: () => void }[] = [];
  let isSending = false;
  const drain = async (): Promise<void> => {
    if (isSending) return;
    isSending = true;
    while (waiting.length > 0) {
      const now = waiting;
      waiting = [];
      await sendAll(
        producer,
        now.flatMap((one) => one.messages),
        suffix,
      );
      for (const one of now) one.done();
    }
    isSending = false;
  };
  return {
    add: (_client, messages) =>
      messages.length === 0
        ? Promise.resolve()
        : new Promise((done) => {
            waiting.push({ messages, done });
            void drain();
          }),
    wake: () => undefined,
  };
}

async function sendAll(producer: Producer, messages: readonly FloorMessage[], suffix: string): Promise<void> {
  const byTopic = new Map<string, { key: string; value: string; headers: Record<string, string> }[]>();
  for (const { topic, key, value, headers } of messages) {
    const list = byTopic.get(topic) ?? [];
    list.push({ key, value, headers: { ...headers } });
    byTopic.set(topic, list);
  }
  await producer.sendBatch({
    acks: -1,
    topicMessages: [...byTopic].map(([topic, list]) => ({ topic: `${topic}${suffix}`, messages: list })),
  });
}
