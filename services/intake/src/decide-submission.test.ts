// What a message means for the cases its sender has here already.
import { describe, expect, test } from "vitest";
import { createDirectory, type FeedMessage } from "@ucrt/domain";
import { readDirectory } from "@ucrt/schemas/areas";
import { examplesReceivedAt, goodExamples } from "@ucrt/testing";
import { caseMeant, decideSubmission, isSamePerson, whoItIs, type KnownCase } from "./decide-submission.ts";
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
/** The same case, sent as an amendment of it. */
const amendment = { ...candidate, message: { ...candidate.message, kind: "amendment" } } as FeedMessage;
const known = (more: Partial<KnownCase> = {}): KnownCase => ({
  referralId: "r-1",
  isOpen: true,
  isCandidate: false,
  isHandedBack: false,
  serviceRequestId: null,
  lastSentAtMs: null,
  ...whoItIs(candidate),
  ...more,
});

describe("a message about a case", () => {
  test("unknown: a referral opens one, a withdrawal and an acknowledgement wait for theirs", () => {
    expect(decideSubmission(candidate, { known: null, sentAtMs: null, serviceRequestId: null })).toEqual({
      is: "new-referral",
      suggestedLink: null,
      isCandidate: true,
      note: null,
    });
    expect(
      decideSubmission(message("withdrawal-conveyed"), { known: null, sentAtMs: null, serviceRequestId: null }),
    ).toEqual({ is: "orphan" });
    expect(
      decideSubmission(message("acknowledgement-of-hand-back"), {
        known: null,
        sentAtMs: null,
        serviceRequestId: null,
      }),
    ).toEqual({
      is: "orphan",
    });
  });

  test("a push of a candidate confirms that we may take it", () => {
    const push = message("stack-pull-taken-confirmed-by-push");
    expect(
      decideSubmission(push, { known: known({ isCandidate: true }), sentAtMs: null, serviceRequestId: null }),
    ).toEqual({
      is: "amendment",
      referralId: "r-1",
      confirmsTake: true,
    });
    expect(decideSubmission(push, { known: known(), sentAtMs: null, serviceRequestId: null })).toEqual({
      is: "amendment",
      referralId: "r-1",
      confirmsTake: false,
    });
    expect(
      decideSubmission(candidate, { known: known({ isCandidate: true }), sentAtMs: null, serviceRequestId: null }),
    ).toMatchObject({
      is: "amendment",
      confirmsTake: false,
    });
  });

  test("older content than what is known is noted and changes nothing", () => {
    expect(
      decideSubmission(candidate, { known: known({ lastSentAtMs: 2_000 }), sentAtMs: 1_999, serviceRequestId: null }),
    ).toEqual({
      is: "stale",
      referralId: "r-1",
    });
    expect(
      decideSubmission(candidate, { known: known({ lastSentAtMs: 2_000 }), sentAtMs: 2_000, serviceRequestId: null }),
    ).toMatchObject({
      is: "amendment",
    });
    expect(
      decideSubmission(candidate, { known: known({ lastSentAtMs: 2_000 }), sentAtMs: null, serviceRequestId: null }),
    ).toMatchObject({
      is: "amendment",
    });
  });

  test("after the end everything that brings a case is a new referral with a link suggested", () => {
    const ended = known({ isOpen: false });
    expect(decideSubmission(candidate, { known: ended, sentAtMs: null, serviceRequestId: null })).toMatchObject({
      is: "new-referral",
      suggestedLink: "r-1",
      note: null,
    });
    expect(
      decideSubmission(message("stack-pull-taken-confirmed-by-push"), {
        known: ended,
        sentAtMs: null,
        serviceRequestId: null,
      }),
    ).toMatchObject({ is: "new-referral", suggestedLink: "r-1", note: "amendment-after-end" });
    expect(
      decideSubmission(message("withdrawal-upgraded-candidate"), {
        known: ended,
        sentAtMs: null,
        serviceRequestId: null,
      }),
    ).toEqual({
      is: "withdrawal",
      referralId: "r-1",
    });
  });
});

describe("a message about somebody else", () => {
  const other = known({ dateOfBirth: "1903-01-01" });

  test("overwrites nobody, whatever it calls itself: it is a referral of its own with a link suggested", () => {
    const knowledge = { known: other, sentAtMs: null, serviceRequestId: null };
    expect(decideSubmission(candidate, knowledge)).toMatchObject({
      is: "new-referral",
      suggestedLink: "r-1",
      note: null,
    });
    expect(decideSubmission(amendment, knowledge)).toMatchObject({
      is: "new-referral",
      suggestedLink: "r-1",
      note: "amendment-of-another-person",
    });
  });

  test("finds its own case among those of one incident", () => {
    const own = known({ referralId: "r-2" });
    const nobody = { dateOfBirth: null, sex: "unknown", nhsNumber: null };
    const unknown = known({ referralId: "r-3", serviceRequestId: "s-3", ...nobody });
    const who = whoItIs(candidate);
    expect(caseMeant([other, unknown, own], who, null)).toBe(own);
    expect(caseMeant([other, unknown], who, null)).toBe(unknown);
    expect(caseMeant([own, unknown], who, "s-3")).toBe(unknown);
    expect(caseMeant([other, known({ referralId: "r-4", isOpen: false })], who, null)).toBe(other);
    expect(caseMeant([], who, null)).toBeUndefined();
  });
});

describe("a referral that is sent again", () => {
  const sent = (more: Partial<KnownCase>, serviceRequestId: string | null = null) =>
    decideSubmission(candidate, { known: known(more), sentAtMs: null, serviceRequestId }).is;
  const nobody = { dateOfBirth: null, sex: "unknown", nhsNumber: null };

  test("is a new one when the first has gone back: nobody looks at what comes behind a hand-back", () => {
    expect(sent({ isHandedBack: true })).toBe("new-referral");
  });

  test("is a new one when it is another BaRS request and nobody knows that it is the same person", () => {
    expect(sent({ serviceRequestId: "s-1", ...nobody }, "s-2")).toBe("new-referral");
    expect(sent({ serviceRequestId: "s-1", ...nobody }, "s-1")).toBe("amendment");
    expect(sent({ serviceRequestId: "s-1" }, "s-2")).toBe("amendment");
    expect(sent({ ...nobody }, "s-2")).toBe("amendment");
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
