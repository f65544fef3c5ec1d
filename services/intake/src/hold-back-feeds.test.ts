// Who waits, who never does, and what people are told of it.
import { feedTopic, type Feed } from "@ucrt/schemas";
import { expect, test } from "vitest";
import { heldBackLately, holdBack, mustWait, type FeedLoad } from "./hold-back-feeds.ts";

const load = (feed: Feed, underWay: number): FeedLoad => ({
  feed,
  underWay,
  waiting: 0,
  oldestAtMs: null,
  lastHeardAtMs: null,
  nowMs: 0,
});

/** A consumer that remembers whether it was paused. */
function consumerOf(feed: Feed) {
  const pausedTopics: string[] = [];
  return {
    pausedTopics,
    pause: (topic: string) => void pausedTopics.push(topic),
    resume: () => void pausedTopics.splice(0),
    status: () => ({
      groupId: feed,
      isMember: true,
      lastFetchAtMs: {},
      lag: 0,
      lagByTopic: {},
      pausedTopics,
      waiting: [],
    }),
  };
}

test("the ambulance feed never waits", () => {
  expect(mustWait({ feed: "hospital", underWay: 201 }, 200)).toBe(true);
  expect(mustWait({ feed: "hospital", underWay: 200 }, 200)).toBe(false);
  expect(mustWait({ feed: "ambulance", underWay: 100_000 }, 200)).toBe(false);
});

test("a feed over its limit is paused, the others go on, and it is resumed when enough of it is done", () => {
  const hospital = consumerOf("hospital");
  const community = consumerOf("community");
  const consumers = new Map([
    ["hospital", hospital],
    ["community", community],
  ] as const);
  expect(holdBack(consumers, [load("hospital", 51), load("community", 50)], 50)).toEqual(new Set(["hospital"]));
  expect([hospital.pausedTopics, community.pausedTopics]).toEqual([[feedTopic("hospital")], []]);
  expect(holdBack(consumers, [load("hospital", 50), load("community", 50)], 50)).toEqual(new Set());
  expect(hospital.pausedTopics).toEqual([]);
});

test("a feed that opens for a moment is still told as held back", () => {
  const heldAtMs = new Map<Feed, number>([["hospital", 1_000]]);
  expect(heldBackLately(heldAtMs, 10_999)).toEqual(new Set(["hospital"]));
  expect(heldBackLately(heldAtMs, 11_000)).toEqual(new Set());
});
