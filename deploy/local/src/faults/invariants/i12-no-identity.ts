// I12: nobody's name, number, postcode or key-safe code is where it may not be. In: evidence. Out: canaries in logs, metrics and answers, in keys and headers of
// every topic, and in what facts, board, advice and teams say. Identity may travel on the feeds and on `referral.submitted.v1`, and stays in parked bytes.
import { PARKED_TOPIC, SUBMITTED_TOPIC } from "@ucrt/schemas";
import { canariesSent, findCanariesIn } from "../canaries.ts";
import type { Invariant, TopicRecord, Violation } from "../evidence.ts";

export const noIdentity: Invariant = ({ history, topics, places }) => {
  const canaries = canariesSent(history);
  if (canaries.length === 0) return { judged: 0, violations: [] };
  const violations: Violation[] = [];
  if (places.length === 0)
    violations.push({ invariant: "I12", id: "places", what: "no log, metric or answer was given to look into" });
  const all = [...topics.facts, ...topics.board, ...topics.parked, ...topics.others, ...topics.feeds];
  const looked = [
    ...places,
    ...[...Map.groupBy(all, ({ topic }) => topic)].map(([topic, records]) => ({
      place: `topic ${topic}`,
      text: records.map((record) => textOf(topic, record)).join("\n"),
    })),
  ];
  for (const { canary, place } of findCanariesIn(canaries, looked))
    violations.push({ invariant: "I12", id: place, what: `holds ${canary}` });
  return { judged: looked.length, violations };
};

const mayHoldIdentity = (topic: string): boolean =>
  topic === SUBMITTED_TOPIC || topic === PARKED_TOPIC || topic.startsWith("feed.");

const textOf = (topic: string, { key, headers, value }: TopicRecord): string =>
  `${key ?? ""} ${JSON.stringify(headers)} ${mayHoldIdentity(topic) ? "" : (value ?? "")}`;
