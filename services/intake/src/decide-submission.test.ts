// What a message means for the cases its sender has here already.
import { describe, expect, test } from "vitest";
import { createDirectory, type FeedMessage } from "@ucrt/domain";
import { readDirectory } from "@ucrt/schemas/areas";
import { examplesReceivedAt, goodExamples } from "@ucrt/testing";
import { decideSubmission, isSamePerson, whoItIs, type KnownCase } from "./decide-submission.ts";
import { readFeedMessage } from "./read-feed-message.ts";

const directory = createDirectory(readDirectory("mid-and-south-essex"));

function message(name: string): FeedMessage {
  const value = goodExamples("ambulance").find((one) => one.name === name)?.message;
  const read = readFeedMessage({
    feed: "ambulance",
    value,
    receivedAtMs: Date.parse(examplesReceivedAt),
    directory,
    unknownFields: "refused",
  });
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  return read.given;
}

const candidate = message("stack-pull-candidate");
const known = (more: Partial<KnownCase> = {}): KnownCase => ({
  referralId: "r-1",
  isOpen: true,
  isCandidate: false,
  lastSentAtMs: null,
  ...whoItIs(candidate),
  ...more,
});

describe("a message about a case", () => {
  test("unknown: a referral opens one, a withdrawal and an acknowledgement wait for theirs", () => {
    expect(decideSubmission(candidate, { known: null, sentAtMs: null })).toEqual({
      is: "new-referral",
      suggestedLink: null,
      isCandidate: true,
      note: null,
    });
    expect(decideSubmission(message("withdrawal-conveyed"), { known: null, sentAtMs: null })).toEqual({ is: "orphan" });
    expect(decideSubmission(message("acknowledgement-of-hand-back"), { known: null, sentAtMs: null })).toEqual({
      is: "orphan",
    });
  });

  test("a push of a candidate confirms that we may take it", () => {
    const push = message("stack-pull-taken-confirmed-by-push");
    expect(decideSubmission(push, { known: known({ isCandidate: true }), sentAtMs: null })).toEqual({
      is: "amendment",
      referralId: "r-1",
      confirmsTake: true,
    });
    expect(decideSubmission(push, { known: known(), sentAtMs: null })).toEqual({
      is: "amendment",
      referralId: "r-1",
      confirmsTake: false,
    });
    expect(decideSubmission(candidate, { known: known({ isCandidate: true }), sentAtMs: null })).toMatchObject({
      is: "amendment",
      confirmsTake: false,
    });
  });

  test("older content than what is known is noted and changes nothing", () => {
    expect(decideSubmission(candidate, { known: known({ lastSentAtMs: 2_000 }), sentAtMs: 1_999 })).toEqual({
      is: "stale",
      referralId: "r-1",
    });
    expect(decideSubmission(candidate, { known: known({ lastSentAtMs: 2_000 }), sentAtMs: 2_000 })).toMatchObject({
      is: "amendment",
    });
    expect(decideSubmission(candidate, { known: known({ lastSentAtMs: 2_000 }), sentAtMs: null })).toMatchObject({
      is: "amendment",
    });
  });

  test("after the end everything that brings a case is a new referral with a link suggested", () => {
    const ended = known({ isOpen: false });
    expect(decideSubmission(candidate, { known: ended, sentAtMs: null })).toMatchObject({
      is: "new-referral",
      suggestedLink: "r-1",
      note: null,
    });
    expect(
      decideSubmission(message("stack-pull-taken-confirmed-by-push"), { known: ended, sentAtMs: null }),
    ).toMatchObject({ is: "new-referral", suggestedLink: "r-1", note: "amendment-after-end" });
    expect(decideSubmission(message("withdrawal-upgraded-candidate"), { known: ended, sentAtMs: null })).toEqual({
      is: "withdrawal",
      referralId: "r-1",
    });
  });
});

test("what one side does not know does not differ", () => {
  const nobody = { dateOfBirth: null, sex: "unknown", nhsNumber: null };
  const someone = { dateOfBirth: "1947-01-30", sex: "female", nhsNumber: "9991000123" };
  expect(isSamePerson(nobody, someone)).toBe(true);
  expect(isSamePerson(someone, { ...nobody, sex: "female" })).toBe(true);
  expect(isSamePerson(someone, { ...nobody, sex: "male" })).toBe(false);
  expect(isSamePerson(someone, { ...someone, dateOfBirth: "1947-01-31" })).toBe(false);
  expect(isSamePerson(someone, { ...someone, nhsNumber: "9991000999" })).toBe(false);
});
