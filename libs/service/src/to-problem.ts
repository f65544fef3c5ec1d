/**
 * Turns whatever a request failed with into a Problem: the one place where errors become HTTP answers.
 * In: a thrown value. Out: a Problem whose 5xx says nothing about the inside.
 */
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from "fastify-type-provider-zod";
import type { FieldError, ProblemCode } from "./errors.ts";
import { codeForStatus, Problem, problem } from "./errors.ts";

const retryAfterSeconds = 5;
const mostErrorsAnswered = 50;

/** Maps an error to its Problem. Unknown errors become REF_INTERNAL. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (!(error instanceof Error)) return problem("REF_INTERNAL");
  if (hasZodFastifySchemaValidationErrors(error)) return validationProblem(error);
  if (isResponseMismatch(error)) return problem("REF_INTERNAL", { cause: error });
  if (isTemporary(error)) return problem("REF_UNAVAILABLE", { cause: error, retryAfterSeconds });
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  if (typeof code === "string" && code.startsWith("FST_")) return frameworkProblem(code, statusCode, error);
  return problem("REF_INTERNAL", { cause: error });
}

/** True when an answer of ours did not fit its own schema. */
export function isResponseMismatch(error: unknown): boolean {
  return (
    error instanceof Error &&
    isResponseSerializationError(error) &&
    (error as { code?: unknown }).code === "FST_ERR_RESPONSE_SERIALIZATION"
  );
}

type Issue = {
  readonly instancePath: string;
  readonly message?: string | undefined;
  readonly keyword: string;
  readonly params?: unknown;
};

/** A wrong body is 422, a wrong query or header 400, and a wrong parameter of the path names nothing: 404. */
function validationProblem(
  error: Error & { validation: readonly Issue[]; validationContext?: string | undefined },
): Problem {
  if (error.validationContext === "params") return problem("REF_NOT_FOUND");
  const errors = error.validation.slice(0, mostErrorsAnswered).flatMap(fieldErrors);
  return error.validationContext === "body" || error.validationContext === undefined
    ? problem("REF_INVALID", { errors })
    : problem("REF_BAD_QUERY", { errors });
}

function fieldErrors(issue: Issue): FieldError[] {
  const field = issue.instancePath.replace(/^\//, "").replaceAll("/", ".").replaceAll("~1", "/").replaceAll("~0", "~");
  const detail = issueDetail(issue);
  if (detail.keys.length > 0)
    return detail.keys.map((key) => ({
      field: field === "" ? key : `${field}.${key}`,
      message: "This field is not known here.",
      code: "unknown-field",
    }));
  return [
    { field, message: sentence(issue.message ?? "This is not right."), code: issue.keyword.replaceAll("_", "-") },
  ];
}

function issueDetail(issue: Issue): { readonly keys: readonly string[] } {
  const keys: unknown =
    issue.keyword === "unrecognized_keys" ? (issue.params as { keys?: unknown } | undefined)?.keys : undefined;
  return { keys: Array.isArray(keys) ? keys.map((key) => String(key).slice(0, 60)) : [] };
}

function sentence(words: string): string {
  const plain = words
    .replace(/^Invalid input: expected (.+), received undefined$/, "This is missing.")
    .replace(/^Invalid input: /, "");
  const first = plain.charAt(0).toUpperCase() + plain.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

const byFrameworkCode: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "REF_TOO_LARGE",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "REF_UNSUPPORTED_TYPE",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "REF_BAD_REQUEST",
  FST_ERR_CTP_EMPTY_JSON_BODY: "REF_BAD_JSON",
  FST_ERR_CTP_INVALID_JSON_BODY: "REF_BAD_JSON",
  FST_ERR_BAD_URL: "REF_NOT_FOUND",
  FST_ERR_MAX_PARAM_LENGTH: "REF_NOT_FOUND",
  FST_ERR_NOT_FOUND: "REF_NOT_FOUND",
  FST_ERR_HANDLER_TIMEOUT: "REF_UNAVAILABLE",
};

function frameworkProblem(code: string, statusCode: unknown, cause: Error): Problem {
  const known = byFrameworkCode[code];
  if (known !== undefined)
    return problem(known, { cause, ...(known === "REF_UNAVAILABLE" ? { retryAfterSeconds } : {}) });
  return problem(typeof statusCode === "number" ? codeForStatus(statusCode) : "REF_INTERNAL", { cause });
}

const temporaryCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ETIMEDOUT",
  "EPIPE",
  "ENOTFOUND",
  // PostgreSQL: shutting down, starting, too many connections, read-only after failover, serialisation, deadlock, lock timeout.
  "57P01",
  "57P02",
  "57P03",
  "53300",
  "25006",
  "40001",
  "40P01",
  "55P03",
]);

/** Something we lean on is away for the moment: the caller may come back. PostgreSQL class 08 is "connection". */
function isTemporary(error: Error): boolean {
  if (error.name === "Retryable") return true;
  const code: unknown = (error as { code?: unknown }).code;
  if (typeof code === "string" && (temporaryCodes.has(code) || /^08[0-9A-Z]{3}$/.test(code))) return true;
  return /^(Connection terminated|timeout exceeded when trying to connect)/.test(error.message);
}
