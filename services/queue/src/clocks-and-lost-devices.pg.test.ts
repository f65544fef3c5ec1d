// What time and distance do to a case: PostgreSQL's clock that steps back (F36), and a team whose device is gone and comes back late (F54).
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { madePrincipal, OTHER_TEAM, TEAM } from "./made/made-messages.ts";
import { makeQueue, MINUTE, T0, type MadeQueue } from "./made/made-queue.ts";

let queue: MadeQueue;
beforeAll(async () => {
  queue = await makeQueue();
});
beforeEach(() => {
  queue.time.nowMs = T0;
});
afterAll(() => queue.stop());

const clinician = madePrincipal("ucrt-clinician");
const neighbour = madePrincipal("ucrt-clinician", { subject: "neighbour", team: OTHER_TEAM });
const spaClinician = madePrincipal("spa-clinician");
const expectedAt = new Date(T0 + 40 * MINUTE).toISOString();

test("F36: a clock that steps back two seconds loses no step, moves no deadline, and order is that of the versions", async () => {
  const { referralId, offerId } = await queue.offered();
  const path = `/api/referrals/${referralId}`;
  const before = await queue.row(referralId);
  queue.time.nowMs = T0 + 10_000;
  expect(await queue.ask(clinician, "POST", `${path}/accept`, { offerId, expectedAt })).toMatchObject({ status: 200 });
  queue.time.nowMs = T0 + 8_000;
  expect(await queue.ask(clinician, "POST", `${path}/en-route`, {})).toMatchObject({ status: 200 });
  expect(await queue.ask(clinician, "POST", `${path}/arrive`, {})).toMatchObject({ status: 200 });

  const facts = await queue.facts(referralId);
  expect(facts.map((fact) => fact.sequence)).toEqual(facts.map((_, index) => index + 1));
  expect(facts.slice(-3).map((fact) => fact.type)).toEqual(["accepted", "set-off", "arrived"]);
  const row = await queue.row(referralId);
  expect(row).toMatchObject({ state: "arrived", version: facts.length, twoHourDueAt: before.twoHourDueAt });
  await queue.fireTimers();
  expect((await queue.facts(referralId)).length).toBe(facts.length);
});

test("F54: a team that nobody reaches has its job taken back with a reason; its late device changes nothing", async () => {
  const { referralId, offerId } = await queue.offered();
  const path = `/api/referrals/${referralId}`;
  await queue.ask(clinician, "POST", `${path}/accept`, { offerId, expectedAt });
  // Nobody comes: the two hours run out, and everybody on the board sees it.
  queue.time.nowMs = T0 + 121 * MINUTE;
  await queue.fireTimers();
  expect((await queue.row(referralId)).alarms).toContain("two-hours-passed");

  expect(
    await queue.ask(spaClinician, "POST", `${path}/transfer-team`, { reason: "other", team: OTHER_TEAM }),
  ).toMatchObject({ status: 200 });
  const offered = await queue.row(referralId);
  expect(offered.offer?.team ?? offered.team).not.toBe(TEAM);
  const version = offered.version;

  for (const [command, body] of [
    ["en-route", { at: new Date(T0 + 20 * MINUTE).toISOString(), lateReason: "no-signal" }],
    ["arrive", {}],
    ["close", { outcome: "stayed-home", summary: "sent" }],
  ] as const)
    expect((await queue.ask(clinician, "POST", `${path}/${command}`, body)).status, command).toBe(404);
  expect((await queue.row(referralId)).version).toBe(version);
  expect((await queue.ask(neighbour, "GET", path)).status).toBe(200);
});
