/**
 * Judging by the area's real criteria, beside two rules engines with the same criteria. In: thousands of different pictures. Out: assessments a second on one
 * core. Ours reads the picture and gives the whole decision with every finding; the others are given their facts ready and asked only for the truth of
 * each criterion. Before anything is timed, all three must say the same of every picture.
 */
import { isDeepStrictEqual } from "node:util";
import { assess, type Assessment } from "@ucrt/domain";
import type { Decision } from "@ucrt/schemas";
import type { BenchTable, Comparison } from "./bench-table.ts";
import { decisionFromTruths, type PlainDecision } from "./decision-from-truths.ts";
import type { Contestant } from "./measure.ts";
import { jsonRulesEngine, zenEngine, type OtherEngine } from "./other-engines.ts";
import { criteria } from "./sample-lives.ts";
import { samplePictures } from "./sample-pictures.ts";
import { flatPictureReader, type FlatPicture } from "./two-valued.ts";

/** One call of another engine's contestant judges so many. */
const othersPerCall = 32;

/** `pictures`: how many different ones. Throws when an engine disagrees. */
export async function criteriaBenches({
  pictures: count,
}: {
  readonly pictures: number;
}): Promise<readonly BenchTable[]> {
  const pictures = samplePictures(count);
  const flat = pictures.map(flatPictureReader(criteria.set));
  const rulesEngine = jsonRulesEngine(criteria.set);
  const zen = zenEngine(criteria.set);
  for (const [name, engine] of Object.entries({ "json-rules-engine": rulesEngine, "zen-engine": zen }))
    await mustAgree(name, engine, pictures, flat);
  // So many fit into a processor's cache, where a picture is when it has just been read; all of them come out of main memory each time.
  const few = pictures.slice(0, 1_024);
  let next = 0;
  const inTurn = (engine: OtherEngine) => async (): Promise<void> => {
    for (let judged = 0; judged < othersPerCall; judged += 1) {
      const picture = flat[(next += 1) % few.length];
      if (picture !== undefined) await engine(picture.facts);
    }
  };
  const ours = (name: string, given: readonly Assessment[]): Contestant => ({
    name,
    unit: "assessments",
    unitsPerCall: given.length,
    goalPerSecond: 200_000,
    call: () => {
      let findings = 0;
      for (const picture of given) findings += assess(criteria, picture).findings.length;
      return findings;
    },
  });
  const justRead = "ours, every finding, pictures just read";
  const fromMemory = "ours, every finding, pictures from main memory";
  const others = ["json-rules-engine", "zen-engine", "zen-engine, 32 at once"] as const;
  const outcomes = Object.groupBy(pictures, (picture) => assess(criteria, picture).outcome);
  return [
    {
      title: "Criteria",
      contestants: [
        ours(justRead, few),
        ours(fromMemory, pictures),
        { name: "json-rules-engine", unit: "assessments", unitsPerCall: othersPerCall, call: inTurn(rulesEngine) },
        { name: "zen-engine", unit: "assessments", unitsPerCall: othersPerCall, call: inTurn(zen) },
        {
          name: "zen-engine, 32 at once",
          unit: "assessments",
          unitsPerCall: othersPerCall,
          call: () => Promise.all(flat.slice(0, othersPerCall).map(({ facts }) => zen(facts))),
        },
      ],
      comparisons: [justRead, fromMemory].flatMap((of) =>
        others.map((against): Comparison => ({ of, against, says: "times as fast", goal: 50 })),
      ),
      notes: [
        `${criteria.criteria.length} criteria. "Just read": ${few.length} pictures in turn, which stay in the cache, as for the others; "from main memory": all ${pictures.length} in turn.`,
        `${pictures.length} different pictures: ${Object.entries(outcomes)
          .map(([outcome, those]) => `${those.length} ${outcome}`)
          .join(", ")}. All three engines agreed on every criterion, outcome, response, triage and cap of each.`,
      ],
    },
  ];
}

async function mustAgree(
  name: string,
  engine: OtherEngine,
  pictures: readonly Assessment[],
  flat: readonly FlatPicture[],
): Promise<void> {
  for (const [index, picture] of pictures.entries()) {
    const given = flat[index];
    if (given === undefined) throw new Error("A picture has no flat facts.");
    const truths = await engine(given.facts);
    const theirs = decisionFromTruths(criteria.set, { ...given, truths, source: picture.source });
    const ours = plain(assess(criteria, picture));
    if (!isDeepStrictEqual(theirs, ours))
      throw new Error(`${name} disagrees about picture ${index}: ${JSON.stringify({ theirs, ours }, null, 1)}`);
  }
}

const plain = ({ outcome, redirectTo, response, triage, cappedBy, findings }: Decision): PlainDecision => ({
  outcome,
  redirectTo,
  response,
  triage,
  cappedBy,
  findings: findings.map(({ criterion, result, raises, asks }) => ({ criterion, result, raises, asks })),
});
