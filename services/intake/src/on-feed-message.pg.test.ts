// A batch of one feed on a real database: redelivered after a lost offset it changes nothing; without the database nothing is acknowledged.
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isTransient, type IncomingMessage } from "@ucrt/kafka";
import { createDatabase, createPool } from "@ucrt/postgres";
import { feedTopic } from "@ucrt/schemas";
import {
  countRows,
  example,
  newCaseId,
  startForTests,
  testArea,
  testLogger,
  type IntakeForTests,
} from "./intake-for-tests.ts";
import { onFeedMessages, type FeedAlarm, type FeedDeps } from "./on-feed-message.ts";
import { fall, poison } from "./poison-for-tests.ts";
import type { IntakeTables } from "./tables.ts";

let intake: IntakeForTests;
const alarms: FeedAlarm[] = [];
const depsFor = (db: FeedDeps["db"]): FeedDeps => ({
  db,
  directory: testArea.directory,
  feed: "ambulance",
  wakeRelay: () => undefined,
  onAlarm: (alarm) => alarms.push(alarm),
});
beforeAll(async () => {
  intake = await startForTests();
});
afterAll(async () => {
  await intake.close();
});

let offset = 0;
function incoming(value: unknown, headers: Record<string, string> = {}): IncomingMessage {
  const valueBytes = Buffer.isBuffer(value)
    ? value
    : Buffer.from(typeof value === "string" ? value : value === null ? "" : JSON.stringify(value));
  const atMs = Date.parse("2026-11-20T10:30:00Z");
  return {
    topic: feedTopic("ambulance"),
    partition: 0,
    offset: String(++offset),
    key: "k",
    valueBytes,
    isTombstone: value === null,
    timestampMs: atMs,
    headers,
  };
}

describe("a batch", () => {
  test("read again after its offset was lost stores, tells and parks nothing twice", async () => {
    const batch = [
      ...poison.map(([, , make, headers]) => incoming(make(), headers)),
      ...Array.from({ length: 20 }, () => incoming(fall())),
    ];
    await onFeedMessages(depsFor(intake.db))(batch);
    const before = await countRows(intake.db);
    expect(before).toMatchObject({ submissions: 20, inbox: 20 });
    const { rows } = await sql<{
      count: number;
    }>`select count(*) as count from outbox where topic = 'parked.v1'`.execute(intake.db);
    expect(rows[0]?.count).toBe(poison.length);
    expect(alarms.reduce((sum, alarm) => sum + alarm.count, 0)).toBe(poison.length);
    await onFeedMessages(depsFor(intake.db))(batch);
    expect(await countRows(intake.db)).toEqual(before);
  });

  test("of one case keeps its order: opened, amended twice, withdrawn, opened anew with a link", async () => {
    const incidentNumber = newCaseId();
    const of = (changes: Record<string, unknown>) => fall({ incidentNumber, sentAt: undefined, ...changes });
    const withdrawal = example("ambulance", "withdrawal-conveyed", {
      incidentNumber,
      requestId: `w-${incidentNumber}`,
      sentAt: undefined,
    });
    await onFeedMessages(depsFor(intake.db))(
      [of({}), of({ kind: "amendment" }), of({}), withdrawal, of({})].map((value) => incoming(value)),
    );
    const { rows } = await sql<{ kind: string; referral_id: string; answer: string }>`
      select kind, inbox.referral_id, answer from inbox join submissions using (referral_id) where case_id = ${incidentNumber} order by (select min(id) from outbox where headers ->> 'ce_id' = event_id::text)`.execute(
      intake.db,
    );
    expect(rows.map((row) => row.kind)).toEqual([
      "received",
      "amendment-received",
      "amendment-received",
      "withdrawal-received",
      "received",
    ]);
    const [first, , , , last] = rows;
    expect(new Set(rows.slice(0, 4).map((row) => row.referral_id))).toEqual(new Set([first?.referral_id]));
    expect(JSON.parse(last?.answer ?? "null")).toMatchObject({ suggestedLink: first?.referral_id, isAmendment: false });
  });

  test("that brings a withdrawal before its referral withdraws it all the same", async () => {
    const incidentNumber = newCaseId();
    const withdrawal = example("ambulance", "withdrawal-conveyed", {
      incidentNumber,
      requestId: `w-${incidentNumber}`,
      sentAt: undefined,
    });
    const referral = fall({ incidentNumber, sentAt: undefined });
    await onFeedMessages(depsFor(intake.db))([withdrawal, referral].map((value) => incoming(value)));
    const { rows } = await sql<{ kind: string; is_sent: boolean; waiting: number }>`
      select kind, exists (select from outbox where headers ->> 'ce_id' = event_id::text) as is_sent,
        (select count(*) from orphans where case_id = ${incidentNumber}) as waiting
      from inbox join submissions using (referral_id) where case_id = ${incidentNumber} order by kind`.execute(
      intake.db,
    );
    expect(rows).toEqual([
      { kind: "received", is_sent: true, waiting: 0 },
      { kind: "withdrawal-received", is_sent: true, waiting: 0 },
    ]);
  });

  test("is not acknowledged while the database is away: the failure says try again", async () => {
    const pool = createPool({
      url: "postgres://nobody:nothing@127.0.0.1:1/none",
      schema: "intake",
      applicationName: "intake-test",
      logger: testLogger,
    });
    const failure: unknown = await onFeedMessages(depsFor(createDatabase<IntakeTables>(pool)))([
      incoming(fall()),
    ]).catch((error: unknown) => error);
    expect(isTransient(failure)).toBe(true);
    await pool.end();
  });
});

test("an id that is only digits never becomes a header", async () => {
  const requestId = "9991000018";
  await onFeedMessages(depsFor(intake.db))([incoming(fall({ requestId }), { ce_correlationid: "07700900123" })]);
  const { rows } = await sql<{
    headers: Record<string, string>;
    key: string;
  }>`select headers, key from outbox where topic <> 'parked.v1'`.execute(intake.db);
  const carried = JSON.stringify(rows);
  expect(carried).not.toContain(requestId);
  expect(carried).not.toContain("07700900123");
});
