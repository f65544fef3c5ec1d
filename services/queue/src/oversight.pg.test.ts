// What the service lead and the privacy officer ask of the queue, and who may not.
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditCasesAnswer, breakGlassOpenings, refusalsAnswer, role, subjectAccessAnswer } from "@ucrt/schemas";
import type { Role } from "@ucrt/schemas";
import { madePerson, madePrincipal, OTHER_TEAM, TEAM } from "./made/made-messages.ts";
import { makeQueue, MINUTE, T0, type MadeQueue } from "./made/made-queue.ts";

const month = "2026-11";
const lead = madePrincipal("service-lead");
const coordinator = madePrincipal("spa-coordinator");
const spaClinician = madePrincipal("spa-clinician");
const clinician = madePrincipal("ucrt-clinician");
const officer = madePrincipal("privacy-officer", { subject: "officer-1", name: "An officer" });

let queue: MadeQueue;
const refused: string[] = [];

beforeAll(async () => {
  queue = await makeQueue();
  await queue.ask(spaClinician, "PUT", `/api/teams/${TEAM}/state`, { capacity: 50, reason: "a day of the test" });
  for (let count = 0; count < 13; count += 1) {
    const { referralId, offerId } = await queue.offered();
    const reason = count < 10 ? "capacity" : "not-eligible";
    const path = `/api/referrals/${referralId}/decline`;
    expect((await queue.ask(clinician, "POST", path, { offerId, reason })).status).toBe(200);
    refused.push(referralId);
  }
  // Accepted in the end: refused by nobody.
  const { referralId, offerId } = await queue.offered();
  await queue.ask(clinician, "POST", `/api/referrals/${referralId}/accept`, {
    offerId,
    expectedAt: new Date(T0 + 40 * MINUTE).toISOString(),
  });
});
afterAll(() => queue.stop());

const sample = async (principal = lead, ofMonth = month) =>
  auditCasesAnswer.parse((await queue.ask(principal, "GET", `/api/audit-sample?month=${ofMonth}`)).body);

test("refusals are counted by team, referrer and reason, unsuppressed", async () => {
  const answer = await queue.ask(lead, "GET", `/api/refusals?month=${month}`);
  expect(refusalsAnswer.parse(answer.body).rows).toEqual([
    { kind: "declined", team: TEAM, referrer: "RYC", reason: "capacity", count: 10 },
    { kind: "declined", team: TEAM, referrer: "RYC", reason: "not-eligible", count: 3 },
  ]);
  expect((await queue.ask(lead, "GET", "/api/refusals?month=2026-10")).body).toMatchObject({ rows: [] });
});

test("ten refusals of the month are drawn, the same whoever asks and however often, without identity", async () => {
  const drawn = await sample();
  expect(drawn.cases).toHaveLength(10);
  expect(drawn.cases.filter((one) => !refused.includes(one.referralId))).toEqual([]);
  expect((await sample(spaClinician)).cases.map((one) => one.referralId)).toEqual(
    drawn.cases.map((one) => one.referralId),
  );
  expect(JSON.stringify(drawn)).not.toMatch(/Patientsdottir|9990000018|1940-02-29|Example Row|Q471Q/);
  expect(drawn.cases[0]?.refusals).toMatchObject([{ kind: "declined", team: TEAM, by: "ucrt-clinician" }]);
  expect((await sample(lead, "2026-10")).cases).toEqual([]);
  const looked = await queue.ask(officer, "GET", `/api/referrals/${drawn.cases[0]?.referralId}/accesses`);
  expect(looked.body["rows"]).toContainEqual(expect.objectContaining({ what: "audit-sample", name: lead.name }));
});

test("a registered clinician judges a drawn case once, nobody their own refusal, and it becomes a fact", async () => {
  const [first, second] = (await sample()).cases;
  const path = (id: string | undefined) => `/api/audit-sample/${id}/judgement`;
  const agree = { month, judgement: "agree", reason: "criteria-applied" };
  expect((await queue.ask(clinician, "POST", path(first?.referralId), agree)).status).toBe(403);
  expect((await sample(clinician)).cases[0]?.bar).toBe("own-refusal");
  const { registration, ...unregistered } = spaClinician;
  expect(registration).toBeDefined();
  expect((await queue.ask(unregistered, "POST", path(first?.referralId), agree)).status).toBe(403);
  const reason = { ...agree, reason: "advice-unsafe" };
  expect((await queue.ask(spaClinician, "POST", path(first?.referralId), reason)).status).toBe(422);
  const left = refused.find((id) => id !== first?.referralId && id !== second?.referralId);
  expect((await queue.ask(spaClinician, "POST", path(left), { ...agree, month: "2026-10" })).status).toBe(404);

  const judged = await queue.ask(spaClinician, "POST", path(first?.referralId), agree);
  expect(judged).toMatchObject({ status: 200, body: { bar: "judged", judgement: { judgement: "agree" } } });
  // A lost answer is given again; somebody else is told who was first.
  expect((await queue.ask(spaClinician, "POST", path(first?.referralId), agree)).body).toEqual(judged.body);
  const other = madePrincipal("ucrt-lead", { subject: "another-lead", team: OTHER_TEAM });
  const disagree = { month, judgement: "disagree", reason: "could-have-been-seen" };
  expect((await queue.ask(other, "POST", path(first?.referralId), disagree)).status).toBe(409);
  const both = await Promise.all(
    [other, spaClinician].map((who) => queue.ask(who, "POST", path(second?.referralId), disagree)),
  );
  expect(both.map(({ status }) => status).sort((one, two) => one - two)).toEqual([200, 409]);

  const facts = await queue.parts.db.selectFrom("fact").select("body").where("type", "=", "audit-judged").execute();
  expect(facts.map(({ body }) => JSON.parse(body).data)).toEqual([
    { about: first?.referralId, judgement: "agree", reason: "criteria-applied" },
    { about: second?.referralId, judgement: "disagree", reason: "could-have-been-seen" },
  ]);
});

test("what was judged stays drawn when more is refused", async () => {
  const judged = (await sample()).cases.filter((one) => one.judgement !== null).map((one) => one.referralId);
  expect(judged).toHaveLength(2);
  for (let count = 0; count < 6; count += 1) {
    const { referralId, offerId } = await queue.offered();
    await queue.ask(clinician, "POST", `/api/referrals/${referralId}/decline`, { offerId, reason: "other" });
  }
  const cases = (await sample()).cases;
  expect(cases).toHaveLength(10);
  expect(cases.filter((one) => one.judgement !== null).map((one) => one.referralId)).toEqual(judged);
});

test("an opening of access notes is with the privacy officer at once, with what was read, and is reviewed once", async () => {
  const { referralId } = await queue.offered();
  const path = `/api/referrals/${referralId}`;
  await queue.ask(coordinator, "POST", `${path}/break-glass`, { reason: "clinician-at-the-door", note: "Rang me" });
  await queue.ask(coordinator, "GET", path);
  const openings = breakGlassOpenings.parse((await queue.ask(officer, "GET", "/api/referrals/break-glass")).body);
  const opening = openings.rows.find((row) => row.referralId === referralId);
  expect(opening).toMatchObject({
    name: coordinator.name,
    role: "spa-coordinator",
    reason: "clinician-at-the-door",
    note: "Rang me",
    looks: [{ what: "person-and-access-notes" }],
    outcome: null,
  });
  expect(openings.counts).toEqual({ waiting: 1, overdue: 0, reviewed: 0 });
  const review = `/api/referrals/break-glass/${opening?.id}/review`;
  expect((await queue.ask(officer, "POST", review, { outcome: "fine" })).status).toBe(422);
  const found = { outcome: "justified", note: "The team confirms it" };
  expect((await queue.ask(officer, "POST", review, found)).body).toMatchObject({
    outcome: "justified",
    reviewNote: "The team confirms it",
    reviewedByName: "An officer",
  });
  expect((await queue.ask(officer, "POST", review, { outcome: "not-justified" })).body).toMatchObject({
    outcome: "justified",
    reviewNote: "The team confirms it",
  });
  expect((await queue.ask(officer, "GET", "/api/referrals/break-glass")).body["counts"]).toEqual({
    waiting: 0,
    overdue: 0,
    reviewed: 1,
  });
});

test("a person's record is put together by NHS number, with who looked, this look included", async () => {
  const nhsNumber = "9990000026";
  const { referralId } = await queue.offered({ person: madePerson({ nhsNumber, name: "Fern Sample" }) });
  await queue.ask(coordinator, "GET", `/api/referrals/${referralId}`);
  await queue.ask(coordinator, "POST", `/api/referrals/${referralId}/note`, { note: "Daughter rings back" });
  const asked = { nhsNumber: "999 000 0026", reason: "subject-access-request" };
  const answer = subjectAccessAnswer.parse((await queue.ask(officer, "POST", "/api/subject-access", asked)).body);
  expect(answer.referrals).toMatchObject([
    {
      referralId,
      isNumberVerified: false,
      person: { name: "Fern Sample", accessNotes: "Key safe Q471Q by the door" },
      notes: [{ text: "Daughter rings back" }],
    },
  ]);
  expect(answer.referrals[0]?.history.map((line) => line.words)).toContain("Received");
  expect(answer.referrals[0]?.accesses.map(({ what, name, reason }) => [what, name, reason])).toEqual([
    ["person", coordinator.name, null],
    ["subject-access", "An officer", "subject-access-request"],
  ]);
  const nobody = { ...asked, nhsNumber: "9990000042" };
  expect((await queue.ask(officer, "POST", "/api/subject-access", nobody)).body).toMatchObject({ referrals: [] });
  expect((await queue.ask(officer, "POST", "/api/subject-access", { ...asked, nhsNumber: "999" })).status).toBe(422);
});

test("N70: a walk through numbers is stopped for the privacy officer as well, and alarmed", async () => {
  const walker = madePrincipal("privacy-officer", { subject: "walker" });
  const asked = { nhsNumber: "9990000042", reason: "complaint" };
  const statuses: number[] = [];
  for (let count = 0; count <= queue.parts.searchesInFiveMinutes; count += 1)
    statuses.push((await queue.ask(walker, "POST", "/api/subject-access", asked)).status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(queue.parts.searchesInFiveMinutes);
  expect(statuses.at(-1)).toBe(429);
  expect(queue.alarms).toContainEqual({ kind: "search-walk", details: { subject: "walker" } });
});

const someId = "00000000-0000-4000-8000-000000000001";
const judges: readonly Role[] = ["spa-clinician", "ucrt-clinician", "ucrt-lead"];
test.each<[string, "GET" | "POST", string, unknown, readonly Role[]]>([
  ["refusals", "GET", `/api/refusals?month=${month}`, undefined, ["service-lead"]],
  ["the audit sample", "GET", `/api/audit-sample?month=${month}`, undefined, ["service-lead", ...judges]],
  [
    "judging",
    "POST",
    `/api/audit-sample/${someId}/judgement`,
    { month, judgement: "agree", reason: "criteria-applied" },
    judges,
  ],
  [
    "subject access",
    "POST",
    "/api/subject-access",
    { nhsNumber: "9990000042", reason: "complaint" },
    ["privacy-officer"],
  ],
  ["break-glass openings", "GET", "/api/referrals/break-glass", undefined, ["privacy-officer"]],
])("N25, N28: %s: 403 for every other role", async (_what, method, url, body, allowed) => {
  const refusedRoles: Role[] = [];
  for (const one of role.options)
    if ((await queue.ask(madePrincipal(one), method, url, body)).status === 403) refusedRoles.push(one);
  expect(refusedRoles).toEqual(role.options.filter((one) => !allowed.includes(one)));
  expect((await queue.ask(undefined, method, url, body)).status).toBe(401);
});
