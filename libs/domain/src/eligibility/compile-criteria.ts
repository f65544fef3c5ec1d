/**
 * Makes a criteria set ready to judge with. In: a checked set and its identity. Out: closures, and for each criterion a store of the findings it
 * has made: the same inputs give the same finding, so it is built and frozen once. Pure to its callers; the stores are bounded.
 */
import type { Decision, Finding, Outcome, Response, Source } from "@ucrt/schemas";
import { criteriaInputs, unapproved, type Criterion, type CriteriaIdentity, type CriteriaInputName, type CriteriaSet, type UnknownEffect } from "@ucrt/schemas/criteria";
import { compileCondition, FALSE, inputsOf, TRUE, type CompiledCondition, type Truth } from "./conditions.ts";
import { compileInputs, textOfCode, type Subject } from "./read-inputs.ts";

/** Findings kept for each criterion; beyond it they are made anew each time. */
const keptFindings = 4096;

/** Outcomes by severity: 0 suitable, 1 review, 2 redirect, 3 emergency. */
export const outcomesBySeverity: readonly Outcome[] = ["suitable", "review", "redirect", "emergency"];
export const severityOf = (outcome: Outcome): number => outcomesBySeverity.indexOf(outcome);

/** A finding with what the decision needs of it at hand. */
export interface Judged {
  readonly finding: Finding;
  readonly severity: number;
  readonly redirectTo: string | null;
  readonly response: Response | null;
  readonly isMetCap: boolean;
}

export interface CompiledCriterion {
  readonly id: string;
  readonly criterion: Criterion;
  readonly judge: (frame: Float64Array, source: Source) => Judged;
  /** For a cap: its limit, and whether it may not apply. */
  readonly cap: { readonly severity: number; readonly unless: CompiledCondition } | null;
}

export interface CompiledCriteria {
  readonly set: CriteriaSet;
  readonly identity: CriteriaIdentity;
  readonly criteriaSet: Decision["criteriaSet"];
  readonly criteria: readonly CompiledCriterion[];
  readonly byAcceptingClinician: CompiledCondition;
  readonly read: (subject: Subject, frame: Float64Array) => void;
  /** Reused for each decision: judging is synchronous and nothing of it stays here. */
  readonly frame: Float64Array;
}

/** Compiles a set once. Throws for a set that did not pass its schema. */
export function compileCriteria(set: CriteriaSet, identity: CriteriaIdentity): CompiledCriteria {
  const names = new Set<CriteriaInputName>(["source"]);
  for (const criterion of Object.values(set.criteria)) {
    inputsOf(criterion.when, names);
    if (criterion.cap !== undefined) inputsOf(criterion.cap.unless, names);
  }
  inputsOf(set.byAcceptingClinician, names);
  const order = [...names];
  const context = { thresholds: set.thresholds, positionOf: (name: CriteriaInputName) => order.indexOf(name) };
  return {
    set,
    identity,
    criteriaSet: Object.freeze({ area: identity.area, version: identity.version, hash: identity.hash, isApproved: set.approver !== unapproved }),
    criteria: Object.entries(set.criteria).map(([id, criterion]) => ({
      id,
      criterion,
      judge: compileJudge({ id, criterion, order, when: compileCondition(criterion.when, context) }),
      cap: criterion.cap === undefined ? null : { severity: severityOf(criterion.cap.to), unless: compileCondition(criterion.cap.unless, context) },
    })),
    byAcceptingClinician: compileCondition(set.byAcceptingClinician, context),
    read: compileInputs(order, set.thresholds),
    frame: new Float64Array(order.length),
  };
}

interface JudgeParts {
  readonly id: string;
  readonly criterion: Criterion;
  readonly order: readonly CriteriaInputName[];
  readonly when: CompiledCondition;
}

function compileJudge({ id, criterion, order, when }: JudgeParts): CompiledCriterion["judge"] {
  const names = [...inputsOf(criterion.when)];
  const positions = names.map((name) => order.indexOf(name));
  const sourcePosition = order.indexOf("source");
  const keyed = criterion.whenUnknown.bySource === undefined || positions.includes(sourcePosition) ? positions : [...positions, sourcePosition];
  const radixes = keyed.map((position) => radixOf(order[position]));
  const isKeyExact = radixes.reduce((product, radix) => product * radix, 1) <= Number.MAX_SAFE_INTEGER;
  const kept = new Map<number, Judged>();

  const build = (frame: Float64Array, source: Source): Judged => {
    const values = names.map((name, index) => textOfCode(name, frame[positions[index] ?? 0] ?? 0));
    return buildFinding({ id, criterion, truth: when(frame), names, values, source });
  };
  if (!isKeyExact) return build;
  return (frame, source) => {
    let key = 0;
    for (let index = 0; index < keyed.length; index += 1) key = key * (radixes[index] ?? 1) + (frame[keyed[index] ?? 0] ?? 0);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const judged = build(frame, source);
    if (kept.size < keptFindings) kept.set(key, judged);
    return judged;
  };
}

function radixOf(name: CriteriaInputName | undefined): number {
  if (name === undefined) return 1;
  const input = criteriaInputs[name];
  return input.kind === "whole" ? input.most + 2 : input.values.length + 1;
}

interface Evaluated {
  readonly id: string;
  readonly criterion: Criterion;
  readonly truth: Truth;
  readonly names: readonly CriteriaInputName[];
  readonly values: readonly (string | null)[];
  readonly source: Source;
}

function buildFinding(evaluated: Evaluated): Judged {
  const { id, criterion, truth } = evaluated;
  const value = valueText(evaluated);
  if (truth === TRUE) {
    const raises = criterion.raises ?? null;
    return judged(criterion, { criterion: id, result: "met", raises, asks: criterion.kind === "ask", value });
  }
  if (truth === FALSE) {
    const isAttested = evaluated.values.includes("ruled-out");
    return judged(criterion, { criterion: id, result: isAttested ? "not-met-attested" : "not-met", raises: null, asks: false, value });
  }
  const effect = unknownEffectOf(evaluated);
  return judged(criterion, { criterion: id, result: "unknown", raises: effect === "review" ? "review" : null, asks: effect === "ask", value });
}

function judged(criterion: Criterion, finding: Finding): Judged {
  const isMet = finding.result === "met";
  return Object.freeze({
    finding: Object.freeze(finding),
    severity: finding.raises === null ? 0 : severityOf(finding.raises),
    redirectTo: isMet && finding.raises === "redirect" ? (criterion.redirectTo ?? null) : null,
    response: isMet ? (criterion.response ?? null) : null,
    isMetCap: isMet && criterion.kind === "cap",
  });
}

function unknownEffectOf({ criterion, names, values, source }: Evaluated): UnknownEffect {
  const { whenUnknown } = criterion;
  const bySource = whenUnknown.bySource?.[source];
  if (bySource !== undefined) return bySource;
  // A red flag with no value at all: no screen was done. One with the value "unknown" was asked about.
  const isUnscreened = names.some((name, index) => (name.startsWith("redFlags.") || name === "headStrike") && values[index] === null);
  return isUnscreened ? (whenUnknown.withoutScreen ?? whenUnknown.default) : whenUnknown.default;
}

/** The values seen: one word for one input or for all alike, else each with its name. Null when nothing was given. */
function valueText({ names, values }: Evaluated): string | null {
  const given = values.filter((value) => value !== null);
  if (given.length === 0) return null;
  const [first] = given;
  if (first !== undefined && given.length === values.length && given.every((value) => value === first)) return first;
  return names.map((name, index) => `${name} ${values[index] ?? "not given"}`).join("; ");
}
