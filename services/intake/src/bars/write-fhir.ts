/**
 * How answers below `/FHIR/` are written: FHIR JSON with its version, refusals as OperationOutcome.
 * In: a resource, or the Problem a request failed with. Out: text and content type. Never says who a patient is; of a 5xx only what we wrote for callers.
 */
import { operationOutcomeOf, refusalOfProblem, type BarsRefusal } from "@ucrt/domain";
import { codeForStatus, problem, type Problem, type ProblemFormat } from "@ucrt/service";
import type { FastifyReply } from "fastify";
import { idOf } from "../ids.ts";

export const fhirType = "application/fhir+json";

/** Prefix of every path of this door. */
export const fhirPrefix = "/FHIR/";

/** Sends a resource. */
export function sendFhir(reply: FastifyReply, resource: object, version: string): FastifyReply {
  return reply
    .type(`${fhirType}; version=${version}`)
    .serializer((body: unknown) => String(body))
    .send(JSON.stringify(resource));
}

/** A Problem that is answered with these refusals; the first one gives the HTTP status. */
export function barsProblem(refusals: readonly BarsRefusal[]): Problem {
  const [first] = refusals;
  return problem(codeForStatus(first?.status ?? 400), { extra: { refusals } });
}

/** For the HTTP server: refusals below `/FHIR/`, whoever made them. */
export const operationOutcomes: ProblemFormat = {
  prefix: fhirPrefix,
  contentType: fhirType,
  write: (refusal, ids) => {
    const { detail, errors, extra } = refusal.options;
    const ours = extra?.["refusals"] as readonly BarsRefusal[] | undefined;
    const isTold = refusal.status < 500 || refusal.status === 503;
    return JSON.stringify(
      operationOutcomeOf({
        refusals: ours ?? [
          refusalOfProblem({
            status: refusal.status,
            ...(isTold && detail !== undefined ? { detail } : {}),
            ...(isTold && errors !== undefined ? { fields: errors.map(({ field }) => field) } : {}),
          }),
        ],
        id: idOf("operation-outcome", ids.requestId, refusal.code),
      }),
    );
  },
};
