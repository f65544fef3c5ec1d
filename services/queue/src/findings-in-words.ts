/** Findings of a decision with the wording of the version of the criteria that they were made with. In: a decision. Out: words for staff. */
import type { Decision, ReferralView } from "@ucrt/schemas";
import type { Parts } from "./parts.ts";

/** A criterion that this version does not have is shown by its id. */
export function findingsInWords(parts: Pick<Parts, "criteria">, assessment: Decision): ReferralView["findings"] {
  const version = parts.criteria.find(({ identity }) => identity.version === assessment.criteriaSet.version);
  return assessment.findings.map((finding) => ({
    criterion: finding.criterion,
    wording: version?.set.criteria[finding.criterion]?.wording ?? finding.criterion,
    basis: version?.set.criteria[finding.criterion]?.basis ?? "",
    result: finding.result,
    raises: finding.raises,
    asks: finding.asks,
    value: finding.value,
  }));
}
