// What operators see of a referral: one trace from the crew's tap to the row on the screen, and nowhere a word of who the person is.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProducer, startCompactedReader } from "@ucrt/kafka";
import { ADVICE_TOPIC, BOARD_TOPIC, FACTS_TOPIC, feedTopic, TEAM_STATE_TOPIC, topics } from "@ucrt/schemas";
import { waitFor } from "@ucrt/testing";
import { serviceNames } from "../services.ts";
import { makeJourney, suitableReferral } from "../simulation/journey.ts";
import type { LiveBoard } from "../simulation/live-board.ts";
import type { SyntheticReferral } from "../simulation/synthetic-referral.ts";
import { findCanaries, type Place } from "./find-canaries.ts";
import { startOtlpReceiver, type OtlpReceiver, type ReceivedSpan } from "./otlp-receiver.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

let receiver: OtlpReceiver;
let system: WholeSystem;
let board: LiveBoard;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, OTEL_BSP_SCHEDULE_DELAY: "200" };
  system = await startWholeSystem({
    environment: Object.fromEntries(serviceNames.map((name) => [name, traced])),
  });
  board = await system.openBoard();
});
afterAll(async () => {
  await system.stop();
  await receiver.stop();
});

/** A span and what it came from, back to the first of its trace. */
function wayTo(last: ReceivedSpan, spans: readonly ReceivedSpan[]): readonly ReceivedSpan[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const way: ReceivedSpan[] = [];
  for (let span: ReceivedSpan | undefined = last; span !== undefined; span = byId.get(span.parentSpanId ?? ""))
    way.unshift(span);
  return way;
}

describe("one trace", () => {
  it("leads from the submission through every service to the offer's row on a coordinator's screen", async () => {
    const referral = suitableReferral("ambulance", Date.now());
    const { status, body } = await system.senders.overHttp(referral);
    expect(status).toBe(202);
    await board.until(String(body["referralId"]), "offered", (row) => row.offer !== null, 30_000);
    const services = ["web", "intake", "queue", "eligibility", "queue", "routing", "queue", "live"];
    const wayOfOffer = () =>
      receiver.spans
        .filter(({ name }) => name === "show board row")
        .map((shown) => wayTo(shown, receiver.spans))
        .find((way) => {
          // Within a service several spans follow each other; between services the way is what counts.
          const hops = way.map((span) => span.service).filter((one, index, all) => one !== all[index - 1]);
          return hops.join() === services.join();
        });
    await waitFor(() => wayOfOffer() !== undefined, "the trace of an offer, from web to live", 30_000);
    const way = wayOfOffer() ?? [];
    expect(new Set(way.map(({ traceId }) => traceId)).size).toBe(1);
    expect(way.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "take up submitted",
        "assess opened",
        "take up advice",
        "routing-requested",
        "show board row",
      ]),
    );
  });

  it("also begins at a feed of Kafka, and goes on in the trace its sender started", async () => {
    const traceId = randomUUID().replaceAll("-", "");
    const referral = suitableReferral("hospital", Date.now());
    const producer = createProducer(system.kafka);
    await producer.send([
      {
        topic: feedTopic("hospital"),
        key: referral.requestId,
        value: JSON.stringify(referral.message),
        headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
      },
    ]);
    await producer.disconnect();
    const servicesOfTrace = () =>
      new Set(receiver.spans.filter((span) => span.traceId === traceId).map(({ service }) => service));
    // Each service exports on its own: the last on the way may well be heard first.
    for (const service of ["intake", "queue", "eligibility", "live"])
      await waitFor(() => servicesOfTrace().has(service), `the sender's trace in ${service}`, 30_000);
  });
});

describe("who the person is", () => {
  const canary = {
    name: "Quintessa Canarywood",
    nhsNumber: "9991000038",
    phone: "01632 960987",
    postcode: "SS14 3AB",
    keySafe: "keysafe C4N4RY behind the bins",
    history: "once kept a canaryfarm near Wickford",
    requestId: "quintessa.canarywood.0001",
    note: "spoke with canaryfarm neighbour",
  };
  const all = Object.values(canary);

  /** Access notes belong to the place of an incident, which only the ambulance service sends. */
  const withCanaries = (referral: SyntheticReferral): SyntheticReferral => {
    const patient = referral.message["patient"] as Record<string, unknown>;
    const incident = referral.message["incident"] as Record<string, unknown> | undefined;
    const { name, nhsNumber, phone, keySafe, history } = canary;
    return {
      ...referral,
      message: {
        ...referral.message,
        patient: { ...patient, name, nhsNumber, phone, history },
        ...(incident === undefined ? {} : { incident: { ...incident, accessNotes: keySafe } }),
      },
    };
  };

  it("is in no log, span, number, key, header, fact, board row or commissioner's answer, whatever door it came by", async () => {
    const overHttp = withCanaries(suitableReferral("ambulance", Date.now()));
    const { status, body } = await system.senders.crew.post(
      "/api/feeds/ambulance/referrals",
      { ...overHttp.message, requestId: canary.requestId },
      canary.requestId,
    );
    expect(status, JSON.stringify(body)).toBe(202);
    const referralId = String(body["referralId"]);
    await board.until(referralId, "offered", (row) => row.offer !== null, 30_000);
    // By Kafka, and one that nobody can read.
    await system.senders.overKafka(withCanaries(suitableReferral("primary-care", Date.now())));
    const producer = createProducer(system.kafka);
    await producer.send([
      { topic: feedTopic("community"), key: "x1", value: `{"patient":{"name":"${canary.name}"`, headers: {} },
    ]);
    await producer.disconnect();
    // Refused, searched for, looked at behind the glass, written about, and one that comes to its end.
    const refused = await system.senders.crew.post("/api/feeds/ambulance/referrals", {
      patient: { name: canary.name },
    });
    expect(refused.status).toBe(422);
    const found = await system.coordinator.post("/api/referrals/search", { name: canary.name });
    expect(found.status, JSON.stringify(found.body)).toBe(200);
    const glass = await system.coordinator.post(`/api/referrals/${referralId}/break-glass`, {
      reason: "clinician-at-the-door",
      note: canary.note,
    });
    expect(glass.status).toBe(200);
    const read = await system.coordinator.get(`/api/referrals/${referralId}`);
    expect(JSON.stringify(read.body)).toContain(canary.name);
    const noted = await system.coordinator.post(`/api/referrals/${referralId}/note`, { note: canary.note });
    expect(noted.status, JSON.stringify(noted.body)).toBe(200);
    const journey = await makeJourney("community", "HTTP", { board, ...system });
    expect(journey.stoppedBecause).toBeUndefined();
    // What was done last is exported too before anything is searched.
    const exports = receiver.texts.length;
    await system.coordinator.get("/api/queue");
    await waitFor(() => receiver.texts.length > exports, "an export after the last step");

    const places = [
      ...logs(),
      ...spans(),
      ...(await numbers()),
      ...(await records()),
      ...(await commissionersAnswers()),
    ];
    expect(places.length).toBeGreaterThan(50);
    expect(findCanaries(all, places)).toEqual([]);
  });

  const logs = (): Place[] =>
    serviceNames.map((name) => ({ place: `log of ${name}`, text: readFileSync(system.stack.logFile(name), "utf8") }));

  const spans = (): Place[] => receiver.texts.map((text, index) => ({ place: `export ${index}`, text }));

  const numbers = (): Promise<Place[]> =>
    Promise.all(
      serviceNames
        .filter((name) => name !== "web")
        .map(async (name) => ({
          place: `numbers of ${name}`,
          text: await (await fetch(`${system.stack.urls[name]}/metrics`)).text(),
        })),
    );

  /** Keys and headers of every record; values of the topics that never carry identity. */
  const records = async (): Promise<Place[]> => {
    const withoutIdentity = new Set<string>([FACTS_TOPIC, ADVICE_TOPIC, BOARD_TOPIC, TEAM_STATE_TOPIC]);
    const places: Place[] = [];
    for (const { name } of topics) {
      const failed = Promise.withResolvers<never>();
      const reader = startCompactedReader({
        client: system.kafka,
        name: "canary-scan",
        topic: name,
        onRecord: ({ partition, offset, key, headers, valueBytes }) =>
          void places.push({
            place: `${name} ${partition}/${offset}`,
            text: `${key} ${JSON.stringify(headers)} ${withoutIdentity.has(name) ? valueBytes.toString("utf8") : ""}`,
          }),
        onUnreadable: (_message, error) => failed.reject(error),
        onFatal: failed.reject,
      });
      await Promise.race([reader.ready, failed.promise]);
      await reader.stop();
    }
    return places;
  };

  const commissionersAnswers = async (): Promise<Place[]> => {
    const month = new Date().toISOString().slice(0, 7);
    const path = `/api/metrics/report?period=${month}`;
    // Commissioners read what was published, once a minute in the demonstration area.
    await waitFor(async () => (await system.commissioner.get(path)).status === 200, "the first publication", 120_000);
    const answer = await system.commissioner.get(path);
    const token = await fetch(`${system.stack.webUrl}/local/tokens`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(system.commissioner.identity),
    });
    const csv = await fetch(`${system.stack.webUrl}/api/metrics/report.csv?period=${month}`, {
      headers: { authorization: `Bearer ${((await token.json()) as { token: string }).token}` },
    });
    expect(csv.status).toBe(200);
    return [
      { place: "commissioner's report", text: JSON.stringify(answer.body) },
      { place: "commissioner's CSV", text: await csv.text() },
    ];
  };
});
