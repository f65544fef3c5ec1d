/**
 * Safe readers over FHIR JSON as it came. In: anything. Out: what is there in the type asked for, else undefined or an empty list. Pure.
 * A sender may have put any type anywhere; nothing here throws, and nothing is changed into what it is not: a number is not read as text.
 * A single object where FHIR has a list is read as a list of one.
 */
import type { FhirResource } from "./bars-message.ts";

const nothing: readonly FhirResource[] = [];

export const isObject = (value: unknown): value is FhirResource =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object in a field. */
export function child(from: FhirResource | undefined, field: string): FhirResource | undefined {
  const value = from?.[field];
  return isObject(value) ? value : undefined;
}

/** The objects of a list field, without what is no object. */
export function children(from: FhirResource | undefined, field: string): readonly FhirResource[] {
  const value = from?.[field];
  if (Array.isArray(value)) return value.every(isObject) ? value : value.filter(isObject);
  return isObject(value) ? [value] : nothing;
}

/** The text of a field, without blanks around it; undefined when empty. */
export function textIn(from: FhirResource | undefined, field: string): string | undefined {
  const value = from?.[field];
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  return text === "" ? undefined : text;
}

/** The texts of a list field; a single text is a list of one. */
export function textsIn(from: FhirResource | undefined, field: string): readonly string[] {
  const value = from?.[field];
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.flatMap((one) => (typeof one === "string" && one.trim() !== "" ? [one.trim()] : []));
}

/** The finite number of a field. */
export function numberIn(from: FhirResource | undefined, field: string): number | undefined {
  const value = from?.[field];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export const typeOf = (resource: FhirResource): string => textIn(resource, "resourceType") ?? "";

/** The codings of a CodeableConcept, or of a list of them. */
export function codingsIn(from: FhirResource | undefined, field: string): readonly FhirResource[] {
  const concepts = children(from, field);
  const [only] = concepts;
  if (concepts.length === 1) return children(only, "coding");
  return concepts.flatMap((concept) => children(concept, "coding"));
}

/** A CodeableConcept for people to read: its own text, and what its codings are called. Undefined when it says nothing. */
export function wordsOf(concept: FhirResource | undefined): string | undefined {
  if (concept === undefined) return undefined;
  const words = new Set<string>();
  for (const coding of children(concept, "coding")) {
    const said = textIn(coding, "display") ?? textIn(coding, "code");
    if (said !== undefined) words.add(said);
  }
  const text = textIn(concept, "text");
  if (text !== undefined) words.add(text);
  return words.size === 0 ? undefined : [...words].join("; ");
}

/** The reference of a Reference, without what is around it. */
export const referenceIn = (from: FhirResource | undefined, field: string): string | undefined =>
  textIn(children(from, field)[0], "reference");

/** The nested extension values under the last part of a url: `valueString` of `UPRN` inside `LocationExtension`. */
export function extensionNamed(from: FhirResource | undefined, name: string): FhirResource | undefined {
  const wanted = name.toLowerCase();
  return children(from, "extension").find((one) => textIn(one, "url")?.toLowerCase().split("/").at(-1) === wanted);
}
