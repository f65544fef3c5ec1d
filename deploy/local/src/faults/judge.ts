// Puts the evidence before every invariant. In: evidence. Out: violations, and what each invariant had to look at. Pure. Nothing to look at is never
// taken for well: an empty history, a drain that timed out and an invariant without a case are said.
import type { Evidence, Violation } from "./evidence.ts";
import { invariants } from "./invariants/index.ts";
import { watchedClients } from "./watched.ts";

export interface Verdict {
  readonly isClean: boolean;
  readonly violations: readonly Violation[];
  /** Things looked at, by invariant. */
  readonly judged: Readonly<Record<string, number>>;
  /** Invariants that saw nothing to judge. */
  readonly notJudged: readonly string[];
  readonly drain: Evidence["drain"];
  /** For reading beside the goals, not judged: the longest time that any screen said it was not live, seconds; undefined when none watched. */
  readonly longestNotLiveSeconds: number | undefined;
}

/** Fails closed: without a single operation in the history, or without a drain, there is no clean verdict. */
export function judge(evidence: Evidence): Verdict {
  const violations: Violation[] = [];
  const operations = evidence.history.filter(({ op }) => op !== "drive");
  if (operations.length === 0)
    violations.push({ invariant: "history", id: "history", what: "is empty: nothing was done, so nothing is proven" });
  const judged: Record<string, number> = {};
  for (const { name, judge: look } of invariants) {
    const judgement = look(evidence);
    judged[name] = judgement.judged;
    violations.push(...judgement.violations);
  }
  const notJudged = invariants.map(({ name }) => name).filter((name) => judged[name] === 0);
  return {
    isClean: violations.length === 0,
    violations,
    judged,
    notJudged,
    drain: evidence.drain,
    longestNotLiveSeconds: longestNotLive(evidence),
  };
}

/** Between two times of being live, of any screen. */
function longestNotLive({ history }: Evidence): number | undefined {
  const clients = watchedClients(history);
  if (clients.length === 0) return undefined;
  const gaps = clients.flatMap(({ live }) =>
    live.slice(1).map(({ fromMs }, index) => fromMs - (live[index]?.untilMs ?? fromMs)),
  );
  return Math.max(0, ...gaps) / 1_000;
}
