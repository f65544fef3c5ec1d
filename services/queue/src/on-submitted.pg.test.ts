import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  madeAmendment,
  madeAnswerUndelivered,
  madeAssessed,
  madePerson,
  madePrincipal,
  madeReceived,
  madeRouted,
  madeWithdrawal,
  adviceMessage,
  submittedMessage,
  TEAM,
} from "./made/made-messages.ts";
import { makeQueue, MINUTE, T0, type MadeQueue } from "./made/made-queue.ts";
import { onAdvice } from "./on-advice.ts";
import { onSubmitted } from "./on-submitted.ts";
import { parkOldOrphans } from "./orphans.ts";

let queue: MadeQueue;
beforeAll(async () => {
  queue = await makeQueue();
});
afterAll(() => queue.stop());

async function phoneOf(referralId: string): Promise<unknown> {
  const { details } = await queue.parts.db
    .selectFrom("person")
    .select("details")
    .where("referral_id", "=", referralId)
    .executeTakeFirstOrThrow();
  return (details as { readonly phone?: string }).phone;
}

test("opens the case and shows it on the board at once", async () => {
  const received = madeReceived({ atMs: T0 });
  await onSubmitted(queue.parts)([submittedMessage(received)]);
  const [opened] = await queue.facts(received.referralId);
  expect(opened).toMatchObject({
    type: "opened",
    sequence: 1,
    causationId: received.id,
    correlationId: received.correlationId,
  });
  expect(await queue.row(received.referralId)).toMatchObject({
    kind: "row",
    state: "received",
    version: 1,
    place: "basildon-and-brentwood",
  });
});

test("takes a referral from submitted to offered, and counts the offer in the team's state", async () => {
  const { referralId } = await queue.offered();
  expect(await queue.row(referralId)).toMatchObject({ state: "offered", offer: { team: TEAM } });
  const team = await queue.parts.db.selectFrom("team").selectAll().where("team", "=", TEAM).executeTakeFirstOrThrow();
  expect(team.open_offers).toBe(1);
  const sent = await queue.parts.db
    .selectFrom("outbox")
    .select(["topic", "key"])
    .where("topic", "=", "team.state.v1")
    .execute();
  expect(sent.map((row) => row.key)).toContain(TEAM);
});

test("a repeat of every message changes nothing", async () => {
  const received = madeReceived({ atMs: T0 });
  const amendment = madeAmendment(received);
  const submit = [submittedMessage(received), submittedMessage(received), submittedMessage(amendment)];
  await onSubmitted(queue.parts)(submit);
  const assessed = adviceMessage(madeAssessed(await queue.lastFact(received.referralId, "amended")));
  await onAdvice(queue.parts)([assessed]);
  const routed = adviceMessage(madeRouted(await queue.lastFact(received.referralId, "routing-requested")));
  await onAdvice(queue.parts)([routed, routed]);
  const before = await queue.facts(received.referralId);
  await onSubmitted(queue.parts)(submit);
  await onAdvice(queue.parts)([assessed, routed]);
  expect(await queue.facts(received.referralId)).toEqual(before);
  expect(before.filter((fact) => fact.type === "offered")).toHaveLength(1);
});

test("handles 200 messages in one go, each in its own chain", async () => {
  const many = Array.from({ length: 200 }, () => madeReceived({ atMs: T0 }));
  await onSubmitted(queue.parts)(many.map(submittedMessage));
  for (const received of [many[0], many[99], many[199]]) {
    if (received === undefined) throw new Error("made too few");
    expect((await queue.facts(received.referralId)).map((fact) => fact.type)).toContain("opened");
  }
});

test("keeps a withdrawal that comes before its referral, and applies it when the referral opens", async () => {
  const received = madeReceived({ atMs: T0 });
  await onSubmitted(queue.parts)([submittedMessage(madeWithdrawal(received))]);
  expect(await queue.facts(received.referralId)).toEqual([]);
  await onSubmitted(queue.parts)([submittedMessage(received)]);
  expect(await queue.row(received.referralId)).toMatchObject({ state: "withdrawn" });
});

test("takes up an amendment that stands before its referral in the same batch", async () => {
  const received = madeReceived({ atMs: T0 });
  const amendment = madeAmendment(received);
  await onSubmitted(queue.parts)([submittedMessage(amendment), submittedMessage(received)]);
  expect((await queue.facts(received.referralId)).map((fact) => fact.type)).toEqual(["opened", "amended"]);
  const waiting = await queue.parts.db.selectFrom("orphan").select("id").where("id", "=", amendment.id).execute();
  expect(waiting).toEqual([]);
});

test("content that was overtaken on its way changes nothing any more, and nothing of who the person is", async () => {
  const received = madeReceived({ atMs: T0 });
  const older = madeAmendment(received, { contentNumber: 2, person: madePerson({ phone: "07700 900222" }) });
  const newer = madeAmendment(received, { contentNumber: 3, person: madePerson({ phone: "07700 900333" }) });
  await onSubmitted(queue.parts)([submittedMessage(received)]);
  await onSubmitted(queue.parts)([submittedMessage(newer)]);
  await onSubmitted(queue.parts)([submittedMessage(older)]);
  expect((await queue.facts(received.referralId)).map((fact) => fact.type)).toEqual(["opened", "amended"]);
  expect(await phoneOf(received.referralId)).toBe("07700 900333");
});

test("an amendment that waited for its referral says who the person is, not the referral that came after it", async () => {
  const received = madeReceived({ atMs: T0, person: madePerson({ phone: "07700 900444" }) });
  const amendment = madeAmendment(received, { contentNumber: 2, person: madePerson({ phone: "07700 900555" }) });
  await onSubmitted(queue.parts)([submittedMessage(amendment)]);
  await onSubmitted(queue.parts)([submittedMessage(received)]);
  expect((await queue.facts(received.referralId)).map((fact) => fact.type)).toEqual(["opened", "amended"]);
  expect(await phoneOf(received.referralId)).toBe("07700 900555");
});

test("parks a message whose referral never came, once, as an orphan", async () => {
  const received = madeReceived({ atMs: T0 });
  await onSubmitted(queue.parts)([submittedMessage(madeWithdrawal(received))]);
  expect(await parkOldOrphans(queue.parts)).toBe(0);
  queue.time.nowMs = T0 + 5 * MINUTE;
  expect(await parkOldOrphans(queue.parts)).toBe(1);
  expect(await parkOldOrphans(queue.parts)).toBe(0);
  queue.time.nowMs = T0;
  const parked = await queue.parts.db.selectFrom("outbox").select("value").where("topic", "=", "parked.v1").execute();
  expect(parked.map((row) => JSON.parse(row.value ?? "{}").reason)).toEqual(["orphan"]);
});

test("advice for an older revision is recorded as ignored", async () => {
  const received = madeReceived({ atMs: T0 });
  await onSubmitted(queue.parts)([submittedMessage(received)]);
  const opened = await queue.lastFact(received.referralId, "opened");
  await onSubmitted(queue.parts)([submittedMessage(madeAmendment(received))]);
  await onAdvice(queue.parts)([adviceMessage(madeAssessed(opened))]);
  expect(await queue.lastFact(received.referralId, "advice-ignored")).toMatchObject({
    data: { advice: "assessed", because: "stale-revision" },
  });
});

test("suggests a link on a verified NHS number, and not when the date of birth differs", async () => {
  const first = madeReceived({ atMs: T0, nhsNumberVerified: true, person: madePerson({ nhsNumber: "9434765919" }) });
  const second = madeReceived({ atMs: T0, nhsNumberVerified: true, person: madePerson({ nhsNumber: "943 476 5919" }) });
  const other = madeReceived({
    atMs: T0,
    nhsNumberVerified: true,
    person: madePerson({ nhsNumber: "9434765919", dateOfBirth: "1950-01-01" }),
  });
  await onSubmitted(queue.parts)([submittedMessage(first)]);
  await onSubmitted(queue.parts)([submittedMessage(second), submittedMessage(other)]);
  expect(await queue.lastFact(second.referralId, "link-suggested")).toMatchObject({
    data: { other: first.referralId, basis: "nhs-number" },
  });
  expect((await queue.facts(other.referralId)).map((fact) => fact.type)).not.toContain("link-suggested");
});

test("keeps identity out of facts, board rows and the outbox, and seals the access notes", async () => {
  const received = madeReceived({ atMs: T0 });
  await onSubmitted(queue.parts)([submittedMessage(received)]);
  const { rows } = await queue.database.pool.query(
    "select body as text from queue.fact union all select body from queue.board_record union all select coalesce(value, '') || headers::text from queue.outbox where topic <> 'parked.v1'",
  );
  for (const { text } of rows)
    expect(text ?? "").not.toMatch(/Patientsdottir|9990000018|Q471Q|07700 900111|Example Row/);
  const person = await queue.parts.db
    .selectFrom("person")
    .selectAll()
    .where("referral_id", "=", received.referralId)
    .executeTakeFirstOrThrow();
  expect(JSON.stringify(person.details)).not.toContain("Q471Q");
  expect(person.access_notes?.includes("Q471Q")).toBe(false);
});

test("a new referral names the closed ones of the same verified NHS number", async () => {
  const person = madePerson({ nhsNumber: "9434765870" });
  const first = await queue.offered({ nhsNumberVerified: true, person });
  const path = `/api/referrals/${first.referralId}`;
  const clinician = madePrincipal("ucrt-clinician");
  const expectedAt = new Date(T0 + 40 * MINUTE).toISOString();
  await queue.ask(clinician, "POST", `${path}/accept`, { offerId: first.offerId, expectedAt });
  await queue.ask(clinician, "POST", `${path}/arrive`, {});
  expect(
    (await queue.ask(clinician, "POST", `${path}/close`, { outcome: "stayed-home", summary: "sent" })).status,
  ).toBe(200);
  const second = madeReceived({ atMs: T0, nhsNumberVerified: true, person });
  await onSubmitted(queue.parts)([submittedMessage(second)]);
  expect(await queue.lastFact(second.referralId, "opened")).toMatchObject({
    data: { earlierReferrals: [{ referralId: first.referralId, closedAt: T0 }] },
  });
});

test("a check before sending becomes one fact of its own chain, without identity", async () => {
  const received = madeReceived({ atMs: T0 });
  await onSubmitted(queue.parts)([submittedMessage(received)]);
  const { decision } = madeAssessed(await queue.lastFact(received.referralId, "opened"));
  const checkId = randomUUID();
  const check = adviceMessage({
    type: "checked",
    id: checkId,
    checkId,
    at: T0,
    source: "gp",
    organisation: "F81001",
    picture: received.picture,
    decision,
  });
  await onAdvice(queue.parts)([check, check]);
  await onAdvice(queue.parts)([check]);
  expect((await queue.facts(checkId)).map((fact) => [fact.type, fact.sequence])).toEqual([["check-made", 1]]);
});

test("an answer that the sender's system never took becomes one call, also of an ended case, until it got through or somebody rang", async () => {
  const { referralId, offerId } = await queue.offered({ source: "stack", validationBreachAt: T0 + 200 * MINUTE });
  const clinician = madePrincipal("ucrt-clinician");
  const coordinator = madePrincipal("spa-coordinator");
  const path = `/api/referrals/${referralId}`;
  const expectedAt = new Date(T0 + 40 * MINUTE).toISOString();
  await queue.ask(clinician, "POST", `${path}/accept`, { offerId, expectedAt });

  const lost = submittedMessage(madeAnswerUndelivered(referralId, "accepted"));
  await onSubmitted(queue.parts)([lost, lost]);
  await onSubmitted(queue.parts)([lost]);
  expect(await queue.row(referralId)).toMatchObject({ openCallTasks: 1, answerUndeliveredTo: "999" });
  await onSubmitted(queue.parts)([submittedMessage(madeAnswerUndelivered(referralId, "accepted", false))]);
  expect(await queue.row(referralId)).toMatchObject({ openCallTasks: 0 });

  await queue.ask(clinician, "POST", `${path}/arrive`, {});
  await queue.ask(clinician, "POST", `${path}/close`, { outcome: "stayed-home", summary: "sent" });
  await onSubmitted(queue.parts)([submittedMessage(madeAnswerUndelivered(referralId, "ended"))]);
  const seen = await queue.ask(coordinator, "GET", path);
  expect(seen.body).toMatchObject({
    state: "closed",
    row: { lane: "awaiting-acknowledgement" },
    callTasks: [
      { answer: "accepted", done: true },
      { answer: "ended", whom: "999", done: false },
    ],
  });
  const [, open] = seen.body["callTasks"] as { readonly taskId: string }[];
  const rung = { taskId: open?.taskId, with: "999", reached: true, agreed: "acknowledged" };
  expect((await queue.ask(coordinator, "POST", `${path}/record-call`, rung)).status).toBe(200);
  expect(await queue.row(referralId)).toMatchObject({ lane: "done", openCallTasks: 0 });
});
