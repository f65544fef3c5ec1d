/**
 * Builds the finding of one criterion from its truth, the values seen and who refers. In: an evaluated criterion. Out: a frozen finding, with what the
 * decision needs of it at hand. An unknown raises, asks or is noted as the criterion says for this source; it is never "not met".
 */
import type { Finding, Outcome, Response, Source } from "@ucrt/schemas";
import type { Criterion, CriteriaInputName, UnknownEffect } from "@ucrt/schemas/criteria";
import { FALSE, TRUE, type Truth } from "./conditions.ts";

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

export interface Evaluated {
  readonly id: string;
  readonly criterion: Criterion;
  readonly truth: Truth;
  readonly names: readonly CriteriaInputName[];
  readonly values: readonly (string | null)[];
  readonly source: Source;
}

/** The finding of one criterion. */
export function buildFinding(evaluated: Evaluated): Judged {
  const { id, criterion, truth } = evaluated;
  const value = valueText(evaluated);
  if (truth === TRUE) {
    const raises = criterion.raises ?? null;
    return judged(criterion, { criterion: id, result: "met", raises, asks: criterion.kind === "ask", value });
  }
  if (truth === FALSE) {
    const isAttested = evaluated.values.includes("ruled-out");
    return judged(criterion, {
      criterion: id,
      result: isAttested ? "not-met-attested" : "not-met",
      raises: null,
      asks: false,
      value,
    });
  }
  const effect = unknownEffectOf(evaluated);
  return judged(criterion, {
    criterion: id,
    result: "unknown",
    raises: effect === "review" ? "review" : null,
    asks: effect === "ask",
    value,
  });
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
  const isUnscreened = names.some(
    (name, index) => (name.startsWith("redFlags.") || name === "headStrike") && values[index] === null,
  );
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
