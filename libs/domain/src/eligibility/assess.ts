/**
 * Judges a clinical picture by a criteria set. In: a compiled set, the picture, who refers, the instant. Out: a decision with every finding.
 * Every criterion is evaluated; nothing stops early. The most severe outcome wins, after a cap has limited it within its own limits.
 * Decides nothing for a person: `emergency` and `redirect` are advice. Pure: the same arguments give the same decision, years later.
 */
import type { ClinicalPicture, Decision, Finding, Response, Source } from "@ucrt/schemas";
import { outcomesBySeverity } from "./build-finding.ts";
import { judge, type CompiledCriteria } from "./compile-criteria.ts";
import { TRUE } from "./conditions.ts";
import { readInputs } from "./read-inputs.ts";

export interface Assessment {
  readonly picture: ClinicalPicture;
  readonly source: Source;
  /** Epoch milliseconds for which the decision is made. */
  readonly atMs: number;
}

/** Soonest first. */
const responses: readonly Response[] = ["two-hour", "same-day", "two-days"];

/** Assesses one picture. Never throws for a picture that fits its contract. */
export function assess(compiled: CompiledCriteria, assessment: Assessment): Decision {
  const { criteria, frame } = compiled;
  readInputs(assessment, compiled.set.thresholds, frame);

  const findings = new Array<Finding>(criteria.length);
  let severity = 0;
  let redirectTo: string | null = null;
  let response = responses.length;
  let asks = false;
  let capSeverity = Infinity;
  let capId: string | null = null;
  for (let index = 0; index < criteria.length; index += 1) {
    const criterion = criteria[index];
    if (criterion === undefined) continue;
    const judged = judge(criterion, frame, assessment.source);
    findings[index] = judged.finding;
    if (judged.severity > severity) severity = judged.severity;
    if (judged.finding.asks) asks = true;
    redirectTo ??= judged.redirectTo;
    if (judged.response !== null) response = Math.min(response, responses.indexOf(judged.response));
    if (
      judged.isMetCap &&
      criterion.cap !== null &&
      criterion.cap.severity < capSeverity &&
      criterion.cap.unless(frame) !== TRUE
    ) {
      capSeverity = criterion.cap.severity;
      capId = criterion.id;
    }
  }

  const cappedSeverity = Math.min(severity, capSeverity);
  const outcome = outcomesBySeverity[cappedSeverity] ?? "review";
  const mayBeOfferedAtOnce = cappedSeverity === 0 && !asks && compiled.byAcceptingClinician(frame) === TRUE;
  return {
    criteriaSet: compiled.criteriaSet,
    outcome,
    redirectTo: outcome === "redirect" ? redirectTo : null,
    response: responses[response] ?? "two-hour",
    triage: mayBeOfferedAtOnce ? "by-accepting-clinician" : "before-offer",
    cappedBy: cappedSeverity < severity ? capId : null,
    uncappedOutcome: outcomesBySeverity[severity] ?? "review",
    findings,
  };
}
