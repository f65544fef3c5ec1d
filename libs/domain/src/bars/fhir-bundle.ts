/**
 * FHIR R4 JSON as we write it: its types, ids, instants, and a bundle put together so that it holds.
 * In: entries. Out: a bundle with each full URL once, and no reference to an entry that is not in it. Pure.
 */
import { instant } from "@ucrt/schemas";
import { v5 } from "uuid";

export type FhirJson = string | number | boolean | readonly FhirJson[] | { readonly [name: string]: FhirJson };

export type FhirObject = { readonly [name: string]: FhirJson };

export type FhirResourceJson = FhirObject & { readonly resourceType: string; readonly id: string };

export interface FhirEntry {
  /** `urn:uuid:...`: by which the other entries name it. */
  readonly fullUrl: string;
  readonly resource: FhirResourceJson;
}

export type FhirBundle = FhirResourceJson & {
  readonly resourceType: "Bundle";
  readonly type: string;
  readonly entry: readonly FhirEntry[];
};

/** Of this product: whatever is derived here is not what others derive. */
const namespace = "0b1f6b1e-8a75-4f0f-9d2c-5f2f8a3c9d41";

/** A GUID that always comes out the same for this id and this purpose: UUIDv5. */
export const derivedId = (of: string, purpose: string): string => v5(`${of}/${purpose}`, namespace);

export const fullUrlOf = (id: string): string => `urn:uuid:${id}`;

/** Epoch milliseconds as a FHIR instant, UTC. */
export const instantOf = (atMs: number): string => instant.encode(atMs);

export const referenceTo = (entry: FhirEntry): FhirObject => ({ reference: entry.fullUrl });

/**
 * A message bundle. A full URL that comes again is left out, and so is a reference that nothing in the bundle answers; only the journey id
 * (`episodeOfCare`) leads out of it, as the standard wants it.
 */
export function messageBundle(bundle: {
  readonly id: string;
  readonly versionId: string;
  readonly atMs: number;
  readonly entries: readonly FhirEntry[];
  /** Other ways in which references name an entry (in lower case), and its full URL. */
  readonly aliases: ReadonlyMap<string, string>;
}): FhirBundle {
  const held = new Set<string>();
  const entries = bundle.entries.filter(({ fullUrl }) => !held.has(fullUrl) && held.add(fullUrl));
  const leadsTo = (reference: string): string | undefined => {
    const fullUrl = bundle.aliases.get(reference.toLowerCase()) ?? reference;
    return held.has(fullUrl) ? fullUrl : undefined;
  };
  const at = instantOf(bundle.atMs);
  return {
    resourceType: "Bundle",
    id: bundle.id,
    meta: {
      versionId: bundle.versionId,
      lastUpdated: at,
      profile: ["https://fhir.nhs.uk/StructureDefinition/BARSBundleMessage"],
    },
    type: "message",
    timestamp: at,
    entry: entries.map(({ fullUrl, resource }) => ({
      fullUrl,
      resource: { ...withoutLostReferences(resource, leadsTo), resourceType: resource.resourceType, id: resource.id },
    })),
  };
}

type LeadsTo = (reference: string) => string | undefined;

const isList = (value: FhirJson): value is readonly FhirJson[] => Array.isArray(value);
const isObject = (value: FhirJson): value is FhirObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function withoutLostReferences(value: FhirObject, leadsTo: LeadsTo): FhirObject {
  const kept: [string, FhirJson][] = [];
  for (const [name, child] of Object.entries(value)) {
    const left = name === "episodeOfCare" ? child : keep(child, leadsTo);
    if (left !== undefined) kept.push([name, left]);
  }
  return Object.fromEntries(kept);
}

function keep(value: FhirJson, leadsTo: LeadsTo): FhirJson | undefined {
  if (isList(value)) {
    const left = value.flatMap((child) => keep(child, leadsTo) ?? []);
    return left.length === 0 ? undefined : left;
  }
  if (!isObject(value)) return value;
  const { reference } = value;
  if (typeof reference !== "string") return withoutLostReferences(value, leadsTo);
  const target = leadsTo(reference);
  return target === undefined ? undefined : { ...value, reference: target };
}

/** A searchset of resources that all match. */
export function searchsetOf(set: {
  readonly resources: readonly FhirResourceJson[];
  readonly id: string;
  readonly selfUrl: string;
  readonly atMs: number;
}): FhirResourceJson {
  return {
    resourceType: "Bundle",
    id: set.id,
    meta: { lastUpdated: instantOf(set.atMs) },
    type: "searchset",
    timestamp: instantOf(set.atMs),
    total: set.resources.length,
    link: [{ relation: "self", url: set.selfUrl }],
    ...(set.resources.length === 0
      ? {}
      : {
          entry: set.resources.map((resource) => ({
            fullUrl: fullUrlOf(resource.id),
            resource,
            search: { mode: "match" },
          })),
        }),
  };
}
