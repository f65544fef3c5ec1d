/**
 * Deterministic ids: the same cause gives the same id, so that a repeat is recognised wherever it arrives.
 * In: a service's namespace, then what caused the id and what it is for. Out: a UUIDv5. Never random, never made of the time.
 */
import { v5 } from "uuid";

/** Makes the ids of one namespace (a UUID of the service's own, so that two services never mean the same id). */
export function stableIds(namespace: string): (...parts: readonly (string | number)[]) => string {
  // Lengths keep the parts apart: senders choose some of them, and ("a/b", "c") must not be ("a", "b/c").
  return (...parts) => v5(parts.map((part) => `${String(part).length}:${part}`).join("/"), namespace);
}
