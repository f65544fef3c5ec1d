/**
 * The resources of a sender's message that answers bring back, as readers of `rebuild.ts`: what the standard's answers carry, and no more.
 * Ethnicity, religion and whatever else an extension says of a person is not among them.
 */
import { date, dateTime, decimal, instantText, list, object, once, oneOf, text, truth, uri } from "./rebuild.ts";
import {
  address,
  coding,
  concept,
  contactPoint,
  extensionsOf,
  gender,
  humanName,
  identifier,
  period,
  quantity,
  reference,
} from "./rebuild-types.ts";
import type { FhirObject } from "./fhir-bundle.ts";

export const serviceRequest = object({
  basedOn: list(reference),
  category: list(concept),
  encounter: once(reference),
  occurrencePeriod: once(period),
  authoredOn: once(dateTime),
  requester: once(reference),
  performer: list(reference),
  locationReference: list(reference),
});

/** The journey id leads out of the message, and so is never checked against it; one that names a resource of another type is none. */
function journey(value: unknown): FhirObject | undefined {
  const kept = reference(value);
  const named =
    typeof kept?.["reference"] === "string" ? /(?:^|\/)([A-Z][A-Za-z]+)\//.exec(kept["reference"])?.[1] : undefined;
  return named === undefined || named === "EpisodeOfCare" ? kept : undefined;
}

export const encounter = object({
  identifier: list(identifier),
  status: once(
    oneOf(
      "planned",
      "arrived",
      "triaged",
      "in-progress",
      "onleave",
      "finished",
      "cancelled",
      "entered-in-error",
      "unknown",
    ),
  ),
  class: once(coding),
  episodeOfCare: list(journey),
  period: once(period),
});

export const carePlan = object({
  status: once(oneOf("draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown")),
  encounter: once(reference),
  period: once(period),
  activity: list(object({ outcomeCodeableConcept: list(concept) })),
});

export const patient = object({
  identifier: list(identifier),
  name: list(humanName),
  telecom: list(contactPoint),
  gender,
  birthDate: once(date),
  address: list(address),
  contact: list(
    object({
      extension: extensionsOf("extension-ukcore-contactrank"),
      relationship: list(concept),
      name: once(humanName),
      telecom: list(contactPoint),
      gender,
    }),
  ),
  communication: list(object({ language: once(concept), preferred: once(truth) }, ["language"])),
  generalPractitioner: list(reference),
});

export const organization = object({ identifier: list(identifier), name: once(text) });

export const healthcareService = object({
  identifier: list(identifier),
  active: once(truth),
  providedBy: once(reference),
  name: once(text),
});

export const practitioner = object({
  identifier: list(identifier),
  name: list(humanName),
  telecom: list(contactPoint),
});

export const practitionerRole = object({
  practitioner: once(reference),
  organization: once(reference),
  code: list(concept),
  specialty: list(concept),
});

export const location = object({
  extension: extensionsOf("locationextension"),
  type: list(concept),
  name: once(text),
  address: once(address),
  position: once(object({ longitude: once(decimal), latitude: once(decimal) }, ["longitude", "latitude"])),
});

const observationAsSent = object(
  {
    status: once(
      oneOf("registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"),
    ),
    code: once(concept),
    effectiveDateTime: once(dateTime),
    valueQuantity: once(quantity),
    valueCodeableConcept: once(concept),
    valueString: once(text),
  },
  ["status", "code"],
);

/** An observation has one value: of several, the one that measures. */
export const observation = (value: unknown): FhirObject | undefined => {
  const kept = observationAsSent(value);
  if (kept === undefined) return undefined;
  const { valueQuantity, valueCodeableConcept, valueString, ...rest } = kept;
  if (valueQuantity !== undefined) return { ...rest, valueQuantity };
  if (valueCodeableConcept !== undefined) return { ...rest, valueCodeableConcept };
  return valueString === undefined ? rest : { ...rest, valueString };
};

export const flag = object(
  {
    status: once(oneOf("active", "inactive", "entered-in-error")),
    category: list(concept),
    code: once(concept),
    period: once(period),
    subject: once(reference),
    encounter: once(reference),
  },
  ["status", "code"],
);

export const consent = object(
  {
    status: once(oneOf("draft", "proposed", "active", "rejected", "inactive", "entered-in-error")),
    scope: once(concept),
    category: list(concept),
    dateTime: once(dateTime),
    policyRule: once(concept),
  },
  ["status", "scope", "category", "policyRule"],
);

export const messageHeader = object({
  extension: extensionsOf("cdssextension"),
  destination: list(object({ endpoint: once(uri), receiver: once(reference) }, ["endpoint"])),
  sender: once(reference),
  source: once(
    object(
      {
        name: once(text),
        software: once(text),
        version: once(text),
        contact: once(contactPoint),
        endpoint: once(uri),
      },
      ["endpoint"],
    ),
  ),
  reason: once(concept),
  focus: list(reference),
  definition: once(uri),
});

/** `meta.lastUpdated`. */
export const lastUpdated = once(instantText);
