/**
 * Makes a decision out of nothing but the truth of every criterion, so that engines which only give truths can be held against ours.
 * In: truths by name, the set, the facts. Out: outcome, response, triage, cap, and the result and effect of each finding. Written apart from `assess` on purpose.
 */
import type { Decision, Outcome, Response, Source } from "@ucrt/schemas";
import type { Criterion, CriteriaSet } from "@ucrt/schemas/criteria";
import type { Truths } from "./other-engines.ts";
import { factName, type FlatFacts } from "./two-valued.ts";

export type PlainFinding = Pick<Decision["findings"][number], "criterion" | "result" | "raises" | "asks">;
export type PlainDecision = Pick<Decision, "outcome" | "redirectTo" | "response" | "triage" | "cappedBy"> & {
  readonly findings: readonly PlainFinding[];
};

const severities: readonly Outcome[] = ["suitable", "review", "redirect", "emergency"];
const urgencies: readonly Response[] = ["two-hour", "same-day", "two-days"];

export interface Judged {
  readonly truths: Truths;
  readonly facts: FlatFacts;
  readonly source: Source;
  /** True for inputs that were not given at all, as apart from "unknown". */
  readonly isMissing: (input: string) => boolean;
}

/** The decision that follows. */
export function decisionFromTruths(set: CriteriaSet, judged: Judged): PlainDecision {
  const { truths } = judged;
  const criteria = Object.entries(set.criteria);
  const findings = criteria.map(([id, criterion]) => findingOf(id, criterion, judged));
  const met = criteria.filter(([id]) => truths[id] === 2);
  const worst = Math.max(0, ...findings.map(({ raises }) => (raises === null ? 0 : severities.indexOf(raises))));
  const caps = met
    .filter(([id, criterion]) => criterion.cap !== undefined && truths[`${id}_unless`] !== 2)
    .map(([id, criterion]) => ({ id, severity: severities.indexOf(criterion.cap?.to ?? "emergency") }))
    .sort((one, other) => one.severity - other.severity);
  const [cap] = caps;
  const isCapped = cap !== undefined && cap.severity < worst;
  const outcome = severities[isCapped ? cap.severity : worst] ?? "review";
  const proposed = met.flatMap(([, { response }]) => (response === undefined ? [] : [urgencies.indexOf(response)]));
  const asksNothing = findings.every(({ asks }) => !asks);
  return {
    outcome,
    redirectTo:
      outcome === "redirect" ? (met.find(([, { raises }]) => raises === "redirect")?.[1].redirectTo ?? null) : null,
    response: urgencies[Math.min(...proposed, urgencies.length)] ?? "two-hour",
    triage:
      outcome === "suitable" && asksNothing && truths["byAcceptingClinician"] === 2
        ? "by-accepting-clinician"
        : "before-offer",
    cappedBy: isCapped ? cap.id : null,
    findings,
  };
}

function findingOf(criterion: string, given: Criterion, judged: Judged): PlainFinding {
  const truth = judged.truths[criterion];
  if (truth === 2) return { criterion, result: "met", raises: given.raises ?? null, asks: given.kind === "ask" };
  const inputs = inputsIn(given.when);
  if (truth === 0) {
    const isAttested = inputs.some((input) => judged.facts[factName(input)] === "ruled-out");
    return { criterion, result: isAttested ? "not-met-attested" : "not-met", raises: null, asks: false };
  }
  const { whenUnknown } = given;
  const isUnscreened = inputs.some(
    (input) => (input.startsWith("redFlags.") || input === "headStrike") && judged.isMissing(input),
  );
  const effect =
    whenUnknown.bySource?.[judged.source] ??
    (isUnscreened ? whenUnknown.withoutScreen : undefined) ??
    whenUnknown.default;
  return { criterion, result: "unknown", raises: effect === "review" ? "review" : null, asks: effect === "ask" };
}

/** Every input that a condition names, found by walking its data. */
function inputsIn(condition: unknown): readonly string[] {
  if (typeof condition !== "object" || condition === null) return [];
  return Object.entries(condition).flatMap(([key, value]: [string, unknown]) =>
    key === "input" ? [String(value)] : inputsIn(value),
  );
}
