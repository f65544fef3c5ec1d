// A recorded call: which way it went is a fact; whom they spoke to may be the patient, and so is kept where it can be erased.
import { afterAll, beforeAll, expect, test } from "vitest";
import { referralView } from "@ucrt/schemas";
import { erasePerson } from "./erase-person.ts";
import { madePrincipal } from "./made/made-messages.ts";
import { makeQueue, type MadeQueue } from "./made/made-queue.ts";

let queue: MadeQueue;
beforeAll(async () => {
  queue = await makeQueue();
});
afterAll(() => queue.stop());

const coordinator = madePrincipal("spa-coordinator");
const view = async (referralId: string) =>
  referralView.parse((await queue.ask(coordinator, "GET", `/api/referrals/${referralId}`)).body);

test("the name of whoever was spoken to stands in the contact log and in no fact, and goes with the person", async () => {
  const { referralId } = await queue.offered();
  const answer = await queue.ask(coordinator, "POST", `/api/referrals/${referralId}/record-call`, {
    with: "patient",
    reached: true,
    direction: "received",
    agreed: "other",
    person: { name: "Quillon Testperson", role: "Patient", registration: null },
    note: "Asks when somebody comes.",
  });
  expect(answer.status).toBe(200);
  const recorded = await queue.lastFact(referralId, "call-recorded");
  expect(recorded).toMatchObject({ data: { direction: "received", with: "patient" } });
  expect(JSON.stringify(await queue.facts(referralId))).not.toContain("Quillon");
  const seen = await view(referralId);
  const noteId = recorded.type === "call-recorded" ? recorded.data.noteId : null;
  expect(seen.notes.find((note) => note.noteId === noteId)?.text).toBe(
    "Spoke with Quillon Testperson, Patient. Asks when somebody comes.",
  );
  expect(seen.history.at(-1)?.words).toBe("Call received: other");
  await erasePerson(queue.parts, referralId, "request");
  expect(JSON.stringify(await view(referralId))).not.toContain("Quillon");
});

test("a call without a name and without a note leaves none", async () => {
  const { referralId } = await queue.offered();
  const body = { with: "team", reached: false, agreed: "no-answer" };
  expect((await queue.ask(coordinator, "POST", `/api/referrals/${referralId}/record-call`, body)).status).toBe(200);
  expect(await queue.lastFact(referralId, "call-recorded")).toMatchObject({ data: { noteId: null } });
  expect((await view(referralId)).notes).toEqual([]);
});
