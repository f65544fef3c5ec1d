/**
 * Which headers pass through the public origin, in each direction. In: headers as they came. Out: those that may go on.
 * Only listed headers go in, so nobody can claim to be somebody (X-User, X-Role, X-Forwarded-For) and no cookie leaves `web`.
 */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";

const passedIn: ReadonlySet<string> = new Set([
  "accept",
  "origin",
  "accept-language",
  "content-type",
  "if-match",
  "if-none-match",
  "if-modified-since",
  "prefer",
  "x-request-id",
  "x-correlation-id",
  "traceparent",
  "tracestate",
]);

/** Prefix of the headers that BaRS senders bring. */
const passedInPrefix = "nhsd-";

const keptBack: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "set-cookie",
  "server",
  "x-powered-by",
]);

/** Headers of a caller's request that the service behind may see. `authorization` is added by the proxy. */
export function headersIn(headers: IncomingHttpHeaders): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (typeof value === "string" && (passedIn.has(name) || name.startsWith(passedInPrefix))) passed[name] = value;
  return passed;
}

/** Headers of a service's answer that the caller may see: all but those of one connection. */
export function headersOut(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = new Set((headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase()));
  return Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => value !== undefined && !keptBack.has(name) && !named.has(name)),
  );
}
