/** Is one assessment worse than another? In: two decisions of the criteria. Out: yes or no. Pure. */
import type { Decision, Outcome } from "@ucrt/schemas";

const order: readonly Outcome[] = ["suitable", "review", "redirect", "emergency"];

/** 0 suitable to 3 emergency. */
export const severityOf = (outcome: Outcome): number => order.indexOf(outcome);

/** Worse: a more severe outcome, or a finding that raises or asks and was not there before. */
export function isWorse(next: Decision, known: Decision): boolean {
  if (severityOf(next.outcome) > severityOf(known.outcome)) return true;
  const before = new Set(known.findings.filter(speaks).map((finding) => `${finding.criterion}:${finding.result}`));
  return next.findings.filter(speaks).some((finding) => !before.has(`${finding.criterion}:${finding.result}`));
}

const speaks = (finding: Decision["findings"][number]): boolean =>
  finding.asks || (finding.raises !== null && finding.raises !== "suitable");
