import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { madePrincipal, OTHER_TEAM, TEAM } from "./made/made-messages.ts";
import { makeQueue, MINUTE, T0, type MadeQueue } from "./made/made-queue.ts";

let queue: MadeQueue;
beforeAll(async () => {
  queue = await makeQueue();
});
afterAll(() => queue.stop());

const clinician = madePrincipal("ucrt-clinician");
const coordinator = madePrincipal("spa-coordinator");
const expectedAt = new Date(T0 + 40 * MINUTE).toISOString();

test("accepts, sets off, arrives and closes", async () => {
  const { referralId, offerId } = await queue.offered();
  const path = `/api/referrals/${referralId}`;
  expect(await queue.ask(clinician, "POST", `${path}/accept`, { offerId, expectedAt })).toMatchObject({
    status: 200,
    body: { state: "accepted", row: { team: TEAM } },
  });
  expect(await queue.ask(clinician, "POST", `${path}/en-route`, {})).toMatchObject({
    status: 200,
    body: { state: "en-route" },
  });
  expect(await queue.ask(clinician, "POST", `${path}/arrive`, {})).toMatchObject({
    status: 200,
    body: { state: "arrived" },
  });
  expect(
    await queue.ask(clinician, "POST", `${path}/close`, { outcome: "stayed-home", summary: "sent" }),
  ).toMatchObject({ status: 200, body: { state: "closed" } });
  const team = await queue.parts.db.selectFrom("team").selectAll().where("team", "=", TEAM).executeTakeFirstOrThrow();
  expect(team).toMatchObject({ open_offers: 0, open_jobs: 0 });
});

test(
  "two accept at the same instant, 200 times: one wins each time, the other is told by which team",
  { timeout: 180_000 },
  async () => {
    const capacity = { capacity: 500, reason: "a busy day" };
    expect((await queue.ask(coordinator, "PUT", `/api/teams/${TEAM}/state`, capacity)).status).toBe(200);
    const other = madePrincipal("ucrt-clinician", { subject: "another-clinician" });
    const offers = await queue.offeredMany(200);
    expect(offers).toHaveLength(200);
    for (const { referralId, offerId } of offers) {
      const path = `/api/referrals/${referralId}/accept`;
      const answers = await Promise.all(
        [clinician, other].map((who) => queue.ask(who, "POST", path, { offerId, expectedAt })),
      );
      expect(answers.map((answer) => answer.status).sort((one, two) => one - two)).toEqual([200, 409]);
      const loser = answers.find((answer) => answer.status === 409);
      expect(loser?.body).toMatchObject({ reason: "REF_ALREADY_ACCEPTED", winningTeam: TEAM });
    }
    const accepted = await queue.parts.db
      .selectFrom("fact")
      .select("chain_id")
      .where("type", "=", "accepted")
      .where(
        "chain_id",
        "in",
        offers.map((offer) => offer.referralId),
      )
      .execute();
    expect(accepted).toHaveLength(200);
    expect(new Set(accepted.map((fact) => fact.chain_id)).size).toBe(200);
  },
);

test(
  "a team accepts while SPA assigns it to another team: one of the two teams holds it, never both",
  { timeout: 60_000 },
  async () => {
    const neighbour = madePrincipal("ucrt-clinician", { subject: "neighbour", team: OTHER_TEAM });
    for (let round = 0; round < 30; round += 1) {
      const { referralId, offerId } = await queue.offered();
      const path = `/api/referrals/${referralId}`;
      const [accepted, assigned] = await Promise.all([
        queue.ask(clinician, "POST", `${path}/accept`, { offerId, expectedAt }),
        queue.ask(coordinator, "POST", `${path}/assign`, { team: OTHER_TEAM }),
      ]);
      expect([accepted.status, assigned.status].sort((one, other) => one - other)).toEqual([200, 409]);
      if (assigned.status === 200) {
        const offered = await queue.lastFact(referralId, "offered");
        if (offered.type !== "offered") throw new Error("not offered");
        expect(
          await queue.ask(neighbour, "POST", `${path}/accept`, { offerId: offered.data.offerId, expectedAt }),
        ).toMatchObject({ status: 200, body: { row: { team: OTHER_TEAM } } });
      }
      const active = await queue.parts.db
        .selectFrom("acceptance")
        .select("team")
        .where("referral_id", "=", referralId)
        .where("ended_at", "is", null)
        .execute();
      expect(active).toEqual([{ team: accepted.status === 200 ? TEAM : OTHER_TEAM }]);
      const holder = accepted.status === 200 ? clinician : neighbour;
      await queue.ask(holder, "POST", `${path}/transfer-team`, { reason: "capacity" });
    }
  },
);

test("a lost answer is given again, the same request with another body is refused", async () => {
  const { referralId, offerId } = await queue.offered();
  const path = `/api/referrals/${referralId}/accept`;
  const requestId = randomUUID();
  const first = await queue.ask(clinician, "POST", path, { offerId, expectedAt }, requestId);
  const again = await queue.ask(clinician, "POST", path, { offerId, expectedAt }, requestId);
  expect(first.status).toBe(200);
  expect(again).toEqual(first);
  expect(await queue.ask(clinician, "POST", path, { offerId, expectedAt, byPhone: true }, requestId)).toMatchObject({
    status: 409,
    body: { code: "REF_KEY_REUSED" },
  });
  expect(
    await queue.ask(
      madePrincipal("ucrt-clinician", { subject: "x" }),
      "POST",
      path,
      { offerId, expectedAt },
      requestId,
    ),
  ).toMatchObject({ status: 409, body: { code: "REF_CONFLICT" } });
});

test("a stale version is a conflict with the present row, and unknown fields are refused", async () => {
  const { referralId, offerId } = await queue.offered();
  const path = `/api/referrals/${referralId}/accept`;
  expect(await queue.ask(clinician, "POST", path, { offerId, expectedAt, expectedVersion: 1 })).toMatchObject({
    status: 409,
    body: { code: "REF_STALE_VERSION", current: { state: "offered" } },
  });
  expect(await queue.ask(clinician, "POST", path, { offerId, expectedAt, team: "x" })).toMatchObject({ status: 422 });
});

test("roles: nobody 401, commissioner 403, another team 404, a coordinator who reviews 403", async () => {
  const { referralId, offerId } = await queue.offered();
  const accept = `/api/referrals/${referralId}/accept`;
  expect((await queue.ask(undefined, "POST", accept, { offerId, expectedAt })).status).toBe(401);
  expect((await queue.ask(madePrincipal("commissioner"), "POST", accept, { offerId, expectedAt })).status).toBe(403);
  const stranger = madePrincipal("ucrt-clinician", { subject: "stranger", team: OTHER_TEAM });
  expect((await queue.ask(stranger, "GET", `/api/referrals/${referralId}`)).status).toBe(404);
  expect((await queue.ask(stranger, "POST", `/api/referrals/${referralId}/en-route`, {})).status).toBe(404);
  const review = { outcome: "suitable", response: "two-hour", reason: "new-information" };
  expect((await queue.ask(coordinator, "POST", `/api/referrals/${referralId}/review`, review)).status).toBe(403);
});

test("free text of a command goes to the notes and never into a fact", async () => {
  const { referralId } = await queue.offered();
  expect(
    (await queue.ask(coordinator, "POST", `/api/referrals/${referralId}/note`, { note: "Daughter rings back at noon" }))
      .status,
  ).toBe(200);
  expect(JSON.stringify(await queue.facts(referralId))).not.toContain("Daughter");
  const view = await queue.ask(coordinator, "GET", `/api/referrals/${referralId}`);
  expect(view.body).toMatchObject({ notes: [{ text: "Daughter rings back at noon", by: coordinator.name }] });
});

test("never offers more than a team has room for", async () => {
  await queue.ask(coordinator, "PUT", `/api/teams/${TEAM}/state`, { capacity: 500, reason: "test" });
  const before = await queue.parts.db.selectFrom("team").selectAll().where("team", "=", TEAM).executeTakeFirstOrThrow();
  const used = before.open_offers + before.open_jobs;
  await queue.ask(coordinator, "PUT", `/api/teams/${TEAM}/state`, { capacity: used + 2, reason: "test" });
  const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => queue.offered()));
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(2);
  const after = await queue.parts.db.selectFrom("team").selectAll().where("team", "=", TEAM).executeTakeFirstOrThrow();
  expect(after.open_offers + after.open_jobs).toBe(used + 2);
});

test("a link is made and undone by a person, and seen from both sides", async () => {
  await queue.ask(coordinator, "PUT", `/api/teams/${TEAM}/state`, { capacity: 500, reason: "test" });
  const [one, other] = await queue.offeredMany(2);
  if (one === undefined || other === undefined) throw new Error("made too few");
  const linksOf = async (referralId: string): Promise<unknown> =>
    (await queue.ask(coordinator, "GET", `/api/referrals/${referralId}`)).body["links"];
  const link = await queue.ask(coordinator, "POST", `/api/referrals/${one.referralId}/link`, {
    other: other.referralId,
  });
  expect(link.status).toBe(200);
  expect(await linksOf(one.referralId)).toMatchObject([{ other: other.referralId, status: "linked" }]);
  expect(await linksOf(other.referralId)).toMatchObject([{ other: one.referralId, status: "linked" }]);
  await queue.ask(coordinator, "POST", `/api/referrals/${other.referralId}/unlink`, { other: one.referralId });
  expect(await linksOf(one.referralId)).toMatchObject([{ other: other.referralId, status: "unlinked" }]);
});

test("commands that both may be done are both done, one after the other, when they come at the same instant", async () => {
  const { referralId } = await queue.offered();
  const before = (await queue.facts(referralId)).length;
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      queue.ask(coordinator, "POST", `/api/referrals/${referralId}/note`, { note: `Call ${index}` }),
    ),
  );
  expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 12 }, () => 200));
  expect(await queue.facts(referralId)).toHaveLength(before + 12);
});
