import { expect, test } from "vitest";
import { contactLog } from "./contact-log.ts";

const actor = {
  kind: "person",
  subject: "ann",
  name: "Ann Answers",
  role: "spa-coordinator",
  organisation: "RAT",
  team: null,
  registration: null,
} as const;
const line = (sequence: number, type: string, data: Record<string, unknown>) => ({
  sequence,
  type,
  at: sequence * 60_000,
  recordedAt: sequence * 60_000,
  actor,
  words: "",
  data,
});
const made = { with: "referrer", reached: true, agreed: "will-wait", noteId: null };

test("calls made, calls received, calls that reached nobody, visits and notes are one list, the newest first", () => {
  const log = contactLog({
    history: [
      line(1, "opened", {}),
      line(2, "call-recorded", { ...made, noteId: "n1" }),
      line(3, "call-recorded", { ...made, direction: "received", agreed: "other" }),
      line(4, "call-recorded", { ...made, with: "team", reached: false, agreed: "no-answer" }),
      line(5, "contact-recorded", { medium: "telephone", with: "patient", reached: false }),
      line(6, "noted", { noteId: "n2" }),
      line(7, "no-access-recorded", { callsMade: 2, nextOfKinCalled: true, referrerCalled: false }),
    ],
    notes: [
      { noteId: "n1", at: 120_000, by: "Ann Answers", text: "Spoke with Sam Sister." },
      { noteId: "n2", at: 360_000, by: "Ann Answers", text: "Door is round the back." },
      { noteId: "n3", at: 90_000, by: "Bob Triage", text: "Written with a decision." },
    ],
  });
  expect(log.map(({ what, text }) => [what, text])).toEqual([
    ["Nobody at the door: 2 calls made, also to next of kin", undefined],
    ["Note", "Door is round the back."],
    ["Telephone to the person, not reached", undefined],
    ["Rang the team, not reached", undefined],
    ["Call from the referrer: other", undefined],
    ["Rang the referrer: will wait", "Spoke with Sam Sister."],
    ["Note", "Written with a decision."],
  ]);
});

test("what a later version records in another way is left out, and the rest is shown", () => {
  expect(contactLog({ history: [line(1, "call-recorded", { with: 5 })], notes: [] })).toEqual([]);
});
