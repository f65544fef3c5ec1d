// Senders use what codec they like; the feed topics make the broker convert to gzip, the only one kafkajs reads. Batches by the Java client.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { feedTopic, topics } from "@ucrt/schemas";
import { testBrokers, waitFor } from "@ucrt/testing"; // @boundaries-ignore tests only; the package itself depends on this one
import { startBatchConsumer } from "./batch-consumer.ts";
import { createKafka } from "./client.ts";
import { silentLog } from "./log.ts";
import { createTopics } from "./topics.ts";

const jars = process.env["KAFKA_JARS"] ?? resolve(import.meta.dirname, "../../../.run/kafka-jars");
const brokers = testBrokers();
const client = createKafka({
  brokers,
  clientId: "codecs-test",
  logger: silentLog,
  topicSuffix: `-${randomBytes(6).toString("hex")}`,
});
const topic = feedTopic("ambulance");
const read: string[] = [];
const parked: string[] = [];
let stop: () => Promise<void> = async () => undefined;

beforeAll(async () => {
  if (!existsSync(jars))
    throw new Error(
      `Kafka's jars are not in ${jars}; run npm test once without KAFKA_BROKERS, or set KAFKA_JARS to a folder with them`,
    );
  await createTopics(
    client,
    topics.filter(({ name }) => name === topic),
    { replicationFactor: 1 },
  );
  const consumer = startBatchConsumer({
    client,
    groupId: "codecs",
    serviceName: "codecs",
    topics: [topic],
    handleBatch: async (messages) => {
      for (const message of messages) read.push(message.valueBytes.toString("utf8"));
    },
    park: async (message) => {
      parked.push(message.offset);
    },
    onFatal: (error) => parked.push(`fatal: ${error.message}`),
  });
  stop = () => consumer.stop();
  await consumer.joined;
});
afterAll(() => stop());

test.for(["snappy", "lz4", "zstd", "gzip", "none"])("reads batches a Java client compressed with %s", async (codec) => {
  const values = Array.from({ length: 50 }, (_, index) =>
    JSON.stringify({ codec, index, text: "referral ".repeat(40) }),
  );
  await produceWithJava(codec, values);
  await waitFor(() => values.every((value) => read.includes(value)), `all 50 ${codec} messages`);
  expect(parked).toEqual([]);
});

test("without that setting the client gives up, and says so", async () => {
  const plain = "not-converted";
  await createTopics(client, [{ name: plain, partitions: 1, config: {} }], { replicationFactor: 1 });
  await produceWithJava("zstd", ["one"], plain);
  const given = Promise.withResolvers<Error>();
  const consumer = startBatchConsumer({
    client,
    groupId: "not-converted",
    serviceName: "codecs",
    topics: [plain],
    handleBatch: async () => given.reject(new Error("it was read after all: the setting is no longer needed")),
    park: async () => undefined,
    onFatal: given.resolve,
  });
  expect((await given.promise).message).toMatch(/ZSTD/i);
  await consumer.stop();
});

async function produceWithJava(codec: string, values: readonly string[], to = topic): Promise<void> {
  const java = spawn(
    "java",
    [
      "-cp",
      `${jars}/*`,
      "org.apache.kafka.tools.ConsoleProducer",
      "--bootstrap-server",
      brokers.join(","),
      "--topic",
      client.physical(to),
      "--compression-codec",
      codec,
    ],
    { stdio: ["pipe", "ignore", "pipe"] },
  );
  let errors = "";
  java.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString("utf8");
  });
  java.stdin.end(`${values.join("\n")}\n`);
  const code = await new Promise<number | null>((done, fail) => {
    java.on("error", fail);
    java.on("exit", done);
  });
  expect(code, errors).toBe(0);
}
