/**
 * Which methods a path knows, so that a wrong method is 405 with `Allow` and not 404.
 * In: route patterns as they are registered. Out: the methods whose pattern fits a path. Asked only for requests that found no route.
 */

export type KnownRoutes = {
  readonly add: (pattern: string, methods: string | readonly string[]) => void;
  /** Methods for a path without its query, sorted; empty when the path is unknown. */
  readonly methodsFor: (path: string) => readonly string[];
};

/** An empty list of routes. */
export function createKnownRoutes(): KnownRoutes {
  const routes: { readonly segments: readonly string[]; readonly methods: readonly string[] }[] = [];
  return {
    add: (pattern, methods) => {
      if (pattern === "*" || pattern === "/*") return;
      routes.push({ segments: pattern.split("/"), methods: typeof methods === "string" ? [methods] : methods });
    },
    methodsFor: (path) => {
      const parts = path.split("/");
      return [
        ...new Set(routes.filter((route) => fits(route.segments, parts)).flatMap((route) => route.methods)),
      ].sort();
    },
  };
}

function fits(segments: readonly string[], parts: readonly string[]): boolean {
  for (const [index, segment] of segments.entries()) {
    const part = parts[index];
    if (segment === "*") return part !== undefined;
    if (part === undefined) return false;
    if (segment.startsWith("::") ? part !== segment.slice(1) : segment.startsWith(":") ? part === "" : part !== segment)
      return false;
  }
  return segments.length === parts.length;
}
