/** For tests: the resources of an answer by type, and the entry behind a reference. */
import type { FhirBundle, FhirResourceJson } from "./fhir-bundle.ts";

export const resourcesOf = (bundle: FhirBundle, type: string): readonly FhirResourceJson[] =>
  bundle.entry.flatMap(({ resource }) => (resource.resourceType === type ? [resource] : []));

export function onlyOne(bundle: FhirBundle, type: string): FhirResourceJson {
  const [first, ...more] = resourcesOf(bundle, type);
  if (first === undefined || more.length > 0) throw new Error(`${more.length + 1} of ${type}`);
  return first;
}

export const fullUrlOfId = (bundle: FhirBundle, id: string): string | undefined =>
  bundle.entry.find(({ resource }) => resource.id === id)?.fullUrl;
