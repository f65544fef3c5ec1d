// What the next service owes is sent again until its effect shows; erasure takes identity away; a feed's load is counted.
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { IncomingMessage } from "@ucrt/kafka";
import { openedData } from "@ucrt/testing";
import { checkAnswersOwed } from "./check-answers-owed.ts";
import { assessed, fact, offered, startMs, uuid } from "./facts-for-tests.ts";
import { readFeedLoads } from "./hold-back-feeds.ts";
import {
  crew,
  example,
  get,
  newCaseId,
  post,
  startForTests,
  submittedAbout,
  testArea,
  type IntakeForTests,
} from "./intake-for-tests.ts";
import { onFacts } from "./on-fact.ts";

let intake: IntakeForTests;
let handle: (messages: readonly IncomingMessage[]) => Promise<void>;
beforeAll(async () => {
  intake = await startForTests();
  handle = onFacts({ db: intake.db, wording: testArea.wording, wakeRelay: () => undefined });
});
afterAll(async () => {
  await intake.close();
});

async function refer(): Promise<string> {
  const { body } = await post(intake.app, "/api/feeds/ambulance/referrals", {
    as: crew,
    body: example("ambulance", "crew-on-scene-fall-full-screen", { incidentNumber: newCaseId() }),
  });
  return String(body.referralId);
}

const statusOf = async (referralId: string) => (await get(intake.app, `/api/submissions/${referralId}`, crew)).body;

describe("what the next service owes", () => {
  test("is sent again with the same id until its effect shows", async () => {
    const owing = await refer();
    const answered = await refer();
    const [sent] = await submittedAbout(intake.db, owing);
    await handle([fact(answered, 2, "noted", { noteId: uuid() })]);
    await sql`update inbox set confirmed_at = clock_timestamp() where referral_id <> ${owing}`.execute(intake.db);
    expect(await checkAnswersOwed(intake.db)).toMatchObject({ sentAgain: 0 });
    await sql`update inbox set stored_at = stored_at - interval '3 minutes' where referral_id = ${owing}`.execute(
      intake.db,
    );
    expect(await checkAnswersOwed(intake.db)).toMatchObject({ sentAgain: 1 });
    expect(await checkAnswersOwed(intake.db)).toMatchObject({ sentAgain: 0 });
    const again = await submittedAbout(intake.db, owing);
    expect(again).toEqual([sent, sent]);
    await handle([fact(owing, 2, "noted", { noteId: uuid() }, sent !== undefined && "id" in sent ? sent.id : "")]);
    await sql`update inbox set resent_at = resent_at - interval '3 minutes' where referral_id = ${owing}`.execute(
      intake.db,
    );
    expect(await checkAnswersOwed(intake.db)).toMatchObject({ sentAgain: 0 });
  });

  test("a referral is owed nothing once it was opened, whatever caused the fact", async () => {
    const id = await refer();
    await handle([fact(id, 1, "opened", openedData(startMs))]);
    const { rows } = await sql<{
      owed: number;
    }>`select count(*) as owed from inbox where referral_id = ${id} and confirmed_at is null`.execute(intake.db);
    expect(rows[0]?.owed).toBe(0);
    expect(await statusOf(id)).toMatchObject({ decisionBy: new Date(openedData(startMs).decisionBy).toISOString() });
  });

  test("a withdrawal of a case that has ended is owed nothing", async () => {
    const id = await refer();
    await sql`update inbox set confirmed_at = clock_timestamp()`.execute(intake.db);
    await handle([
      fact(id, 2, "closed", { outcome: "stayed-home", alternative: null, summary: "sent", breachReason: null }),
    ]);
    expect(
      (await post(intake.app, `/api/submissions/${id}/withdraw`, { as: crew, body: { reason: "other" } })).status,
    ).toBe(202);
    await sql`update inbox set stored_at = stored_at - interval '3 minutes' where referral_id = ${id}`.execute(
      intake.db,
    );
    expect(await checkAnswersOwed(intake.db)).toMatchObject({ sentAgain: 0, givenUp: 0 });
    const open = await refer();
    expect(
      (await post(intake.app, `/api/submissions/${open}/withdraw`, { as: crew, body: { reason: "other" } })).status,
    ).toBe(202);
    await sql`update inbox set stored_at = stored_at - interval '3 minutes' where referral_id = ${open}`.execute(
      intake.db,
    );
    expect(await checkAnswersOwed(intake.db)).toMatchObject({ sentAgain: 2 });
    await sql`update inbox set confirmed_at = clock_timestamp()`.execute(intake.db);
  });

  test("nothing is repeated while our own outbox is behind", async () => {
    const id = await refer();
    await sql`update inbox set stored_at = stored_at - interval '3 minutes' where referral_id = ${id}`.execute(
      intake.db,
    );
    await sql`update outbox set created_at = created_at - interval '2 minutes' where key = ${id}`.execute(intake.db);
    expect(await checkAnswersOwed(intake.db)).toEqual({ sentAgain: 0, givenUp: 0, orphansParked: 0 });
    await sql`delete from outbox`.execute(intake.db);
  });
});

test("erasure takes identity away and leaves the status", async () => {
  const id = await refer();
  await handle([fact(id, 2, "erased", { by: "request" })]);
  const { rows } = await sql<Record<string, unknown>>`
    select (select count(*) from identities where referral_id = ${id}) as identities, (select count(*) from inbox where referral_id = ${id} and (body is not null or message is not null)) as texts,
      (select count(*) from outbox where key = ${id}) as outbox, (select case_id from submissions where referral_id = ${id}) as case_id`.execute(
    intake.db,
  );
  expect(rows[0]).toEqual({ identities: 0, texts: 0, outbox: 0, case_id: null });
  expect((await statusOf(id))["status"]).toBe("received");
});

describe("a feed that is held back", () => {
  test("counts what is between receipt and the machine's last step, for a minute at most; only the unassessed waits", async () => {
    await sql`update submissions set assessed_at = clock_timestamp(), machine_done_at = clock_timestamp()`.execute(
      intake.db,
    );
    const ids = [await refer(), await refer(), await refer()];
    const ambulance = async () => (await readFeedLoads(intake.db)).find((load) => load.feed === "ambulance");
    expect(await ambulance()).toMatchObject({ underWay: 3, waiting: 3 });
    await handle([assessed(String(ids[0]), 2, "suitable")]);
    expect(await ambulance()).toMatchObject({ underWay: 3, waiting: 2 });
    await handle([offered(String(ids[0]), 3)]);
    expect(await ambulance()).toMatchObject({ underWay: 2, waiting: 2 });
    await sql`update submissions set stored_at = stored_at - interval '61 seconds'`.execute(intake.db);
    expect(await ambulance()).toMatchObject({ underWay: 0, waiting: 2 });
  });
});
