// Planted faults against I7 to I13: each is found by its own invariant, and what only looks like one is not.
import { feedTopic, PARKED_TOPIC } from "@ucrt/schemas";
import { describe, expect, it } from "vitest";
import { timerCause } from "./causes.ts";
import type { Evidence, StoredParked } from "./evidence.ts";
import {
  canariesOf,
  evidenceOf,
  healthyEvidence,
  madeLife,
  offerIdOf,
  recordOf,
  referralIdOf,
  t0,
  team,
  uuidOf,
} from "./evidence-for-tests.ts";
import type { HistoryLine } from "./history.ts";
import { judge } from "./judge.ts";

const said = (evidence: Evidence, invariant: string): string =>
  judge(evidence)
    .violations.filter((one) => one.invariant === invariant)
    .map(({ id, what }) => `${id}: ${what}`)
    .join("\n");
const healthy = healthyEvidence();
const last = referralIdOf(4);
const line = (atMs: number, change: Pick<HistoryLine, "op" | "type" | "id"> & Partial<HistoryLine>): HistoryLine => ({
  at: atMs,
  wall: new Date(t0 + atMs).toISOString(),
  process: "driver",
  ...change,
});

describe("I7, a message nobody can read", () => {
  const bytes = '{"kind":"recall"';
  const record = { ...recordOf(feedTopic("ambulance"), 7, "key", bytes) };
  const parked: StoredParked = {
    service: "intake",
    reason: "not-json",
    topic: record.topic,
    partition: record.partition,
    offset: "7",
    digest: record.digest,
    attempts: 1,
    parkedAtMs: t0 + 10,
    firstAtMs: t0 + 5,
    lastAtMs: t0 + 6,
    isReplayed: false,
  };
  const value = { feed: "ambulance", way: "Kafka", organisation: "RYC", digest: record.digest, poison: "not-json" };
  const history = [
    ...healthy.history,
    line(1, { op: "submit", type: "invoke", id: "poison", value }),
    line(2, { op: "submit", type: "ok", id: "poison" }),
  ];
  const boardRecords = [
    ...healthy.boardRecords,
    { key: "parked", kind: "parked-status", version: 1, body: '{"count":1}' },
  ];
  const topics = {
    ...healthy.topics,
    feeds: [record],
    parked: [recordOf(PARKED_TOPIC, 0, `${record.topic}/0/7`, "{}")],
  };
  const whole: Evidence = { ...healthy, history, boardRecords, topics, parked: [parked] };

  it("is well when it is parked once with all it needs", () => {
    expect(judge(whole).violations).toEqual([]);
  });

  it.each<[string, Partial<Evidence>, string]>([
    ["is not parked", { parked: [] }, "cannot be read and is not parked"],
    ["is parked twice", { parked: [parked, { ...parked, service: "queue" }] }, "is parked 2 times"],
    ["without its bytes", { parked: [{ ...parked, digest: null }] }, "is parked without its bytes"],
    ["with other bytes", { parked: [{ ...parked, digest: "other" }] }, "other bytes than were sent"],
    ["for another reason", { parked: [{ ...parked, reason: "empty" }] }, "is parked as empty, not as not-json"],
    ["without its attempts", { parked: [{ ...parked, attempts: 0 }] }, "how often and when"],
    [
      "nobody is told of",
      { boardRecords: healthy.boardRecords },
      "1 parked messages wait for somebody and the board says 0",
    ],
    ["is lost by the broker", { topics: { ...topics, feeds: [] } }, "1 were acknowledged by the broker and 0 are on"],
  ])("%s", (_what, change, words) => {
    expect(said({ ...whole, ...change }, "I7")).toContain(words);
  });

  it("is a phantom when nobody sent it", () => {
    expect(said({ ...whole, history: healthy.history }, "I4")).toContain("is parked and nobody sent it");
  });
});

describe("I8, whoever was sent elsewhere", () => {
  const [opened] = madeLife(1);
  const advised = (acknowledgeBy: number) => ({
    ...madeLife(1)[1],
    type: "advised",
    data: { outcome: "redirect", redirectTo: null, acknowledgeBy },
  });
  const adviseOne = (acknowledgeByMs: number): Evidence =>
    evidenceOf([[opened, advised(acknowledgeByMs)] as ReturnType<typeof madeLife>], []);

  it("is found when nobody acknowledged it in time and nobody is asked to call", () => {
    expect(said(adviseOne(t0 + 20_000), "I8")).toContain(
      "advised (redirect): nobody acknowledged it and nobody is asked to call",
    );
  });

  it("is well while there is time", () => {
    expect(said(adviseOne(t0 + 40_000), "I8")).toBe("");
  });
});

describe("I9, a deadline", () => {
  const moved = (name: string, byMs: number): Evidence => ({
    ...healthy,
    timers: healthy.timers.map((one) =>
      one.referralId === last && one.name === name ? { ...one, dueAtMs: one.dueAtMs + byMs } : one,
    ),
  });

  it("that moved by an hour", () => {
    expect(said(moved("expected-arrival", 3_600_000), "I9")).toContain(`${last}: expected-arrival is armed for`);
  });

  it("that was dropped", () => {
    expect(said({ ...healthy, timers: [] }, "I9")).toContain("is armed for never");
  });

  it("of other than two hours", () => {
    const life = madeLife(1).map((fact) =>
      fact.type === "opened"
        ? { ...fact, data: { ...fact.data, twoHourDueAt: fact.data.twoHourDueAt + 3_600_000 } }
        : fact,
    );
    expect(said(evidenceOf([life], []), "I9")).toContain("its two hours are not two hours");
  });

  const firedAfter = (afterMs: number, again: readonly number[] = []): string => {
    const dueAtMs = t0 + 1_400 + 60_000;
    const passed = [afterMs, ...again].map((ms, index) => ({
      ...madeLife(1)[4],
      type: "offer-half-time-passed",
      data: { offerId: offerIdOf(1), team, wasSeen: false },
      sequence: 5 + index,
      id: uuidOf(9, index),
      recordedAt: dueAtMs + ms,
      causationId: timerCause(referralIdOf(1), "offer-half-time", dueAtMs),
    }));
    return said(evidenceOf([[...madeLife(1, 4), ...passed] as ReturnType<typeof madeLife>], []), "I9");
  };

  it("whose timer fired early, late or twice", () => {
    expect(firedAfter(900)).toBe("");
    expect(firedAfter(-500)).toContain("offer-half-time fired 500 ms early");
    expect(firedAfter(45_000)).toContain("offer-half-time fired 45 s late");
    expect(firedAfter(900, [1_900])).toContain("its timer fired twice");
  });

  it("that has passed without a sound, unless a fault just ended", () => {
    const dueAtMs = healthy.timers.find(({ name }) => name === "expected-arrival")?.dueAtMs ?? 0;
    const late = { ...healthy, readAtMs: dueAtMs + 31_000 };
    expect(said(late, "I9")).toContain("has not fired");
    const fault = line(1_000, { op: "fault", type: "invoke", id: "f" });
    const heal = line(dueAtMs - t0 + 20_000, { op: "heal", type: "ok", id: "f" });
    expect(said({ ...late, history: [...late.history, fault, heal] }, "I9")).not.toContain("has not fired");
  });
});

describe("I10, something older", () => {
  it("is the last word of the board's topic", () => {
    const board = healthy.topics.board.map((one) => (one.key === last ? { ...one, value: '{"version":7}' } : one));
    expect(said({ ...healthy, topics: { ...healthy.topics, board } }, "I10")).toContain(
      "ends with version 7, the table has 8",
    );
  });

  it("is the row that is kept", () => {
    const boardRecords = healthy.boardRecords.map((one) => (one.key === last ? { ...one, version: 7 } : one));
    expect(said({ ...healthy, boardRecords }, "I10")).toContain("has a row of version 7; its facts are at 8");
  });

  it("is what the referrer is told", () => {
    const submissions = healthy.submissions.map((one) => (one.referralId === last ? { ...one, lastSequence: 6 } : one));
    expect(said({ ...healthy, submissions }, "I10")).toContain("told of version 6");
  });
});

describe("I11, memory", () => {
  const sample = (value: Record<string, unknown>): Evidence => ({
    ...healthy,
    history: [...healthy.history, line(5, { op: "sample", type: "info", id: "live", value })],
  });

  it("over its limit is found, of a process and of a socket", () => {
    expect(said(sample({ rssBytes: 600 * 1_048_576 }), "I11")).toContain("took 600 MiB");
    expect(said(sample({ rssBytes: 1, socketBytes: 2 * 1_048_576 }), "I11")).toContain("2 MiB for one socket");
    expect(said(sample({ rssBytes: 150 * 1_048_576, socketBytes: 1_000 }), "I11")).toBe("");
  });

  it("that was never looked at is not judged", () => {
    expect(judge(healthy).notJudged).toContain("I11");
  });
});

describe("I12, somebody's identity", () => {
  const { name, nhsNumber, keySafe } = canariesOf(1);

  it("in a log, grouped as people write it", () => {
    const grouped = `${nhsNumber.slice(0, 3)} ${nhsNumber.slice(3, 6)} ${nhsNumber.slice(6)}`;
    const places = [{ place: "log queue.log", text: `id ${grouped}` }];
    expect(said({ ...healthy, places }, "I12")).toBe(`log queue.log: holds ${nhsNumber}`);
  });

  it.each([
    ["a key", { key: name }],
    ["a header", { headers: { ce_subject: keySafe } }],
  ])("in %s of the feed's own topic", (_where, change) => {
    const feeds = [{ ...recordOf(feedTopic("ambulance"), 0, "key", "{}"), ...change }];
    expect(said({ ...healthy, topics: { ...healthy.topics, feeds } }, "I12")).toContain(
      "topic feed.ambulance.v1: holds",
    );
  });

  it("in a fact, but not in what the sender sent", () => {
    const fact = recordOf("referral.facts.v1", 99, last, JSON.stringify({ note: name }), {
      ce_time: "2030-01-01T00:00:00Z",
    });
    expect(
      said({ ...healthy, topics: { ...healthy.topics, facts: [...healthy.topics.facts, fact] } }, "I12"),
    ).toContain("topic referral.facts.v1");
    const feeds = [recordOf(feedTopic("ambulance"), 0, "key", JSON.stringify({ patient: { name, nhsNumber } }))];
    expect(said({ ...healthy, topics: { ...healthy.topics, feeds } }, "I12")).toBe("");
  });

  it("was not looked for when there was nowhere to look", () => {
    expect(said({ ...healthy, places: [] }, "I12")).toContain("no log, metric or answer was given");
  });
});

it("I13, a backlog that stays is named", () => {
  const drain = { hasTimedOut: true, tookMs: 60_000, backlog: { "outbox of queue": 3, "advice awaited": 0 } };
  expect(said({ ...healthy, drain }, "I13")).toBe("outbox of queue: 3 left after 60 s");
});
