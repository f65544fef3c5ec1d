// I7: every message nobody can read is parked once, with its exact bytes, where it came from, why, how often and when. In: evidence. Out: poison that is not
// parked, is parked twice, with other bytes, for another reason, or without what a person needs; and what is on the parked topic but was never kept.
import { PARKED_TOPIC } from "@ucrt/schemas";
import type { Evidence, Invariant, StoredParked, Violation } from "../evidence.ts";
import { operationsOf, textOf } from "../operations.ts";

type Say = (id: string, what: string) => void;

export const parkedOnce: Invariant = (evidence) => {
  const violations: Violation[] = [];
  const say: Say = (id, what) => void violations.push({ invariant: "I7", id, what });
  const kept = Map.groupBy(evidence.parked, originOf);
  const poison = operationsOf(evidence.history).filter((one) => textOf(one, "poison") !== "");
  const reasons = Map.groupBy(poison, (one) => textOf(one, "digest"));
  const records = Map.groupBy(evidence.topics.feeds, ({ digest }) => digest);
  for (const [digest, sent] of reasons) {
    const stored = records.get(digest) ?? [];
    const acknowledged = sent.filter(({ outcome }) => outcome === "ok").length;
    if (stored.length < acknowledged)
      say(
        sent[0]?.id ?? digest,
        `${acknowledged} were acknowledged by the broker and ${stored.length} are on the feed's topic`,
      );
    const because = new Set(sent.map((one) => textOf(one, "poison")));
    for (const record of stored) {
      const origin = `${record.topic}/${record.partition}/${record.offset}`;
      const found = kept.get(origin) ?? [];
      if (found.length === 0) say(origin, "cannot be read and is not parked");
      if (found.length > 1) say(origin, `is parked ${found.length} times`);
      for (const one of found)
        if (!because.has(one.reason)) say(origin, `is parked as ${one.reason}, not as ${[...because].join(" or ")}`);
    }
  }
  const places = new Map(
    evidence.topics.feeds.map((record) => [`${record.topic}/${record.partition}/${record.offset}`, record]),
  );
  for (const one of evidence.parked) whatIsMissing(one, places.get(originOf(one))?.digest, say);
  for (const { key } of evidence.topics.parked)
    if (key !== null && !kept.has(key)) say(key, `is on ${PARKED_TOPIC} and nobody keeps it`);
  return { judged: poison.length + evidence.parked.length, violations: [...violations, ...wrongCount(evidence)] };
};

const originOf = ({ topic, partition, offset }: StoredParked): string => `${topic}/${partition}/${offset}`;

function whatIsMissing(one: StoredParked, sentDigest: string | undefined, say: Say): void {
  const origin = originOf(one);
  if (one.digest === null) say(origin, "is parked without its bytes");
  else if (sentDigest !== undefined && sentDigest !== one.digest)
    say(origin, "is parked with other bytes than were sent");
  if (one.attempts < 1 || one.firstAtMs > one.lastAtMs)
    say(origin, "does not say truly how often and when it was tried");
}

/** What coordinators see is how many wait for somebody. */
function wrongCount({ parked, boardRecords }: Evidence): readonly Violation[] {
  const waiting = parked.filter(({ isReplayed }) => !isReplayed).length;
  const body = boardRecords.find(({ kind }) => kind === "parked-status")?.body ?? null;
  const shown = body === null ? 0 : (JSON.parse(body) as { readonly count: number }).count;
  if (shown === waiting) return [];
  return [
    { invariant: "I7", id: "board", what: `${waiting} parked messages wait for somebody and the board says ${shown}` },
  ];
}
