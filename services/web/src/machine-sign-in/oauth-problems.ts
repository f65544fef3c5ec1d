/** Refusals of the token endpoint as OAuth writes them (RFC 6749, 5.2): `error` and words. In: a Problem below `/oauth2/`. Out: a JSON text. */
import type { Problem, ProblemFormat } from "@ucrt/service";

export const oauthProblems: ProblemFormat = {
  prefix: "/oauth2/",
  contentType: "application/json",
  write: (refusal) => JSON.stringify({ error: errorOf(refusal), error_description: wordsOf(refusal) }),
};

function errorOf({ status, options }: Problem): string {
  const named = options.extra?.["error"];
  if (typeof named === "string") return named;
  if (status === 429 || status === 503) return "temporarily_unavailable";
  return status >= 500 ? "server_error" : "invalid_request";
}

function wordsOf({ status, message }: Problem): string {
  return status >= 500 ? "Something went wrong on our side; try again." : message;
}
