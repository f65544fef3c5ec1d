// Referrals over HTTP on a real database: stored once, answered the same way again, refused with every wrong field and nothing left behind.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sql } from "kysely";
import { referralNumberOf } from "@ucrt/domain";
import { createDatabase, createPool } from "@ucrt/postgres";
import { feed as feeds, submitAnswer, type Principal } from "@ucrt/schemas";
import { systemClock } from "@ucrt/service";
import { badExamples } from "@ucrt/testing";
import {
  careHome,
  countRows,
  crew,
  example,
  get,
  hospitalDesk,
  logLines,
  newCaseId,
  newRequestId,
  otherCrew,
  post,
  serverFor,
  spa,
  startForTests,
  submittedAbout,
  testArea,
  testLogger,
  type IntakeForTests,
} from "./intake-for-tests.ts";
import type { IntakeTables } from "./tables.ts";

let intake: IntakeForTests;
beforeAll(async () => {
  intake = await startForTests();
});
afterAll(async () => {
  await intake.close();
});

const ambulance = "/api/feeds/ambulance/referrals";
const fall = (changes: Record<string, unknown> = {}) =>
  example("ambulance", "crew-on-scene-fall-full-screen", { incidentNumber: newCaseId(), ...changes });

describe("a good referral", () => {
  test("is stored, announced once with its person, and answered with its address", async () => {
    const { status, body, headers } = await post(intake.app, ambulance, { as: crew, body: fall() });
    expect(status).toBe(202);
    expect(submitAnswer.parse(body)).toMatchObject({
      referralNumber: referralNumberOf(String(body.referralId)),
      statusUrl: `/api/submissions/${body.referralId}`,
      status: "received",
      isAmendment: false,
      suggestedLink: null,
    });
    expect(headers["location"]).toBe(`/api/submissions/${body.referralId}`);
    const [message, ...more] = await submittedAbout(intake.db, String(body.referralId));
    expect(more).toEqual([]);
    expect(message).toMatchObject({
      type: "received",
      isCandidate: false,
      sender: { subject: "crew-1", source: "crew" },
      person: { name: "Avery Testcase" },
    });
    const seen = await get(intake.app, `/api/submissions/${body.referralId}`, crew);
    expect(seen.status).toBe(200);
    expect(seen.body).toMatchObject({
      status: "received",
      spaPhone: testArea.spaPhone,
      awaitsYourAcknowledgement: false,
      decision: null,
    });
  });

  test("carries no identity in keys and headers, and none reaches the log", async () => {
    const { body } = await post(intake.app, ambulance, { as: crew, body: fall() });
    const { rows } = await sql<{
      key: string;
      headers: unknown;
    }>`select key, headers from outbox where key = ${String(body.referralId)}`.execute(intake.db);
    const carried = JSON.stringify(rows) + logLines.join("\n");
    for (const canary of ["Avery", "9991000", "1941-03-27", "SS14 3AB", "Key safe"])
      expect(carried).not.toContain(canary);
  });

  test("a repeat with the same id and body gets the same answer and changes nothing, also at the same instant", async () => {
    const body = fall();
    const requestId = newRequestId();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => post(intake.app, ambulance, { as: crew, body, requestId })),
    );
    expect(answers.map((answer) => answer.status)).toEqual([202, 202, 202, 202, 202]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(await submittedAbout(intake.db, String(answers[0]?.body.referralId))).toHaveLength(1);
  });

  test("the same id with another body is 409, and the first one stands", async () => {
    const requestId = newRequestId();
    const first = await post(intake.app, ambulance, { as: crew, body: fall(), requestId });
    const before = await countRows(intake.db);
    const second = await post(intake.app, ambulance, { as: crew, body: fall(), requestId });
    expect(second).toMatchObject({ status: 409, body: { code: "REF_KEY_REUSED" } });
    expect(await countRows(intake.db)).toEqual(before);
    expect((await get(intake.app, `/api/submissions/${first.body.referralId}`, crew)).status).toBe(200);
  });

  test.each([
    ["hospital", "ed-frailty-suitable", hospitalDesk],
    [
      "primary-care",
      "gp-visit-infection-suitable",
      { subject: "gp-1", name: "Dr Morgan", role: "referrer", organisation: "SYN201" },
    ],
    ["community", "care-home-catheter-suitable", careHome],
    ["community", "phone-call-written-down-by-spa", spa],
  ] as const)("%s takes %s", async (feed, name, principal) => {
    const { status } = await post(intake.app, `/api/feeds/${feed}/referrals`, {
      as: principal as Principal,
      body: example(feed, name),
    });
    expect(status).toBe(202);
  });
});

describe("the same case again", () => {
  test("an amendment is one, and carries the whole new picture", async () => {
    const first = fall();
    const { body: opened } = await post(intake.app, ambulance, { as: crew, body: first });
    const amended = await post(intake.app, ambulance, {
      as: crew,
      body: example("ambulance", "amendment-of-crew-on-scene-fall", { incidentNumber: first["incidentNumber"] }),
    });
    expect(amended).toMatchObject({ status: 202, body: { referralId: opened.referralId, isAmendment: true } });
    const messages = await submittedAbout(intake.db, String(opened.referralId));
    expect(messages.map((message) => message.type)).toEqual(["received", "amendment-received"]);
    expect(messages[1]).toMatchObject({ picture: { news2: { sentTotal: 4 } }, confirmsTake: false });
  });

  test("a second referral about the same person is an amendment, also from a colleague, who may then follow it", async () => {
    const first = fall();
    const { body: opened } = await post(intake.app, ambulance, { as: crew, body: first });
    expect((await get(intake.app, `/api/submissions/${opened.referralId}`, otherCrew)).status).toBe(404);
    const again = await post(intake.app, ambulance, { as: otherCrew, body: { ...first, need: { code: "FRAILTY" } } });
    expect(again.body).toMatchObject({ referralId: opened.referralId, isAmendment: true });
    expect((await get(intake.app, `/api/submissions/${opened.referralId}`, otherCrew)).status).toBe(200);
  });

  test.each([
    ["date of birth", { dateOfBirth: "1950-01-01" }],
    ["sex", { sex: "male" }],
    ["verified NHS number", { nhsNumber: "9991001387" }],
  ])("a differing %s makes it another referral, with a link suggested", async (_what, differing) => {
    const first = fall();
    const { body: opened } = await post(intake.app, ambulance, { as: crew, body: first });
    const other = await post(intake.app, ambulance, {
      as: crew,
      body: { ...first, patient: { ...(first["patient"] as object), ...differing } },
    });
    expect(other.body["isAmendment"]).toBe(false);
    expect(other.body.referralId).not.toBe(opened.referralId);
    expect(other.body["suggestedLink"]).toBe(opened.referralId);
    const [message] = await submittedAbout(intake.db, String(other.body.referralId));
    expect(message).toMatchObject({ type: "received", suggestedLink: opened.referralId });
  });

  test("an NHS number that fails its check says nothing about who it is", async () => {
    const first = fall();
    const { body: opened } = await post(intake.app, ambulance, { as: crew, body: first });
    const again = await post(intake.app, ambulance, {
      as: crew,
      body: { ...first, patient: { ...(first["patient"] as object), nhsNumber: "999 123 4560" } },
    });
    expect(again.body).toMatchObject({ referralId: opened.referralId, isAmendment: true });
  });

  test("after a withdrawal the same case id is a new referral with a link", async () => {
    const first = fall();
    const { body: opened } = await post(intake.app, ambulance, { as: crew, body: first });
    const withdrawn = await post(intake.app, `/api/submissions/${opened.referralId}/withdraw`, {
      as: crew,
      body: { reason: "conveyed" },
    });
    expect(withdrawn.status).toBe(202);
    const messages = await submittedAbout(intake.db, String(opened.referralId));
    expect(messages[1]).toMatchObject({
      type: "withdrawal-received",
      reason: "conveyed",
      organisation: "RYC",
      by: { name: "Rowan Sample" },
    });
    const again = await post(intake.app, ambulance, { as: crew, body: { ...first, sentAt: undefined } });
    expect(again.body).toMatchObject({ isAmendment: false, suggestedLink: opened.referralId });
  });

  test("an amendment of a case that is not here is taken as a referral, and says so", async () => {
    const { body } = await post(intake.app, ambulance, {
      as: crew,
      body: example("ambulance", "amendment-of-crew-on-scene-fall", { incidentNumber: newCaseId() }),
    });
    const [message] = await submittedAbout(intake.db, String(body.referralId));
    expect(message).toMatchObject({ type: "received", picture: { dataQuality: ["amendment-without-referral"] } });
  });
});

describe("amend and acknowledge at the submission's address", () => {
  test("the body is a whole message of the same case", async () => {
    const first = fall();
    const { body: opened } = await post(intake.app, ambulance, { as: crew, body: first });
    const path = `/api/submissions/${opened.referralId}/amend`;
    const { kind: _kind, ...rest } = first;
    expect(await post(intake.app, path, { as: crew, body: { ...rest, carePlace: "care-home" } })).toMatchObject({
      status: 202,
      body: { referralId: opened.referralId, isAmendment: true },
    });
    expect(await post(intake.app, path, { as: crew, body: { ...rest, incidentNumber: newCaseId() } })).toMatchObject({
      status: 422,
      body: { errors: [{ field: "incidentNumber" }] },
    });
    expect((await post(intake.app, path, { as: otherCrew, body: rest })).status).toBe(404);
  });

  test("an acknowledgement names the person who read it", async () => {
    const { body: opened } = await post(intake.app, ambulance, { as: crew, body: fall() });
    const path = `/api/submissions/${opened.referralId}/acknowledge`;
    expect((await post(intake.app, path, { as: crew, body: { acknowledges: "advice" } })).status).toBe(202);
    expect((await post(intake.app, path, { as: crew, body: { acknowledges: "nothing" } })).status).toBe(422);
    const machine: Principal = { subject: "cad", name: "CAD", role: "feed", organisation: "RYC", feeds: ["ambulance"] };
    expect((await post(intake.app, path, { as: machine, body: { acknowledges: "advice" } })).status).toBe(422);
    const messages = await submittedAbout(intake.db, String(opened.referralId));
    expect(messages[1]).toMatchObject({
      type: "acknowledgement-received",
      acknowledges: "advice",
      by: { name: "Rowan Sample", role: "crew" },
    });
  });
});

test("SPA writes down who acknowledged on the telephone, as the organisation that sent it", async () => {
  const { body: opened } = await post(intake.app, ambulance, { as: crew, body: fall() });
  const path = `/api/submissions/${opened.referralId}/acknowledge`;
  expect(await post(intake.app, path, { as: spa, body: { acknowledges: "advice" } })).toMatchObject({
    status: 422,
    body: { errors: [{ field: "by" }] },
  });
  const by = { name: "Rowan Sample", role: "paramedic", registration: null };
  expect((await post(intake.app, path, { as: spa, body: { acknowledges: "advice", by } })).status).toBe(202);
  const messages = await submittedAbout(intake.db, String(opened.referralId));
  expect(messages[1]).toMatchObject({
    type: "acknowledgement-received",
    organisation: crew.organisation,
    by: { name: "Rowan Sample", role: "paramedic" },
  });
});

describe("bad input leaves the system as it was", () => {
  test.each(feeds.options.flatMap((feed) => badExamples(feed).map((bad) => [feed, bad.name, bad] as const)))(
    "%s: %s is 422 with every wrong field",
    async (feed, _name, bad) => {
      const organisation = String(bad.message["organisation"]);
      const as: Principal =
        feed === "community" && bad.message["channel"] === "phone"
          ? { ...spa, organisation }
          : { subject: "someone", name: "Someone", role: "feed", organisation, feeds: [feed] };
      const before = await countRows(intake.db);
      const answer = await post(intake.app, `/api/feeds/${feed}/referrals`, { as, body: bad.message });
      expect(answer.status).toBe(422);
      expect(answer.body.errors?.map((error) => error.field).sort()).toEqual([...bad.wrongFields].sort());
      expect(await countRows(intake.db)).toEqual(before);
    },
  );

  const text = JSON.stringify(example("ambulance", "crew-on-scene-fall-full-screen"));
  test.each([
    ["10,000 deep", `{"kind":${"[".repeat(10_000)}${"]".repeat(10_000)}}`, 400],
    ["__proto__", `{"__proto__":{"x":1},${text.slice(1)}`, 400],
    ["duplicate keys", `{"kind":"referral",${text.slice(1)}`, 400],
    ["NUL in a name", text.replace("Avery", "Av\\u0000ery"), 422],
    ["300 KiB", text.replace("Avery", "A".repeat(300 * 1024)), 413],
    ["truncated JSON", text.slice(0, 200), 400],
    ["a list", "[]", 422],
    ["no JSON at all", "hello", 400],
  ])("%s", async (_what, body, status) => {
    const before = await countRows(intake.db);
    const answer = await post(intake.app, ambulance, { as: crew, body });
    expect(answer.status).toBe(status);
    expect(answer.body.code).toMatch(/^REF_/);
    expect(await countRows(intake.db)).toEqual(before);
  });

  test("an unknown feed is 404 and names the four", async () => {
    const answer = await post(intake.app, "/api/feeds/dentists/referrals", { as: crew, body: fall() });
    expect(answer.status).toBe(404);
    for (const feed of feeds.options) expect(answer.body.detail).toContain(feed);
  });

  test("another content type is 415, nobody is 401, no request id is 400 naming the header", async () => {
    expect((await post(intake.app, ambulance, { as: crew, body: text, type: "text/plain" })).status).toBe(415);
    expect((await post(intake.app, ambulance, { as: null, body: text })).status).toBe(401);
    expect(await post(intake.app, ambulance, { as: crew, body: text, requestId: null })).toMatchObject({
      status: 400,
      body: { errors: [{ field: "X-Request-Id" }] },
    });
    expect(await post(intake.app, ambulance, { as: crew, body: text, requestId: "9434765919" })).toMatchObject({
      status: 400,
      body: { errors: [{ field: "X-Request-Id" }] },
    });
  });

  test("nobody sends in another's name", async () => {
    const refused = [
      { as: { ...crew, organisation: "RAJ" }, path: ambulance, body: fall() },
      { as: { ...crew, role: "commissioner" as const }, path: ambulance, body: fall() },
      { as: careHome, path: ambulance, body: fall({ organisation: "SYN901" }) },
      {
        as: hospitalDesk,
        path: "/api/feeds/hospital/referrals",
        body: example("hospital", "ed-frailty-suitable", { organisation: "RYC" }),
      },
      {
        as: hospitalDesk,
        path: "/api/feeds/hospital/referrals",
        body: example("hospital", "ed-frailty-suitable", { onBehalfOf: "RYC" }),
      },
      { as: { ...crew, role: "feed" as const, feeds: ["hospital" as const] }, path: ambulance, body: fall() },
    ];
    const before = await countRows(intake.db);
    for (const { as, path, body } of refused) expect((await post(intake.app, path, { as, body })).status).toBe(403);
    expect(await countRows(intake.db)).toEqual(before);
  });

  test("SPA says for whom it writes, and that it was by phone", async () => {
    const body = example("community", "phone-call-written-down-by-spa", { channel: "form" });
    delete body["onBehalfOf"];
    const answer = await post(intake.app, "/api/feeds/community/referrals", { as: spa, body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors?.map((error) => error.field)).toEqual(["channel", "onBehalfOf"]);
  });

  test("too many requests are 429 and say when to come back", async () => {
    const app = await serverFor({ db: intake.db, ...testArea, clock: systemClock, wakeRelay: () => undefined }, 2);
    const answers = [];
    for (let index = 0; index < 3; index++) answers.push(await post(app, ambulance, { as: crew, body: fall() }));
    expect(answers.map((answer) => answer.status)).toEqual([202, 202, 429]);
    expect(Number(answers[2]?.headers["retry-after"])).toBeGreaterThan(0);
    await app.close();
  });

  test("without PostgreSQL it is 503 with a number to ring, never a false 202", async () => {
    const pool = createPool({
      url: "postgres://nobody:nothing@127.0.0.1:1/none",
      schema: "intake",
      applicationName: "intake-test",
      logger: testLogger,
    });
    const app = await serverFor({
      db: createDatabase<IntakeTables>(pool),
      ...testArea,
      clock: systemClock,
      wakeRelay: () => undefined,
    });
    const answer = await post(app, ambulance, { as: crew, body: fall() });
    expect(answer).toMatchObject({ status: 503, body: { code: "REF_NOT_STORED" } });
    expect(answer.body.detail).toContain(testArea.spaPhone);
    expect(answer.headers["retry-after"]).toBeDefined();
    await app.close();
    await pool.end();
  });
});

describe("who sees which submission", () => {
  test("own, own organisation's, all for SPA, 404 for the rest", async () => {
    const { body } = await post(intake.app, "/api/feeds/hospital/referrals", {
      as: hospitalDesk,
      body: example("hospital", "sdec-respiratory"),
    });
    const path = `/api/submissions/${body.referralId}`;
    expect((await get(intake.app, path, hospitalDesk)).status).toBe(200);
    expect((await get(intake.app, path, { ...hospitalDesk, subject: "desk-2" })).status).toBe(200);
    expect((await get(intake.app, path, spa)).status).toBe(200);
    expect((await get(intake.app, path, { ...hospitalDesk, organisation: "RAT" })).status).toBe(404);
    expect((await get(intake.app, path, { ...hospitalDesk, role: "referrer", subject: "someone-else" })).status).toBe(
      404,
    );
    expect((await get(intake.app, path, { ...hospitalDesk, role: "commissioner" })).status).toBe(403);
    expect((await get(intake.app, "/api/submissions/00000000-0000-4000-8000-000000000000", spa)).status).toBe(404);
    expect((await get(intake.app, "/api/submissions/not-an-id", spa)).status).toBe(404);
  });

  test("the list is the caller's own, newest first, a hundred at most", async () => {
    const mine: Principal = { ...crew, subject: "crew-list" };
    const ids = [];
    for (let index = 0; index < 3; index++)
      ids.push((await post(intake.app, ambulance, { as: mine, body: fall() })).body.referralId);
    const list = await get(intake.app, "/api/submissions?limit=2", mine);
    expect((list.body["rows"] as { referralId: string }[]).map((row) => row.referralId)).toEqual(
      ids.toReversed().slice(0, 2),
    );
    expect((await get(intake.app, "/api/submissions?limit=101", mine)).status).toBe(400);
    expect((await get(intake.app, "/api/submissions?limit=0", mine)).status).toBe(400);
  });
});
