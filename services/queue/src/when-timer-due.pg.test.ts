import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  adviceMessage,
  madeAssessed,
  madePrincipal,
  madeReceived,
  madeRouted,
  submittedMessage,
  TEAM,
} from "./made/made-messages.ts";
import { makeQueue, MINUTE, T0, type MadeQueue } from "./made/made-queue.ts";
import { onAdvice } from "./on-advice.ts";
import { onSubmitted } from "./on-submitted.ts";
import { whenAdviceIsMissing } from "./when-advice-is-missing.ts";
import { whenRecordsAreOld, whenRetentionEnds } from "./when-records-are-old.ts";
import { whenTeamsOpen, whenTeamStateChanges } from "./when-team-state-changes.ts";
import { whenTimersAreDue } from "./when-timer-due.ts";

let queue: MadeQueue;
beforeAll(async () => {
  queue = await makeQueue();
});
beforeEach(() => {
  queue.time.nowMs = T0;
});
afterAll(() => queue.stop());

const types = async (referralId: string): Promise<readonly string[]> =>
  (await queue.facts(referralId)).map((fact) => fact.type);
const coordinator = madePrincipal("spa-coordinator");

test("an offer nobody answers passes half-time and lapses, each once, whoever looks how often", async () => {
  const { referralId } = await queue.offered();
  queue.time.nowMs = T0 + 7.6 * MINUTE;
  await queue.fireTimers();
  expect(await types(referralId)).toContain("offer-half-time-passed");
  queue.time.nowMs = T0 + 16 * MINUTE;
  // Two instances look at the same time.
  await Promise.all([whenTimersAreDue(queue.parts), whenTimersAreDue(queue.parts)]);
  await queue.fireTimers();
  const seen = await types(referralId);
  expect(seen.filter((type) => type === "offer-half-time-passed")).toHaveLength(1);
  expect(seen.filter((type) => type === "offer-lapsed")).toHaveLength(1);
});

test("a timer that came due while nobody was running fires when somebody runs again", async () => {
  const { referralId } = await queue.offered();
  queue.time.nowMs = T0 + 60 * MINUTE;
  await queue.fireTimers();
  expect(await types(referralId)).toContain("offer-lapsed");
  expect((await queue.row(referralId)).alarms).toContain("call-task");
});

test("a timer that failed once is alarmed, holds up no other, and fires a few seconds later", async () => {
  const unlucky = await queue.offered();
  const other = await queue.offered();
  await sql`create function refuse_one() returns trigger language plpgsql as $$ begin
    if new.chain_id::text = tg_argv[0] then raise exception 'broken off'; end if; return new; end $$`.execute(
    queue.parts.db,
  );
  await sql`create trigger refuse_one before insert on fact for each row execute function refuse_one(${sql.lit(unlucky.referralId)})`.execute(
    queue.parts.db,
  );
  queue.time.nowMs = T0 + 16 * MINUTE;
  await queue.fireTimers();
  await sql`drop trigger refuse_one on fact`.execute(queue.parts.db);
  expect(await types(other.referralId)).toContain("offer-lapsed");
  expect(await types(unlucky.referralId)).not.toContain("offer-lapsed");
  expect(queue.alarms).toContainEqual({ kind: "timer-failed", referralId: unlucky.referralId });
  queue.time.nowMs += 5_000;
  await queue.fireTimers();
  expect(await types(unlucky.referralId)).toContain("offer-lapsed");
});

test("a timer whose reason is gone does nothing", async () => {
  const { referralId, offerId } = await queue.offered();
  await queue.ask(madePrincipal("ucrt-clinician"), "POST", `/api/referrals/${referralId}/accept`, {
    offerId,
    expectedAt: new Date(T0 + 90 * MINUTE).toISOString(),
  });
  queue.time.nowMs = T0 + 16 * MINUTE;
  await queue.fireTimers();
  expect(await types(referralId)).not.toContain("offer-lapsed");
});

test("a stack case goes back to 999 five minutes before the validation breach, unless it was accepted", async () => {
  const received = madeReceived({ atMs: T0, source: "stack", validationBreachAt: T0 + 30 * MINUTE });
  await onSubmitted(queue.parts)([submittedMessage(received)]);
  queue.time.nowMs = T0 + 24 * MINUTE;
  await queue.fireTimers();
  expect(await types(received.referralId)).not.toContain("handed-back");
  queue.time.nowMs = T0 + 25 * MINUTE;
  await queue.fireTimers();
  expect(await queue.lastFact(received.referralId, "handed-back")).toMatchObject({
    data: { to: "999", reason: "breach-time-near", isAutomatic: true },
  });
  expect(await queue.row(received.referralId)).toMatchObject({ state: "handed-back" });
});

test("what eligibility does not answer for 90 s is sent again, the same bytes with the same id, and alarmed", async () => {
  const received = madeReceived({ atMs: T0 });
  await onSubmitted(queue.parts)([submittedMessage(received)]);
  queue.time.nowMs = T0 + 1.4 * MINUTE;
  await whenAdviceIsMissing(queue.parts);
  const sent = async () =>
    (
      await queue.parts.db
        .selectFrom("outbox")
        .select(["value", "headers"])
        .where("key", "=", received.referralId)
        .where("topic", "=", "referral.facts.v1")
        .orderBy("id")
        .execute()
    ).filter((row) => row.value?.includes('"opened"'));
  expect(await sent()).toHaveLength(1);
  queue.time.nowMs = T0 + 1.5 * MINUTE;
  await whenAdviceIsMissing(queue.parts);
  const [first, second] = await sent();
  expect(second).toEqual(first);
  expect(queue.alarms).toContainEqual({ kind: "advice-missing", referralId: received.referralId });
  await onAdvice(queue.parts)([adviceMessage(madeAssessed(await queue.lastFact(received.referralId, "opened")))]);
  queue.time.nowMs = T0 + 10 * MINUTE;
  await whenAdviceIsMissing(queue.parts);
  expect(await sent()).toHaveLength(2);
});

test("who waits without a team is routed again when a team takes work again", async () => {
  const received = madeReceived({ atMs: T0 });
  await onSubmitted(queue.parts)([submittedMessage(received)]);
  await onAdvice(queue.parts)([adviceMessage(madeAssessed(await queue.lastFact(received.referralId, "opened")))]);
  await onAdvice(queue.parts)([
    adviceMessage(madeRouted(await queue.lastFact(received.referralId, "routing-requested"), [])),
  ]);
  expect(await queue.row(received.referralId)).toMatchObject({ state: "waiting", waitingFor: "unrouted" });
  await queue.ask(coordinator, "PUT", `/api/teams/${TEAM}/state`, { isPaused: true, reason: "handover" });
  while (await whenTeamStateChanges(queue.parts));
  expect((await types(received.referralId)).filter((type) => type === "routing-requested")).toHaveLength(1);
  expect(
    (await queue.ask(coordinator, "PUT", `/api/teams/${TEAM}/state`, { isPaused: false, reason: "back" })).body,
  ).toMatchObject({ isPaused: false });
  while (await whenTeamStateChanges(queue.parts));
  const asked = await queue.lastFact(received.referralId, "routing-requested");
  expect(asked).toMatchObject({ data: { attempt: 2, reason: "team-state-changed" } });
});

test("what ended leaves the board after twelve hours, and the referral stays", async () => {
  const { referralId, offerId } = await queue.offered();
  const clinician = madePrincipal("ucrt-clinician");
  const path = `/api/referrals/${referralId}`;
  await queue.ask(clinician, "POST", `${path}/accept`, {
    offerId,
    expectedAt: new Date(T0 + 40 * MINUTE).toISOString(),
  });
  await queue.ask(clinician, "POST", `${path}/arrive`, {});
  await queue.ask(clinician, "POST", `${path}/close`, { outcome: "stayed-home", summary: "sent" });
  await whenRecordsAreOld(queue.parts, 12);
  expect(await queue.row(referralId)).toMatchObject({ lane: "done" });
  queue.time.nowMs = T0 + 13 * 60 * MINUTE;
  while (await whenRecordsAreOld(queue.parts, 12));
  const record = await queue.parts.db
    .selectFrom("board_record")
    .select("body")
    .where("key", "=", referralId)
    .executeTakeFirstOrThrow();
  expect(record.body).toBeNull();
  expect((await queue.ask(coordinator, "GET", path)).status).toBe(200);
});

test("after the years of retention the person goes, the record stays, and the row does not come back", async () => {
  const { referralId, offerId } = await queue.offered();
  const clinician = madePrincipal("ucrt-clinician");
  const path = `/api/referrals/${referralId}`;
  await queue.ask(clinician, "POST", `${path}/accept`, {
    offerId,
    expectedAt: new Date(T0 + 40 * MINUTE).toISOString(),
  });
  await queue.ask(clinician, "POST", `${path}/arrive`, {});
  await queue.ask(clinician, "POST", `${path}/close`, { outcome: "stayed-home", summary: "sent" });
  const personOf = async () =>
    queue.parts.db.selectFrom("person").select("referral_id").where("referral_id", "=", referralId).execute();
  queue.time.nowMs = T0 + 7.9 * 365.25 * 24 * 60 * MINUTE;
  while (await whenRecordsAreOld(queue.parts, 12));
  await whenRetentionEnds(queue.parts, 8);
  expect(await personOf()).toHaveLength(1);
  queue.time.nowMs = T0 + 8.1 * 365.25 * 24 * 60 * MINUTE;
  while (await whenRetentionEnds(queue.parts, 8));
  expect(await personOf()).toHaveLength(0);
  expect((await types(referralId)).at(-1)).toBe("erased");
  const record = await queue.parts.db
    .selectFrom("board_record")
    .select("body")
    .where("key", "=", referralId)
    .executeTakeFirstOrThrow();
  expect(record.body).toBeNull();
});

test("who waits in the night is routed when the teams open in the morning", async () => {
  const night = Date.UTC(2026, 10, 4, 3);
  const real = await makeQueue("mid-and-south-essex", night);
  try {
    const received = madeReceived({ atMs: night });
    await onSubmitted(real.parts)([submittedMessage(received)]);
    await onAdvice(real.parts)([adviceMessage(madeAssessed(await real.lastFact(received.referralId, "opened")))]);
    const asked = await real.lastFact(received.referralId, "routing-requested");
    await onAdvice(real.parts)([
      adviceMessage({
        ...madeRouted(asked, []),
        unroutedBecause: "nobody-open",
        nextOpeningAt: night + 5 * 60 * MINUTE,
      }),
    ]);
    const requests = async () =>
      (await real.facts(received.referralId)).filter((fact) => fact.type === "routing-requested").length;
    real.time.nowMs = night + 4.9 * 60 * MINUTE;
    await whenTeamsOpen(real.parts);
    while (await whenTeamStateChanges(real.parts));
    expect(await requests()).toBe(1);
    real.time.nowMs = night + 5 * 60 * MINUTE;
    await whenTeamsOpen(real.parts);
    while (await whenTeamStateChanges(real.parts));
    expect(await requests()).toBe(2);
  } finally {
    await real.stop();
  }
});
