/**
 * A check's body while somebody is still typing. In: a body as the form makes it. Out: the same without the fields that do not fit their contract (yet): half a date,
 * an age of 850. What is half typed counts as not answered. Pure.
 */
import { eligibilityCheckBody } from "@ucrt/schemas";

/** The body in JSON without what does not fit; undefined when even the rest cannot be read. */
export function fitting(given: unknown): unknown {
  const copy: unknown = structuredClone(given);
  // A field that is taken out may leave its neighbour wrong, seldom more than once.
  for (let round = 0; round < 4; round += 1) {
    const parsed = eligibilityCheckBody.safeParse(copy);
    if (parsed.success) return copy;
    for (const { path } of parsed.error.issues) removeAt(copy, path);
  }
  return undefined;
}

/** The same, read by its contract. */
export function withoutHalfTyped(given: unknown) {
  const parsed = eligibilityCheckBody.safeParse(fitting(given));
  return parsed.success ? parsed.data : undefined;
}

function removeAt(root: unknown, path: readonly PropertyKey[]): void {
  let node: unknown = root;
  for (const step of path.slice(0, -1)) {
    if (typeof node !== "object" || node === null) return;
    node = (node as Record<PropertyKey, unknown>)[step];
  }
  const last = path.at(-1);
  if (typeof node === "object" && node !== null && last !== undefined)
    delete (node as Record<PropertyKey, unknown>)[last];
}
