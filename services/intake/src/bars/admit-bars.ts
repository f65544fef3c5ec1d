/**
 * Lets a BaRS request in: its headers are whole, its sender is on the list, and it speaks for itself.
 * In: a request of a signed-in feed. Out: the checked headers. Throws Problem: 400, 403, 404, 406.
 */
import { principalOf } from "@ucrt/service";
import type { FastifyRequest } from "fastify";
import type { BarsSettings } from "@ucrt/schemas";
import type { BarsSenders } from "./bars-senders.ts";
import { readBarsHeaders, type BarsHeaders } from "./read-headers.ts";
import { barsProblem } from "./write-fhir.ts";

/** Throws what is wrong with the headers, all at once; then 403 for a caller that is not on the list or speaks for another organisation. */
export function admitBars(
  request: FastifyRequest,
  rules: { readonly settings: BarsSettings; readonly senders: BarsSenders; readonly needsTarget: boolean },
): BarsHeaders {
  const read = readBarsHeaders(request.headers, rules);
  if (!read.ok) throw barsProblem(read.refusals);
  const { organisation } = principalOf(request);
  if (!rules.senders.has(organisation))
    throw forbidden("Your organisation is not configured here as a sender of BaRS messages.");
  if (read.headers.organisation !== organisation)
    throw forbidden("NHSD-End-User-Organisation names another organisation than your access token.");
  return read.headers;
}

const forbidden = (diagnostics: string) =>
  barsProblem([{ status: 403, code: "REC_FORBIDDEN", issue: "security", diagnostics }]);
