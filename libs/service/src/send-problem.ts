/**
 * Writes a Problem as application/problem+json, on a Fastify reply or, before a request exists, on the bare socket.
 * Never sends a stack, a message of a driver, or anything of a 5xx but its code and the request id.
 */
import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import { STATUS_CODES } from "node:http";
import type { FastifyReply } from "fastify";
import type { Problem } from "./errors.ts";
import { problem, problemBody } from "./errors.ts";
import type { RequestIds } from "./request-ids.ts";

const contentType = "application/problem+json";
const defaultRetryAfterSeconds = 5;

/** How refusals are written below one prefix of the paths, where a standard asks for another form than problem+json. */
export interface ProblemFormat {
  /** Begins with a slash: `/FHIR/`. Compared without case. */
  readonly prefix: string;
  readonly contentType: string;
  /** The exact text of the body. The rules of problem+json hold: no stack, nothing of a 5xx but what we wrote for callers. */
  readonly write: (refusal: Problem, ids: RequestIds) => string;
}

/** Answers a request with a Problem, in the form its path asks for. */
export function sendProblem(
  reply: FastifyReply,
  refusal: Problem,
  { ids, formats = [] }: { readonly ids: RequestIds; readonly formats?: readonly ProblemFormat[] | undefined },
): FastifyReply {
  const { headers, retryAfterSeconds } = refusal.options;
  if (headers !== undefined) void reply.headers(headers);
  const needsRetryAfter = refusal.status === 503 || refusal.status === 429;
  if (retryAfterSeconds !== undefined) void reply.header("retry-after", Math.max(1, Math.ceil(retryAfterSeconds)));
  else if (needsRetryAfter && !reply.hasHeader("retry-after"))
    void reply.header("retry-after", defaultRetryAfterSeconds);
  const path = (reply.request.raw.url ?? "/").toLowerCase();
  const format = formats.find(({ prefix }) => path.startsWith(prefix.toLowerCase()));
  return reply
    .code(refusal.status)
    .headers({ ...idHeaders(ids), "cache-control": "no-store" })
    .type(format?.contentType ?? contentType)
    .serializer((body: unknown) => String(body))
    .send(format?.write(refusal, ids) ?? JSON.stringify(problemBody(refusal, ids.requestId)));
}

/** The two headers that every answer carries. */
export function idHeaders(ids: RequestIds): { readonly "x-request-id": string; readonly "x-correlation-id": string } {
  return { "x-request-id": ids.requestId, "x-correlation-id": ids.correlationId };
}

/** Answers a connection whose request could not be read at all, and closes it. */
export function answerBrokenConnection(
  error: { readonly code?: string },
  socket: Socket,
  ids: RequestIds | undefined,
): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = refusalFor(error.code);
  const requestId = ids?.requestId ?? randomUUID();
  const body = JSON.stringify(problemBody(refusal, requestId));
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? "Error"}`,
    `Content-Type: ${contentType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    `X-Correlation-Id: ${ids?.correlationId ?? requestId}`,
    "Cache-Control: no-store",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}

function refusalFor(code: string | undefined): Problem {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return problem("REF_REQUEST_TIMEOUT");
    case "HPE_HEADER_OVERFLOW":
      return problem("REF_HEADERS_TOO_LARGE");
    default:
      return problem("REF_BAD_REQUEST");
  }
}
