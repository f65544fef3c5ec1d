import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProducer, type Producer } from "@ucrt/kafka";
import { feedback, feedbackTopic, feedTopic } from "@ucrt/schemas";
import { listedRoutes } from "@ucrt/schemas/openapi";
import { startCompactedReader } from "@ucrt/kafka";
import { waitFor } from "@ucrt/testing";
import { commissioner, crew } from "../simulation/cast.ts";
import { suitableReferral } from "../simulation/journey.ts";
import { personAtWork } from "../simulation/person-at-work.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let producer: Producer;

beforeAll(async () => {
  system = await startWholeSystem();
  producer = createProducer(system.kafka);
});
afterAll(async () => {
  await producer.disconnect();
  await system.stop();
});

const anyId = "00000000-0000-4000-8000-000000000000";

async function raw(
  method: string,
  path: string,
  options: { body?: string; headers?: Record<string, string>; as?: "crew" } = {},
) {
  const token = options.as === undefined ? {} : { authorization: `Bearer ${await crewToken()}` };
  const response = await fetch(`${system.stack.webUrl}${path}`, {
    method,
    headers: {
      ...(options.body === undefined ? {} : { "content-type": "application/json" }),
      "x-request-id": randomUUID(),
      ...token,
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: options.body }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: response.headers.get("content-type")?.includes("json") ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

async function crewToken(): Promise<string> {
  const response = await fetch(`${system.stack.webUrl}/local/tokens`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(crew),
  });
  return ((await response.json()) as { token: string }).token;
}

describe("every published route", () => {
  it.each(listedRoutes.map(({ method, path }) => [method, path]))(
    "N01: %s %s exists and asks who is calling",
    async (method, path) => {
      const { status, body, headers } = await raw(
        method,
        path.replaceAll("{id}", anyId),
        method === "GET" ? {} : { body: "{}" },
      );
      expect(status).toBe(401);
      // BaRS senders read refusals in the form of their standard.
      if (path.startsWith("/FHIR/")) expect(body["resourceType"]).toBe("OperationOutcome");
      else expect(body["code"]).toMatch(/^REF_/);
      expect(headers.get("x-request-id")).toBeTruthy();
      expect(headers.get("x-correlation-id")).toBeTruthy();
    },
  );

  it("documents itself without sign-in", async () => {
    for (const path of ["/api/openapi.json", "/api/asyncapi.json", "/api/docs"])
      expect((await raw("GET", path)).status, path).toBe(200);
  });

  it("keeps the inside from the edge: no metrics, no health details", async () => {
    expect((await raw("GET", "/metrics")).status).toBe(404);
    expect((await raw("GET", "/health/ready")).body).toEqual({ ready: true });
  });
});

describe("a wrong submission over HTTP", () => {
  const path = "/api/feeds/ambulance/referrals";
  const good = () => suitableReferral("ambulance", Date.now());
  const text = (changes: Record<string, unknown>) => JSON.stringify({ ...good().message, ...changes });

  it.each([
    ["is told every wrong field at once", () => JSON.stringify({ kind: "referral", organisation: "RYC" }), 422],
    [
      "with a birth date in the future",
      () => text({ patient: { ...(good().message["patient"] as object), dateOfBirth: "2120-01-01" } }),
      422,
    ],
    ["from an unknown organisation", () => text({ organisation: "ZZZ99" }), [403, 422]],
    ["10,000 levels deep", () => `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`, 400],
    ["with __proto__", () => `{"__proto__":{"admin":true},${text({}).slice(1)}`, 400],
    ["with duplicate keys", () => `{"kind":"referral",${text({}).slice(1)}`, 400],
    ["with NUL in a name", () => text({ patient: { name: "A\u0000B", sex: "female" } }), 422],
    ["of 300 KiB", () => text({ note: "x".repeat(300 * 1024) }), 413],
    ["that is not JSON", () => "referral", 400],
    ["with fields of the system in it", () => text({ status: "accepted", acceptedBy: "me" }), 422],
  ])("%s: a clear answer", async (_what, body, expected) => {
    const answer = await raw("POST", path, { body: body(), as: "crew" });
    expect([expected].flat(), answer.text).toContain(answer.status);
    expect(answer.body["code"], answer.text).toMatch(/^REF_/);
    expect(answer.text).not.toMatch(/\bat .*\.ts:\d|select |insert /i);
  });

  it("names the four feeds when the feed is unknown", async () => {
    const answer = await raw("POST", "/api/feeds/police/referrals", { body: text({}), as: "crew" });
    expect(answer.status).toBe(404);
    expect(answer.text).toContain("primary-care");
  });

  it("refuses other content types and other encodings", async () => {
    expect(
      (await raw("POST", path, { body: "<a/>", headers: { "content-type": "application/xml" }, as: "crew" })).status,
    ).toBe(415);
    expect(
      (
        await raw("POST", path, {
          body: text({}),
          headers: { "content-type": "application/json; charset=utf-16" },
          as: "crew",
        })
      ).status,
    ).toBe(415);
  });

  it("gives a repeat the same answer, and another body under the same id a conflict", async () => {
    const referral = good();
    const person = personAtWork(system.stack.webUrl, crew);
    const first = await person.post(path, referral.message, referral.requestId);
    const again = await person.post(path, referral.message, referral.requestId);
    expect(first.status).toBe(202);
    expect(again).toEqual(first);
    const other = await person.post(path, { ...referral.message, arpCategory: "C4" }, referral.requestId);
    expect(other.status).toBe(409);
  });

  it("left nothing behind: only the one good referral is on the board", async () => {
    const rows = await waitFor(async () => {
      const { body } = await system.coordinator.get("/api/queue");
      return (body["rows"] as unknown[]).length > 0 ? (body["rows"] as unknown[]) : undefined;
    }, "the one referral is on the board");
    expect(rows).toHaveLength(1);
  });
});

describe("a message on a feed topic", () => {
  const send = (value: string | null, key = randomUUID()) =>
    producer.send([{ topic: feedTopic("hospital"), key, value, headers: {} }]);

  it("that nobody can read is parked with its reason, and the next one is handled", async () => {
    const next = suitableReferral("hospital", Date.now());
    const key = randomUUID();
    await send("{ not json", key);
    await send(JSON.stringify(next.message), key);
    const referralId = await waitFor(
      () => system.senders.referralIdOf(next.caseId),
      "the sender of the good message behind it has its receipt",
      20_000,
    );
    const board = await system.openBoard();
    await board.until(referralId, "on the board", () => true, 20_000);
    const { body: found } = await system.coordinator.post("/api/referrals/search", { caseId: next.caseId });
    expect(found["rows"]).toHaveLength(1);
    const parked = await waitFor(
      async () => {
        const { body } = await system.coordinator.get("/api/parked");
        const rows = body["rows"] as { reason: string; topic: string; maskedContent: string }[];
        return rows.length > 0 ? rows : undefined;
      },
      "the bad message is on the parked page",
      20_000,
    );
    expect(parked).toMatchObject([{ reason: "not-json", topic: "feed.hospital.v1" }]);
  });

  it("that is readable but wrong is parked, and its sender is told every wrong field", async () => {
    const { message, requestId } = suitableReferral("hospital", Date.now());
    const answers: unknown[] = [];
    const reader = startCompactedReader({
      client: system.kafka,
      name: "hospital-system",
      topic: feedbackTopic("hospital"),
      onRecord: (record) => void answers.push(feedback.parse(JSON.parse(record.valueBytes.toString("utf8")))),
      onFatal: (error) => {
        throw error;
      },
    });
    await send(JSON.stringify({ ...message, department: "canteen", numbers: { callBack: "x" } }));
    const rejected = await waitFor(
      () =>
        answers.find(
          (answer) =>
            (answer as { type: string; requestId: string }).type === "rejected" &&
            (answer as { requestId: string }).requestId === requestId,
        ),
      "the sender is told",
      20_000,
    );
    const fields = (rejected as { errors: { field: string }[] }).errors.map(({ field }) => field);
    expect(fields).toEqual(
      expect.arrayContaining(["department", "numbers.callBack", "numbers.bypass", "numbers.outOfHours"]),
    );
    await reader.stop();
  });
});

describe("who may see what", () => {
  it("a commissioner never reaches a referral", async () => {
    const person = personAtWork(system.stack.webUrl, commissioner);
    expect((await person.get("/api/queue")).status).toBe(403);
    expect((await person.get(`/api/referrals/${anyId}`)).status).toBe(403);
    expect((await person.post("/api/referrals/search", { name: "Journey" })).status).toBe(403);
  });

  it("a crew sees its own submission and nobody else's", async () => {
    const mine = suitableReferral("ambulance", Date.now());
    const { body } = await system.senders.overHttp(mine);
    const statusUrl = String(body["statusUrl"]);
    expect((await system.senders.crew.get(statusUrl)).status).toBe(200);
    const other = personAtWork(system.stack.webUrl, { ...crew, name: "Another Crew" });
    expect((await other.get(statusUrl)).status).toBe(404);
  });
});
