// The examples as the criteria judge them: one of each feed comes out suitable, and what is dangerous never does.
import { describe, expect, test } from "vitest";
import { assess, compileCriteria, createDirectory, normalise } from "@ucrt/domain";
import { feed as feeds, type Decision, type Feed } from "@ucrt/schemas";
import { loadCriteriaVersions, pickCriteria, readDirectory } from "@ucrt/schemas/areas";
import { examplesReceivedAt, goodExamples, shiftInstants } from "@ucrt/testing";
import { readFeedMessage } from "./read-feed-message.ts";

const area = "mid-and-south-essex";
const directory = createDirectory(readDirectory(area));
const versions = loadCriteriaVersions({ area });

function judge(feed: Feed, name: string, byMs = 0): Decision {
  const receivedAtMs = Date.parse(examplesReceivedAt) + byMs;
  const value = shiftInstants(goodExamples(feed).find((one) => one.name === name)?.message, byMs);
  const read = readFeedMessage({ feed, value, receivedAtMs, directory, unknownFields: "refused" });
  if (!read.ok || read.case === undefined) throw new Error(`${feed}/${name} brings no case`);
  const { picture, sender } = normalise(read.case, { directory, receivedAtMs, requestId: "r" });
  const version = pickCriteria(versions, { atMs: receivedAtMs });
  if (version === undefined) throw new Error("There is no criteria set");
  return assess(compileCriteria(version.set, version.identity), { picture, source: sender.source, atMs: receivedAtMs });
}

const open = (decision: Decision): string[] =>
  decision.findings
    .filter((finding) => finding.raises !== null || finding.asks)
    .map((finding) => `${finding.criterion} ${finding.result}`);

describe("one good example of each feed is suitable", () => {
  test.each([
    ["ambulance", "crew-on-scene-fall-full-screen"],
    ["hospital", "ed-frailty-suitable"],
    ["primary-care", "gp-visit-infection-suitable"],
    ["community", "care-home-catheter-suitable"],
  ] as const)("%s: %s, today and in any other week", (feed, name) => {
    for (const byMs of [0, 33 * 86_400_000]) {
      const decision = judge(feed, name, byMs);
      expect({ outcome: decision.outcome, open: open(decision) }).toEqual({ outcome: "suitable", open: [] });
    }
  });
});

test("a head strike on an anticoagulant is an emergency, whoever asks", () => {
  expect(judge("ambulance", "crew-on-scene-head-strike-on-anticoagulant").outcome).toBe("emergency");
});

test("a stack case with gaps is neither refused nor waved through: it has open questions", () => {
  const decision = judge("ambulance", "stack-push-realistic-gaps");
  expect(["suitable", "review"]).toContain(decision.outcome);
  expect(decision.triage).toBe("before-offer");
  expect(open(decision).length).toBeGreaterThan(0);
});

test("discharge support from a bed goes elsewhere, and an end-of-life plan caps at review", () => {
  expect(judge("hospital", "ward-discharge-support-in-bed").outcome).toBe("redirect");
  expect(judge("primary-care", "out-of-hours-end-of-life-with-plan")).toMatchObject({ outcome: "review" });
});

test("every example of every feed can be judged", () => {
  for (const feed of feeds.options) {
    for (const { name, message } of goodExamples(feed)) {
      if (message["kind"] === "referral") expect(judge(feed, name).findings.length).toBeGreaterThan(20);
    }
  }
});
