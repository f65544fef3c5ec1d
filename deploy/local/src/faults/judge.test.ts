// The judge is judged: a run in which all is well is clean, and each planted fault is found, by the invariant that promises against it.
import type { ReferralFact } from "@ucrt/schemas";
import { describe, expect, it } from "vitest";
import { commandCause } from "./causes.ts";
import type { Evidence } from "./evidence.ts";
import {
  acceptIdOf,
  evidenceOf,
  healthyEvidence,
  madeLife,
  nurse,
  offerIdOf,
  referralIdOf,
  requestIdOf,
  team,
  uuidOf,
} from "./evidence-for-tests.ts";
import { judge } from "./judge.ts";

const found = (evidence: Evidence): readonly string[] => [
  ...new Set(judge(evidence).violations.map(({ invariant }) => invariant)),
];
const said = (evidence: Evidence, invariant: string): string =>
  judge(evidence)
    .violations.filter((one) => one.invariant === invariant)
    .map(({ id, what }) => `${id}: ${what}`)
    .join("\n");
const healthy = healthyEvidence();
const first = referralIdOf(1);
const there = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new Error("There is no such thing in the made run.");
  return value;
};
const factAt = (sequence: number): ReferralFact => there(madeLife(1)[sequence - 1]);
const recordAt = (index: number): Evidence["topics"]["facts"][number] => there(healthy.topics.facts[index]);
const operation = (
  op: string,
  id: string,
  type: "ok" | "fail" | "info",
  value: Record<string, unknown>,
): Evidence["history"] => [
  { at: 1, wall: "2026-11-22T10:00:00.000Z", process: "driver", op, type: "invoke", id, value },
  { at: 2, wall: "2026-11-22T10:00:00.000Z", process: "driver", op, type, id },
];

it("finds nothing in a run in which all is well, and had something to look at for every invariant it names as judged", () => {
  const verdict = judge(healthy);
  expect(verdict.violations).toEqual([]);
  expect(verdict.isClean).toBe(true);
});

it("is never clean about nothing", () => {
  expect(judge({ ...healthy, history: [] }).isClean).toBe(false);
  expect(judge({ ...healthy, history: [] }).violations.map(({ invariant }) => invariant)).toContain("history");
});

describe("a loss", () => {
  it("of a referral's rows", () => {
    const without: Evidence = {
      ...healthy,
      referrals: healthy.referrals.filter(({ id }) => id !== first),
      facts: healthy.facts.filter(({ chainId }) => chainId !== first),
      heads: healthy.heads.filter(({ chainId }) => chainId !== first),
    };
    expect(said(without, "I1")).toContain(requestIdOf(1));
    expect(said(without, "I14")).toContain("4 were received and 3 are in the queue");
  });

  it("of an amendment to another referral than its sender was told of, also when that one has ended", () => {
    const id = uuidOf(9, 2);
    const entry = there(healthy.inbox[0]);
    const sent = operation("amend", id, "ok", {
      feed: entry.feed,
      way: "HTTP",
      organisation: entry.organisation,
      digest: "d",
      referralId: first,
    });
    const kept = { ...entry, requestId: id, kind: "received", referralId: referralIdOf(2) };
    expect(madeLife(1).at(-1)?.type).toBe("closed");
    expect(
      said({ ...healthy, history: [...healthy.history, ...sent], inbox: [...healthy.inbox, kept] }, "I1"),
    ).toContain(`was answered with referral ${first} and is kept for ${referralIdOf(2)}`);
  });

  it("before the inbox: acknowledged over Kafka, and nowhere", () => {
    const sent = operation("submit", uuidOf(9, 1), "ok", {
      feed: "hospital",
      way: "Kafka",
      organisation: "RAJ",
      digest: "d",
    });
    expect(said({ ...healthy, history: [...healthy.history, ...sent] }, "I1")).toContain(
      "neither in the inbox nor parked",
    );
  });

  it("between intake and queue: in the inbox, never taken up", () => {
    expect(said({ ...healthy, taken: new Set() }, "I1")).toContain("never taken up");
  });

  it("of a fact on the log", () => {
    const topics = { ...healthy.topics, facts: healthy.topics.facts.slice(1) };
    expect(said({ ...healthy, topics }, "I2")).toContain("fact 1 (opened) is not on the log");
  });

  it("but not of what nobody knows to be in", () => {
    const sent = operation("submit", uuidOf(9, 1), "info", {
      feed: "hospital",
      way: "HTTP",
      organisation: "RAJ",
      digest: "d",
    });
    expect(found({ ...healthy, history: [...healthy.history, ...sent] })).toEqual([]);
  });
});

describe("an illegal path", () => {
  const withLife = (life: readonly ReferralFact[]): Evidence => {
    const { history } = healthyEvidence(1);
    return { ...evidenceOf([life], []), history };
  };

  it("a step that cannot stand there", () => {
    const [opened, accepted] = [factAt(1), factAt(7)];
    expect(said(withLife([opened, { ...accepted, sequence: 2 }]), "I2")).toContain(
      "accepted at 2, which cannot stand in received",
    );
  });

  it("two ends", () => {
    const life = madeLife(1);
    expect(said(withLife([...life, { ...factAt(10), sequence: 11, id: uuidOf(9, 2) }]), "I2")).toContain(
      "cannot stand in closed",
    );
  });

  it("facts in another order on the log", () => {
    const [one, two] = [recordAt(0), recordAt(1)];
    const facts = [{ ...two, offset: 0 }, { ...one, offset: 1 }, ...healthy.topics.facts.slice(2)];
    expect(said({ ...healthy, topics: { ...healthy.topics, facts } }, "I2")).toContain(
      "fact 2 came on the log first after 0",
    );
  });

  it("a state that its facts do not say", () => {
    const referrals = healthy.referrals.map((one) => (one.id === first ? { ...one, state: "offered" } : one));
    expect(said({ ...healthy, referrals }, "I2")).toContain("stored as offered at 10; its facts say closed at 10");
  });
});

describe("a double acceptance", () => {
  it("two that were told they won", () => {
    const other = operation("accept", uuidOf(9, 3), "ok", {
      subject: "faults:other",
      referralId: first,
      offerId: offerIdOf(1),
    });
    expect(said({ ...healthy, history: [...healthy.history, ...other] }, "I3")).toContain(
      "2 acceptances of one offer were told that they won",
    );
  });

  it("two open at once in the database", () => {
    const acceptances = [
      ...healthy.acceptances,
      { referralId: referralIdOf(4), offerId: offerIdOf(9), team: "ucrt-mid-essex", isOpen: true },
    ];
    expect(said({ ...healthy, acceptances }, "I3")).toContain("2 acceptances are open at once");
  });

  it("an acceptance that was refused and is kept", () => {
    const history = healthy.history.map((line) =>
      line.id === acceptIdOf(1) && line.type === "ok" ? { ...line, type: "fail" as const } : line,
    );
    expect(said({ ...healthy, history }, "I3")).toContain("refused is kept");
  });

  it("an acceptance that was answered as done and is nowhere", () => {
    const other = operation("accept", uuidOf(9, 3), "ok", {
      subject: nurse,
      referralId: first,
      offerId: offerIdOf(99),
    });
    expect(said({ ...healthy, history: [...healthy.history, ...other] }, "I3")).toContain("no fact tells of it");
  });
});

describe("a phantom", () => {
  it("a message that nobody sent", () => {
    const history = healthy.history.filter(({ id }) => id !== requestIdOf(2));
    expect(said({ ...healthy, history }, "I4")).toContain("nobody sent it");
  });

  it("a referral that no message opened", () => {
    const inbox = healthy.inbox.filter(({ referralId }) => referralId !== first);
    expect(said({ ...healthy, inbox }, "I4")).toContain(`${first}: is a referral that no message opened`);
  });

  it("a step that nobody took", () => {
    const history = healthy.history.filter(({ id }) => id !== "arrive-1");
    expect(said({ ...healthy, history }, "I4")).toContain("arrived at 9 by ucrt-clinician, and nobody did that");
  });

  it("an operation of unknown outcome that was done twice", () => {
    const life = madeLife(1, 8);
    const twice: ReferralFact[] = [
      ...life,
      ...[9, 10].map((sequence): ReferralFact => ({
        ...factAt(9),
        type: "contact-recorded",
        data: { medium: "telephone", with: "patient", reached: true },
        id: uuidOf(9, sequence),
        sequence,
        recordedAt: factAt(9).recordedAt + sequence,
        causationId: commandCause(nurse, "contact-1"),
      })),
    ];
    const unknown = operation("contact", "contact-1", "info", { subject: nurse, referralId: first });
    const evidence = evidenceOf([twice], []);
    expect(said({ ...evidence, history: [...healthyEvidence(1).history, ...unknown] }, "I4")).toContain(
      "was done twice",
    );
  });
});

describe("an altered record", () => {
  const altered = (change: (fact: Evidence["facts"][number]) => Evidence["facts"][number]): Evidence => ({
    ...healthy,
    facts: healthy.facts.map((fact) => (fact.chainId === first && fact.sequence === 5 ? change(fact) : fact)),
  });

  it("another text in the chain", () => {
    expect(
      said(
        altered((fact) => ({
          ...fact,
          body: fact.body.replace(team, "ucrt-mid-essex").replace("offer-unseen", "unrouted"),
        })),
        "I6",
      ),
    ).toContain(`${first}: link 5 was altered`);
  });

  it("a link that is gone, and a tail that was cut", () => {
    const gone = healthy.facts.filter(({ chainId, sequence }) => chainId !== first || sequence !== 5);
    expect(said({ ...healthy, facts: gone }, "I6")).toContain("link 5 is missing");
    const cut = healthy.facts.filter(({ chainId, sequence }) => chainId !== first || sequence < 10);
    expect(said({ ...healthy, facts: cut }, "I6")).toContain("not the one that was remembered");
  });

  it("what the product's verifier says, or that it said nothing", () => {
    expect(said({ ...healthy, audit: { links: 1, faults: ["BAD anchor"] } }, "I6")).toContain("BAD anchor");
    expect(said({ ...healthy, audit: undefined }, "I6")).toContain("was not asked");
  });
});

describe("sums that do not add up", () => {
  it("a measure that is not its facts'", () => {
    const measures = healthy.measures.map((row) => (row["referral_id"] === first ? { ...row, declines: 1 } : row));
    expect(said({ ...healthy, measures }, "I14")).toContain("otherwise than its facts say: declines");
  });

  it("a referral that is not counted", () => {
    expect(said({ ...healthy, measures: healthy.measures.slice(1) }, "I14")).toContain("is not counted");
  });
});
