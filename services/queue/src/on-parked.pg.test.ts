import { afterAll, beforeAll, expect, test } from "vitest";
import type { ParkedMessage } from "@ucrt/schemas";
import { madePrincipal, parkedAsMessage } from "./made/made-messages.ts";
import { makeQueue, T0, type MadeQueue } from "./made/made-queue.ts";
import { maskContent } from "./mask-content.ts";
import { onParked } from "./on-parked.ts";

let queue: MadeQueue;
beforeAll(async () => {
  queue = await makeQueue();
});
afterAll(() => queue.stop());

const operator = madePrincipal("operator");
const coordinator = madePrincipal("spa-coordinator");

const parkedOf = (offset: string, value: string): ParkedMessage => ({
  service: "intake",
  reason: "invalid",
  detail: "Wrong fields: patient.age",
  origin: { topic: "feed.hospital.v1", partition: 3, offset },
  key: "case-key",
  headers: { ce_id: "x" },
  value: Buffer.from(value).toString("base64"),
  attempts: 1,
  firstAt: T0,
  lastAt: T0,
});

test("is kept once, shown masked, counted on the board and alarmed", async () => {
  const message = parkedAsMessage(
    parkedOf("7", JSON.stringify({ patient: { name: "Ivy Secret", "943 476 5919": 1 }, notes: ["a", "b"] })),
  );
  await onParked(queue.parts)([message, message]);
  await onParked(queue.parts)([message]);
  const shown = await queue.ask(coordinator, "GET", "/api/parked");
  expect(shown.body).toMatchObject({
    count: 1,
    rows: [
      { service: "intake", reason: "invalid", topic: "feed.hospital.v1", partition: 3, offset: "7", replayedAt: null },
    ],
  });
  expect(JSON.stringify(shown.body)).not.toMatch(/Ivy|943/);
  expect(JSON.stringify(shown.body)).toContain("(string)");
  const board = await queue.parts.db
    .selectFrom("board_record")
    .select("body")
    .where("key", "=", "parked")
    .executeTakeFirstOrThrow();
  expect(JSON.parse(board.body ?? "")).toMatchObject({ kind: "parked-status", count: 1 });
  expect(queue.alarms).toEqual([
    { kind: "message-parked", details: { service: "intake", reason: "invalid", topic: "feed.hospital.v1" } },
  ]);
});

test("is sent again to where it came from, for the service that could not handle it, by an operator, once", async () => {
  const value = JSON.stringify({ later: "understood" });
  await onParked(queue.parts)([parkedAsMessage(parkedOf("8", value))]);
  const { body } = await queue.ask(coordinator, "GET", "/api/parked");
  const row = (body["rows"] as { parkedId: string; offset: string }[]).find((one) => one.offset === "8");
  const path = `/api/parked/${row?.parkedId}/replay`;
  expect((await queue.ask(coordinator, "POST", path)).status).toBe(403);
  const answers = await Promise.all([queue.ask(operator, "POST", path), queue.ask(operator, "POST", path)]);
  expect(answers.map((answer) => answer.status).sort((one, other) => one - other)).toEqual([200, 409]);
  const sent = await queue.parts.db.selectFrom("outbox").selectAll().where("topic", "=", "feed.hospital.v1").execute();
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ key: "case-key", value, headers: { "replay-for": "intake" } });
  expect((await queue.ask(operator, "POST", "/api/parked/5f0c7c1e-3b1a-4b8e-9a49-3a6f1f0e2a01/replay")).status).toBe(
    404,
  );
});

test("masking never repeats a value, whatever the bytes are", () => {
  expect(maskContent(Buffer.alloc(0))).toBe("(empty)");
  expect(maskContent(Buffer.from([0xff, 0xfe]))).toBe("(not readable as JSON, 2 bytes)");
  expect(maskContent(Buffer.from('"0344 257 3951"'))).toBe('"(string)"');
});
