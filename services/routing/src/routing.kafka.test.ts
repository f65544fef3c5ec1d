// Requests in, advice out, on a real broker: whole team states first, a batch in one send, a repeat with the same id.
import { randomBytes, randomUUID } from "node:crypto";
import { createDirectory } from "@ucrt/domain";
import {
  createKafka,
  createProducer,
  createTopics,
  silentLog,
  startBatchConsumer,
  type IncomingMessage,
} from "@ucrt/kafka";
import {
  advice,
  ADVICE_TOPIC,
  FACTS_TOPIC,
  PARKED_TOPIC,
  referralFact,
  TEAM_STATE_TOPIC,
  teamState,
  topics,
  type FactOf,
  type RoutedAdvice,
  type TeamState,
} from "@ucrt/schemas";
import { readDirectory } from "@ucrt/schemas/areas";
import { testBrokers, waitFor } from "@ucrt/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRouting, type Routing } from "./wiring.ts";

const client = createKafka({
  brokers: testBrokers(),
  clientId: "routing-test",
  logger: silentLog,
  topicSuffix: `-${randomBytes(6).toString("hex")}`,
});
const producer = createProducer(client);
const directory = createDirectory(readDirectory("mid-and-south-essex"));
const noonMs = Date.parse("2026-12-01T12:00:00Z");
const advised: { readonly advice: RoutedAdvice; readonly message: IncomingMessage }[] = [];
const fatal: Error[] = [];
let routing: Routing;

const listener = startBatchConsumer({
  client,
  groupId: "listener",
  serviceName: "listener",
  topics: [ADVICE_TOPIC],
  handleBatch: async (messages) => {
    for (const message of messages) {
      const read = advice.parse(JSON.parse(message.valueBytes.toString("utf8")));
      if (read.type === "routed") advised.push({ advice: read, message });
    }
  },
  park: async () => undefined,
  onFatal: (error) => fatal.push(error),
});

beforeAll(async () => {
  const needed = new Set([FACTS_TOPIC, ADVICE_TOPIC, TEAM_STATE_TOPIC, PARKED_TOPIC]);
  await createTopics(
    client,
    topics.filter((topic) => needed.has(topic.name)),
    { replicationFactor: 1 },
  );
  await sendTeam({ team: "ucrt-thurrock", version: 1, capacity: 8 });
  await sendTeam({ team: "ucrt-thurrock", version: 3, isPaused: true });
  await sendTeam({ team: "ucrt-thurrock", version: 2, capacity: 50 });
  routing = startRouting({ client, directory, onFatal: (error) => fatal.push(error) });
  await waitFor(() => routing.isReady(), "routing is ready", 30_000);
});
afterAll(async () => {
  await Promise.all([routing.stop(), listener.stop()]);
  await producer.disconnect();
  expect(fatal).toEqual([]);
});

function sendTeam(given: Partial<TeamState> & { readonly team: string; readonly version: number }): Promise<void> {
  const state: TeamState = {
    isOpen: true,
    isPaused: false,
    pausedBecause: null,
    capacity: 8,
    openOffers: 0,
    openJobs: 0,
    changedAt: noonMs,
    ...given,
  };
  return producer.send([
    { topic: TEAM_STATE_TOPIC, key: state.team, value: JSON.stringify(teamState.encode(state)), headers: {} },
  ]);
}

function request(
  given: Partial<FactOf<"routing-requested">["data"]> & { readonly place?: string | null; readonly atMs?: number } = {},
): FactOf<"routing-requested"> {
  const { place = "thurrock", atMs = noonMs, ...data } = given;
  return {
    type: "routing-requested",
    id: randomUUID(),
    referralId: randomUUID(),
    sequence: 3,
    revision: 1,
    at: atMs,
    recordedAt: atMs,
    actor: {
      kind: "system",
      subject: "queue",
      name: null,
      role: "system",
      organisation: null,
      team: null,
      registration: null,
    },
    causationId: randomUUID(),
    correlationId: "correlation-1",
    data: {
      attempt: 1,
      reason: "assessed",
      location: {
        place,
        lsoa: null,
        district: null,
        postcodeDistrict: null,
        practicePlace: null,
        basis: place === null ? "none" : "incident-postcode",
        placesDisagree: false,
      },
      practice: null,
      needs: [],
      priority: 3,
      response: "two-hour",
      source: "crew",
      handBackAt: null,
      teamsTried: [],
      ...data,
    },
  };
}

const send = (facts: readonly FactOf<"routing-requested">[]): Promise<void> =>
  producer.send(
    facts.map((fact) => ({
      topic: FACTS_TOPIC,
      key: fact.referralId,
      value: JSON.stringify(referralFact.encode(fact)),
      headers: {},
    })),
  );

const answersTo = (fact: FactOf<"routing-requested">) =>
  advised.filter(({ advice: one }) => one.causationId === fact.id);
const answerTo = (fact: FactOf<"routing-requested">) =>
  waitFor(() => answersTo(fact)[0], `advice for ${fact.id}`, 20_000);

test("advises with the newest state of each team, and for the hour of the fact", async () => {
  const [paused, other, evening, nowhere] = [
    request(),
    request({ place: "mid-essex" }),
    request({ place: "mid-essex", atMs: Date.parse("2026-12-01T19:00:00Z") }),
    request({ place: null }),
  ];
  await send([paused, other, evening, nowhere]);
  expect((await answerTo(paused)).advice).toMatchObject({
    referralId: paused.referralId,
    revision: 1,
    attempt: 1,
    at: noonMs,
    unroutedBecause: "nobody-open",
  });
  expect((await answerTo(paused)).advice.considered.find((team) => team.team === "ucrt-thurrock")).toMatchObject({
    rank: null,
    reason: "paused",
  });
  expect((await answerTo(other)).advice.considered[0]).toMatchObject({ team: "ucrt-mid-essex", rank: 1, room: 18 });
  expect((await answerTo(evening)).advice).toMatchObject({
    unroutedBecause: "nobody-open",
    nextOpeningAt: Date.parse("2026-12-02T08:00:00Z"),
  });
  expect((await answerTo(nowhere)).advice.unroutedBecause).toBe("place-unknown");
  for (const fact of [paused, other, evening, nowhere])
    expect((await answerTo(fact)).advice.considered.map((team) => team.team).toSorted()).toEqual(
      directory.teams.map((team) => team.id),
    );
});

test("a change of a team's state is used for the next request", async () => {
  await sendTeam({ team: "ucrt-thurrock", version: 4, openJobs: 2 });
  const open = await waitFor(async () => {
    const fact = request();
    await send([fact]);
    const { advice: one } = await answerTo(fact);
    return one.unroutedBecause === null ? one : undefined;
  }, "the new state of the team is known");
  expect(open.considered[0]).toMatchObject({ team: "ucrt-thurrock", rank: 1, room: 6, load: 0.25 });
});

test("the same fact gives advice with the same id, keyed by the referral, without identity in its headers", async () => {
  const fact = request({ place: "mid-essex" });
  await send([fact, fact]);
  await waitFor(() => answersTo(fact).length === 2, "two answers");
  const [first, second] = answersTo(fact);
  expect(second?.advice.id).toBe(first?.advice.id);
  expect(first?.message.key).toBe(fact.referralId);
  expect(first?.message.headers).toMatchObject({
    ce_id: first?.advice.id,
    ce_source: "routing",
    ce_causationid: fact.id,
    ce_subject: fact.referralId,
    ce_specversion: "1.0",
  });
});

test("other facts and rubbish do not hold it up, and a backlog is answered whole", async () => {
  const facts = Array.from({ length: 300 }, () => request({ place: "south-east-essex" }));
  await producer.send([
    { topic: FACTS_TOPIC, key: "x", value: "{", headers: {} },
    { topic: FACTS_TOPIC, key: "x", value: '{"type":"routing-requested","id":5}', headers: {} },
    {
      topic: FACTS_TOPIC,
      key: "x",
      value: JSON.stringify({ type: "noted", data: { text: "routing-requested" } }),
      headers: {},
    },
  ]);
  await send(facts);
  await waitFor(() => facts.every((fact) => answersTo(fact).length > 0), "every request is answered", 30_000);
});
