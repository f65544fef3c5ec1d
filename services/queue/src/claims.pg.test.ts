// Two people of SPA and one case: one claim at a time, the other is told by whom; a lease that nobody renews lapses by its timer and the row says so.
import { afterAll, beforeAll, expect, test } from "vitest";
import { madePrincipal } from "./made/made-messages.ts";
import { makeQueue, MINUTE, T0, type MadeQueue } from "./made/made-queue.ts";

let queue: MadeQueue;
beforeAll(async () => {
  queue = await makeQueue();
});
afterAll(() => queue.stop());

const robin = madePrincipal("spa-coordinator", { subject: "robin", name: "Robin Sample" });
const alder = madePrincipal("spa-coordinator", { subject: "alder", name: "Alder Sample" });

test("two claim at the same instant: one has it, the other gets 409 with who, and may take it over deliberately", async () => {
  const { referralId } = await queue.offered();
  const path = `/api/referrals/${referralId}/claim`;
  const answers = await Promise.all([robin, alder].map((who) => queue.ask(who, "POST", path, {})));
  expect(answers.map(({ status }) => status).toSorted((one, two) => one - two)).toEqual([200, 409]);
  const isRobinFirst = answers[0]?.status === 200;
  const [first, second] = isRobinFirst ? [robin, alder] : [alder, robin];
  const refused = answers.find(({ status }) => status === 409);
  expect(refused?.body).toMatchObject({
    reason: "REF_CLAIMED_BY_OTHER",
    current: { claimedBy: { name: first.name, subject: first.subject } },
  });
  expect(await queue.ask(second, "POST", path, { takeOver: true })).toMatchObject({
    status: 200,
    body: { row: { claimedBy: { name: second.name } } },
  });
});

test("a lease that nobody renews lapses, and what was put aside comes back: by their timers", async () => {
  const { referralId } = await queue.offered();
  const path = `/api/referrals/${referralId}`;
  const claimed = await queue.ask(robin, "POST", `${path}/claim`, {});
  expect(claimed.status).toBe(200);
  const untilAt = new Date(T0 + 2 * MINUTE).toISOString();
  expect(await queue.ask(robin, "POST", `${path}/snooze`, { untilAt, reason: "call-back-awaited" })).toMatchObject({
    status: 200,
    body: { row: { snoozed: { name: "Robin Sample", reason: "call-back-awaited" } } },
  });
  queue.time.nowMs = T0 + 3 * MINUTE;
  await queue.fireTimers();
  expect(await queue.lastFact(referralId, "snooze-ended")).toMatchObject({ data: { because: "time" } });
  queue.time.nowMs = T0 + 11 * MINUTE;
  await queue.fireTimers();
  expect(await queue.lastFact(referralId, "claim-released")).toMatchObject({ data: { because: "lapsed" } });
});
