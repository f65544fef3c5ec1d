// What becomes of a consumer that kafkajs has given up, with a client that does as it is told.
import type { Consumer } from "kafkajs";
import { EventEmitter } from "node:events";
import { waitFor } from "@ucrt/testing/wait-for";
import { expect, test } from "vitest";
import type { KafkaClient } from "./client.ts";
import { silentLog } from "./log.ts";
import { startSteadyConsumer } from "./steady-consumer.ts";

/** A consumer that connects and does nothing. */
class IdleConsumer extends EventEmitter {
  readonly events = new Proxy({}, { get: (_events, name) => String(name) });
  async connect(): Promise<void> {}
  async subscribe(): Promise<void> {}
  async run(): Promise<void> {
    this.emit("running");
  }
  async disconnect(): Promise<void> {}
}

function startOne() {
  const made: IdleConsumer[] = [];
  const running: IdleConsumer[] = [];
  const fatal: Error[] = [];
  const client = {
    log: silentLog,
    physical: (name: string) => name,
    kafka: {
      consumer: () => {
        const one = new IdleConsumer();
        one.on("running", () => void running.push(one));
        made.push(one);
        return one as unknown as Consumer;
      },
    },
  } as unknown as KafkaClient;
  const steady = startSteadyConsumer({
    client,
    groupId: "group",
    topics: ["topic"],
    eachBatch: async () => undefined,
    onJoin: () => undefined,
    onFetched: () => undefined,
    onFatal: (error) => void fatal.push(error),
  });
  return { steady, made, running, fatal };
}

const named = (name: string, cause?: Error): Error =>
  Object.assign(new Error("Closed connection", cause === undefined ? undefined : { cause }), { name });

test("a line that breaks while it signs in does not end the process: another client takes its place", async () => {
  const { steady, made, running, fatal } = startOne();
  await waitFor(() => running.length === 1, "the first to run");
  const error = named("KafkaJSNonRetriableError", named("KafkaJSSASLAuthenticationError"));
  made[0]?.emit("CRASH", { payload: { error, restart: false } });
  made[0]?.emit("CRASH", { payload: { error, restart: false } });
  await waitFor(() => running.length === 2, "the second to run");
  expect(made).toHaveLength(2);
  expect(fatal).toEqual([]);
  await steady.stop();
});

test("what kafkajs gives up for another reason is told", async () => {
  const { steady, made, running, fatal } = startOne();
  await waitFor(() => running.length === 1, "it to run");
  made[0]?.emit("CRASH", { payload: { error: named("KafkaJSNonRetriableError"), restart: false } });
  expect(fatal).toHaveLength(1);
  await steady.stop();
});
