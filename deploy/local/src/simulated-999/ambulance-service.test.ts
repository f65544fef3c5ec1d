import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { waitFor } from "@ucrt/testing";
import { freePort } from "../ports.ts";
import { chanceFrom } from "../simulation/chance.ts";
import { startAmbulanceService, type AmbulanceService, type AmbulanceServiceOptions } from "./ambulance-service.ts";
import {
  answerHeaders,
  answerTo,
  outcome,
  receiver,
  testKeys,
  tokenForm,
  type Receiver,
  type TestKeys,
} from "./answers-for-tests.ts";
import { madeCase, type MadeCase } from "./made-case.ts";

let keys: TestKeys;
let stops: (() => unknown)[] = [];
beforeAll(async () => {
  keys = await testKeys();
});
afterEach(async () => {
  for (const stop of stops.toReversed()) await stop();
  stops = [];
});

async function start(
  answer: Parameters<typeof receiver>[0] = () => ({ status: 200 }),
  options: Partial<AmbulanceServiceOptions> = {},
): Promise<{ door: Receiver; service: AmbulanceService; one: MadeCase }> {
  const door = await receiver(answer);
  stops.push(() => door.stop());
  const service = await startAmbulanceService({
    webUrl: door.url,
    publicKey: keys.publicKey,
    systemKey: keys.systemKey,
    port: await freePort(),
    firstPauseMs: 1,
    slowMs: 10,
    ...options,
  });
  stops.push(() => service.stop());
  return { door, service, one: madeCase(chanceFrom(7), Date.now()) };
}

async function token({ url }: AmbulanceService): Promise<string> {
  const response = await fetch(`${url}/oauth2/token`, {
    method: "POST",
    body: await tokenForm(keys, `${url}/oauth2/token`),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

async function post(service: AmbulanceService, headers: Record<string, string>, body: string) {
  const response = await fetch(`${service.url}/FHIR/R4/$process-message`, { method: "POST", headers, body });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

const standing = (service: AmbulanceService, one: MadeCase) => service.stack.get(one.cadNumber)?.conversation.standing;
const bundleOf = (service: AmbulanceService, one: MadeCase) => service.stack.get(one.cadNumber)?.bundleIds[0] ?? "";

describe("sending", () => {
  it.each(["after-answer", "before-answer"] as const)(
    "repeats a message whose answer was lost (%s), the same to the byte, and takes `duplicate` for success",
    async (loss) => {
      const { door, service, one } = await start(
        (number) => (number === 1 ? { status: 200 } : { status: 409, body: outcome("duplicate") }),
        { lossOf: (_message, attempt) => (attempt === 1 ? loss : "none") },
      );
      expect(await service.send(one, "new")).toMatchObject({ kind: "arrived", isDuplicate: true });
      expect(door.arrived).toHaveLength(2);
      expect(door.arrived[1]).toEqual(door.arrived[0]);
      expect(door.arrived[0]?.correlationId).toBe(one.correlationId);
      expect(standing(service, one)).toBe("acknowledged");
    },
  );

  it.each([408, 425, 429, 503, 502])("tries again after %s", async (status) => {
    const { door, service, one } = await start((number) => (number < 3 ? { status } : { status: 200 }));
    expect(await service.send(one, "new")).toMatchObject({ kind: "arrived", isDuplicate: false });
    expect(new Set(door.arrived.map(({ requestId }) => requestId)).size).toBe(1);
    expect(door.arrived).toHaveLength(3);
  });

  it.each([
    [400, "required"],
    [409, "conflict"],
    [422, "not-supported"],
  ])("takes %s %s for a refusal: the case is ours, and nothing is sent again", async (status, issue) => {
    const { door, service, one } = await start(() => ({ status, body: outcome(issue) }));
    expect(await service.send(one, "new")).toMatchObject({ kind: "refused", status });
    expect(door.arrived).toHaveLength(1);
    expect(standing(service, one)).toBe("refused");
  });

  it("sends an update with a new request id in the same conversation, after what was sent before", async () => {
    const { door, service, one } = await start();
    await Promise.all([service.send(one, "new"), service.send(one, "update")]);
    const [first, second] = door.arrived;
    expect(first?.requestId).not.toBe(second?.requestId);
    expect(first?.correlationId).toBe(second?.correlationId);
    expect(first?.body).toContain('"new"');
    expect(second?.body).toContain('"update"');
  });
});

describe("receiving", () => {
  it("takes an answer once, echoes its ids, and knows a repeat", async () => {
    const { service, one } = await start();
    await service.send(one, "new");
    const headers = answerHeaders(await token(service), one);
    const body = answerTo(one, bundleOf(service, one), "in-progress");
    const first = await post(service, headers, body);
    expect(first.status).toBe(200);
    expect(first.headers.get("x-request-id")).toBe(headers["x-request-id"]);
    expect(first.headers.get("x-correlation-id")).toBe(one.correlationId);
    const again = await post(service, headers, body);
    expect(again.status).toBe(409);
    expect(again.body).toContain("duplicate");
    expect(service.stack.get(one.cadNumber)?.conversation).toMatchObject({
      standing: "accepted",
      owner: "UCRT",
      words: "Accepted by The UCRT. No ambulance.",
    });
  });

  it("follows a case to its end: accepted, finished with an outcome", async () => {
    const { service, one } = await start();
    await service.send(one, "new");
    const bearer = await token(service);
    for (const [status, more] of [
      ["in-progress", {}],
      ["finished", { outcome: "Stayed at home" }],
    ] as const)
      await post(service, answerHeaders(bearer, one), answerTo(one, bundleOf(service, one), status, more));
    expect(service.stack.get(one.cadNumber)?.conversation).toMatchObject({
      standing: "finished",
      carePlanStatus: "completed",
      words: "Finished: Stayed at home.",
    });
  });

  it("sees a third encounter as a new ambulance case", async () => {
    const { service, one } = await start();
    await service.send(one, "new");
    const body = answerTo(one, bundleOf(service, one), "finished", { outcome: "Worse", newCase: "EA-NEW" });
    await post(service, answerHeaders(await token(service), one), body);
    expect(service.stack.get(one.cadNumber)?.conversation.newAmbulanceCase).toBe("EA-NEW");
  });

  it.each(["unavailable", "drop-before", "drop-after", "slow", "down"] as const)(
    "when it fails on purpose (%s), a sender that tries again comes through with one effect",
    async (fault) => {
      let asked = 0;
      const { service, one } = await start(undefined, { faultOf: () => (++asked === 2 ? fault : "none") });
      await service.send(one, "new");
      const headers = answerHeaders(await token(service), one);
      const body = answerTo(one, bundleOf(service, one), "in-progress");
      const statuses: number[] = [];
      await waitFor(async () => {
        const { status } = await post(service, headers, body).catch(() => ({ status: 0 }));
        statuses.push(status);
        return status === 200 || status === 409;
      }, "the answer is taken");
      const taken = service.stack
        .get(one.cadNumber)
        ?.events.filter((event) => event.type === "received" && event.status === 200);
      expect(taken).toHaveLength(1);
      expect(statuses).toEqual(
        { unavailable: [503, 200], "drop-before": [0, 200], "drop-after": [0, 409], slow: [200], down: [0, 200] }[
          fault
        ],
      );
    },
  );

  it.each([
    ["without a token of ours", 401, { authorization: "Bearer somebody-elses" }],
    ["without a GUID as request id", 400, { "x-request-id": "7" }],
    ["in an unknown conversation", 404, { "x-correlation-id": randomUUID() }],
    [
      "to another service",
      400,
      { "nhsd-target-identifier": Buffer.from('{"system":"x","value":"1"}').toString("base64") },
    ],
    ["of another type", 415, { "content-type": "application/xml" }],
  ])("refuses an answer %s, and nothing changes", async (_what, status, changes) => {
    const { service, one } = await start();
    await service.send(one, "new");
    const headers = { ...answerHeaders(await token(service), one), ...changes };
    expect((await post(service, headers, answerTo(one, bundleOf(service, one), "in-progress"))).status).toBe(status);
    expect(standing(service, one)).toBe("acknowledged");
  });

  it("refuses an answer to a request that is not ours, or that belongs to another case", async () => {
    const { service, one } = await start();
    const other = madeCase(chanceFrom(8), Date.now());
    await service.send(one, "new");
    await service.send(other, "new");
    const bearer = await token(service);
    expect((await post(service, answerHeaders(bearer, one), answerTo(one, randomUUID(), "in-progress"))).status).toBe(
      404,
    );
    const crossed = answerTo(other, bundleOf(service, other), "in-progress");
    expect((await post(service, answerHeaders(bearer, one), crossed)).status).toBe(400);
    expect((await post(service, answerHeaders(bearer, one), "{")).status).toBe(400);
  });
});

describe("its stack", () => {
  it("takes a case back when the breach time passes without an answer", async () => {
    const { service } = await start();
    const one = madeCase(chanceFrom(7), Date.now(), { breachAtMs: Date.now() + 20 });
    await service.send(one, "new");
    await waitFor(() => standing(service, one) === "taken-back", "the case is ours again");
  });

  it("is the same after a restart, so that answers still find their case", async () => {
    const folder = mkdtempSync(join(tmpdir(), "simulated-999-"));
    stops.push(() => rmSync(folder, { recursive: true }));
    const stackFile = join(folder, "stack.jsonl");
    const before = await start(undefined, { stackFile });
    await before.service.send(before.one, "new");
    const kept = before.service.stack.all();
    await before.service.stop();
    const { service } = await start(undefined, { stackFile });
    expect(service.stack.all()).toEqual(kept);
    const body = answerTo(before.one, bundleOf(service, before.one), "in-progress");
    expect((await post(service, answerHeaders(await token(service), before.one), body)).status).toBe(200);
  });
});

describe("its screen", () => {
  it("shows where each case stands, and nothing of the person", async () => {
    const { service, one } = await start(undefined, {
      lossOf: (_message, attempt) => (attempt === 1 ? "after-answer" : "none"),
    });
    await service.send(one, "new");
    const html = await (await fetch(service.url)).text();
    expect(html).toContain(one.cadNumber);
    expect(html).toContain("Waiting for them");
    expect(html).toContain("the answer was lost");
    for (const secret of [
      one.patient.name.family,
      one.patient.birthDate,
      one.patient.phone,
      one.address.line,
      one.address.postcode,
      one.correlationId,
    ])
      expect(html).not.toContain(secret);
  });

  it("writes what came from outside as text", async () => {
    const { service, one } = await start();
    await service.send(one, "new");
    const reason = { coding: [{ code: "OTH" }], text: "<img src=x onerror=alert(1)>" };
    const body = answerTo(one, bundleOf(service, one), "cancelled", { reason });
    await post(service, answerHeaders(await token(service), one), body);
    const response = await fetch(service.url);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    const html = await response.text();
    expect(html).not.toContain("<img");
    expect(html).toContain("&lt;img");
  });

  it("gives its cases as JSON", async () => {
    const { service, one } = await start();
    await service.send(one, "new");
    const cases = await (await fetch(`${service.url}/cases`)).json();
    expect(cases).toMatchObject([{ cadNumber: one.cadNumber, standing: "acknowledged", owner: "999" }]);
  });
});
