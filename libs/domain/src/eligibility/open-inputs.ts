/**
 * What the criteria still need to know. In: a compiled set, an assessment. Out: the decision, and the inputs that an open question or an unknown rests on.
 * A form asks for these and for nothing more. Which they are follows from the conditions of the set; no criterion is named here. Pure.
 */
import type { Decision, Finding } from "@ucrt/schemas";
import type { Condition, CriteriaInputName } from "@ucrt/schemas/criteria";
import { assess, type Assessment } from "./assess.ts";
import type { CompiledCriteria } from "./compile-criteria.ts";
import { inputsOf } from "./conditions.ts";
import { placeOf, textOfCode } from "./frame.ts";

export interface AssessmentWithOpenInputs {
  readonly decision: Decision;
  /** In the order of the criteria, each once. */
  readonly open: readonly CriteriaInputName[];
}

/** Assesses, and names the inputs whose answer could still settle something that raises the outcome or is asked. */
export function assessWithOpenInputs(compiled: CompiledCriteria, assessment: Assessment): AssessmentWithOpenInputs {
  const decision = assess(compiled, assessment);
  const open = new Set<CriteriaInputName>();
  for (const finding of decision.findings)
    for (const name of neededBy(compiled, finding)) if (isOpen(compiled, name)) open.add(name);
  return { decision, open: [...open] };
}

function neededBy(compiled: CompiledCriteria, finding: Finding): Iterable<CriteriaInputName> {
  const criterion = compiled.set.criteria[finding.criterion];
  if (criterion === undefined || (finding.raises === null && !finding.asks)) return [];
  if (finding.result === "unknown") return inputsOf(criterion.when);
  // Met because something was not answered or not done: that is what it asks for.
  return finding.result === "met" ? askedFor(criterion.when) : [];
}

/** Inputs that a condition wants unanswered or not done. */
function askedFor(condition: Condition): readonly CriteriaInputName[] {
  if ("all" in condition) return condition.all.flatMap(askedFor);
  if ("any" in condition) return condition.any.flatMap(askedFor);
  if ("not" in condition) return [];
  return condition.answered === false || condition.equals === notDone ? [condition.input] : [];
}

const notDone = "not-done";

/** The frame still holds what was just assessed. */
function isOpen({ frame }: CompiledCriteria, name: CriteriaInputName): boolean {
  const text = textOfCode(name, frame[placeOf[name]] ?? 0);
  return text === null || text === "unknown" || text === notDone;
}
