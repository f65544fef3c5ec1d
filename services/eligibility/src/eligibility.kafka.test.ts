// Facts in, advice out, on a real broker: a repeat with the same id, an amendment judged for its own source, a check recorded without identity.
import { randomBytes, randomUUID } from "node:crypto";
import { createDirectory, routesOf } from "@ucrt/domain";
import { createKafka, createProducer, createTopics, silentLog, startBatchConsumer } from "@ucrt/kafka";
import {
  advice,
  ADVICE_TOPIC,
  FACTS_TOPIC,
  PARKED_TOPIC,
  referralFact,
  TEAM_STATE_TOPIC,
  topics,
  type Advice,
  type Principal,
  type ReferralFact,
} from "@ucrt/schemas";
import { criteriaSet, readDirectory, readTimeouts } from "@ucrt/schemas/areas";
import { createHttpServer, createLogger, type HttpServer } from "@ucrt/service";
import { aFact, aPicture, fakeClock, openedData, testBrokers, waitFor } from "@ucrt/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addCheckRoute } from "./check-eligibility.ts";
import { loadCriteria } from "./criteria-in-force.ts";
import { addCriteriaRoute } from "./get-criteria.ts";
import { startEligibility, type Eligibility } from "./wiring.ts";

const client = createKafka({
  brokers: testBrokers(),
  clientId: "eligibility-test",
  logger: silentLog,
  topicSuffix: `-${randomBytes(6).toString("hex")}`,
});
const producer = createProducer(client);
const criteria = loadCriteria({ area: "mid-and-south-essex", mode: "local" });
const directory = createDirectory(readDirectory("mid-and-south-essex"));
const noonMs = Date.parse("2026-12-01T12:00:00Z");
const clock = fakeClock(noonMs);
const advised: { readonly advice: Advice; readonly text: string }[] = [];
const parked: string[] = [];
const fatal: Error[] = [];
let eligibility: Eligibility;
let app: HttpServer;
let caller: Principal | undefined;

const listener = startBatchConsumer({
  client,
  groupId: "listener",
  serviceName: "listener",
  topics: [ADVICE_TOPIC, PARKED_TOPIC],
  handleBatch: async (messages) => {
    for (const message of messages) {
      const text = message.valueBytes.toString("utf8");
      if (message.topic === PARKED_TOPIC) parked.push(text);
      else advised.push({ advice: advice.parse(JSON.parse(text)), text });
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
  eligibility = startEligibility({ client, criteria, onFatal: (error) => fatal.push(error) });
  app = await createHttpServer({
    routes: routesOf("eligibility"),
    logger: createLogger({ service: "eligibility-test", level: "fatal" }),
    ready: () => ({ ready: true }),
    authenticate: async () => caller,
  });
  addCheckRoute(app, {
    criteria,
    directory,
    teamStates: eligibility.teamStates,
    clock,
    decisionByMinutes: readTimeouts("mid-and-south-essex").value.decisionByMinutes,
    record: eligibility.record,
  });
  addCriteriaRoute(app, { criteria, clock });
  await waitFor(() => eligibility.isReadingFacts(), "eligibility reads facts", 30_000);
});
afterAll(async () => {
  await app.close();
  await Promise.all([eligibility.stop(), listener.stop()]);
  await producer.disconnect();
  expect(fatal).toEqual([]);
});

const send = (key: string, value: string) => producer.send([{ topic: FACTS_TOPIC, key, value, headers: {} }]);
const sendFact = (fact: ReferralFact) => send(fact.referralId, JSON.stringify(referralFact.encode(fact)));
const adviceOn = (referralId: string) =>
  advised
    .filter(({ advice: one }) => one.type === "assessed" && one.referralId === referralId)
    .map(({ advice: one }) => one);

const crew: Principal = { subject: "crew-7", name: "Rowan Sample", role: "crew", organisation: "RYC" };
const coordinator: Principal = { subject: "spa-1", name: "Sam Sample", role: "spa-coordinator", organisation: "RAT" };
const check = (body: object, headers: Record<string, string> = {}) =>
  app.inject({
    method: "POST",
    url: "/api/eligibility-checks",
    headers: { "content-type": "application/json", ...headers },
    payload: JSON.stringify(body),
  });

test("advises on an opened referral for the instant of the fact, and a repeat has the same id", async () => {
  const referralId = randomUUID();
  const fact = aFact("opened", openedData(noonMs, { picture: aPicture({ arpCategory: "C1" }) }), {
    referralId,
    sequence: 1,
    at: noonMs,
  });
  await sendFact(fact);
  await sendFact(fact);
  await waitFor(() => adviceOn(referralId).length === 2, "both pieces of advice");
  const [first, second] = adviceOn(referralId);
  expect(first).toEqual(second);
  expect(first).toMatchObject({
    type: "assessed",
    causationId: fact.id,
    revision: 1,
    at: noonMs,
    decision: { outcome: "emergency", criteriaSet: { version: "2026-11-01", isApproved: false } },
  });
});

test("judges an amendment for whoever amends, and answers its revision", async () => {
  const referralId = randomUUID();
  const picture = aPicture({ clinicianWithPatient: false });
  await sendFact(
    aFact("opened", openedData(noonMs, { source: "stack", picture, isCandidate: true }), {
      referralId,
      sequence: 1,
      at: noonMs,
    }),
  );
  const amended = aFact(
    "amended",
    { source: "crew", picture: aPicture(), validationBreachAt: null, handBackAt: null, acknowledgeBy: null },
    { referralId, sequence: 2, at: noonMs + 60_000 },
  );
  await sendFact({ ...amended, revision: 2 });
  await waitFor(() => adviceOn(referralId).length === 2, "advice on the candidate and on its amendment");
  const [candidate, crewed] = adviceOn(referralId).map((one) => (one.type === "assessed" ? one : undefined));
  const askedOf = (one: typeof candidate) =>
    one?.decision.findings.filter((finding) => finding.asks).map((finding) => finding.criterion);
  // Nobody is with the patient in the stack: the flags are the call-back list. A crew is asked once for its screen.
  expect(askedOf(candidate)).toContain("E6");
  expect(askedOf(candidate)).not.toContain("RF1");
  expect(askedOf(crewed)).toContain("RF1");
  expect(askedOf(crewed)).not.toContain("E6");
  expect(crewed?.revision).toBe(2);
});

test("parks a fact that nobody can read and goes on with the next", async () => {
  const referralId = randomUUID();
  await send(referralId, '{"type":"opened","broken":');
  await sendFact(aFact("opened", openedData(noonMs), { referralId, sequence: 1, at: noonMs }));
  await waitFor(() => adviceOn(referralId).length === 1, "advice on the readable fact");
  await waitFor(() => parked.length === 1, "the parked fact");
});

test("answers a check in words, tells nobody, and records it without date of birth, postcode or name", async () => {
  caller = crew;
  const clinical = { redFlags: { strokeSigns: "yes" } };
  const body = { source: "crew", need: "FRAILTY", dateOfBirth: "1941-03-05", postcode: "SS14 1EX", clinical };
  const headers = { "x-request-id": randomUUID() };
  const answer = await check(body, headers);
  expect(answer.statusCode, answer.body).toBe(200);
  const said = answer.json<{
    checkId: string;
    findings: { criterion: string; basis: string }[];
    [name: string]: unknown;
  }>();
  expect(said).toMatchObject({
    notice: "This is not a referral. Nobody has been told.",
    outcome: "emergency",
    instruction: "Convey, or call the clinical desk. This is advice; the decision is yours.",
    criteriaApproved: false,
    likelyTeam: { nextFreeAt: "2026-12-01T12:00:00.000Z" },
  });
  expect(said["reasons"]).toContainEqual({
    criterion: "E6",
    words: "FAST positive or suspected TIA needs the stroke pathway.",
    raises: "emergency",
    asks: false,
  });
  expect(said["missing"]).toContain("Can the patient be managed safely at home?");
  expect(said.findings.find((finding) => finding.criterion === "A1")?.basis).toContain("under 18");
  // Asked again with the same request id it is the same check.
  expect((await check(body, headers)).json()).toEqual(answer.json());

  const recorded = await waitFor(
    () => advised.find(({ advice: one }) => one.type === "checked" && one.checkId === said.checkId),
    "the recorded check",
  );
  expect(recorded.advice).toMatchObject({
    source: "crew",
    organisation: "RYC",
    picture: { ageYears: 85, location: { postcodeDistrict: "SS14" } },
  });
  for (const word of ["1941", "1EX", "Rowan"]) expect(recorded.text).not.toContain(word);
});

test("refuses a check in words: other organisations, wrong fields, births in the future, roles that do not refer", async () => {
  caller = crew;
  expect((await check({ source: "crew", need: "FALL", organisation: "RAJ" })).statusCode).toBe(403);
  const wrong = await check({ source: "crew", need: "SNEEZE", arpCategory: "C9" });
  expect(wrong.statusCode).toBe(422);
  expect(
    wrong
      .json<{ errors: { field: string }[] }>()
      .errors.map((error) => error.field)
      .sort(),
  ).toEqual(["arpCategory", "need"]);
  expect((await check({ source: "crew", need: "FALL", dateOfBirth: "2027-01-01" })).json()).toMatchObject({
    status: 422,
    errors: [{ field: "dateOfBirth" }],
  });
  caller = coordinator;
  expect((await check({ source: "ward", need: "FALL", organisation: "RAJ" })).statusCode).toBe(200);
  caller = { ...coordinator, role: "commissioner" };
  expect((await check({ source: "crew", need: "FALL" })).statusCode).toBe(403);
  caller = undefined;
  expect((await check({ source: "crew", need: "FALL" })).statusCode).toBe(401);
});

test("gives the set in force to pages, which read it with the same contract", async () => {
  caller = crew;
  const answer = (await app.inject({ url: "/api/criteria" })).json<{ set: unknown; hash: string; notice: string }>();
  const inForce = criteria.at(noonMs);
  expect(answer.hash).toBe(inForce.criteriaSet.hash);
  expect(answer.notice).toContain("not clinically approved");
  expect(criteriaSet.parse(answer.set)).toEqual(inForce.set);
  expect((await app.inject({ url: "/api/criteria?version=2026-11-01" })).json()).toEqual(answer);
  expect((await app.inject({ url: "/api/criteria?version=1999-01-01" })).statusCode).toBe(404);
});
