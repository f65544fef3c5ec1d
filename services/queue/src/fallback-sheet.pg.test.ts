// The sheet for the day when everything is down: complete, only for those who telephone, without what a lost paper must not tell, and written down.
import { fallbackSheetAnswer, role } from "@ucrt/schemas";
import { afterAll, beforeAll, expect, test } from "vitest";
import { erasePerson } from "./erase-person.ts";
import {
  adviceMessage,
  madeAssessed,
  madePerson,
  madePrincipal,
  madeReceived,
  madeRouted,
  madeWithdrawal,
  submittedMessage,
} from "./made/made-messages.ts";
import { makeQueue, MINUTE, type MadeQueue } from "./made/made-queue.ts";
import { onAdvice } from "./on-advice.ts";
import { onSubmitted } from "./on-submitted.ts";

let queue: MadeQueue;
beforeAll(async () => {
  queue = await makeQueue();
});
afterAll(() => queue.stop());

const coordinator = madePrincipal("spa-coordinator", { subject: "sheet-maker" });
const sheet = async (as = coordinator) =>
  fallbackSheetAnswer.parse((await queue.ask(as, "GET", "/api/fallback-sheet")).body);
const written = async (what: string, referralId?: string): Promise<number> =>
  (
    await queue.database.pool.query(
      "select 1 from queue.access where subject = $1 and what = $2 and ($3::uuid is null or referral_id = $3::uuid)",
      [coordinator.subject, what, referralId ?? null],
    )
  ).rowCount ?? 0;

test("every open case is on it with what is needed to reach the person, and nothing that paper must not tell", async () => {
  const person = madePerson({ name: "Quillon Testperson" });
  const { referralId } = await queue.offered({ person });
  const made = await sheet();
  expect(made.rows.find(({ row }) => row.referralId === referralId)?.person).toEqual({
    name: "Quillon Testperson",
    phone: person.phone,
    addressLines: person.visitAddress.lines,
    postcode: person.visitAddress.postcode,
    referrerName: person.referrer.name,
    callBack: person.referrer.callBack,
    bypass: null,
    outOfHours: null,
  });
  const text = JSON.stringify(made);
  for (const never of ["Q471Q", person.nhsNumber, person.dateOfBirth, person.narrative])
    expect(text).not.toContain(never);
  expect(made.teams.every((team) => team.phone !== "")).toBe(true);
});

test("a case that has ended stays on it while a team on the road has not been told", async () => {
  const received = madeReceived({ atMs: queue.time.nowMs });
  await onSubmitted(queue.parts)([submittedMessage(received)]);
  const { referralId } = received;
  await onAdvice(queue.parts)([adviceMessage(madeAssessed(await queue.lastFact(referralId, "opened")))]);
  await onAdvice(queue.parts)([adviceMessage(madeRouted(await queue.lastFact(referralId, "routing-requested")))]);
  const { offer } = await queue.row(referralId);
  const clinician = madePrincipal("ucrt-clinician");
  const path = `/api/referrals/${referralId}`;
  const expectedAt = new Date(queue.time.nowMs + 40 * MINUTE).toISOString();
  expect((await queue.ask(clinician, "POST", `${path}/accept`, { offerId: offer?.offerId, expectedAt })).status).toBe(
    200,
  );
  await onSubmitted(queue.parts)([submittedMessage(madeWithdrawal(received))]);
  expect(await queue.row(referralId)).toMatchObject({ state: "withdrawn", lane: "awaiting-acknowledgement" });
  const isOnIt = async () => (await sheet()).rows.some(({ row }) => row.referralId === referralId);
  expect(await isOnIt()).toBe(true);
  await queue.ask(clinician, "POST", `${path}/acknowledge`, { what: "alert" });
  expect(await queue.row(referralId)).toMatchObject({ lane: "done" });
  expect(await isOnIt()).toBe(false);
});

test("each making is written down, each person once a shift, and the printing", async () => {
  const { referralId } = await queue.offered();
  const before = await written("fallback-sheet-made");
  await sheet();
  queue.time.nowMs += 5 * MINUTE;
  const second = await sheet();
  expect(await written("fallback-sheet-made")).toBe(before + 2);
  expect(await written("fallback-sheet", referralId)).toBe(1);
  queue.time.nowMs += 13 * 60 * MINUTE;
  await sheet();
  expect(await written("fallback-sheet", referralId)).toBe(2);
  const body = { madeAt: new Date(second.madeAt).toISOString(), rows: second.rows.length };
  expect((await queue.ask(coordinator, "POST", "/api/fallback-sheet/printed", body)).status).toBe(200);
  expect(await written("fallback-sheet-printed")).toBe(1);
});

test("a case whose person was erased stays on it without one", async () => {
  const { referralId } = await queue.offered();
  await erasePerson(queue.parts, referralId, "request");
  expect((await sheet()).rows.find(({ row }) => row.referralId === referralId)?.person).toBeNull();
});

test("whoever does not telephone for the front door gets no sheet", async () => {
  for (const one of role.options.filter((each) => each !== "spa-coordinator" && each !== "spa-clinician")) {
    const answer = await queue.ask(madePrincipal(one), "GET", "/api/fallback-sheet");
    expect([one, answer.status, "rows" in answer.body]).toEqual([one, 403, false]);
  }
});
