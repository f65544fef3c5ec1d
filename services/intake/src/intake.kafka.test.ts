// The whole of `intake` on a real broker and database: good messages stored and answered, each kind of poison parked with its reason, nothing waiting behind it.
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { referralNumberOf } from "@ucrt/domain";
import {
  createProducer,
  startBatchConsumer,
  type BatchConsumer,
  type IncomingMessage,
  type Producer,
} from "@ucrt/kafka";
import {
  FACTS_TOPIC,
  feed as feeds,
  feedback,
  feedbackTopic,
  feedTopic,
  parkedMessage,
  PARKED_TOPIC,
  submitted,
  SUBMITTED_TOPIC,
  type Feed,
  type Feedback,
  type ParkedMessage,
  type Submitted,
} from "@ucrt/schemas";
import { systemClock } from "@ucrt/service";
import { createTestTopics, waitFor, type TestTopics } from "@ucrt/testing";
import {
  example,
  logLines,
  newCaseId,
  newRequestId,
  startForTests,
  testArea,
  testLogger,
  type IntakeForTests,
} from "./intake-for-tests.ts";
import { fall, poison } from "./poison-for-tests.ts";
import { startIntake, type Intake } from "./wiring.ts";

const read: {
  readonly submitted: Submitted[];
  readonly feedback: { readonly feed: string; readonly message: Feedback; readonly raw: IncomingMessage }[];
  readonly parked: ParkedMessage[];
} = { submitted: [], feedback: [], parked: [] };
const fatal: Error[] = [];
let kafka: TestTopics;
let producer: Producer;
let base: IntakeForTests;
let intake: Intake;
let second: Intake;
let listener: BatchConsumer;

beforeAll(async () => {
  kafka = await createTestTopics({
    names: [
      ...feeds.options.map(feedTopic),
      ...feeds.options.map(feedbackTopic),
      SUBMITTED_TOPIC,
      FACTS_TOPIC,
      PARKED_TOPIC,
    ],
  });
  const { client } = kafka;
  producer = createProducer(client);
  base = await startForTests();
  const options = {
    ...testArea,
    pool: base.pool,
    client,
    clock: systemClock,
    logger: testLogger,
    feedLimit: 200,
    onFatal: (error: Error) => void fatal.push(error),
    // Longer than a slow machine takes from one message to the next: what belongs together must not be parked meanwhile.
    owed: { orphanAfterMs: 5_000 },
  };
  intake = startIntake(options);
  second = startIntake(options);
  listener = startBatchConsumer({
    client,
    groupId: "listener",
    serviceName: "listener",
    topics: [SUBMITTED_TOPIC, PARKED_TOPIC, ...feeds.options.map(feedbackTopic)],
    handleBatch: async (messages) => {
      for (const raw of messages) {
        const value: unknown = JSON.parse(raw.valueBytes.toString("utf8"));
        if (raw.topic === SUBMITTED_TOPIC) read.submitted.push(submitted.parse(value));
        else if (raw.topic === PARKED_TOPIC) read.parked.push(parkedMessage.parse(value));
        else read.feedback.push({ feed: raw.topic, message: feedback.parse(value), raw });
      }
    },
    park: async () => undefined,
    onFatal: (error) => fatal.push(error),
  });
  await Promise.all([
    listener.joined,
    ...[intake, second].flatMap((one) => [...one.consumers.values(), one.facts].map((consumer) => consumer.joined)),
  ]);
}, 90_000);

afterAll(async () => {
  await Promise.all([intake.stop(), second.stop(), listener.stop()]);
  await producer.disconnect();
  await kafka.drop();
  await base.close();
  expect(fatal).toEqual([]);
}, 60_000);

beforeEach(() => {
  read.parked.length = 0;
});

function send(
  feed: Feed,
  value: unknown,
  given: { readonly headers?: Record<string, string>; readonly key?: string } = {},
): Promise<void> {
  const text = typeof value === "string" || value === null ? value : JSON.stringify(value);
  return producer.send([
    { topic: feedTopic(feed), key: given.key ?? "case-1", value: text, headers: given.headers ?? {} },
  ]);
}

/** Bytes that are not text: `producer.send` of the product takes text only. */
async function sendBytes(feed: Feed, value: Buffer): Promise<void> {
  const raw = kafka.client.kafka.producer();
  await raw.connect();
  await raw.send({ topic: kafka.client.physical(feedTopic(feed)), messages: [{ key: "case-1", value }] });
  await raw.disconnect();
}

const submittedFor = (requestId: unknown): Submitted[] =>
  read.submitted.filter((one) => one.type !== "feed-status" && "sender" in one && one.sender.requestId === requestId);
const feedbackFor = (requestId: unknown): Feedback[] =>
  read.feedback.map((one) => one.message).filter((message) => message.requestId === requestId);

describe("good messages", () => {
  test.each([
    ["ambulance", "stack-push-realistic-gaps", "incidentNumber"],
    ["hospital", "ed-frailty-suitable", "encounterNumber"],
    ["primary-care", "gp-visit-infection-suitable", "journeyNumber"],
    ["community", "care-home-catheter-suitable", "reference"],
  ] as const)("%s: %s is stored, announced and receipted", async (feed, name, caseField) => {
    const requestId = newRequestId();
    await send(feed, example(feed, name, { requestId, [caseField]: newCaseId() }));
    const [message] = await waitFor(
      () => (submittedFor(requestId).length > 0 ? submittedFor(requestId) : false),
      `the ${feed} referral on ${SUBMITTED_TOPIC}`,
    );
    const [receipt] = await waitFor(
      () => (feedbackFor(requestId).length > 0 ? feedbackFor(requestId) : false),
      "the receipt",
    );
    expect(message).toMatchObject({ type: "received", sender: { feed } });
    const referralId = message !== undefined && "referralId" in message ? message.referralId : "";
    expect(receipt).toMatchObject({
      type: "received",
      referralId,
      referralNumber: referralNumberOf(referralId),
    });
  });

  test("a message sent five times is one referral and one receipt", async () => {
    const message = fall();
    await producer.send(
      Array.from({ length: 5 }, () => ({
        topic: feedTopic("ambulance"),
        key: "repeat",
        value: JSON.stringify(message),
        headers: {},
      })),
    );
    await send("ambulance", fall({ requestId: "after-repeat-1" }), { key: "repeat" });
    await waitFor(() => submittedFor("after-repeat-1").length === 1, "the message behind the repeats");
    expect(submittedFor(message["requestId"])).toHaveLength(1);
    expect(feedbackFor(message["requestId"])).toHaveLength(1);
  });

  test("the request id may come as ce_id, and fields nobody knows are set aside", async () => {
    const requestId = newRequestId();
    const message = fall({ fieldOfTheFuture: { deep: true } });
    delete message["requestId"];
    await send("ambulance", message, {
      headers: {
        ce_id: requestId,
        ce_type: "feed.ambulance.v1",
        ce_source: "/cad/ambulance",
        "content-type": "application/json; charset=utf-8",
      },
    });
    await waitFor(() => submittedFor(requestId).length === 1, "the referral named by its header");
  });

  test("a withdrawal that comes before its referral is kept and follows it", async () => {
    const incidentNumber = newCaseId();
    const requestId = newRequestId();
    await send(
      "ambulance",
      { kind: "withdrawal", incidentNumber, requestId, organisation: "RYC", reason: "conveyed" },
      { key: incidentNumber },
    );
    const message = fall({ incidentNumber });
    await send("ambulance", message, { key: incidentNumber });
    const opened = await waitFor(() => submittedFor(message["requestId"])[0] ?? false, "the late referral");
    await waitFor(
      () =>
        read.submitted.some(
          (one) => one.type === "withdrawal-received" && "referralId" in opened && one.referralId === opened.referralId,
        ),
      "the withdrawal behind it",
    );
  });

  test("older content that arrives late never overwrites newer", async () => {
    const incidentNumber = newCaseId();
    const first = fall({ incidentNumber, sentAt: "2026-11-20T10:00:00Z" });
    const newer = fall({ incidentNumber, kind: "amendment", sentAt: "2026-11-20T10:20:00Z" });
    const older = fall({ incidentNumber, kind: "amendment", sentAt: "2026-11-20T10:10:00Z" });
    for (const message of [first, newer, older]) await send("ambulance", message, { key: incidentNumber });
    await waitFor(() => feedbackFor(older["requestId"]).length === 1, "the receipt of the old content");
    expect(submittedFor(newer["requestId"])).toHaveLength(1);
    expect(submittedFor(older["requestId"])).toHaveLength(0);
  });

  test("each feed's state is told every five seconds", async () => {
    for (const feed of feeds.options)
      await waitFor(
        () => read.submitted.some((one) => one.type === "feed-status" && one.feed === feed),
        `the state of ${feed}`,
        15_000,
      );
  });
});

describe("poison", () => {
  test.for(poison)(
    "%s: %s is parked with its bytes, and the next message is handled at once",
    async ([reason, _what, make, headers]) => {
      const value = make();
      const next = fall();
      if (Buffer.isBuffer(value)) await sendBytes("ambulance", value);
      else await send("ambulance", value, headers === undefined ? {} : { headers });
      await send("ambulance", next);
      await waitFor(() => submittedFor(next["requestId"]).length === 1, "the good message behind it");
      const [parked, ...more] = await waitFor(
        () => (read.parked.length > 0 ? read.parked : false),
        "the parked message",
      );
      expect(more).toEqual([]);
      expect(parked).toMatchObject({ service: "intake", reason, origin: { topic: "feed.ambulance.v1" }, attempts: 1 });
      const bytes = Buffer.from(parked?.value ?? "", "base64");
      expect(bytes.equals(Buffer.isBuffer(value) ? value : Buffer.from(value ?? ""))).toBe(true);
      // The reason names fields, never values.
      expect(parked?.detail).not.toContain("Avery");
    },
  );

  test("readable and wrong is also answered, with every wrong field in words", async () => {
    const requestId = newRequestId();
    const message = example("ambulance", "crew-on-scene-fall-full-screen", {
      requestId,
      incidentNumber: newCaseId(),
      arpCategory: "C9",
      incident: { lines: [], postcode: "SS14" },
    });
    await send("ambulance", message);
    const answer = await waitFor(() => feedbackFor(requestId)[0] ?? false, "the rejection");
    expect(answer).toMatchObject({
      type: "rejected",
      organisation: "RYC",
      referralId: null,
      errors: [
        { field: "arpCategory" },
        { field: "incident.postcode", message: "Postcode of the incident: a full UK postcode, for example SS14 3AB." },
      ],
    });
    await waitFor(() => read.parked.some((parked) => parked.reason === "invalid"), "its parked copy");
  });

  test("an id used again for other content is rejected and alarmed, and the first stands", async () => {
    const requestId = newRequestId();
    await send("ambulance", fall({ requestId }));
    await send("ambulance", fall({ requestId }));
    await waitFor(() => feedbackFor(requestId).some((message) => message.type === "rejected"), "the rejection");
    expect(submittedFor(requestId)).toHaveLength(1);
    await waitFor(() => logLines.some((line) => line.includes("request-id-reused")), "the alarm");
  });

  test("a mixed batch: the good are taken, the bad are parked, in one go", async () => {
    const mixed = Array.from({ length: 60 }, (_, index) =>
      index % 6 === 5 ? { bad: true as const, value: `{"n":${index}` } : { bad: false as const, value: fall() },
    );
    await producer.send(
      mixed.map(({ value }) => ({
        topic: feedTopic("ambulance"),
        key: "mixed",
        value: typeof value === "string" ? value : JSON.stringify(value),
        headers: {},
      })),
    );
    const ids = mixed.flatMap(({ value }) => (typeof value === "string" ? [] : [value["requestId"]]));
    // Told apart by their content: a parked copy of the test before may still be on its way.
    const parkedOfThese = (): ReadonlySet<string> =>
      new Set(
        read.parked
          .map(({ value }) => Buffer.from(value, "base64").toString())
          .filter((text) => /^\{"n":\d+$/.test(text)),
      );
    await waitFor(
      () => ids.every((id) => submittedFor(id).length === 1) && parkedOfThese().size === 10,
      "50 referrals and 10 parked messages",
    );
  });

  test("a withdrawal whose referral never comes is parked as an orphan", async () => {
    await send("ambulance", {
      kind: "withdrawal",
      incidentNumber: newCaseId(),
      requestId: newRequestId(),
      organisation: "RYC",
      reason: "conveyed",
    });
    await waitFor(() => read.parked.some((parked) => parked.reason === "orphan"), "the orphan", 30_000);
  });

  test("a replay for another service is not ours to read", async () => {
    const skipped = fall();
    const next = fall();
    await send("ambulance", skipped, { headers: { "replay-for": "queue" } });
    await send("ambulance", next, { headers: { "replay-for": "intake" } });
    await waitFor(() => submittedFor(next["requestId"]).length === 1, "the replay for us");
    expect(submittedFor(skipped["requestId"])).toHaveLength(0);
  });
});

test("a hospital backlog waits in its topic while 999 cases pass, and nothing is lost", async () => {
  const backlog = Array.from({ length: 900 }, () =>
    example("hospital", "ed-frailty-suitable", { encounterNumber: newCaseId(), requestId: newRequestId() }),
  );
  for (let start = 0; start < backlog.length; start += 300) {
    await producer.send(
      backlog.slice(start, start + 300).map((message) => ({
        topic: feedTopic("hospital"),
        key: String(message["requestId"]),
        value: JSON.stringify(message),
        headers: {},
      })),
    );
  }
  const isPaused = (): boolean =>
    [intake, second].some(
      (one) => one.consumers.get("hospital")?.status().pausedTopics.includes(feedTopic("hospital")) === true,
    );
  await waitFor(isPaused, "the hospital feed to be held back");
  const { rows } = await sql<{
    count: number;
  }>`select count(*) as count from submissions where feed = 'hospital' and machine_done_at is null`.execute(base.db);
  expect(rows[0]?.count).toBeLessThan(700);
  const urgent = fall();
  await send("ambulance", urgent);
  await waitFor(() => submittedFor(urgent["requestId"]).length === 1, "the 999 case beside the backlog", 5_000);
  // The part of the machine is played here: what was stored counts as offered, so the feed opens again.
  const offerAll = () =>
    sql`update submissions set machine_done_at = clock_timestamp() where feed = 'hospital' and machine_done_at is null`.execute(
      base.db,
    );
  const announced = (): Set<string> =>
    new Set(read.submitted.flatMap((one) => (one.type === "received" ? [one.sender.requestId] : [])));
  await waitFor(
    async () => {
      await offerAll();
      const seen = announced();
      return backlog.every((message) => seen.has(String(message["requestId"])));
    },
    "all of the backlog",
    45_000,
  );
}, 90_000);

test("nothing of who a person is reaches the log, whatever was wrong with the message", () => {
  const log = logLines.join("\n");
  expect(log).not.toBe("");
  for (const canary of ["Avery", "Gray Sampleton", "9991000", "1941-03-27", "SS14 3AB", "01632 960301"])
    expect(log).not.toContain(canary);
});
