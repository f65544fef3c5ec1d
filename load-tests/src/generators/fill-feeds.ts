// Generator: puts a backlog on feed topics, as fast as the broker takes it. In: how many, of which feeds. Out: how long it took. Ends when all are acknowledged.
import { feedTopic, type Feed } from "@ucrt/schemas";
import { Kafka, logLevel, Partitioners } from "kafkajs";
import { generate } from "./generator-process.ts";
import { makeReferrals } from "./made-referrals.ts";
import { toKafkaMessage } from "./submit-way.ts";

export interface FillFeedsJob {
  readonly kafkaBrokers: string;
  readonly topicSuffix: string;
  readonly messages: number;
  readonly mix: Partial<Readonly<Record<Feed, number>>>;
}

export interface FillFeedsResult {
  readonly messages: number;
  readonly seconds: number;
}

const atOnce = 1_000;

generate<FillFeedsJob, FillFeedsResult>(async (job, say) => {
  const kafka = new Kafka({
    clientId: "load-backlog",
    brokers: job.kafkaBrokers.split(","),
    logLevel: logLevel.NOTHING,
  });
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const startMs = performance.now();
  let sent = 0;
  const progress = setInterval(() => say(`    ${sent} of ${job.messages} on the feeds`), 5_000);
  while (sent < job.messages) {
    const referrals = makeReferrals(Math.min(atOnce, job.messages - sent), job.mix, "kafka");
    const feeds = new Set(referrals.map((one) => one.feed));
    await producer.sendBatch({
      acks: -1,
      topicMessages: [...feeds].map((feed) => ({
        topic: `${feedTopic(feed)}${job.topicSuffix}`,
        messages: referrals.filter((one) => one.feed === feed).map(toKafkaMessage),
      })),
    });
    sent += referrals.length;
  }
  clearInterval(progress);
  await producer.disconnect();
  return { messages: sent, seconds: Number(((performance.now() - startMs) / 1_000).toFixed(1)) };
});
