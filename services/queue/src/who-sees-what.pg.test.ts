import { afterAll, beforeAll, expect, test } from "vitest";
import { breakGlassOpening, breakGlassOpenings } from "@ucrt/schemas";
import { madePrincipal, OTHER_TEAM } from "./made/made-messages.ts";
import { makeQueue, MINUTE, T0, type MadeQueue } from "./made/made-queue.ts";

let queue: MadeQueue;
beforeAll(async () => {
  queue = await makeQueue();
});
afterAll(() => queue.stop());

const clinician = madePrincipal("ucrt-clinician");
const coordinator = madePrincipal("spa-coordinator");
const expectedAt = new Date(T0 + 40 * MINUTE).toISOString();

test("the offered team sees the person without access notes; with the job the notes; after a decline nothing", async () => {
  const accepted = await queue.offered();
  const path = `/api/referrals/${accepted.referralId}`;
  const offered = await queue.ask(clinician, "GET", path);
  expect(offered.body).toMatchObject({ person: { dateOfBirth: "1940-02-29" }, hidden: ["access-notes"] });
  expect(JSON.stringify(offered.body)).not.toContain("Q471Q");
  await queue.ask(clinician, "POST", `${path}/accept`, { offerId: accepted.offerId, expectedAt });
  expect((await queue.ask(clinician, "GET", path)).body).toMatchObject({
    person: { accessNotes: "Key safe Q471Q by the door" },
    hidden: [],
  });

  const declined = await queue.offered();
  await queue.ask(clinician, "POST", `/api/referrals/${declined.referralId}/decline`, {
    offerId: declined.offerId,
    reason: "capacity",
  });
  expect((await queue.ask(clinician, "GET", `/api/referrals/${declined.referralId}`)).status).toBe(404);
});

test("SPA sees the person but not how to get in, until the glass is broken with a reason; each look is written down", async () => {
  const { referralId } = await queue.offered();
  const path = `/api/referrals/${referralId}`;
  expect((await queue.ask(coordinator, "GET", path)).body).toMatchObject({
    hidden: ["access-notes"],
    state: "offered",
    decision: { outcome: "suitable" },
  });
  expect(
    (await queue.ask(coordinator, "POST", `${path}/break-glass`, { reason: "clinician-at-the-door" })).status,
  ).toBe(200);
  expect((await queue.ask(coordinator, "GET", path)).body).toMatchObject({
    person: { accessNotes: "Key safe Q471Q by the door" },
  });
  const looked = await queue.ask(madePrincipal("privacy-officer"), "GET", `${path}/accesses`);
  expect(looked.body).toMatchObject({
    rows: [
      { what: "person" },
      { what: "break-glass", reason: "clinician-at-the-door" },
      { what: "person-and-access-notes" },
    ],
  });
  expect(queue.alarms.map((alarm) => alarm.kind)).toContain("break-glass");
  expect((await queue.ask(madePrincipal("privacy-officer"), "GET", "/api/referrals/break-glass")).body).toMatchObject({
    rows: [{ referralId, subject: coordinator.subject, reason: "clinician-at-the-door", isOverdue: false }],
  });
});

test("a broken glass is overdue for review after a week, until the privacy officer has looked; nobody else may say so", async () => {
  const { referralId } = await queue.offered();
  const opened = await queue.ask(coordinator, "POST", `/api/referrals/${referralId}/break-glass`, {
    reason: "complaint",
  });
  expect(opened.status).toBe(200);
  const before = queue.time.nowMs;
  queue.time.nowMs += 8 * 86_400_000;
  const officer = madePrincipal("privacy-officer", { subject: "officer-1" });
  const openings = breakGlassOpenings.parse((await queue.ask(officer, "GET", "/api/referrals/break-glass")).body);
  const opening = openings.rows.find((row) => row.referralId === referralId);
  expect(opening).toMatchObject({ isOverdue: true, reviewedAt: null });
  const path = `/api/referrals/break-glass/${opening?.id}/review`;
  const found = { outcome: "justified" };
  expect((await queue.ask(coordinator, "POST", path, found)).status).toBe(403);
  const reviewed = breakGlassOpening.parse((await queue.ask(officer, "POST", path, found)).body);
  expect(reviewed).toMatchObject({ isOverdue: false, reviewedAt: queue.time.nowMs, reviewedBy: "officer-1" });
  queue.time.nowMs += 60_000;
  const other = madePrincipal("privacy-officer", { subject: "officer-2" });
  expect(breakGlassOpening.parse((await queue.ask(other, "POST", path, found)).body)).toEqual(reviewed);
  expect((await queue.ask(officer, "POST", `/api/referrals/break-glass/${referralId}/review`, found)).status).toBe(404);
  queue.time.nowMs = before;
});

test("a clinician of another team at the door has a way in, and the service lead sees no identity", async () => {
  const { referralId } = await queue.offered();
  const path = `/api/referrals/${referralId}`;
  const stranger = madePrincipal("ucrt-clinician", { subject: "stranger", team: OTHER_TEAM });
  expect((await queue.ask(stranger, "GET", path)).status).toBe(404);
  expect((await queue.ask(stranger, "POST", `${path}/break-glass`, { reason: "clinician-at-the-door" })).status).toBe(
    200,
  );
  expect((await queue.ask(stranger, "GET", path)).body).toMatchObject({ person: { sex: "female" } });
  expect((await queue.ask(madePrincipal("service-lead"), "GET", path)).body).toMatchObject({
    person: null,
    hidden: ["person", "access-notes"],
    notes: [],
  });
});

test("roles without business in a record: 403 for those who are known to have none, 404 for the others", async () => {
  const { referralId } = await queue.offered();
  const statuses = await Promise.all(
    (["commissioner", "operator", "feed", "crew", "referrer", "privacy-officer"] as const).map(
      async (role) => (await queue.ask(madePrincipal(role), "GET", `/api/referrals/${referralId}`)).status,
    ),
  );
  expect(statuses).toEqual([403, 403, 403, 404, 404, 404]);
});

test("an access that cannot be written down is refused", async () => {
  const { referralId } = await queue.offered();
  await queue.database.pool.query("alter table queue.access rename to access_away");
  const answer = await queue.ask(coordinator, "GET", `/api/referrals/${referralId}`);
  await queue.database.pool.query("alter table queue.access_away rename to access");
  expect(answer.status).toBe(500);
  expect(JSON.stringify(answer.body)).not.toContain("Patientsdottir");
});

test("search finds by number, by part of the name and by incident, for SPA only, and stops a walk", async () => {
  const searcher = madePrincipal("spa-clinician", { subject: "searcher" });
  const { referralId } = await queue.offered({ caseId: "INC-20261103-77" });
  const row = await queue.parts.db
    .selectFrom("person")
    .select("details")
    .where("referral_id", "=", referralId)
    .executeTakeFirstOrThrow();
  const { name } = row.details as { name: string };
  for (const body of [
    { caseId: "inc-20261103-77" },
    { name: name.split(" ")[0]?.toUpperCase(), dateOfBirth: "1940-02-29" },
  ]) {
    expect((await queue.ask(searcher, "POST", "/api/referrals/search", body)).body).toMatchObject({
      rows: [{ referralId, name }],
    });
  }
  expect((await queue.ask(searcher, "POST", "/api/referrals/search", { name: `${name} Else` })).body).toEqual({
    rows: [],
  });
  expect((await queue.ask(searcher, "POST", "/api/referrals/search", {})).status).toBe(422);
  expect((await queue.ask(clinician, "POST", "/api/referrals/search", { caseId: "x" })).status).toBe(403);
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 30; attempt += 1)
    statuses.push(
      (await queue.ask(searcher, "POST", "/api/referrals/search", { nhsNumber: `99900000${attempt}` })).status,
    );
  expect(statuses.at(-1)).toBe(429);
});

test("the queue and the teams are shown without identity", async () => {
  const { referralId } = await queue.offered();
  const rows = await queue.ask(clinician, "GET", "/api/queue");
  expect(JSON.stringify(rows.body)).toContain(referralId);
  expect(JSON.stringify(rows.body)).not.toContain("Patientsdottir");
  expect(
    (await queue.ask(madePrincipal("ucrt-clinician", { team: OTHER_TEAM }), "GET", "/api/queue")).body,
  ).toMatchObject({ rows: [] });
  expect((await queue.ask(coordinator, "GET", "/api/teams")).body).toMatchObject({
    isDemonstration: true,
    criteriaApproved: false,
  });
  expect((await queue.ask(madePrincipal("commissioner"), "GET", "/api/queue")).status).toBe(403);
});
