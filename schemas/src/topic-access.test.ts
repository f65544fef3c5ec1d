import { describe, expect, it } from "vitest";
import { feed } from "./codes.ts";
import { feedWriter, topicAccess } from "./topic-access.ts";
import { BOARD_TOPIC, FACTS_TOPIC, feedTopic, topics } from "./topics.ts";

const writersOf = (topic: string) =>
  topicAccess.filter(({ writes }) => writes.includes(topic)).map(({ principal }) => principal);
const readersOf = (topic: string) =>
  topicAccess.filter(({ reads }) => reads.includes(topic)).map(({ principal }) => principal);

describe("who may read and write which topic", () => {
  it("leaves no topic without a writer and a reader, and names no other", () => {
    for (const { name } of topics) {
      expect(writersOf(name), name).not.toEqual([]);
      expect(readersOf(name), name).not.toEqual([]);
    }
    const names = new Set(topics.map(({ name }) => name));
    for (const { principal, reads, writes } of topicAccess)
      for (const topic of [...reads, ...writes]) expect(names, principal).toContain(topic);
  });

  it("N59: lets who sends a feed write its own topic and nothing else, and read nothing", () => {
    for (const name of feed.options) {
      expect(topicAccess.filter(({ principal }) => principal === feedWriter(name))).toEqual([
        { principal: feedWriter(name), reads: [], writes: [feedTopic(name)] },
      ]);
      // `queue` sends once more what was parked.
      expect(writersOf(feedTopic(name))).toEqual(["queue", feedWriter(name)]);
    }
  });

  it("has one author of facts and of the board", () => {
    for (const topic of [FACTS_TOPIC, BOARD_TOPIC]) expect(writersOf(topic)).toEqual(["queue"]);
  });
});
