// Parked messages have an owner: what is sent again is sent once, several need two people, a switch stops it all, and a minute without anybody is an alarm.
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sql } from "kysely";
import { boardParkedStatus, operations, type ParkedMessage } from "@ucrt/schemas";
import { madePrincipal, parkedAsMessage } from "./made/made-messages.ts";
import { makeQueue, MINUTE, T0, type MadeQueue } from "./made/made-queue.ts";
import { onParked } from "./on-parked.ts";
import { verifyChains } from "./verify-chains.ts";
import { whenParkedMessagesWait, whenReplaysAreDue } from "./when-replays-are-due.ts";

let queue: MadeQueue;
beforeAll(async () => {
  queue = await makeQueue();
});
afterAll(() => queue.stop());

const one = madePrincipal("operator", { subject: "operator-1", name: "Op One" });
const other = madePrincipal("operator", { subject: "operator-2", name: "Op Two" });
const coordinator = madePrincipal("spa-coordinator");
const lead = madePrincipal("service-lead");

let offset = 100;
const parkedOf = (changes: Partial<ParkedMessage> = {}): ParkedMessage => ({
  service: "intake",
  reason: "invalid",
  detail: "Wrong fields: patient.age",
  origin: { topic: "feed.hospital.v1", partition: 3, offset: String((offset += 1)) },
  key: "case-key",
  headers: { ce_id: "x" },
  value: Buffer.from(JSON.stringify({ later: offset })).toString("base64"),
  attempts: 1,
  firstAt: T0,
  lastAt: T0,
  ...changes,
});

beforeEach(async () => {
  await sql`delete from replay_task`.execute(queue.parts.db);
  await sql`delete from parked`.execute(queue.parts.db);
  await sql`delete from outbox`.execute(queue.parts.db);
  queue.alarms.length = 0;
});
afterEach(async () => {
  await sql`delete from retry_switch`.execute(queue.parts.db);
});

async function park(...messages: readonly ParkedMessage[]): Promise<readonly string[]> {
  await onParked(queue.parts)(messages.map(parkedAsMessage));
  const rows = await queue.parts.db.selectFrom("parked").select(["parked_id", "message_offset"]).execute();
  return messages.map(({ origin }) => rows.find((row) => row.message_offset === origin.offset)?.parked_id ?? "");
}
const ask = (parkedIds: readonly string[], as = one, requestId: string = randomUUID()) =>
  queue.ask(as, "POST", "/api/parked/replays", { parkedIds }, requestId);
const taskNow = async (as = one) =>
  ((await queue.ask(as, "GET", "/api/parked")).body["tasks"] as Record<string, unknown>[])[0];
const sentAgain = async () =>
  (
    await queue.parts.db
      .selectFrom("outbox")
      .select(["key", "headers"])
      .where("topic", "=", "feed.hospital.v1")
      .execute()
  ).length;
const work = async () => {
  while (await whenReplaysAreDue(queue.parts));
};
const stop = (isStopped: boolean, as = one) =>
  queue.ask(as, "PUT", "/api/parked/retries", { isStopped, reason: "The hospital sends rubbish" });

describe("one message", () => {
  test("is sent again by a task, once, and the task says so", async () => {
    const [id] = await park(parkedOf());
    const asked = await ask([id ?? ""]);
    expect(asked).toMatchObject({
      status: 202,
      body: { state: "running", askedBy: "Op One", items: [{ parkedId: id, state: "waiting" }] },
    });
    await work();
    expect(await taskNow()).toMatchObject({ state: "done", items: [{ parkedId: id, state: "sent" }] });
    expect(await sentAgain()).toBe(1);
  });

  test("that is in two tasks is sent by one of them; the other says why not", async () => {
    const [id] = await park(parkedOf());
    await ask([id ?? ""]);
    await ask([id ?? ""], other);
    await Promise.all([work(), work()]);
    expect(await sentAgain()).toBe(1);
    const { body } = await queue.ask(one, "GET", "/api/parked");
    const states = (body["tasks"] as { items: { state: string }[] }[]).flatMap(({ items }) =>
      items.map(({ state }) => state),
    );
    expect(states.toSorted()).toEqual(["refused", "sent"]);
  });

  test("asked for twice with one request id is one task", async () => {
    const [id] = await park(parkedOf());
    const requestId = randomUUID();
    const answers = [await ask([id ?? ""], one, requestId), await ask([id ?? ""], one, requestId)];
    expect(new Set(answers.map(({ body }) => body["taskId"])).size).toBe(1);
  });

  test("that cannot be handled again shows as parked again", async () => {
    const [id] = await park(parkedOf());
    await ask([id ?? ""]);
    await work();
    await park(parkedOf({ headers: { "replay-of": id ?? "", "replay-for": "intake" } }));
    expect(await taskNow()).toMatchObject({ items: [{ parkedId: id, state: "parked-again" }] });
  });

  test("whose mark was not committed when the process died is sent by the next one, once", async () => {
    const [id] = await park(parkedOf());
    await ask([id ?? ""]);
    const broken = {
      ...queue.parts,
      clock: () => Promise.reject(new Error("the process died here")),
    };
    await expect(whenReplaysAreDue(broken)).rejects.toThrow("died");
    expect(await sentAgain()).toBe(0);
    await work();
    await work();
    expect(await sentAgain()).toBe(1);
  });
});

describe("several messages", () => {
  test("wait for a second operator (N72), and each has its result", async () => {
    const [good, gone] = await park(parkedOf(), parkedOf());
    const { body, status } = await ask([good ?? "", gone ?? ""]);
    expect({ status, state: body["state"] }).toEqual({ status: 202, state: "awaiting-second" });
    await work();
    expect(await sentAgain()).toBe(0);
    const approve = (as: typeof one) => queue.ask(as, "POST", `/api/parked/replays/${String(body["taskId"])}/approve`);
    expect((await approve(one)).status).toBe(409);
    expect((await approve(coordinator)).status).toBe(403);
    await sql`update parked set body = null where parked_id = ${gone}::uuid`.execute(queue.parts.db);
    expect(await approve(other)).toMatchObject({ status: 200, body: { state: "running", approvedBy: "Op Two" } });
    await work();
    expect(await taskNow()).toMatchObject({
      state: "done",
      items: [
        { parkedId: good, state: "sent" },
        { parkedId: gone, state: "refused", detail: "Its content was erased." },
      ],
    });
    expect(await sentAgain()).toBe(1);
  });

  test("are for operators only, and must be known", async () => {
    const ids = await park(parkedOf(), parkedOf());
    expect((await ask(ids, coordinator)).status).toBe(403);
    expect((await ask([...ids, randomUUID()])).status).toBe(404);
  });
});

describe("the switch", () => {
  test("stops what is agreed until it is let go on, and nothing gets round it", async () => {
    const [first, second] = await park(parkedOf(), parkedOf());
    await ask([first ?? ""]);
    expect(await stop(true)).toMatchObject({ status: 200, body: { isStopped: true, changedBy: "Op One" } });
    await work();
    expect(await sentAgain()).toBe(0);
    expect(await taskNow()).toMatchObject({ state: "held" });
    expect((await queue.ask(one, "POST", `/api/parked/${second}/replay`)).status).toBe(409);
    expect((await stop(false, lead)).status).toBe(200);
    await work();
    expect(await sentAgain()).toBe(1);
  });

  test("is told to the board and to other services, with who switched it in a chain that verifies", async () => {
    await stop(true);
    expect((await queue.ask(coordinator, "GET", "/api/parked")).body).toMatchObject({
      retries: { isStopped: true, changedBy: "Op One", reason: "The hospital sends rubbish" },
    });
    const record = await queue.parts.db
      .selectFrom("board_record")
      .select("body")
      .where("key", "=", "parked")
      .executeTakeFirstOrThrow();
    expect(boardParkedStatus.parse(JSON.parse(record.body ?? "")).retriesStopped).toBe(true);
    const [told] = await queue.parts.db
      .selectFrom("outbox")
      .select("value")
      .where("topic", "=", "operations.v1")
      .execute();
    expect(operations.parse(JSON.parse(told?.value ?? ""))).toMatchObject({
      kind: "retries",
      isStopped: true,
      by: "Op One",
    });
    await stop(false);
    const after = await queue.parts.db
      .selectFrom("board_record")
      .select("body")
      .where("key", "=", "parked")
      .executeTakeFirstOrThrow();
    expect(boardParkedStatus.parse(JSON.parse(after.body ?? "")).retriesStopped).toBeUndefined();
    const written = await queue.parts.db
      .selectFrom("access")
      .select("what")
      .where("subject", "=", one.subject)
      .where("what", "like", "retries-%")
      .execute();
    expect(written.map(({ what }) => what)).toEqual(expect.arrayContaining(["retries-stopped", "retries-go-on"]));
    expect((await verifyChains(queue.parts.db, undefined)).faults).toEqual([]);
  });

  test("is not for coordinators, and needs a reason", async () => {
    expect((await stop(true, coordinator)).status).toBe(403);
    expect((await queue.ask(one, "PUT", "/api/parked/retries", { isStopped: true })).status).toBe(422);
  });
});

test("what has waited for a minute is alarmed, once", async () => {
  await park(parkedOf());
  queue.alarms.length = 0;
  await whenParkedMessagesWait(queue.parts);
  expect(queue.alarms).toEqual([]);
  queue.time.nowMs = T0 + MINUTE;
  await whenParkedMessagesWait(queue.parts);
  await whenParkedMessagesWait(queue.parts);
  queue.time.nowMs = T0;
  expect(queue.alarms).toEqual([
    { kind: "parked-waiting", details: { service: "intake", reason: "invalid", topic: "feed.hospital.v1" } },
  ]);
});
