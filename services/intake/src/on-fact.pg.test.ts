// Facts become what a referrer may know and is told; repeats change nothing; an amendment that comes too late is not lost.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sql } from "kysely";
import { referralNumberOf } from "@ucrt/domain";
import type { IncomingMessage } from "@ucrt/kafka";
import { feedback, type Feedback } from "@ucrt/schemas";
import { openedData } from "@ucrt/testing";
import { accepted, assessed, clinician, fact, handedBack, offered, startMs, uuid } from "./facts-for-tests.ts";
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
import { checkAnswersOwed } from "./check-answers-owed.ts";

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

async function told(referralId: string): Promise<readonly Feedback[]> {
  const { rows } = await sql<{
    value: string;
  }>`select value from outbox where topic = 'feedback.ambulance.v1' and key = ${referralId} order by id`.execute(
    intake.db,
  );
  return rows.map(({ value }) => feedback.parse(JSON.parse(value)));
}
const statusOf = async (referralId: string) => (await get(intake.app, `/api/submissions/${referralId}`, crew)).body;

describe("a referral's way, as its referrer sees it", () => {
  test("decided in words, offered, accepted by a named person, on the way, arrived, ended", async () => {
    const id = await refer();
    const findings = [{ criterion: "E5", result: "unknown", raises: null, asks: true, value: null } as const];
    await handle([assessed(id, 2, "suitable", { findings: [...findings] })]);
    expect(await statusOf(id)).toMatchObject({
      referralNumber: referralNumberOf(id),
      status: "looking-for-team",
      decision: { outcome: "suitable", criteriaApproved: false },
    });
    const { decision: shown } = (await statusOf(id)) as {
      decision: { reasons: { words: string }[]; instruction: string };
    };
    expect(shown.instruction).not.toBe("");
    expect(shown.reasons[0]?.words).toMatch(/\w+ \w+/);
    await handle([offered(id, 3)]);
    expect(await statusOf(id)).toMatchObject({ status: "offered", words: "Offered to Basildon and Brentwood UCRT." });
    await handle([
      accepted(id, 4),
      fact(id, 5, "expected-time-changed", { expectedAt: startMs + 4_000_000, reason: "capacity" }),
    ]);
    expect(await statusOf(id)).toMatchObject({
      status: "accepted",
      accepted: {
        team: "Basildon and Brentwood UCRT",
        teamPhone: "01632 960101",
        by: clinician,
        expectedAt: new Date(startMs + 4_000_000).toISOString(),
      },
    });
    await handle([fact(id, 6, "set-off", { team: "t" })]);
    expect(await statusOf(id)).toMatchObject({ status: "on-the-way" });
    await handle([
      fact(id, 7, "closed", { outcome: "stayed-home", alternative: "convey", summary: "sent", breachReason: null }),
    ]);
    expect(await statusOf(id)).toMatchObject({ status: "ended", ended: "stayed at home." });
    expect((await told(id)).map((message) => message.type)).toEqual([
      "decision",
      "accepted",
      "expected-time-changed",
      "ended",
    ]);
  });

  test("advice and hand-back wait for the referrer's acknowledgement", async () => {
    const id = await refer();
    await handle([
      assessed(id, 2, "emergency"),
      fact(id, 3, "advised", { outcome: "emergency", redirectTo: null, acknowledgeBy: startMs + 300_000 }),
    ]);
    expect(await statusOf(id)).toMatchObject({
      status: "advised",
      awaitsYourAcknowledgement: true,
      decision: { outcome: "emergency" },
    });
    await handle([fact(id, 4, "acknowledged", { what: "advice", by: clinician, byPhone: false })]);
    expect(await statusOf(id)).toMatchObject({ awaitsYourAcknowledgement: false });
    await handle([handedBack(id, 5)]);
    expect(await statusOf(id)).toMatchObject({
      status: "handed-back",
      awaitsYourAcknowledgement: true,
      handedBack: { reason: "capacity", acknowledged: false },
    });
    expect((await told(id)).map((message) => message.type)).toEqual(["decision", "handed-back"]);
    expect((await told(id))[0]).toMatchObject({ outcome: "emergency", needsAcknowledgement: true });
  });

  test("a hand-back to the SPA clinician asks nothing of a referrer who has left", async () => {
    const id = await refer();
    await handle([
      accepted(id, 2),
      fact(id, 3, "handed-back", {
        reason: "capacity",
        to: "spa-clinician",
        isAutomatic: false,
        acknowledgeBy: startMs,
        openNow: null,
      }),
    ]);
    expect(await statusOf(id)).toMatchObject({
      status: "being-decided",
      awaitsYourAcknowledgement: false,
      accepted: null,
    });
  });

  test("the machine has done its part with the offer, once, and not with the assessment", async () => {
    const id = await refer();
    const doneAt = async (): Promise<Date | null> =>
      (
        await intake.db
          .selectFrom("submissions")
          .select("machine_done_at")
          .where("referral_id", "=", id)
          .executeTakeFirstOrThrow()
      ).machine_done_at;
    await handle([assessed(id, 2, "suitable")]);
    expect(await doneAt()).toBeNull();
    await handle([offered(id, 3)]);
    const first = await doneAt();
    expect(first).not.toBeNull();
    await handle([fact(id, 4, "offer-lapsed", { offerId: uuid(), team: "ucrt-basildon-brentwood" }), offered(id, 5)]);
    expect(await doneAt()).toEqual(first);
  });

  test("repeats and old facts change nothing and tell nobody twice", async () => {
    const id = await refer();
    const facts = [assessed(id, 2, "suitable"), accepted(id, 3)];
    await handle(facts);
    const before = [await statusOf(id), await told(id)];
    await handle(facts);
    await handle(facts.toReversed());
    expect([await statusOf(id), await told(id)]).toEqual(before);
  });

  test("an amendment after the end is a new referral with a link", async () => {
    const { body } = await post(intake.app, "/api/feeds/ambulance/referrals", {
      as: crew,
      body: example("ambulance", "crew-on-scene-fall-full-screen", { incidentNumber: "EX-ENDED" }),
    });
    const id = String(body.referralId);
    await handle([
      fact(id, 2, "closed", { outcome: "stayed-home", alternative: null, summary: "sent", breachReason: null }),
    ]);
    const again = await post(intake.app, "/api/feeds/ambulance/referrals", {
      as: crew,
      body: example("ambulance", "amendment-of-crew-on-scene-fall", { incidentNumber: "EX-ENDED" }),
    });
    expect(again.body).toMatchObject({ isAmendment: false, suggestedLink: id });
  });
});

describe("an amendment that crosses the end of its case", () => {
  const path = "/api/feeds/ambulance/referrals";
  const amendment = (incidentNumber: string) =>
    post(intake.app, path, {
      as: crew,
      body: example("ambulance", "amendment-of-crew-on-scene-fall", { incidentNumber }),
    });
  const closedAt = (id: string, sequence: number, atMs: number) => {
    const message = fact(id, sequence, "closed", {
      outcome: "stayed-home",
      alternative: null,
      summary: "sent",
      breachReason: null,
    });
    const value = JSON.parse(message.valueBytes.toString("utf8")) as object;
    return {
      ...message,
      valueBytes: Buffer.from(JSON.stringify({ ...value, recordedAt: new Date(atMs).toISOString() })),
    };
  };

  const becomesLate = (id: string) =>
    sql`update inbox set stored_at = stored_at - interval '3 minutes' where referral_id = ${id}`.execute(intake.db);

  test("is sent again until its effect shows, also when the case has ended meanwhile", async () => {
    await sql`update inbox set confirmed_at = clock_timestamp()`.execute(intake.db);
    const incidentNumber = newCaseId();
    const { body: opened } = await post(intake.app, path, {
      as: crew,
      body: example("ambulance", "crew-on-scene-fall-full-screen", { incidentNumber }),
    });
    const id = String(opened.referralId);
    const { body: late } = await amendment(incidentNumber);
    expect(late).toMatchObject({ referralId: id, isAmendment: true });
    await handle([fact(id, 1, "opened", openedData(Date.now())), closedAt(id, 2, Date.now())]);
    await becomesLate(id);
    expect(await checkAnswersOwed(intake.db)).toMatchObject({ sentAgain: 1 });
    const sent = await submittedAbout(intake.db, id);
    expect(sent.map((message) => message.type)).toEqual(["received", "amendment-received", "amendment-received"]);
    const again = sent.at(-1);
    await handle([fact(id, 3, "noted", { noteId: uuid() }, again !== undefined && "id" in again ? again.id : "")]);
    await sql`update inbox set resent_at = resent_at - interval '3 minutes' where referral_id = ${id}`.execute(
      intake.db,
    );
    expect(await checkAnswersOwed(intake.db)).toMatchObject({ sentAgain: 0 });
  });

  test("is a new referral after a withdrawal, also one that came after acceptance", async () => {
    const caseId = newCaseId();
    const body = example("ambulance", "crew-on-scene-fall-full-screen", { incidentNumber: caseId });
    const { body: first } = await post(intake.app, path, { as: crew, body });
    const id = String(first.referralId);
    await handle([
      accepted(id, 2),
      fact(id, 3, "withdrawn", { reason: "conveyed", afterAcceptance: true, acknowledgeBy: Date.now() }),
    ]);
    const { body: again } = await post(intake.app, path, { as: crew, body });
    expect(again).toMatchObject({ isAmendment: false, suggestedLink: id });
    expect(again.referralId).not.toBe(id);
  });

  test("is owed nothing once its sender has taken the case back and it has ended", async () => {
    await sql`update inbox set confirmed_at = clock_timestamp()`.execute(intake.db);
    const incidentNumber = newCaseId();
    const { body: first } = await post(intake.app, path, {
      as: crew,
      body: example("ambulance", "crew-on-scene-fall-full-screen", { incidentNumber }),
    });
    const id = String(first.referralId);
    await amendment(incidentNumber);
    await post(intake.app, `/api/submissions/${id}/withdraw`, { as: crew, body: { reason: "conveyed" } });
    await handle([fact(id, 1, "opened", openedData(Date.now())), closedAt(id, 2, Date.now())]);
    await becomesLate(id);
    expect(await checkAnswersOwed(intake.db)).toMatchObject({ sentAgain: 0 });
  });
});

test("contents of a case are counted, and a newer one that has had its effect settles what is owed for older ones", async () => {
  await sql`update inbox set confirmed_at = clock_timestamp()`.execute(intake.db);
  const incidentNumber = newCaseId();
  const send = (name: string) =>
    post(intake.app, "/api/feeds/ambulance/referrals", {
      as: crew,
      body: example("ambulance", name, { incidentNumber }),
    });
  const { body } = await send("crew-on-scene-fall-full-screen");
  const id = String(body.referralId);
  await send("amendment-of-crew-on-scene-fall");
  await send("amendment-of-crew-on-scene-fall");
  const [, older, newer] = await submittedAbout(intake.db, id);
  expect([older, newer]).toMatchObject([{ contentNumber: 2 }, { contentNumber: 3 }]);
  if (newer?.type !== "amendment-received") throw new Error("no second amendment");
  const { sender, picture } = newer;
  await handle([
    fact(id, 1, "opened", openedData(Date.now())),
    fact(
      id,
      2,
      "amended",
      {
        source: sender.source,
        picture,
        validationBreachAt: null,
        handBackAt: null,
        acknowledgeBy: null,
        contentNumber: 3,
      },
      newer.id,
    ),
  ]);
  const { rows } = await sql<{ owed: number }>`
    select count(*) as owed from inbox where referral_id = ${id} and confirmed_at is null`.execute(intake.db);
  expect(rows[0]?.owed).toBe(0);
});
