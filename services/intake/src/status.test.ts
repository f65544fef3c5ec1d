import { fact as factContract, type ReferralFact } from "@ucrt/schemas";
import { aPicture } from "@ucrt/testing";
import { expect, it } from "vitest";
import { accepted, assessed, fact, startMs, uuid } from "./facts-for-tests.ts";
import { foldStatus, openedStatus, type KeptStatus } from "./status.ts";
import { loadArea } from "./wiring.ts";

const { wording } = loadArea("demo");
const read = (message: { readonly valueBytes: Buffer }): ReferralFact =>
  factContract.parse(JSON.parse(message.valueBytes.toString("utf8"))) as ReferralFact;

it("gives a crew that has reached a case of the stack a crew's words", () => {
  const referralId = uuid();
  const opened = openedStatus({ referralId, receivedAtMs: startMs, isCandidate: false });
  const next = (before: KeptStatus, message: { readonly valueBytes: Buffer }): KeptStatus =>
    foldStatus(before, read(message), { source: "stack", wording }).status;
  const amended = fact(referralId, 2, "amended", {
    source: "crew",
    picture: aPicture(),
    validationBreachAt: null,
    handBackAt: startMs,
    acknowledgeBy: null,
    assessmentBy: startMs,
  });
  const emergency = assessed(referralId, 3, "emergency");
  const asStack = next(opened, emergency).decision?.instruction;
  const asCrew = next(next(opened, amended), emergency).decision?.instruction;
  expect(asStack).toMatch(/handed back/i);
  expect(asCrew).toMatch(/convey/i);
  expect(asCrew).not.toBe(asStack);
});

it("says who accepted in the words of the field, not by a code", () => {
  const referralId = uuid();
  const opened = openedStatus({ referralId, receivedAtMs: startMs, isCandidate: false });
  const wordsFor = (role: string) =>
    foldStatus(opened, read(accepted(referralId, 2, role)), { source: "crew", wording }).status.words;
  expect(wordsFor("ucrt-clinician")).toMatch(/^Accepted by .+ \(UCRT clinician\), /);
  expect(wordsFor("Community nurse")).toMatch(/^Accepted by .+ \(Community nurse\), /);
});

it("keeps the team in the referrer's words when an amendment is judged again after acceptance", () => {
  const referralId = uuid();
  const next = (before: KeptStatus, message: { readonly valueBytes: Buffer }): KeptStatus =>
    foldStatus(before, read(message), { source: "crew", wording }).status;
  const opened = openedStatus({ referralId, receivedAtMs: startMs, isCandidate: false });
  const taken = next(next(opened, assessed(referralId, 2, "suitable")), accepted(referralId, 3));
  for (const outcome of ["suitable", "review", "redirect", "emergency"] as const) {
    const after = next(taken, assessed(referralId, 4, outcome));
    expect(after, outcome).toMatchObject({ status: "accepted", words: taken.words, accepted: taken.accepted });
    expect(after.decision?.outcome).toBe(outcome);
  }
});

it("asks for no acknowledgement of advice that an amendment has overtaken", () => {
  const referralId = uuid();
  const next = (before: KeptStatus, message: { readonly valueBytes: Buffer }): KeptStatus =>
    foldStatus(before, read(message), { source: "crew", wording }).status;
  const opened = openedStatus({ referralId, receivedAtMs: startMs, isCandidate: false });
  const advice = { outcome: "emergency", redirectTo: null, acknowledgeBy: startMs } as const;
  const advised = next(opened, fact(referralId, 2, "advised", advice));
  expect(advised.awaitsYourAcknowledgement).toBe(true);
  const overtaken = next(
    next(advised, assessed(referralId, 3, "suitable")),
    fact(referralId, 4, "decision-needed", { because: "amended" }),
  );
  expect(overtaken).toMatchObject({ status: "being-decided", awaitsYourAcknowledgement: false });
});
