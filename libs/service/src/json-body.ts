/**
 * What bodies a server takes: JSON in UTF-8, read strictly, of a type that the route accepts.
 * In: headers (checked before a byte of the body is read) and the bytes. Out: the value, or 400, 413, 415, 422.
 * Keeps the exact bytes for `rawBodyOf`, because idempotency and hashes need them.
 */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { problem } from "./errors.ts";
import type { Problem, ProblemCode } from "./errors.ts";
import { readStrictJson } from "./strict-json.ts";
import type { StrictJsonCode } from "./strict-json.ts";

/** 256 KiB, in bytes. */
export const defaultBodyLimitBytes = 256 * 1024;
const defaultBodyTypes: readonly string[] = ["application/json"];
const jsonType = /^application\/(?:[a-z0-9.-]+\+)?json(?:\s*;.*)?$/i;

const rawBodies = new WeakMap<FastifyRequest, Buffer>();

/** The bytes of a JSON body as they came, or undefined without one. */
export function rawBodyOf(request: FastifyRequest): Buffer | undefined {
  return rawBodies.get(request);
}

/** Replaces Fastify's parsers by the strict one, for JSON types only. */
export function takeOnlyStrictJson(
  app: Pick<FastifyInstance, "removeAllContentTypeParsers" | "addContentTypeParser">,
  bodyLimitBytes: number,
): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    jsonType,
    { parseAs: "buffer", bodyLimit: bodyLimitBytes },
    (request: FastifyRequest, bytes: Buffer, done: (error: Error | null, value?: unknown) => void) => {
      const limit = Math.max(bodyLimitBytes, request.routeOptions.bodyLimit ?? 0);
      const result = readStrictJson(bytes, { maxBytes: limit });
      if (!result.ok) {
        done(strictJsonProblem(result));
        return;
      }
      rawBodies.set(request, bytes);
      done(null, result.value);
    },
  );
}

/** Throws 415 when the request brings a body of another type, charset or encoding than its route takes. */
export function checkBodyType(request: FastifyRequest): void {
  const { headers } = request;
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  if (!hasBody) return;
  const accepted = request.routeOptions.config.bodyTypes ?? defaultBodyTypes;
  const [essence, ...parameters] = (headers["content-type"] ?? "").split(";").map((part) => part.trim().toLowerCase());
  if (essence === undefined || !accepted.includes(essence))
    throw problem("REF_UNSUPPORTED_TYPE", { detail: `Send the body as ${accepted.join(" or ")}.` });
  const charset = parameters
    .find((part) => part.startsWith("charset="))
    ?.slice("charset=".length)
    .replaceAll('"', "");
  if (charset !== undefined && charset !== "utf-8" && charset !== "utf8")
    throw problem("REF_UNSUPPORTED_TYPE", { detail: "Send the body in UTF-8." });
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity")
    throw problem("REF_UNSUPPORTED_TYPE", { detail: "Send the body without compression." });
}

const codes: Readonly<Record<StrictJsonCode, ProblemCode>> = {
  "too-large": "REF_TOO_LARGE",
  "not-utf8": "REF_BAD_JSON",
  "not-json": "REF_BAD_JSON",
  "too-deep": "REF_BAD_JSON",
  "duplicate-key": "REF_BAD_JSON",
  "forbidden-key": "REF_BAD_JSON",
  "nul-character": "REF_INVALID",
  "broken-character": "REF_INVALID",
  "number-too-large": "REF_INVALID",
};

/** The Problem for JSON that was refused: 400 for its form, 422 for a text or number that no field can hold. */
export function strictJsonProblem(refusal: {
  readonly code: StrictJsonCode;
  readonly message: string;
  readonly path?: string;
}): Problem {
  const errors =
    refusal.path === undefined
      ? {}
      : { errors: [{ field: refusal.path, message: refusal.message, code: refusal.code }] };
  return problem(codes[refusal.code], { detail: refusal.message, ...errors });
}
