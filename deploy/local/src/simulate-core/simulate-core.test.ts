// The simulation finds what it is for: each core below is broken in one way, and some early seed says which promise it breaks. The real core holds, and a
// seed tells the same story each time.
import { decide, evolve, foldMeasure, initialReferral, type Referral } from "@ucrt/domain";
import { decideSubmission } from "@ucrt/intake/src/decide-submission.ts";
import { describe, expect, test } from "vitest";
import { runSeed } from "./run-seed.ts";
import { realCore, type Core, type Invariant } from "./world.ts";

/** A fault that takes more seeds to be found would hide in a run of ten thousand behind chance. */
const AT_MOST = 400;

/** The invariants that the first broken seed names. */
function foundIn(core: Partial<Core>): readonly Invariant[] {
  for (let seed = 1; seed <= AT_MOST; seed += 1) {
    const { violations } = runSeed(seed, { core: { ...realCore, ...core } });
    if (violations.length > 0) return violations.map(({ invariant }) => invariant);
  }
  return [];
}

describe("the real core", () => {
  test("holds", () => {
    for (let seed = 1; seed <= 100; seed += 1) expect(runSeed(seed), `seed ${seed}`).toMatchObject({ violations: [] });
  });

  test("tells the same story for the same seed", () => {
    const storyOf = (seed: number): readonly string[] => {
      const lines: string[] = [];
      runSeed(seed, { tell: (line) => lines.push(line) });
      return lines;
    };
    const story = storyOf(7);
    expect(story.length).toBeGreaterThan(50);
    expect(storyOf(7)).toEqual(story);
    expect(storyOf(8)).not.toEqual(story);
  });
});

describe("a broken core is found", () => {
  test("content that is taken up in whatever order it comes", () => {
    const uncounted: Partial<Core> = {
      decide: (referral, input, context) => {
        if (input.kind !== "submitted" || input.message.type !== "amendment-received")
          return decide(referral, input, context);
        const { contentNumber: _none, ...message } = input.message;
        return decide(referral, { ...input, message }, context);
      },
    };
    expect(foundIn(uncounted)).toContain("I10");
  });

  test("an amendment that is dropped", () => {
    const dropped: Partial<Core> = {
      decide: (referral, input, context) =>
        input.kind === "submitted" && input.message.type === "amendment-received"
          ? { kind: "ignored", because: "nothing-to-do" }
          : decide(referral, input, context),
    };
    expect(foundIn(dropped)).toContain("I1");
  });

  test("an accept that is decided on the referral as it was before another one", () => {
    const before = new WeakMap<Referral, Referral>();
    const unlocked: Partial<Core> = {
      evolve: (referral, fact) => {
        const after = evolve(referral, fact);
        before.set(after, referral);
        return after;
      },
      decide: (referral, input, context) => {
        let seen = referral;
        if (input.kind === "command" && input.command.name === "accept")
          while (seen.status === "accepted") seen = before.get(seen) ?? initialReferral;
        return decide(seen, input, context);
      },
    };
    expect(foundIn(unlocked)).toContain("I3");
  });

  test("advice that is taken up for whatever revision the referral has", () => {
    const anyRevision: Partial<Core> = {
      decide: (referral, input, context) =>
        decide(
          referral,
          input.kind === "advice" && referral.status !== "none"
            ? { ...input, advice: { ...input.advice, revision: referral.revision } }
            : input,
          context,
        ),
    };
    expect(foundIn(anyRevision)).toContain("I10");
  });

  test("a refusal that raises no call", () => {
    const silent: Partial<Core> = {
      decide: (referral, input, context) => {
        const decision = decide(referral, input, context);
        return decision.kind !== "facts" || input.kind !== "timer" || input.name !== "acknowledge-by"
          ? decision
          : { kind: "ignored", because: "not-due" };
      },
    };
    expect(foundIn(silent)).toEqual(expect.arrayContaining(["I8"]));
  });

  test("deadlines that move with each amendment", () => {
    const moving: Partial<Core> = {
      evolve: (referral, fact) => {
        const after = evolve(referral, fact);
        return fact.type === "amended" && after.status !== "none"
          ? { ...after, twoHourDueAtMs: after.twoHourDueAtMs + 60_000 }
          : after;
      },
    };
    expect(foundIn(moving)).toEqual(expect.arrayContaining(["I2"]));
  });

  test("numbers that miss a kind of fact", () => {
    expect(
      foundIn({ foldMeasure: (measure, fact) => (fact.type === "accepted" ? measure : foldMeasure(measure, fact)) }),
    ).toContain("I14");
  });

  test("a repeat of a referral that opens it again", () => {
    const again: Partial<Core> = {
      decide: (referral, input, context) =>
        decide(
          input.kind === "submitted" && input.message.type === "received" ? initialReferral : referral,
          input,
          context,
        ),
    };
    expect(foundIn(again)).toContain("I1");
  });

  test("an amendment that is set aside at the door", () => {
    const anew: Partial<Core> = {
      decideSubmission: (given, knowledge) => {
        const meaning = decideSubmission(given, knowledge);
        return meaning.is === "amendment" ? { is: "stale", referralId: meaning.referralId } : meaning;
      },
    };
    expect(foundIn(anew)).toContain("I1");
  });
});
