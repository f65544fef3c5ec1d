/**
 * A held ServiceRequest as a resource of its own, for senders who read before they update or cancel.
 * In: the parts of an answer, what we hold of the case. Out: the resource, or a searchset of several. Pure.
 */
import type { AnswerParts } from "./answer-parts.ts";
import { echoOf } from "./echo-of-request.ts";
import { referenceTo, searchsetOf, type FhirJson, type FhirObject, type FhirResourceJson } from "./fhir-bundle.ts";
import { serviceRequestEntry } from "./our-entries.ts";

export interface HeldServiceRequest {
  readonly parts: AnswerParts;
  /** Number of the version: how many messages of the case are held, from 1. */
  readonly version: number;
  /** When the latest was stored, epoch ms. */
  readonly lastUpdatedMs: number;
  readonly status: "active" | "revoked" | "entered-in-error" | "completed";
}

/**
 * `GET /ServiceRequest/{id}`: the sender's request under our id, without the resources it names. Nothing in it speaks of the person: the
 * patient is a reference, as in the sender's message.
 */
export function serviceRequestOf(held: HeldServiceRequest): FhirResourceJson {
  const echo = echoOf(held.parts);
  const { resource } = serviceRequestEntry(held.parts, echo, { status: held.status, atMs: held.lastUpdatedMs });
  const meta = resource["meta"];
  return {
    ...withKnownReferences(resource, echo.aliases),
    resourceType: "ServiceRequest",
    subject: referenceTo(echo.patient),
    id: held.parts.referralId,
    meta: { versionId: String(held.version), ...(isObject(meta) ? meta : {}) },
  };
}

/** `GET /ServiceRequest?patient:identifier=...`: none is an empty searchset, not an error. */
export function serviceRequestsOf(search: {
  readonly held: readonly HeldServiceRequest[];
  readonly id: string;
  readonly selfUrl: string;
  readonly atMs: number;
}): FhirResourceJson {
  const { held, ...set } = search;
  return searchsetOf({ ...set, resources: held.map(serviceRequestOf) });
}

const isObject = (value: FhirJson | undefined): value is FhirObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Only references to what the sender's message brought, in one spelling. */
function withKnownReferences(resource: FhirObject, aliases: ReadonlyMap<string, string>): FhirObject {
  const known = (value: FhirJson): FhirJson | undefined => {
    if (!isObject(value) || typeof value["reference"] !== "string") return value;
    const fullUrl = aliases.get(value["reference"].toLowerCase());
    return fullUrl === undefined ? undefined : { ...value, reference: fullUrl };
  };
  return Object.fromEntries(
    Object.entries(resource).flatMap(([name, value]): [string, FhirJson][] => {
      const left = Array.isArray(value) ? value.flatMap((one: FhirJson) => known(one) ?? []) : known(value);
      return left === undefined || (Array.isArray(left) && left.length === 0) ? [] : [[name, left]];
    }),
  );
}
