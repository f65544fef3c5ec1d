// The board at a past minute, against boards that were kept while it ran.
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { role } from "@ucrt/schemas";
import { whoWasThereSql } from "./get-queue-then.ts";
import { madePrincipal, OTHER_TEAM, TEAM } from "./made/made-messages.ts";
import { makeQueue, MINUTE, T0, type MadeQueue } from "./made/made-queue.ts";
import { whenRecordsAreOld } from "./when-records-are-old.ts";

const HOUR = 60 * MINUTE;
const lead = madePrincipal("service-lead");
const clinician = madePrincipal("ucrt-clinician");
const spaClinician = madePrincipal("spa-clinician");
const expectedAt = new Date(T0 + 90 * MINUTE).toISOString();

let queue: MadeQueue;
const kept = new Map<number, unknown>();

/** Keeps the board as it is, then turns the clock. */
async function afterThat(howLongMs = MINUTE): Promise<void> {
  await queue.fireTimers();
  await whenRecordsAreOld(queue.parts, queue.parts.doneStaysHours);
  const board = await queue.ask(lead, "GET", "/api/queue");
  kept.set(queue.time.nowMs, board.body["rows"]);
  queue.time.nowMs += howLongMs;
}

beforeAll(async () => {
  queue = await makeQueue();
  await queue.ask(spaClinician, "PUT", `/api/teams/${TEAM}/state`, { capacity: 50, reason: "a day of the test" });
  const act = async (principal: typeof clinician, path: string, body: unknown) => {
    const answer = await queue.ask(principal, "POST", path, body);
    expect(answer, path).toMatchObject({ status: 200 });
    await afterThat();
  };
  const first = await queue.offered();
  await afterThat();
  const second = await queue.offered();
  await afterThat();
  await act(clinician, `/api/referrals/${first.referralId}/seen`, { offerId: first.offerId });
  await act(clinician, `/api/referrals/${first.referralId}/accept`, { offerId: first.offerId, expectedAt });
  await act(clinician, `/api/referrals/${second.referralId}/decline`, { offerId: second.offerId, reason: "capacity" });
  await act(spaClinician, `/api/referrals/${second.referralId}/assign`, { team: OTHER_TEAM });
  await act(spaClinician, `/api/referrals/${second.referralId}/claim`, {});
  const third = await queue.offered();
  await afterThat(2 * HOUR);
  await act(clinician, `/api/referrals/${first.referralId}/arrive`, { breachReason: "capacity" });
  await act(clinician, `/api/referrals/${first.referralId}/close`, { outcome: "stayed-home", summary: "sent" });
  await act(spaClinician, `/api/referrals/${third.referralId}/note`, { note: "Rung, no answer" });
  await afterThat(13 * HOUR);
  await afterThat(30 * 24 * HOUR);
  await queue.offered();
  await afterThat();
});
afterAll(() => queue.stop());

test("every board that was kept is folded again from the facts, row for row", async () => {
  expect(kept.size).toBeGreaterThan(10);
  const sizes = [...kept.values()].map((rows) => (rows as unknown[]).length);
  // Rows came, changed and were taken off again: otherwise this proves nothing.
  expect(sizes[0]).toBe(1);
  expect(Math.max(...sizes)).toBe(3);
  expect(sizes.at(-3)).toBeGreaterThan(sizes.at(-2) ?? 0);
  for (const [atMs, rows] of kept) {
    const at = new Date(atMs).toISOString();
    const then = await queue.ask(lead, "GET", `/api/queue?at=${at}`);
    expect(then.body, at).toEqual({ asOf: at, isCut: false, rows });
  }
});

test("before anything came the board was empty, and what has not been yet is refused", async () => {
  const before = await queue.ask(lead, "GET", `/api/queue?at=${new Date(T0 - HOUR).toISOString()}`);
  expect(before.body).toMatchObject({ rows: [] });
  const future = await queue.ask(lead, "GET", `/api/queue?at=${new Date(queue.time.nowMs + HOUR).toISOString()}`);
  expect(future.status).toBe(400);
  expect((await queue.ask(lead, "GET", "/api/queue?at=yesterday")).status).toBe(400);
});

test("no past minute shows who a person is", async () => {
  for (const atMs of kept.keys()) {
    const then = await queue.ask(lead, "GET", `/api/queue?at=${new Date(atMs).toISOString()}`);
    expect(JSON.stringify(then.body)).not.toMatch(/Patientsdottir|9990000018|1940-02-29|Example Row|Q471Q/);
  }
});

test("a past minute is for the service lead alone", async () => {
  const at = new Date(T0).toISOString();
  for (const one of role.options.filter((name) => name !== "service-lead"))
    expect((await queue.ask(madePrincipal(one), "GET", `/api/queue?at=${at}`)).status, one).toBe(403);
});

test("who was there is found by index: no table is read whole, whatever the history", async () => {
  const plan = await queue.parts.db.transaction().execute(async (trx) => {
    // As the service's own connections are.
    await sql`set local enable_seqscan = off`.execute(trx);
    const { rows } = await sql<{ "QUERY PLAN": string }>`explain ${whoWasThereSql(T0, 12, 5_000)}`.execute(trx);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  });
  expect(plan).toContain("referral_life");
  expect(plan).toContain("board_record_rows");
  expect(plan).not.toContain("Seq Scan");
});
