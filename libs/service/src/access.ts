/**
 * Holds every request against the table of who may call what. A route that its table does not know fails when it is registered.
 * In: the rows of this service, a request and what `authenticate` says about it. Out: the Principal, or 401 / 403.
 * Scope (whose referral it is) is not decided here: handlers answer 404 outside it.
 */
import type { FastifyRequest, RouteOptions } from "fastify";
import type { Access, RouteTable } from "@ucrt/domain";
import type { Principal } from "@ucrt/schemas";
import { problem } from "./errors.ts";
import { createTokenVerifier } from "./internal-tokens.ts";
import type { Verifying } from "./internal-tokens.ts";

/** The service's rows of the table. `said-by-each-route` is for servers that are no part of the product: those of tests. */
export type RouteAccess = RouteTable | "said-by-each-route";

/** Says who sent a request; undefined when nobody valid did. Never throws for a bad token. */
export type Authenticate = (request: FastifyRequest) => Promise<Principal | undefined>;

declare module "fastify" {
  interface FastifyContextConfig {
    /** Set from the table when the route is registered; never written beside a route of the product. */
    access?: Access;
    /** The handler reads the query itself; every other route that states none takes none. @default false */
    readsOwnQuery?: boolean;
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

/**
 * Gives a route its row of the table. Throws when there is none, when the route brings a list of its own, or when it needs a caller on a server that
 * cannot tell who calls.
 */
export function settleRouteAccess(
  route: RouteOptions,
  { routes, authenticate }: { readonly routes: RouteAccess; readonly authenticate: Authenticate | undefined },
): void {
  const access = routes === "said-by-each-route" ? route.config?.access : rowOf(route, routes);
  const name = nameOf(route);
  if (access === undefined)
    throw new Error(
      routes === "said-by-each-route"
        ? `The route ${name} does not say who may call it: add config: { access: "public" | "signed-in" | [roles] }.`
        : `The route ${name} is not in the table of who may call what: add its row to routes-table.ts.`,
    );
  if (Array.isArray(access) && access.length === 0)
    throw new Error(`The route ${name} lets nobody in: its access list is empty.`);
  if (access !== "public" && authenticate === undefined)
    throw new Error(`The route ${name} needs a caller, but this server was made without authenticate.`);
  route.config = { ...route.config, access };
}

function rowOf(route: RouteOptions, routes: RouteTable): Access | undefined {
  const rows = methodsOf(route).map((method) => routes[`${method} ${route.url}`]);
  const [first] = rows;
  // HEAD comes with its GET, which has brought the row along.
  if (route.config?.access !== undefined && route.config.access !== first)
    throw new Error(
      `The route ${nameOf(route)} has a list of its own: take it away, its row in routes-table.ts decides.`,
    );
  return rows.every((row) => row === first) ? first : undefined;
}

const methodsOf = ({ method }: RouteOptions): readonly string[] =>
  [method].flat().map((one) => (one === "HEAD" ? "GET" : one));

const nameOf = (route: RouteOptions): string => `${String(route.method)} ${route.url}`;

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
