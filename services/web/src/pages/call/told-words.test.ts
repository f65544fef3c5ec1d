import type { SubmissionStatus } from "@ucrt/schemas";
import { expect, test } from "vitest";
import { saidAloud, toldToCaller } from "./told-words.ts";

const nowMs = Date.UTC(2026, 10, 25, 14, 0);
const status = (changes: Partial<SubmissionStatus>): SubmissionStatus => ({
  referralId: "6f1de0c2-9f5b-5a3e-8d21-0c1a2b3c4d5e",
  status: "received",
  words: "Received",
  receivedAt: nowMs,
  decisionBy: nowMs + 30 * 60_000,
  decision: null,
  accepted: null,
  handedBack: null,
  ended: null,
  awaitsYourAcknowledgement: false,
  spaPhone: "0344 257 3951",
  history: [],
  ...changes,
});
const told = (given: SubmissionStatus | undefined, askedTeam?: string) =>
  toldToCaller({ referralNumber: "UCR-38NK-RKAY", status: given, askedTeam, nowMs }).join(" ");

test("the number is said letter by letter", () => {
  expect(saidAloud("UCR-38NK-RKAY")).toBe("U C R, 3 8 November Kilo, Romeo Kilo Alfa Yankee");
});

test("whoever waits hears who is asked and until when, and nothing that is not decided", () => {
  expect(told(status({ status: "offered" }), "Thurrock")).toContain("Thurrock is asked now and answers by 14:30.");
  expect(told(status({ status: "being-decided" }))).toContain("A clinician of ours decides by 14:30");
  expect(told(status({ status: "looking-for-team" }))).toContain("You hear from us by 14:30.");
  for (const each of ["received", "being-decided", "looking-for-team", "offered"] as const)
    expect(told(status({ status: each }))).not.toMatch(/accepted|is coming/);
  expect(told(undefined)).toBe("Your number is UCR-38NK-RKAY. We have your referral.");
});

test("an acceptance is told with who and when", () => {
  const accepted = {
    team: "Thurrock UCRT",
    teamPhone: null,
    by: { name: "Ash Sample", role: "Nurse", registration: null },
    expectedAt: nowMs + 45 * 60_000,
    isCounterOffer: false,
    timeAgreed: null,
  };
  expect(told(status({ status: "accepted", accepted }))).toContain(
    "Ash Sample, Thurrock UCRT, has accepted and expects to be there at 14:45.",
  );
});

test("advice and a hand-back say plainly that nobody is coming, and ask who has heard it", () => {
  const decision = {
    outcome: "emergency",
    response: "two-hour",
    reasons: [],
    instruction: "Call 999 now.",
    redirectTo: null,
    criteriaApproved: false,
  } as const;
  const advised = told(status({ status: "advised", decision: { ...decision, reasons: [] } }));
  expect(advised).toContain("Call 999 now. Nobody of ours is coming unless you hear from us.");
  expect(advised).toContain("tell me your name");
  const handedBack = { reason: "closed", words: "We are closed.", openNow: null, acknowledged: false };
  expect(told(status({ status: "handed-back", handedBack }))).toContain(
    "It is back with you: We are closed. Nobody of ours is coming.",
  );
});
