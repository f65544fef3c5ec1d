// The machine's part in a new referral, from receipt to the first fact after which somebody else is at work.
import type { Outcome } from "@ucrt/schemas";
import { expect, test } from "vitest";
import { endsMachineWork } from "./ends-machine-work.ts";
import { story, type Story } from "./given-when-then.ts";
import {
  MINUTE,
  T0,
  madeAmendment,
  madeAssessed,
  madeAssessment,
  madeReceived,
  madeRouted,
  people,
  ranked,
} from "./made-referral.ts";
import type { NewFact } from "./new-fact.ts";

const received = (): Story => story().when({ kind: "submitted", message: madeReceived() });
const judged = (outcome: Outcome): Story =>
  received().when({ kind: "advice", advice: madeAssessed(madeAssessment(outcome)) });

/** The first fact that ends the machine's part, as a case that is or is not a candidate. */
const endOf = (life: Story, isCandidate = false): NewFact["type"] | undefined =>
  life.facts.find((fact) => endsMachineWork(fact, { isCandidate }))?.type;

test("a suitable referral is under way until its offer, or until nobody can be offered it", () => {
  const suitable = judged("suitable").thenFacts("assessed", "routing-requested");
  expect(endOf(suitable)).toBeUndefined();
  expect(endOf(suitable.when({ kind: "advice", advice: madeRouted() }))).toBe("offered");
  const nobody = madeRouted([ranked("team-a", null)]);
  expect(endOf(judged("suitable").when({ kind: "advice", advice: nobody }))).toBe("unrouted");
});

test.each([
  ["review", "decision-needed"],
  ["redirect", "advised"],
  ["emergency", "advised"],
] as const)("one that is judged %s is under way until a person has it", (outcome, end) => {
  expect(endOf(judged(outcome))).toBe(end);
});

test("a person who is faster than the machine ends its part; a review that asks for a team does not", () => {
  expect(endOf(judged("suitable").command(people.coordinator, "assign", { team: "team-b" }))).toBe("offered");
  const reviewed = received().command(people.spaClinician, "review", {
    outcome: "suitable",
    response: "two-hour",
    reason: "new-information",
    overrides: [],
  });
  expect(endOf(reviewed.thenFacts("reviewed", "routing-requested"))).toBeUndefined();
});

test("a stack case past its time has no way to go: it is handed back when it opens", () => {
  const late = madeReceived({ source: "stack", validationBreachAtMs: T0 - MINUTE });
  expect(endOf(story().when({ kind: "submitted", message: late }))).toBe("handed-back");
});

test("a candidate is under way until it is judged; one that 999 has confirmed before, until its offer", () => {
  const candidate = madeReceived({ source: "stack", isCandidate: true });
  const seen = story().when({ kind: "submitted", message: candidate });
  expect(endOf(seen, true)).toBeUndefined();
  expect(endOf(seen.when({ kind: "advice", advice: madeAssessed() }), true)).toBe("assessed");
  const taken = story()
    .when({ kind: "submitted", message: candidate })
    .when({ kind: "submitted", message: madeAmendment({ source: "stack", confirmsTake: true }) })
    .when({ kind: "advice", advice: madeAssessed(madeAssessment(), 2) });
  expect(endOf(taken)).toBeUndefined();
  expect(endOf(taken.when({ kind: "advice", advice: madeRouted(undefined, { revision: 2 }) }))).toBe("offered");
});
