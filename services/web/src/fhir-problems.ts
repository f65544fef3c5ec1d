/** Refusals that the public origin itself makes below `/FHIR/` (no such path, too large, `intake` away), as BaRS senders read them. */
import { randomUUID } from "node:crypto";
import { operationOutcomeOf, refusalOfProblem } from "@ucrt/domain";
import type { ProblemFormat } from "@ucrt/service";

export const fhirProblems: ProblemFormat = {
  prefix: "/FHIR/",
  contentType: "application/fhir+json",
  write: ({ status, options }) =>
    JSON.stringify(
      operationOutcomeOf({ refusals: [refusalOfProblem({ status, detail: options.detail })], id: randomUUID() }),
    ),
};
