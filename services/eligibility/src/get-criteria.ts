/**
 * `GET /api/criteria`: the set in force, whole, so that a page judges with the same data and the same code. `?version=` gives an older one,
 * to explain an old decision. The set is the files' own content; nothing in it is about a person.
 */
import { criteriaAnswer } from "@ucrt/schemas";
import type { CompiledCriteria } from "@ucrt/domain";
import { problem, type Clock, type HttpServer } from "@ucrt/service";
import { z } from "zod";
import type { CriteriaInForce } from "./criteria-in-force.ts";

const query = z.strictObject({ version: z.string().max(20).optional() });

/** Adds the route. */
export function addCriteriaRoute(
  app: HttpServer,
  parts: { readonly criteria: CriteriaInForce; readonly clock: Clock },
): void {
  app.get("/api/criteria", { schema: { querystring: query, response: { 200: criteriaAnswer } } }, async (request) => {
    const { version } = request.query;
    const compiled = version === undefined ? parts.criteria.at(parts.clock.nowMs()) : parts.criteria.version(version);
    if (compiled === undefined)
      throw problem("REF_NOT_FOUND", {
        detail: `There is no such version; there are ${parts.criteria.versions.join(", ")}.`,
      });
    return describe(compiled, parts.criteria.versions);
  });
}

function describe({ set, criteriaSet }: CompiledCriteria, versions: readonly string[]) {
  return {
    ...criteriaSet,
    notice: set.notice,
    effectiveFrom: set.effectiveFrom,
    versions: [...versions],
    // As in the file: the one instant goes back to text.
    set: { ...set, effectiveFrom: new Date(set.effectiveFrom).toISOString() },
  };
}
