// What the sender of a case relies on: it is told once in effect, in order, however often the way breaks; and people ring when it cannot be told.
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { accepted, clinician, fact, handedBack, startMs, uuid } from "../facts-for-tests.ts";
import { operations } from "@ucrt/schemas";
import { logLines, submittedAbout } from "../intake-for-tests.ts";
import { onOperations } from "../on-operations.ts";
import { ambulanceFeed, newIds, otherFeed, validationRequest, type Loose } from "./bars-for-tests.ts";
import { claimAnswers } from "./answer-rows.ts";
import { deliverDue } from "./when-answers-are-due.ts";
import {
  answering,
  asAStranger,
  droppingTheConnection,
  send,
  startBarsForTests,
  type BarsForTests,
  type Had,
} from "./start-bars-for-tests.ts";

let bars: BarsForTests;
beforeAll(async () => {
  bars = await startBarsForTests();
});
afterAll(async () => {
  await bars.close();
});
afterEach(async () => {
  bars.endpoint.had.length = 0;
  await sql`delete from bars_answers`.execute(bars.intake.db);
});

interface Case {
  readonly id: string;
  readonly bundleId: string;
  readonly correlationId: string;
}

async function refer(
  as = ambulanceFeed,
  change: (find: (type: string) => Loose) => void = () => undefined,
): Promise<Case> {
  const bundle = validationRequest(newIds(), change);
  const correlationId = uuid();
  const answered = await send(bars.app, bundle, { as, headers: { "x-correlation-id": correlationId } });
  expect(answered.status, JSON.stringify(answered.body)).toBe(200);
  const request = answered.body.entry.find((entry: Loose) => entry.resource.resourceType === "ServiceRequest");
  return { id: request.resource.id, bundleId: bundle.id, correlationId };
}

/** As if the wait before the next attempt were over. */
const waitIsOver = () => sql`update bars_answers set next_attempt_at = clock_timestamp()`.execute(bars.intake.db);
const statesOf = async (id: string) =>
  (
    await sql<{ kind: string; state: string; attempts: number }>`
      select kind, state, attempts from bars_answers where referral_id = ${id}::uuid order by position`.execute(
      bars.intake.db,
    )
  ).rows;
/** As an operator switches it; the newest word counts. */
const switchRetries = (isStopped: boolean, atMs: number) =>
  onOperations(bars.intake.db)([
    {
      topic: "operations.v1",
      partition: 0,
      offset: String(atMs),
      key: "retries",
      valueBytes: Buffer.from(
        JSON.stringify(operations.encode({ kind: "retries", isStopped, at: atMs, by: "An operator", reason: "why" })),
      ),
      isTombstone: false,
      timestampMs: atMs,
      headers: {},
    },
  ]);
const ours = (had: Had | undefined): Loose =>
  had?.bundle.entry
    .map((entry: Loose) => entry.resource)
    .find((one: Loose) => one.resourceType === "Encounter" && one.status !== "triaged");
const header = (had: Had | undefined): Loose => had?.bundle.entry[0].resource;
const arrived = (id: string, sequence: number) =>
  fact(id, sequence, "arrived", {
    team: "ucrt-basildon-brentwood",
    firstFaceToFaceAt: startMs,
    minutesFromReceived: 60,
    minutesFromNeedIdentified: null,
    isBreach: false,
    breachReason: null,
  });
const closed = (id: string, sequence: number) =>
  fact(id, sequence, "closed", { outcome: "stayed-home", alternative: "convey", summary: "sent", breachReason: null });

describe("an answer", () => {
  test("tells of the acceptance, then of the end, to the endpoint of the list, with a token of its own and the ids of the conversation", async () => {
    const one = await refer();
    await bars.hear([accepted(one.id, 2), arrived(one.id, 3), closed(one.id, 4)]);
    expect(await bars.deliver()).toBe(1);
    expect(await bars.deliver()).toBe(1);
    const [interim, full] = bars.endpoint.had;
    expect(ours(interim)).toMatchObject({ status: "in-progress" });
    expect(header(interim)).toMatchObject({
      eventCoding: { code: "servicerequest-response" },
      response: { identifier: one.bundleId, code: "ok" },
    });
    expect(ours(full)).toMatchObject({ status: "finished" });
    expect(full?.bundle.entry.map((entry: Loose) => entry.resource)).toContainEqual(
      expect.objectContaining({ resourceType: "CarePlan", status: "completed" }),
    );
    for (const had of [interim, full]) {
      expect(had?.correlationId).toBe(one.correlationId);
      expect(had?.headers).toMatchObject({
        authorization: expect.stringMatching(/^Bearer token-/),
        "content-type": expect.stringMatching(/^application\/fhir\+json/),
        "nhsd-target-identifier": expect.stringMatching(/\w/),
        "nhsd-end-user-organisation": expect.stringMatching(/\w/),
        "nhsd-requesting-software": expect.stringMatching(/\w/),
        "use-context": expect.stringMatching(/^a4t3\|validation\|servicerequest-response\|/),
      });
    }
    expect(interim?.requestId).not.toBe(full?.requestId);
    expect(await statesOf(one.id)).toEqual([
      { kind: "accepted", state: "delivered", attempts: 1 },
      { kind: "ended", state: "delivered", attempts: 1 },
    ]);
    expect(await bars.deliver()).toBe(0);
  });

  test("is owed once, whatever comes twice", async () => {
    const one = await refer();
    await bars.hear([accepted(one.id, 2)]);
    await bars.hear([accepted(one.id, 2)]);
    expect(await statesOf(one.id)).toHaveLength(1);
  });

  test("is sent again with the same ids and bytes until it is taken; a duplicate is as good as taken", async () => {
    const one = await refer();
    await bars.hear([accepted(one.id, 2)]);
    bars.endpoint.answerNext(
      answering(503, "transient"),
      droppingTheConnection,
      asAStranger(200),
      asAStranger(404),
      answering(400),
      answering(409, "duplicate"),
    );
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await waitIsOver();
      expect(await bars.deliver()).toBe(1);
    }
    expect(bars.endpoint.had).toHaveLength(6);
    expect(new Set(bars.endpoint.had.map((had) => had.requestId)).size).toBe(1);
    expect(new Set(bars.endpoint.had.map((had) => JSON.stringify(had.bundle))).size).toBe(1);
    expect(await statesOf(one.id)).toEqual([{ kind: "accepted", state: "delivered", attempts: 6 }]);
    await waitIsOver();
    expect(await bars.deliver()).toBe(0);
  });

  test("waits before it is sent again, longer each time", async () => {
    const one = await refer();
    await bars.hear([accepted(one.id, 2)]);
    bars.endpoint.answerNext(answering(503, "transient"), answering(503, "transient"));
    const waits: number[] = [];
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await bars.deliver();
      expect(await bars.deliver()).toBe(0);
      const { rows } = await sql<{ wait: number }>`
        select extract(epoch from next_attempt_at - clock_timestamp())::float8 as wait from bars_answers where referral_id = ${one.id}::uuid`.execute(
        bars.intake.db,
      );
      waits.push(rows[0]?.wait ?? 0);
      await waitIsOver();
    }
    expect(waits[0]).toBeGreaterThan(0);
    expect(waits[1]).toBeGreaterThan(waits[0] ?? 0);
  });

  test("asks for a new token when the one it has is refused", async () => {
    const one = await refer();
    await bars.hear([accepted(one.id, 2)]);
    bars.endpoint.answerNext(answering(401, "security"));
    await bars.deliver();
    await waitIsOver();
    await bars.deliver();
    const [first, second] = bars.endpoint.had.map((had) => had.headers.authorization);
    expect(second).not.toBe(first);
    expect(await statesOf(one.id)).toMatchObject([{ state: "delivered" }]);
  });

  test("never overtakes an earlier one of the same case", async () => {
    const one = await refer();
    await bars.hear([accepted(one.id, 2), handedBack(one.id, 3)]);
    bars.endpoint.answerNext(answering(503, "transient"));
    await bars.deliver();
    expect(await bars.deliver()).toBe(0);
    await waitIsOver();
    await bars.deliver();
    await bars.deliver();
    expect(bars.endpoint.had.map((had) => ours(had).status)).toEqual(["in-progress", "in-progress", "cancelled"]);
  });

  test("is sent by one of two processes at a time", async () => {
    const cases = await Promise.all([refer(), refer(), refer()]);
    await bars.hear(cases.map(({ id }) => accepted(id, 2)));
    const [left, right] = await Promise.all([deliverDue(bars.delivery), deliverDue(bars.delivery)]);
    expect(left + right).toBe(3);
    expect(bars.endpoint.had).toHaveLength(3);
  });

  test("of a process that died between sending and noting it is sent again under the same id, when its claim is over", async () => {
    const one = await refer();
    await bars.hear([accepted(one.id, 2)]);
    const [claimed] = await claimAnswers(bars.intake.db, { limit: 1, claimMs: 60_000, alarmAfterMs: 60_000 });
    expect(await bars.deliver()).toBe(0);
    await sql`update bars_answers set claimed_until = clock_timestamp() - interval '1 second'`.execute(bars.intake.db);
    bars.endpoint.answerNext(answering(409, "duplicate"));
    expect((await deliveredOne())?.requestId).toBe(claimed?.answerId);
    expect(await statesOf(one.id)).toMatchObject([{ state: "delivered" }]);
  });

  test("that was never tried goes before all that wait for a sender that is down", async () => {
    const waiting = [await refer(), await refer(), await refer()];
    await bars.hear(waiting.map(({ id }) => accepted(id, 2)));
    await sql`update bars_answers set attempts = 3, next_attempt_at = next_attempt_at - interval '1 minute'`.execute(
      bars.intake.db,
    );
    const fresh = await refer();
    await bars.hear([accepted(fresh.id, 2)]);
    const [first] = await claimAnswers(bars.intake.db, { limit: 1, claimMs: 60_000, alarmAfterMs: 60_000 });
    expect(first?.referralId).toBe(fresh.id);
  });

  test("speaks of the newest version of the case and of the first bundle", async () => {
    const one = await refer();
    await bars.hear([accepted(one.id, 2), handedBack(one.id, 3)]);
    expect(header(await deliveredOne())).toMatchObject({ response: { identifier: one.bundleId } });
  });

  test("says nothing to a sender whose person was erased", async () => {
    const one = await refer();
    await bars.hear([accepted(one.id, 2)]);
    await bars.hear([fact(one.id, 3, "erased", { by: "request" })]);
    expect(await bars.deliver()).toBe(0);
    expect(await statesOf(one.id)).toMatchObject([{ state: "erased" }]);
  });
});

async function deliveredOne(): Promise<Had | undefined> {
  await bars.deliver();
  return bars.endpoint.had.at(-1);
}

describe("a hand-back", () => {
  test("is the interim answer `cancelled` with the standard's reason; taken by a system that alerts its staff, it counts as acknowledged", async () => {
    const one = await refer();
    await bars.hear([handedBack(one.id, 2)]);
    expect(ours(await deliveredOne())).toMatchObject({
      status: "cancelled",
      reasonCode: [{ coding: [expect.objectContaining({ code: "RRNA" })] }],
    });
    expect((await submittedAbout(bars.intake.db, one.id)).at(-1)).toMatchObject({
      type: "acknowledgement-received",
      acknowledges: "hand-back",
      by: { name: "East of England Ambulance Service", role: "system that alerts its staff" },
      organisation: "RYC",
    });
  });

  test("that was not taken is not acknowledged", async () => {
    const one = await refer();
    await bars.hear([handedBack(one.id, 2)]);
    bars.endpoint.answerNext(answering(503, "transient"));
    await bars.deliver();
    expect((await submittedAbout(bars.intake.db, one.id)).map(({ type }) => type)).toEqual(["received"]);
  });

  test("taken by a system that does not alert its staff still waits for a person", async () => {
    const one = await refer(otherFeed, (find) => {
      const category = find("ServiceRequest").category[0].coding;
      category[0].code = "referral";
      category[1].code = "ucrt-ed";
    });
    await bars.hear([handedBack(one.id, 2)]);
    await bars.deliver();
    expect(await statesOf(one.id)).toMatchObject([{ state: "delivered" }]);
    expect((await submittedAbout(bars.intake.db, one.id)).map(({ type }) => type)).toEqual(["received"]);
  });
});

describe("an answer that cannot be delivered", () => {
  test("is alarmed once and becomes a call task; when it gets through after all, that is told too (I8, F55)", async () => {
    const one = await refer();
    await bars.hear([accepted(one.id, 2)]);
    await sql`update bars_answers set created_at = created_at - interval '2 minutes'`.execute(bars.intake.db);
    bars.endpoint.answerNext(answering(503, "transient"), answering(503, "transient"));
    await bars.deliver();
    await waitIsOver();
    await bars.deliver();
    const undelivered = (await submittedAbout(bars.intake.db, one.id)).filter(
      ({ type }) => type === "answer-undelivered",
    );
    expect(undelivered).toMatchObject([{ answer: "accepted", undelivered: true }]);
    expect(logLines.filter((line) => line.includes("answer-undelivered") && line.includes(one.id))).not.toEqual([]);
    await waitIsOver();
    await bars.deliver();
    expect((await submittedAbout(bars.intake.db, one.id)).at(-1)).toMatchObject({
      type: "answer-undelivered",
      undelivered: false,
    });
  });

  test("is tried once more when the alarm is due, however long its pauses have become", async () => {
    const one = await refer();
    await bars.hear([accepted(one.id, 2)]);
    // Alarmed after a minute; eight attempts in, the pauses are a minute each.
    await sql`update bars_answers set attempts = 8, created_at = created_at - interval '50 seconds'`.execute(
      bars.intake.db,
    );
    bars.endpoint.answerNext(answering(503, "transient"));
    await bars.deliver();
    const { rows } = await sql<{ after_ms: number }>`
      select extract(epoch from next_attempt_at - created_at)::float8 * 1000 as after_ms from bars_answers
      where referral_id = ${one.id}::uuid`.execute(bars.intake.db);
    expect(rows[0]?.after_ms).toBeGreaterThanOrEqual(60_000);
    expect(rows[0]?.after_ms).toBeLessThan(75_000);
  });

  test("is not repeated while retries are stopped: people ring when it is time, and it goes out when they go on", async () => {
    const [tried, fresh] = [await refer(), await refer()];
    await bars.hear([accepted(tried.id, 2)]);
    bars.endpoint.answerNext(answering(503, "transient"));
    await bars.deliver();
    await switchRetries(true, 2_000);
    await switchRetries(false, 1_000);
    await waitIsOver();
    expect(await bars.deliver()).toBe(0);
    // What is sent for the first time is no retry.
    await bars.hear([accepted(fresh.id, 2)]);
    expect(await bars.deliver()).toBe(1);
    await sql`update bars_answers set created_at = created_at - interval '2 minutes'`.execute(bars.intake.db);
    await waitIsOver();
    const had = bars.endpoint.had.length;
    expect(await bars.deliver()).toBe(1);
    expect(bars.endpoint.had).toHaveLength(had);
    expect((await submittedAbout(bars.intake.db, tried.id)).at(-1)).toMatchObject({ undelivered: true });
    await waitIsOver();
    expect(await bars.deliver()).toBe(0);
    await switchRetries(false, 3_000);
    await waitIsOver();
    expect(await bars.deliver()).toBe(1);
    expect((await submittedAbout(bars.intake.db, tried.id)).at(-1)).toMatchObject({ undelivered: false });
  });

  test("is not sent again when the other side refuses it for good: people ring at once", async () => {
    const one = await refer();
    await bars.hear([accepted(one.id, 2)]);
    bars.endpoint.answerNext(answering(422, "not-supported"));
    await bars.deliver();
    await waitIsOver();
    expect(await bars.deliver()).toBe(0);
    expect(await statesOf(one.id)).toMatchObject([{ state: "refused" }]);
    expect((await submittedAbout(bars.intake.db, one.id)).at(-1)).toMatchObject({
      type: "answer-undelivered",
      undelivered: true,
    });
  });

  test("holds up the next one of its case no longer than it waits itself", async () => {
    const one = await refer();
    await bars.hear([accepted(one.id, 2), handedBack(one.id, 3)]);
    bars.endpoint.answerNext(answering(422, "not-supported"));
    await bars.deliver();
    expect(ours(await deliveredOne())).toMatchObject({ status: "cancelled" });
  });

  test("waits while its sender is not configured any more, and people ring", async () => {
    const one = await refer();
    await bars.hear([accepted(one.id, 2)]);
    expect(await deliverDue({ ...bars.delivery, senders: new Map(), alarmAfterMs: 0 })).toBe(1);
    expect(await statesOf(one.id)).toMatchObject([{ state: "waiting" }]);
    expect((await submittedAbout(bars.intake.db, one.id)).at(-1)).toMatchObject({ undelivered: true });
  });
});

test("an escalation that 999 has taken over is answered with a third Encounter, and nothing follows it", async () => {
  const one = await refer();
  await bars.hear([
    accepted(one.id, 2),
    arrived(one.id, 3),
    fact(one.id, 4, "escalated-to-999", { reason: "deterioration", acknowledgeBy: startMs + 600_000 }),
    fact(one.id, 5, "escalation-handed-over", { incidentNumber: "EA-777", handedOverAt: startMs + 300_000 }),
    fact(one.id, 6, "acknowledged", { what: "alert", by: clinician, byPhone: true }),
    closed(one.id, 7),
  ]);
  while ((await bars.deliver()) > 0);
  const [interim, full, ...more] = bars.endpoint.had;
  expect(ours(interim).status).toBe("in-progress");
  const encounters = full?.bundle.entry
    .map((entry: Loose) => entry.resource)
    .filter((one: Loose) => one.resourceType === "Encounter");
  expect(encounters.map((encounter: Loose) => encounter.identifier?.[0]?.value)).toContain("EA-777");
  expect(more).toEqual([]);
});
