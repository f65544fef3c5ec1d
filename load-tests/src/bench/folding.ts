/**
 * The referral's life as pure functions. In: whole lives. Out: facts folded into referrals and into measures a second, decisions a second, board rows a
 * second. Beside folding stands a floor: one shallow copy of the folded referral for each fact, which is the least an unchanging value can cost.
 */
import { boardRowOf, decide, evolve, fold, foldMeasure, initialReferral, type Measure } from "@ucrt/domain";
import type { BenchTable } from "./bench-table.ts";
import type { Contestant } from "./measure.ts";
import { sampleLives, type Question } from "./sample-lives.ts";

/** `lives`: how many different ones. */
export function foldingBenches({ lives: count }: { readonly lives: number }): readonly BenchTable[] {
  const lives = sampleLives(count);
  const facts = lives.reduce((sum, life) => sum + life.facts.length, 0);
  const referrals = lives.map((life) => fold(life.facts));
  const questions = lives.flatMap((life) => life.questions);
  const opened = lives.flatMap(({ received }, index) => {
    const referral = referrals[index];
    return referral === undefined || referral.status === "none" ? [] : [{ id: received.referralId, referral }];
  });
  return [
    {
      title: "Folding",
      contestants: [
        {
          name: "evolve: facts into referrals",
          unit: "facts",
          unitsPerCall: facts,
          call: () => {
            let version = 0;
            for (const life of lives) {
              let referral: ReturnType<typeof evolve> = initialReferral;
              for (const fact of life.facts) referral = evolve(referral, fact);
              version += referral.status === "none" ? 0 : referral.version;
            }
            return version;
          },
        },
        {
          name: "floor: one copy for each fact",
          unit: "facts",
          unitsPerCall: facts,
          call: () => {
            let copies = 0;
            for (const [index, life] of lives.entries()) {
              const referral = referrals[index];
              for (const fact of life.facts) copies += { ...referral, changedAtMs: fact.at }.changedAtMs > 0 ? 1 : 0;
            }
            return copies;
          },
        },
        {
          name: "foldMeasure: facts into measures",
          unit: "facts",
          unitsPerCall: facts,
          call: () => {
            let folded = 0;
            for (const life of lives) {
              let measure: Measure | null = null;
              for (const fact of life.facts) measure = foldMeasure(measure, fact);
              folded += measure === null ? 0 : 1;
            }
            return folded;
          },
        },
        {
          name: "boardRowOf: referral to row",
          unit: "rows",
          unitsPerCall: opened.length,
          call: () => {
            let version = 0;
            for (const { id, referral } of opened) version += boardRowOf(id, referral).version;
            return version;
          },
        },
      ],
      comparisons: [
        { of: "evolve: facts into referrals", against: "floor: one copy for each fact", says: "times its floor" },
      ],
      notes: [`${lives.length} lives of ${(facts / lives.length).toFixed(1)} facts on average.`],
    },
    { title: "Deciding", contestants: decisions(questions), comparisons: [] },
  ];
}

/** Everything together, and the commonest kinds of question alone. */
function decisions(questions: readonly Question[]): readonly Contestant[] {
  const kindOf = ({ input }: Question): string =>
    input.kind === "command"
      ? `command ${input.command.name}`
      : input.kind === "advice"
        ? `advice ${input.advice.type}`
        : input.kind;
  const groups = Object.entries(Object.groupBy(questions, kindOf)).flatMap(([kind, those = []]) =>
    those.length * 50 >= questions.length ? [{ kind, those }] : [],
  );
  return [{ kind: "every question of a life", those: questions }, ...groups].map(({ kind, those }) => ({
    name: `decide: ${kind}`,
    unit: "decisions",
    unitsPerCall: those.length,
    call: () => {
      let decided = 0;
      for (const { referral, input, context } of those)
        decided += decide(referral, input, context).kind === "facts" ? 1 : 0;
      return decided;
    },
  }));
}
