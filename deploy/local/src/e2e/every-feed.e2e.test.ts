// Every feed by both ways, from its message to the numbers, on a broker that asks who is calling: each service and each sender has its own name there,
// and the rights of `topicAccess` alone.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKafka, createProducer, createTopics, propertyOf, silentLog } from "@ucrt/kafka";
import {
  BOARD_TOPIC,
  FACTS_TOPIC,
  feed,
  feedbackReader,
  feedbackTopic,
  feedTopic,
  feedWriter,
  PARKED_TOPIC,
} from "@ucrt/schemas";
import { waitFor } from "@ucrt/testing";
import { administrator, kafkaSignIn } from "../kafka-users.ts";
import { repositoryRoot } from "../paths.ts";
import { makeJourney, suitableReferral } from "../simulation/journey.ts";
import type { LiveBoard } from "../simulation/live-board.ts";
import { problemsOf } from "./sound-facts.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let board: LiveBoard;

beforeAll(async () => {
  system = await startWholeSystem({ ownServers: "secure" });
  board = await system.openBoard();
});
afterAll(async () => {
  await system.stop();
});

describe("a suitable referral", () => {
  for (const name of feed.options) {
    for (const way of ["Kafka", "HTTP"] as const) {
      it(`from the ${name} feed over ${way} is seen, accepted, visited and closed`, async () => {
        const journey = await makeJourney(name, way, { ...system, board });
        expect(journey.stoppedBecause, JSON.stringify(journey.steps)).toBeUndefined();
      });
    }
  }
});

describe("after those journeys", () => {
  it("the numbers count every one, and the states add up to what was received", async () => {
    const answer = await waitFor(
      async () => {
        const { body } = await system.serviceLead.get("/api/metrics/throughput?period=day");
        return (body["totals"] as { closed: number }).closed === 8 ? body : undefined;
      },
      "eight closed referrals in the numbers",
      20_000,
    );
    const { received, byState } = (answer as { conservation: { received: number; byState: Record<string, number> } })
      .conservation;
    expect(Object.values(byState).reduce((sum, count) => sum + count, 0)).toBe(received);
    expect(byState).toEqual({ closed: 8 });
  });

  it("a commissioner reads what was published: rounded, with small numbers hidden, and never the live numbers", async () => {
    expect((await system.commissioner.get("/api/metrics/throughput?period=day")).status).toBe(403);
    const year = new Date().getUTCFullYear();
    const cells = await waitFor(
      async () => {
        const { status, body } = await system.commissioner.get(`/api/metrics/report?period=${year}`);
        const [whole] = (body["rows"] ?? []) as { cells: Record<string, unknown> }[];
        return status === 200 && body["isDisclosed"] === true && whole?.cells["received"] !== 0
          ? whole?.cells
          : undefined;
      },
      "a publication of this year",
      150_000,
    );
    for (const count of ["received", "accepted", "arrived", "closed", "suitable"])
      expect(["*", 0, 10], count).toContain(cells[count]);
  });

  it("the facts are in order, without a gap or a double", async () => {
    expect(problemsOf(await system.facts())).toEqual([]);
  });

  it("the hash chains and the anchors verify", async () => {
    const { stdout } = await run("services/queue/src/audit-verify.ts", "queue");
    expect(stdout).toMatch(/\b[1-9]\d* chains, .* 0 wrong\b/);
  });

  it("a rebuild of the numbers from the log corrects nothing", async () => {
    const { stdout } = await run("services/metrics/src/rebuild.ts", "metrics");
    expect(stdout).toContain("corrected 0 rows");
  });
});

describe("at the broker", () => {
  const outgoing = (topic: string) => [{ topic, key: "k", value: "{}", headers: {} }];
  const refused = "TOPIC_AUTHORIZATION_FAILED";
  const writes = async (user: string, topic: string): Promise<string> => {
    const producer = createProducer(system.kafkaAs(user), { retries: 0 });
    try {
      await producer.send(outgoing(topic));
      return "written";
    } catch (error) {
      return typeOf(error);
    } finally {
      await producer.disconnect();
    }
  };
  const reads = async (user: string, topic: string): Promise<string> => {
    const { kafka, physical } = system.kafkaAs(user);
    const admin = kafka.admin({ retry: { retries: 0 } });
    await admin.connect();
    try {
      await admin.fetchTopicOffsets(physical(topic));
      return "read";
    } catch (error) {
      return typeOf(error);
    } finally {
      await admin.disconnect();
    }
  };

  it("N59: a feed's name writes its own topic and no other, reads none and makes none; the broker writes down what it refused", async () => {
    for (const from of feed.options) {
      // What it may write is read as any message is: this one is parked.
      expect(await writes(feedWriter(from), feedTopic(from))).toBe("written");
      for (const topic of [...feed.options.filter((to) => to !== from).map(feedTopic), FACTS_TOPIC, PARKED_TOPIC])
        expect(await writes(feedWriter(from), topic), `${from} writes ${topic}`).toBe(refused);
    }
    for (const topic of [feedTopic("hospital"), feedbackTopic("ambulance"), FACTS_TOPIC])
      expect(await reads(feedWriter("ambulance"), topic), topic).toBe(refused);
    expect(await consumes(feedWriter("ambulance"), feedTopic("ambulance"))).not.toBe("read");
    const making = createTopics(
      system.kafkaAs(feedWriter("ambulance")),
      [{ name: "made.by-a-feed.v1", partitions: 1, config: {} }],
      {
        replicationFactor: 1,
      },
    );
    expect(await making.then(() => "made", typeOf)).toMatch(/AUTHORIZATION_FAILED$/);
    const log = readFileSync(join(system.folder, "logs/kafka.log"), "utf8");
    expect(log).toMatch(/Principal = User:feed-ambulance is Denied operation = \w+ .*feed\.hospital\.v1/i);
    expect(log).toMatch(/Principal = User:feed-ambulance is Denied .*a-group-of-its-own/i);
  });

  it("N59: whoever reads the answers to one feed reads no others, and a service writes nothing but its own", async () => {
    expect(await reads(feedbackReader("ambulance"), feedbackTopic("ambulance"))).toBe("read");
    expect(await reads(feedbackReader("ambulance"), feedbackTopic("hospital"))).toBe(refused);
    expect(await writes(feedbackReader("ambulance"), feedbackTopic("ambulance"))).toBe(refused);
    for (const topic of [FACTS_TOPIC, BOARD_TOPIC]) expect(await writes("intake", topic), topic).toBe(refused);
    expect(await reads("live", FACTS_TOPIC)).toBe(refused);
  });

  it("nobody without a name, or with a wrong password, is heard at all", async () => {
    const brokers = system.servers.kafkaBrokers.split(",");
    const stranger = (sasl: Parameters<typeof createKafka>[0]["sasl"]) =>
      createKafka({
        brokers,
        clientId: "stranger",
        logger: silentLog,
        ...(sasl === undefined ? {} : { sasl }),
      }).kafka.admin({
        retry: { retries: 0 },
      });
    const { kafkaSecurity } = system.servers;
    if (kafkaSecurity === undefined) throw new Error("This broker does not ask who is calling.");
    expect(kafkaSecurity.mechanism).toBe("scram-sha-512");
    for (const mechanism of ["scram-sha-512", "plain"] as const) {
      const wrong = kafkaSignIn({ secret: "another secret", mechanism }, administrator);
      await expect(stranger(wrong.sasl).connect()).rejects.toThrow(/authentication failed/i);
      const known = stranger(kafkaSignIn({ ...kafkaSecurity, mechanism }, administrator).sasl);
      await known.connect();
      expect(await known.listTopics()).not.toEqual([]);
      await known.disconnect();
    }
    const nobody = stranger(undefined);
    await expect(nobody.connect().then(() => nobody.listTopics())).rejects.toThrow();
    await nobody.disconnect();
  });

  it("N60: a message of the hospital that says it is the ambulance's is parked as a source mismatch, and alarmed", async () => {
    const referral = suitableReferral("ambulance", Date.now());
    const producer = createProducer(system.kafkaAs(feedWriter("hospital")));
    await producer.send([
      { topic: feedTopic("hospital"), key: "k", value: JSON.stringify(referral.message), headers: {} },
    ]);
    await producer.disconnect();
    const isMismatch = (row: { reason: string; topic: string }) =>
      row.reason === "source-mismatch" && row.topic === feedTopic("hospital");
    await waitFor(async () => {
      const { body } = await system.coordinator.get("/api/parked");
      return ((body["rows"] ?? []) as { reason: string; topic: string }[]).some(isMismatch);
    }, "the message on the list of what is parked");
    const isAlarm = (line: string) => line.includes('"alarm":"message-parked"') && line.includes("source-mismatch");
    await waitFor(
      () => readFileSync(system.stack.logFile("queue"), "utf8").split("\n").some(isAlarm),
      "the alarm in queue's log",
    );
  });
});

/** "read" when somebody may join a group of their own and read; else what kafkajs makes of the refusal. */
async function consumes(user: string, topic: string): Promise<string> {
  const { kafka, physical } = system.kafkaAs(user);
  const consumer = kafka.consumer({ groupId: "a-group-of-its-own", retry: { retries: 0 } });
  const crashed = Promise.withResolvers<string>();
  consumer.on("consumer.crash", ({ payload }) => crashed.resolve(typeOf(payload.error)));
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [physical(topic)] });
    await consumer.run({ eachMessage: async () => crashed.resolve("read") });
    return await crashed.promise;
  } catch (error) {
    return typeOf(error);
  } finally {
    await consumer.disconnect();
  }
}

/** The broker's word for what was wrong, wherever kafkajs has wrapped it. */
function typeOf(error: unknown): string {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    const type = propertyOf(inner, "type");
    if (typeof type === "string") return type;
    const [first] = (propertyOf(inner, "errors") ?? []) as unknown[];
    if (first !== undefined) return typeOf(first);
  }
  return String(error);
}

async function run(script: string, service: "queue" | "metrics"): Promise<{ stdout: string }> {
  return promisify(execFile)(process.execPath, [join(repositoryRoot, script)], {
    env: { ...process.env, ...system.stack.environment(service) },
  });
}
