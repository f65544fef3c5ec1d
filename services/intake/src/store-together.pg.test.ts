// What comes over HTTP at the same moment shares a transaction, and nothing else.
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  crew,
  example,
  newCaseId,
  newRequestId,
  post,
  startForTests,
  type IntakeForTests,
} from "./intake-for-tests.ts";

let intake: IntakeForTests;
beforeAll(async () => {
  intake = await startForTests();
});
afterAll(async () => {
  await intake.close();
});

const send = (incidentNumber: string, requestId = newRequestId()) =>
  post(intake.app, "/api/feeds/ambulance/referrals", {
    as: crew,
    requestId,
    body: example("ambulance", "crew-on-scene-fall-full-screen", { incidentNumber }),
  });

test("thirty referrals of one moment are each answered and stored once, in few transactions", async () => {
  const answers = await Promise.all(Array.from({ length: 30 }, () => send(newCaseId())));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 202));
  expect(new Set(answers.map(({ body }) => body.referralId)).size).toBe(30);
  const { rows } = await sql<{ rows: number; transactions: number }>`
    select count(*) as rows, count(distinct xmin::text) as transactions from inbox`.execute(intake.db);
  expect(rows[0]?.rows).toBe(30);
  expect(rows[0]?.transactions).toBeLessThan(30);
});

test("a repeat that comes at the same moment gets the same answer, and is stored once", async () => {
  const requestId = newRequestId();
  const caseId = newCaseId();
  const answers = await Promise.all([send(caseId, requestId), send(caseId, requestId), send(caseId, requestId)]);
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
  expect(new Set(answers.map(({ body }) => body.referralId)).size).toBe(1);
});

test("one that the database refuses costs the others of its moment nothing", async () => {
  const bad = newCaseId();
  await sql
    .raw(
      `create function refuse_one() returns trigger language plpgsql as $$ begin
         if new.case_id = '${bad}' then raise exception 'not this one'; end if; return new; end $$;
       create trigger refuse_one before insert on submissions for each row execute function refuse_one()`,
    )
    .execute(intake.db);
  const [first, refused, last] = await Promise.all([send(newCaseId()), send(bad), send(newCaseId())]);
  expect([first?.status, last?.status]).toEqual([202, 202]);
  expect(refused?.status).toBe(500);
});
