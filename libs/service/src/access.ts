/**
 * Who may call a route. Every route declares `config: { access }`; one that does not fails when it is registered.
 * In: a request and what `authenticate` says about it. Out: the Principal, or 401 / 403.
 * Scope (whose referral it is) is not decided here: handlers answer 404 outside it.
 */
import type { FastifyRequest, RouteOptions } from "fastify";
import type { Principal, Role } from "@ucrt/schemas";
import { problem } from "./errors.ts";
import { createTokenVerifier } from "./internal-tokens.ts";
import type { Verifying } from "./internal-tokens.ts";

/** `public`: nobody in particular. `signed-in`: any principal. A list: one of these roles. */
export type Access = "public" | "signed-in" | readonly Role[];

/** Says who sent a request; undefined when nobody valid did. Never throws for a bad token. */
export type Authenticate = (request: FastifyRequest) => Promise<Principal | undefined>;

declare module "fastify" {
  interface FastifyContextConfig {
    access?: Access;
    /** Content types of a body. @default ["application/json"] */
    bodyTypes?: readonly string[];
  }
}

const principals = new WeakMap<FastifyRequest, Principal>();

/** The caller of a route that is not public. Throws 401 when there is none, so a handler never works for nobody. */
export function principalOf(request: FastifyRequest): Principal {
  const principal = principals.get(request);
  if (principal === undefined) throw problem("REF_UNAUTHENTICATED");
  return principal;
}

/** The caller, or undefined on a public route. */
export function principalIfAny(request: FastifyRequest): Principal | undefined {
  return principals.get(request);
}

/** Reads `Authorization: Bearer <internal token>`. */
export function authenticateByInternalToken(verifying: Verifying): Authenticate {
  const verify = createTokenVerifier(verifying);
  return async (request) => {
    const token = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i.exec(
      request.headers.authorization ?? "",
    )?.[1];
    return token === undefined ? undefined : verify(token);
  };
}

/** Throws when a route forgot to say who may call it, or needs a caller on a server that cannot tell. */
export function checkRouteAccess(route: RouteOptions, authenticate: Authenticate | undefined): void {
  const access = route.config?.access;
  const name = `${String(route.method)} ${route.url}`;
  if (access === undefined)
    throw new Error(
      `The route ${name} does not say who may call it: add config: { access: "public" | "signed-in" | [roles] }.`,
    );
  if (Array.isArray(access) && access.length === 0)
    throw new Error(`The route ${name} lets nobody in: its access list is empty.`);
  if (access !== "public" && authenticate === undefined)
    throw new Error(`The route ${name} needs a caller, but this server was made without authenticate.`);
}

/** Lets a request through, or throws 401 / 403. Remembers the caller for `principalOf`. */
export async function admit(request: FastifyRequest, authenticate: Authenticate | undefined): Promise<void> {
  const access = request.routeOptions.config.access;
  if (access === "public") return;
  const principal = await authenticate?.(request);
  if (principal === undefined || access === undefined)
    throw problem("REF_UNAUTHENTICATED", { headers: { "www-authenticate": "Bearer" } });
  if (access !== "signed-in" && !access.includes(principal.role)) throw problem("REF_FORBIDDEN");
  principals.set(request, principal);
}
