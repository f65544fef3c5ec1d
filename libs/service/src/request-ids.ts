/**
 * X-Request-Id and X-Correlation-Id of a request.
 * In: the two headers. Out: two short ids as they are answered, made here when missing or strange; and how one may be logged.
 * An id that is only digits is not taken: it could be an NHS number or a phone number.
 */
import { createHash, randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

export type RequestIds = {
  readonly requestId: string;
  readonly correlationId: string;
  /** `taken`: the sender's own, usable as idempotency key. `replaced`: sent, but not a GUID or short token. */
  readonly requestIdOrigin: "taken" | "made" | "replaced";
  readonly correlationIdOrigin: "taken" | "made" | "replaced";
};

const shortToken = /^(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9._:-]{5,99}$/;
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True for a GUID, as BaRS asks. */
export function isGuid(text: string): boolean {
  return guid.test(text);
}

/**
 * The id as it may stand in a log, a fact or a Kafka header. A GUID says nothing of a person; any other text of a sender's may, whatever it was
 * asked for, so it goes on as a short hash: two lines of one request still find each other. Senders are always answered with their own text.
 */
export function idWithoutMeaning(id: string): string {
  return isGuid(id) ? id : `sha256-${createHash("sha256").update(id).digest("hex").slice(0, 16)}`;
}

/** Takes the ids from the headers, or makes them. */
export function readRequestIds(headers: IncomingHttpHeaders): RequestIds {
  const request = take(headers["x-request-id"]);
  const correlation = take(headers["x-correlation-id"]);
  return {
    requestId: request.id,
    requestIdOrigin: request.origin,
    correlationId: correlation.origin === "taken" ? correlation.id : request.id,
    correlationIdOrigin: correlation.origin,
  };
}

function take(header: string | readonly string[] | undefined): { id: string; origin: "taken" | "made" | "replaced" } {
  if (header === undefined) return { id: randomUUID(), origin: "made" };
  if (typeof header === "string" && (guid.test(header) || shortToken.test(header)))
    return { id: header, origin: "taken" };
  return { id: randomUUID(), origin: "replaced" };
}
