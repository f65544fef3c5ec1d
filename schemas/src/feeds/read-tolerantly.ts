/**
 * Kafka readers keep on working when a sender adds a field; HTTP bodies stay strict.
 * One schema serves both: fields it does not know are set aside and the rest is judged as usual. The sender's own bytes are kept by `intake`.
 */
import type { z } from "zod";

/** Parses `value` with a strict schema, ignoring fields the schema does not know. Any other issue is reported as usual. */
export function readTolerantly<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.ZodSafeParseResult<z.output<Schema>> {
  const first = schema.safeParse(value);
  if (first.success || !first.error.issues.some((issue) => issue.code === "unrecognized_keys")) return first;
  // A copy by JSON: the value came from JSON, and the core has no platform functions.
  const copy: unknown = JSON.parse(JSON.stringify(value));
  for (const issue of first.error.issues) {
    if (issue.code === "unrecognized_keys") removeKeys(copy, issue.path, issue.keys);
  }
  return schema.safeParse(copy);
}

function removeKeys(root: unknown, path: readonly PropertyKey[], keys: readonly string[]): void {
  let node: unknown = root;
  for (const step of path) {
    if (typeof node !== "object" || node === null) return;
    node = (node as Record<PropertyKey, unknown>)[step];
  }
  if (typeof node !== "object" || node === null) return;
  for (const key of keys) delete (node as Record<string, unknown>)[key];
}
