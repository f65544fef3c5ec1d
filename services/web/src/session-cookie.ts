/**
 * The session cookie, and the check that a request with a cookie comes from our own pages.
 * In: a request. Out: the session id, or 403 for a request that another site's page made. Never readable by scripts.
 */
import type { FastifyReply, FastifyRequest } from "fastify";
import { problem } from "@ucrt/service";

export interface CookieSettings {
  /** False only on plain http of this machine. */
  readonly isSecure: boolean;
  /** Origins of our own pages. */
  readonly allowedOrigins: readonly string[];
}

/** Under https the `__Host-` prefix forbids a neighbour's subdomain to plant it. */
const nameOf = (isSecure: boolean): string => (isSecure ? "__Host-ucrt-session" : "ucrt-session");

/** The session id that came with the request, if any. */
export function sessionIdOf(request: FastifyRequest, settings: CookieSettings): string | undefined {
  return request.cookies[nameOf(settings.isSecure)];
}

/** The same from cookies that were parsed elsewhere, for an upgrade that no route sees. */
export function sessionIdIn(
  cookies: Readonly<Record<string, string | undefined>>,
  settings: CookieSettings,
): string | undefined {
  return cookies[nameOf(settings.isSecure)];
}

export function setSessionCookie(reply: FastifyReply, sessionId: string, settings: CookieSettings): void {
  void reply.setCookie(nameOf(settings.isSecure), sessionId, attributes(settings));
}

export function clearSessionCookie(reply: FastifyReply, settings: CookieSettings): void {
  void reply.clearCookie(nameOf(settings.isSecure), attributes(settings));
}

function attributes(settings: CookieSettings) {
  return { httpOnly: true, sameSite: "strict", path: "/", secure: settings.isSecure } as const;
}

/** The origin this browser knows us by, so that its cookies come back with it; the first of ours when it names none of them. */
export function ownOrigin(request: FastifyRequest, { allowedOrigins }: CookieSettings): string {
  const { host } = request.headers;
  const own = allowedOrigins.find((origin) => new URL(origin).host === host) ?? allowedOrigins[0];
  if (own === undefined) throw new Error("No origin of our own pages is configured.");
  return own;
}

/**
 * Throws 403 when a request that changes something and leans on the cookie was not made by our own pages.
 * A browser says where a request comes from (`Sec-Fetch-Site`, `Origin`); one that says neither is refused as well.
 */
export function requireOwnPage(request: FastifyRequest, settings: CookieSettings): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  const site = request.headers["sec-fetch-site"];
  const origin = request.headers.origin;
  const isForeign =
    (site !== undefined && site !== "same-origin") ||
    (origin !== undefined && !settings.allowedOrigins.includes(origin)) ||
    (site === undefined && origin === undefined);
  if (isForeign) throw problem("REF_FORBIDDEN", { detail: "This request did not come from a page of this service." });
}
