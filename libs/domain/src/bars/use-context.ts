/**
 * The header `use-context` of an answer that goes out: use case, category, event and reason, as the message itself has them.
 * In: an answer. Out: `a4t3|validation|servicerequest-response|new`. Pure. The receiver ignores it; the proxy between counts by it.
 */
import type { FhirBundle, FhirJson, FhirObject } from "./fhir-bundle.ts";
import { systemName } from "./identifier-systems.ts";

/** A code that the message does not have is left empty. */
export function useContextOf(answer: FhirBundle): string {
  const element = (type: string, name: string): FhirJson | undefined =>
    answer.entry.find(({ resource }) => resource.resourceType === type)?.resource[name];
  const category = codingsIn(element("ServiceRequest", "category"));
  const of = (system: string): string => category.find((one) => one.system === system)?.code ?? "";
  return [
    of("usecases-categories-bars") || (category.find(({ system }) => system !== categories)?.code ?? ""),
    of(categories),
    codingsIn(element("MessageHeader", "eventCoding"))[0]?.code ?? "",
    codingsIn(element("MessageHeader", "reason"))[0]?.code ?? "",
  ].join("|");
}

const categories = "message-category-servicerequest";

interface Code {
  readonly system: string;
  readonly code: string;
}

/** Every coding below a value, as name of its system and code. */
function codingsIn(value: FhirJson | undefined): readonly Code[] {
  if (typeof value !== "object") return [];
  if (isList(value)) return value.flatMap(codingsIn);
  const { code, system } = value as FhirObject;
  if (typeof code === "string") return [{ system: typeof system === "string" ? systemName(system) : "", code }];
  return Object.values(value as FhirObject).flatMap(codingsIn);
}

const isList = (value: FhirJson): value is readonly FhirJson[] => Array.isArray(value);
