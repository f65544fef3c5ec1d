/**
 * Why a message is refused, as the standard wants it said: an OperationOutcome.
 * In: refusals of the door, or any refusal of the HTTP server it stands in. Out: FHIR R4 JSON. Pure.
 * Never says anything of a patient: fixed words, names of fields and known codes only.
 */
import type { BarsErrorCode, BarsIssueCode, BarsRefusal } from "./bars-message.ts";
import type { FhirResourceJson } from "./fhir-bundle.ts";

/** As its official examples write it; the guide writes `CodeSystem`. Receivers compare without case (docs/bars.md). */
const errorCodeSystem = "https://fhir.nhs.uk/Codesystem/http-error-codes";

/** The body of a refusal. `id` is a GUID made by the caller. With several refusals, the first one's status is the answer's. */
export function operationOutcomeOf(refused: {
  readonly refusals: readonly BarsRefusal[];
  readonly id: string;
}): FhirResourceJson {
  return {
    resourceType: "OperationOutcome",
    id: refused.id,
    meta: { profile: ["https://fhir.hl7.org.uk/StructureDefinition/UKCore-OperationOutcome"] },
    issue: refused.refusals.map(({ status, code, issue, diagnostics, expression }) => ({
      severity: "error",
      code: issue,
      details: { coding: [{ system: errorCodeSystem, code, display: `${status} - ${code}` }] },
      diagnostics,
      ...(expression === undefined ? {} : { expression: [expression] }),
    })),
  };
}

interface Meaning {
  readonly code: BarsErrorCode;
  readonly issue: BarsIssueCode;
  readonly words: string;
}

/**
 * What an HTTP status of our server is called in the standard (its API specification, and "Error handling" of core 1.5.0).
 * It has no word for 413 and 415: a body too large is `too-costly`, as the standard calls what a receiver will not work on; a media type we
 * do not read is `REC_NOT_ACCEPTABLE`, which the standard uses for versions "in Accept or content". Both keep their status.
 */
const meanings: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [400, { code: "REC_BAD_REQUEST", issue: "invalid", words: "The request cannot be read." }],
  [401, { code: "REC_UNAUTHORIZED", issue: "security", words: "No valid token came with the request." }],
  [403, { code: "REC_FORBIDDEN", issue: "forbidden", words: "This sender may not do this." }],
  [404, { code: "REC_NOT_FOUND", issue: "not-found", words: "Nothing of that kind is held here." }],
  [405, { code: "REC_METHOD_NOT_ALLOWED", issue: "not-supported", words: "This method is not served here." }],
  [406, { code: "REC_NOT_ACCEPTABLE", issue: "processing", words: "Only application/fhir+json can be answered." }],
  [408, { code: "REC_TIMEOUT", issue: "timeout", words: "It was not processed in time. Try again with the same ids." }],
  [409, { code: "REC_CONFLICT", issue: "conflict", words: "It conflicts with what is held here." }],
  [413, { code: "REC_UNPROCESSABLE_ENTITY", issue: "too-costly", words: "The body is larger than is read here." }],
  [415, { code: "REC_NOT_ACCEPTABLE", issue: "not-supported", words: "Only application/fhir+json is read here." }],
  [
    422,
    { code: "REC_UNPROCESSABLE_ENTITY", issue: "not-supported", words: "It can be read, and cannot be worked on." },
  ],
  [425, { code: "REC_TOO_EARLY", issue: "duplicate", words: "The first attempt with this id is still under way." }],
  [429, { code: "REC_TOO_MANY_REQUESTS", issue: "throttled", words: "Too many requests. Try again later." }],
  [500, { code: "REC_SERVER_ERROR", issue: "exception", words: "An unexpected error. It has been recorded." }],
  [501, { code: "REC_NOT_IMPLEMENTED", issue: "not-supported", words: "This is not implemented here." }],
  [
    503,
    {
      code: "REC_SERVICE_UNAVAILABLE",
      issue: "transient",
      words: "It could not be stored. Try again with the same ids.",
    },
  ],
]);

const otherOfSender: Meaning = { code: "REC_BAD_REQUEST", issue: "processing", words: "The request is refused." };
const otherOfOurs: Meaning = { code: "REC_SERVER_ERROR", issue: "exception", words: "An unexpected error." };

/**
 * A refusal of our HTTP server in the words of the standard. Any status is taken; an unknown one below 500 counts as the sender's.
 * `detail` is used below 500 only, and not when it carries six digits in a row (a telephone or an NHS number); of `fields` only the names are.
 */
export function refusalOfProblem(problem: {
  readonly status: number;
  readonly detail?: string | undefined;
  readonly fields?: readonly string[] | undefined;
}): BarsRefusal {
  const { status, detail, fields = [] } = problem;
  const { code, issue, words } = meanings.get(status) ?? (status < 500 ? otherOfSender : otherOfOurs);
  const said = status < 500 && detail !== undefined && detail !== "" && !/\d[\d ]{4,}\d/.test(detail) ? detail : words;
  const names = fields.filter((name) => /^[A-Za-z][\w.[\]-]{0,100}$/.test(name) && !/\d{6}/.test(name));
  return {
    status,
    code,
    issue,
    diagnostics: names.length === 0 ? said : `${said} Fields: ${names.slice(0, 20).join(", ")}.`,
  };
}
