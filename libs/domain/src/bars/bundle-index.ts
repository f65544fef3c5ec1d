/**
 * The entries of a message Bundle and what its references lead to. In: a Bundle. Out: its resources with their paths, and a map from each way to
 * refer to one. Pure.
 * References are written by fullUrl, by `Type/id`, or as a bare uuid; capitals in them do not count.
 */
import type { FhirResource } from "./bars-message.ts";
import { child, isObject, textIn, typeOf } from "./fhir-json.ts";

export interface Entry {
  readonly resource: FhirResource;
  readonly type: string;
  /** FHIRPath of the resource: `Bundle.entry[3].resource`. */
  readonly path: string;
  /** The resource's own id, else the uuid of its fullUrl. */
  readonly id: string | undefined;
}

export interface BundleIndex {
  readonly entries: readonly Entry[];
  readonly byReference: ReadonlyMap<string, FhirResource>;
  /** Paths of entries without a resource, or whose resource has no type. */
  readonly unreadable: readonly string[];
  /** Paths of entries whose fullUrl another entry has too. */
  readonly repeated: readonly string[];
}

/** One spelling for the ways to write a reference. */
const referenceKey = (reference: string): string => {
  const lower = reference.toLowerCase();
  return lower.startsWith("urn:uuid:") ? lower.slice(9) : lower;
};

/** Reads all entries once. */
export function indexBundle(entries: readonly unknown[]): BundleIndex {
  const read: Entry[] = [];
  const byReference = new Map<string, FhirResource>();
  const fullUrls = new Set<string>();
  /** Ids that two entries share: they lead nowhere, for they could lead to either. */
  const shared = new Set<string>();
  const unreadable: string[] = [];
  const repeated: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const path = `Bundle.entry[${index}]`;
    const resource = isObject(entry) ? child(entry, "resource") : undefined;
    const type = resource === undefined ? "" : typeOf(resource);
    if (resource === undefined || type === "" || !isObject(entry)) {
      unreadable.push(path);
      continue;
    }
    const ownId = textIn(resource, "id");
    const fullUrl = textIn(entry, "fullUrl");
    const urlKey = fullUrl === undefined ? undefined : referenceKey(fullUrl);
    const idOfUrl = urlKey?.split("/").at(-1);
    if (urlKey !== undefined) {
      if (fullUrls.has(urlKey)) repeated.push(path);
      fullUrls.add(urlKey);
      byReference.set(urlKey, resource);
    }
    for (const id of [idOfUrl, ownId]) {
      const name = id === undefined ? "" : `${type}/${id}`.toLowerCase();
      const holder = byReference.get(name);
      if (name === "" || holder === resource || fullUrls.has(name)) continue;
      if (holder === undefined && !shared.has(name)) byReference.set(name, resource);
      else {
        byReference.delete(name);
        shared.add(name);
      }
    }
    // A bare id that two types share leads to the first of them, and counts only when its type is the one asked for.
    if (ownId !== undefined && !byReference.has(ownId.toLowerCase())) byReference.set(ownId.toLowerCase(), resource);
    read.push({ resource, type, path: `${path}.resource`, id: ownId ?? idOfUrl });
  }
  return { entries: read, byReference, unreadable, repeated };
}

/** The resource that a reference leads to in its bundle. An absolute address leads there by its last two parts. */
export function leadsTo(
  byReference: ReadonlyMap<string, FhirResource>,
  reference: string | undefined,
): FhirResource | undefined {
  if (reference === undefined) return undefined;
  const key = referenceKey(reference);
  const found = byReference.get(key);
  if (found !== undefined) return found;
  const parts = key.split("/");
  // `Type/id/_history/3` names a version of it.
  const history = parts.indexOf("_history");
  const [type, id] = (history === -1 ? parts : parts.slice(0, history)).slice(-2);
  return type === undefined || id === undefined ? undefined : byReference.get(`${type}/${referenceKey(id)}`);
}
