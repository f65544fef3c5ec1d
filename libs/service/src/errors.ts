/**
 * The closed list of refusals an HTTP caller can meet, and the Problem that carries one (RFC 9457).
 * Pages, metrics and integrators depend on these codes: add at the end of a group, never rename, never reuse.
 */

type ProblemKind = { readonly status: number; readonly title: string };

export const problemCodes = {
  REF_BAD_REQUEST: { status: 400, title: "The request could not be understood" },
  REF_BAD_JSON: { status: 400, title: "The body is not acceptable JSON" },
  REF_BAD_QUERY: { status: 400, title: "The query or a header is wrong" },
  REF_UNAUTHENTICATED: { status: 401, title: "Sign in first" },
  REF_FORBIDDEN: { status: 403, title: "Your role may not do this" },
  REF_STEP_UP: { status: 403, title: "A stronger sign-in is needed" },
  REF_NOT_FOUND: { status: 404, title: "Not found" },
  REF_METHOD_NOT_ALLOWED: { status: 405, title: "This method is not possible here" },
  REF_NOT_ACCEPTABLE: { status: 406, title: "None of the accepted formats can be answered" },
  REF_REQUEST_TIMEOUT: { status: 408, title: "The request took too long to arrive" },
  REF_CONFLICT: { status: 409, title: "This does not fit the present state" },
  REF_STALE_VERSION: { status: 409, title: "Someone else changed it first" },
  REF_KEY_REUSED: { status: 409, title: "This X-Request-Id was used for another request" },
  REF_IN_PROGRESS: { status: 409, title: "The same request is still being worked on" },
  REF_SECOND_PERSON: { status: 409, title: "A second person must confirm this" },
  REF_DUPLICATE: { status: 409, title: "This was received before" },
  REF_OTHER_PERSON: { status: 409, title: "Somebody else is signed in here by now" },
  REF_GONE: { status: 410, title: "No longer available" },
  REF_TOO_LARGE: { status: 413, title: "The body is too large" },
  REF_URL_TOO_LONG: { status: 414, title: "The address is too long" },
  REF_UNSUPPORTED_TYPE: { status: 415, title: "This content type is not accepted" },
  REF_EXPECTATION_FAILED: { status: 417, title: "The expectation cannot be met" },
  REF_INVALID: { status: 422, title: "Some fields are wrong" },
  REF_REASON_MISSING: { status: 422, title: "A coded reason is needed" },
  REF_TOO_EARLY: { status: 425, title: "The same request is still being worked on" },
  REF_UPGRADE_REQUIRED: { status: 426, title: "A secure connection is needed" },
  REF_TOO_MANY_REQUESTS: { status: 429, title: "Too many requests" },
  REF_HEADERS_TOO_LARGE: { status: 431, title: "The headers are too large" },
  REF_INTERNAL: { status: 500, title: "Something went wrong on our side" },
  REF_NOT_IMPLEMENTED: { status: 501, title: "Not offered here" },
  REF_UPSTREAM_FAILED: { status: 502, title: "A service behind this one failed" },
  REF_UNAVAILABLE: { status: 503, title: "Not available right now" },
  REF_NOT_STORED: { status: 503, title: "It could not be stored; nothing was accepted" },
  REF_UPSTREAM_TIMEOUT: { status: 504, title: "A service behind this one did not answer in time" },
} as const satisfies Readonly<Record<string, ProblemKind>>;

export type ProblemCode = keyof typeof problemCodes;

export type FieldError = {
  /** Dotted path, as in `patient.age` or `observations.0.value`; empty for the whole body. */
  readonly field: string;
  /** In plain words, without the value. */
  readonly message: string;
  /** For machines, optional. */
  readonly code?: string;
};

export type ProblemOptions = {
  /** One sentence on what to do next. Never identity, never a stack. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Further members of the answer, such as the current state of a referral. Ignored for 5xx. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
};

/** A refusal on its way to an HTTP answer. Handlers throw it; the server turns it into problem+json. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly options: ProblemOptions;

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(
      options.detail ?? problemCodes[code].title,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = "Problem";
    this.code = code;
    this.status = problemCodes[code].status;
    this.options = options;
  }
}

/** Makes a Problem; `throw problem("REF_CONFLICT", {...})` reads well in a handler. */
export function problem(code: ProblemCode, options: ProblemOptions = {}): Problem {
  return new Problem(code, options);
}

/** The body of an RFC 9457 answer. A 5xx carries only its code, title and the request id. */
export function problemBody(refusal: Problem, requestId: string): Readonly<Record<string, unknown>> {
  const head = {
    type: problemType(refusal.code),
    title: problemCodes[refusal.code].title,
    status: refusal.status,
    code: refusal.code,
    requestId,
  };
  const { detail, errors, extra } = refusal.options;
  // A 503 is written by us for callers (whom to ring, when to come back); any other 5xx may hold what went wrong inside.
  if (refusal.status >= 500 && refusal.status !== 503) return head;
  const words = detail === undefined ? {} : { detail };
  if (refusal.status >= 500) return { ...head, ...words };
  return { ...extra, ...head, ...words, ...(errors === undefined ? {} : { errors }) };
}

/** The code that stands for a bare HTTP status, for refusals that come from the framework. */
export function codeForStatus(status: number): ProblemCode {
  for (const [code, kind] of Object.entries(problemCodes)) if (kind.status === status) return code as ProblemCode;
  return status >= 400 && status < 500 ? "REF_BAD_REQUEST" : "REF_INTERNAL";
}

function problemType(code: ProblemCode): string {
  return `urn:ucrt:problem:${code.slice("REF_".length).toLowerCase().replaceAll("_", "-")}`;
}
