import { afterAll, beforeAll, expect, test } from "vitest";
import { madePrincipal, OTHER_TEAM, TEAM } from "./made/made-messages.ts";
import { makeQueue, MINUTE, type MadeQueue } from "./made/made-queue.ts";
import { whenPausesEnd } from "./when-pauses-end.ts";

let queue: MadeQueue;
beforeAll(async () => {
  queue = await makeQueue();
});
afterAll(() => queue.stop());

const clinician = madePrincipal("ucrt-clinician");
const lead = madePrincipal("ucrt-lead", { subject: "the-lead" });
const neighbour = madePrincipal("ucrt-clinician", { subject: "neighbour", team: OTHER_TEAM });
const coordinator = madePrincipal("spa-coordinator");
const inMinutes = (minutes: number): string => new Date(queue.time.nowMs + minutes * MINUTE).toISOString();

async function closed(summary: string): Promise<string> {
  const { referralId, offerId } = await queue.offered();
  const give = (name: string, body: unknown) =>
    queue.ask(clinician, "POST", `/api/referrals/${referralId}/${name}`, body);
  expect((await give("accept", { offerId, expectedAt: inMinutes(40) })).status).toBe(200);
  expect((await give("arrive", {})).status).toBe(200);
  expect((await give("close", { outcome: "stayed-home", summary })).status).toBe(200);
  return referralId;
}

const owedTo = async (principal: typeof clinician): Promise<readonly unknown[]> => {
  const { status, body } = await queue.ask(principal, "GET", "/api/queue/summaries-owed");
  expect(status).toBe(200);
  return (body["rows"] as readonly { readonly referralId: string }[]).map((row) => row.referralId);
};

test("lists the closures whose summary the GP does not have yet, to the team that closed them, until one says that it was sent", async () => {
  const owed = await closed("to-be-sent");
  const sent = await closed("sent");
  for (const who of [clinician, lead, coordinator]) {
    expect(await owedTo(who)).toContain(owed);
    expect(await owedTo(who)).not.toContain(sent);
  }
  expect(await owedTo(neighbour)).toEqual([]);
  expect((await queue.ask(clinician, "GET", `/api/referrals/${owed}`)).body).toMatchObject({
    summary: "to-be-sent",
    may: expect.arrayContaining(["summary-sent"]),
  });
  expect((await queue.ask(neighbour, "POST", `/api/referrals/${owed}/summary-sent`, {})).status).toBe(404);
  expect((await queue.ask(lead, "POST", `/api/referrals/${owed}/summary-sent`, {})).status).toBe(200);
  expect(await owedTo(lead)).not.toContain(owed);
  expect((await queue.ask(lead, "GET", `/api/referrals/${owed}`)).body).toMatchObject({ summary: "sent" });
});

test("a pause ends by itself when its time has come, and wakes those who wait; a pause without a time stays", async () => {
  const put = (team: string, body: unknown) => queue.ask(coordinator, "PUT", `/api/teams/${team}/state`, body);
  expect((await put(TEAM, { isPaused: true, pausedUntil: inMinutes(-1), reason: "handover" })).status).toBe(422);
  expect((await put(TEAM, { isPaused: true, pausedUntil: inMinutes(30), reason: "handover" })).body).toMatchObject({
    isPaused: true,
    pausedBecause: "handover",
    pausedUntil: inMinutes(30),
  });
  expect((await put(OTHER_TEAM, { isPaused: true, reason: "no car" })).body).not.toHaveProperty("pausedUntil");
  // Another number of places leaves the pause and its reason as they are.
  expect((await put(TEAM, { capacity: 9, reason: "two more cars" })).body).toMatchObject({
    isPaused: true,
    pausedBecause: "handover",
    pausedUntil: inMinutes(30),
  });
  await whenPausesEnd(queue.parts);
  const state = (team: string) =>
    queue.parts.db.selectFrom("team").selectAll().where("team", "=", team).executeTakeFirstOrThrow();
  expect(await state(TEAM)).toMatchObject({ is_paused: true });
  const before = await state(TEAM);
  queue.time.nowMs += 30 * MINUTE;
  await whenPausesEnd(queue.parts);
  expect(await state(TEAM)).toMatchObject({
    is_paused: false,
    paused_because: null,
    paused_until: null,
    wakes_waiting: true,
    version: before.version + 1,
  });
  expect(await state(OTHER_TEAM)).toMatchObject({ is_paused: true, paused_because: "no car" });
  expect(await queue.lastFact(before.chain_id, "team-state-changed")).toMatchObject({
    actor: { kind: "system" },
    data: { team: TEAM, isPaused: false, reason: "working" },
  });
});

test("shows the team what its visit needs: agreement to the time, attempts at the door", async () => {
  const { referralId, offerId } = await queue.offered();
  const path = `/api/referrals/${referralId}`;
  const give = (name: string, body: unknown) => queue.ask(clinician, "POST", `${path}/${name}`, body);
  expect((await queue.ask(clinician, "GET", path)).body).toMatchObject({ visit: null });
  const late = await give("accept", { offerId, expectedAt: inMinutes(150) });
  expect(late.body).toMatchObject({ row: { counterOffer: "pending" } });
  expect((await queue.ask(coordinator, "POST", `${path}/agree-time`, {})).body).toMatchObject({
    row: { counterOffer: "agreed" },
  });
  await give("no-access", {
    callsMade: 2,
    nextOfKinCalled: true,
    referrerCalled: false,
    welfareCheckAskedOf: "none",
  });
  expect((await queue.ask(clinician, "GET", path)).body).toMatchObject({
    visit: { counterOffer: "agreed", setOffAt: null, noAccess: { callsMade: 2, nextOfKinCalled: true } },
  });
});
