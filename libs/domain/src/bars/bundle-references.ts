/**
 * Which references of a message must lead somewhere in it. In: the bundle's index. Out: a refusal for each that leads nowhere, or to another type. Pure.
 * Strict: what a referral is made of, and whom anything is about; a finding of another person must never be read as this one's. Tolerant: the journey
 * id (`Encounter.episodeOfCare`), bookings in `supportingInfo`, who wrote or did what, the practice. Official examples have the first two lead nowhere.
 */
import type { BarsRefusal, FhirResource } from "./bars-message.ts";
import type { BundleIndex, Entry } from "./bundle-index.ts";
import { leadsTo } from "./bundle-index.ts";
import { children, isObject, textIn, typeOf } from "./fhir-json.ts";
import { badRequest } from "./message-meaning.ts";

/** Types that a field may lead to; an empty list: any type that is there. */
type MustLead = readonly (readonly [field: string, types: readonly string[]])[];

const aboutWhom: MustLead = [
  ["subject", []],
  ["patient", ["Patient"]],
];

const mustLead: Readonly<Record<string, MustLead>> = {
  MessageHeader: [
    ["focus", ["ServiceRequest"]],
    ["sender", []],
    ["destination.receiver", []],
  ],
  ServiceRequest: [
    ["subject", ["Patient"]],
    ["encounter", ["Encounter"]],
    ["basedOn", ["CarePlan"]],
    ["locationReference", ["Location"]],
    ["requester", []],
    ["performer", []],
  ],
  Encounter: [["subject", ["Patient"]]],
  CarePlan: [["subject", ["Patient"]]],
  RelatedPerson: [["patient", ["Patient"]]],
  Flag: aboutWhom,
  Observation: aboutWhom,
  Condition: aboutWhom,
  Procedure: aboutWhom,
  MedicationStatement: aboutWhom,
  AllergyIntolerance: aboutWhom,
};

/** Refuses references that lead nowhere, or to a type that makes no sense there, with their FHIRPath. */
export function refuseLostReferences(index: BundleIndex, refusals: BarsRefusal[]): void {
  for (const entry of index.entries) {
    const fields = mustLead[entry.type];
    if (fields === undefined) continue;
    for (const [field, types] of fields) checkField(entry, field, types, index.byReference, refusals);
  }
}

function checkField(
  { resource, path }: Entry,
  field: string,
  types: readonly string[],
  byReference: BundleIndex["byReference"],
  refusals: BarsRefusal[],
): void {
  for (const [fieldPath, holder] of holdersOf(resource, field)) {
    const reference = holder["reference"];
    // A reference without an address names somebody by an identifier or in words, which leads nowhere and need not.
    if (reference === undefined || reference === null) continue;
    const expression = `${path}.${fieldPath}.reference`;
    const found =
      leadsTo(byReference, textIn(holder, "reference")) ??
      (types.length === 0 ? contained(resource, reference) : undefined);
    if (found === undefined)
      refusals.push(badRequest("value", `${expression} leads to no entry of this bundle.`, expression));
    else if (types.length > 0 && !types.includes(typeOf(found)))
      refusals.push(badRequest("value", `${expression} must lead to a ${types.join(" or ")}.`, expression));
  }
}

/** The Reference objects of a field, each with its path; `destination.receiver` goes one level down. */
function holdersOf(resource: FhirResource, field: string): (readonly [string, FhirResource])[] {
  const [first = "", second] = field.split(".");
  const value = resource[first];
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((one, at): (readonly [string, FhirResource])[] => {
    if (!isObject(one)) return [];
    const path = Array.isArray(value) ? `${first}[${at}]` : first;
    if (second === undefined) return [[path, one]];
    return children(one, second).map((inner) => [`${path}.${second}`, inner] as const);
  });
}

/** Somebody described inside the resource itself; what a referral is made of must be an entry. */
const contained = (resource: FhirResource, reference: unknown): FhirResource | undefined =>
  typeof reference === "string" && reference.startsWith("#")
    ? children(resource, "contained").find((one) => textIn(one, "id") === reference.slice(1))
    : undefined;
