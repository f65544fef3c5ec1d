/**
 * The entries of an answer that are ours: the header, the ServiceRequest as we hold it, our Encounter, our service.
 * In: the parts of an answer and what was read of the request. Out: entries. Pure.
 */
import { ourEncounterIdOf, type AnswerParts } from "./answer-parts.ts";
import { emergency, entry, metaNow, type Echo } from "./echo-of-request.ts";
import { derivedId, fullUrlOf, instantOf, referenceTo, type FhirEntry, type FhirObject } from "./fhir-bundle.ts";

const barsProfile = (name: string): string => `https://fhir.nhs.uk/StructureDefinition/${name}`;
export const barsCodes = (name: string): string => `https://fhir.nhs.uk/CodeSystem/${name}`;
export const definitionUrl = (name: string): string => `https://fhir.nhs.uk/MessageDefinition/${name}`;

/** The ServiceRequest under our id: by it a sender reads it again (`GET /ServiceRequest/{id}`). */
export function serviceRequestEntry(
  parts: AnswerParts,
  echo: Echo,
  held: { readonly status: string; readonly atMs?: number; readonly more?: FhirObject },
): FhirEntry {
  const { category, ...kept } = echo.serviceRequest;
  return {
    fullUrl: echo.serviceRequestFullUrl,
    resource: {
      resourceType: "ServiceRequest",
      id: parts.referralId,
      meta: {
        lastUpdated: instantOf(held.atMs ?? parts.atMs),
        profile: [barsProfile(`BARSServiceRequest-request-${parts.category}`)],
      },
      ...kept,
      status: held.status,
      intent: "plan",
      category: category ?? [{ coding: [categoryCoding(parts.category)] }],
      subject: referenceTo(echo.patient),
      ...held.more,
    },
  };
}

const categoryCoding = (category: AnswerParts["category"]): FhirObject => ({
  system: barsCodes("message-category-servicerequest"),
  code: category,
  display: category === "validation" ? "For Validation" : "Transfer of Care",
});

/** Our Encounter: one id and one number through the whole conversation, the sender's journey id, the status of now. */
export function ourEncounterEntry(
  parts: AnswerParts,
  echo: Echo,
  now: {
    readonly status: "planned" | "in-progress" | "cancelled" | "finished";
    readonly reason?: FhirObject;
  },
): FhirEntry {
  const episodeOfCare = echo.encounter?.resource["episodeOfCare"];
  const hasEnded = now.status === "cancelled" || now.status === "finished";
  return entry(fullUrlOf(ourEncounterIdOf(parts.referralId)), "Encounter", {
    meta: metaNow("Encounter", parts.atMs),
    identifier: [{ system: parts.settings.responder.caseNumberSystem, value: parts.referralNumber }],
    status: now.status,
    class: emergency,
    subject: referenceTo(echo.patient),
    ...(episodeOfCare === undefined ? {} : { episodeOfCare }),
    period: {
      start: instantOf(Math.min(parts.receivedAtMs, parts.atMs)),
      ...(hasEnded ? { end: instantOf(parts.atMs) } : {}),
    },
    ...(now.reason === undefined ? {} : { reasonCode: [now.reason] }),
  });
}

/** Why our Encounter is in an answer, and in words what the sender should know. */
export const validationReason = (words?: string): FhirObject => ({
  coding: [
    {
      system: barsCodes("message-reason-encounter"),
      code: "validation-triage-outcome",
      display: "Validation of triage outcome",
    },
  ],
  ...(words === undefined ? {} : { text: words }),
});

/** The header of a response: addressed to where the sender asked for answers, about the sender's first message. */
export function responseHeaderEntry(
  parts: AnswerParts,
  echo: Echo,
  response: { readonly reason: "new" | "update"; readonly focus: FhirEntry; readonly definition: string },
): FhirEntry {
  const { extension, source } = echo.header;
  const replyTo = typeof source === "object" && "endpoint" in source ? source.endpoint : undefined;
  return entry(fullUrlOf(derivedId(parts.bundleId, "header")), "MessageHeader", {
    meta: { lastUpdated: instantOf(parts.atMs), profile: [barsProfile("BARSMessageHeader-servicerequest-response")] },
    ...(extension === undefined ? {} : { extension }),
    eventCoding: { system: barsCodes("message-events-bars"), code: "servicerequest-response" },
    ...(replyTo === undefined ? {} : { destination: [{ endpoint: replyTo, receiver: referenceTo(echo.sender) }] }),
    sender: referenceTo(echo.us),
    source: ourSource(parts),
    reason: { coding: [{ system: barsCodes("message-reason-bars"), code: response.reason }] },
    response: { identifier: parts.originalBundleId, code: "ok" },
    focus: [referenceTo(response.focus)],
    definition: definitionUrl(response.definition),
  });
}

/** We as the source of a message: where we are addressed, and the telephone of the single point of access. */
export function ourSource({ settings, spaPhone }: AnswerParts): FhirObject {
  const [service] = settings.services;
  return {
    name: settings.responder.name,
    software: "UCRT referral router",
    contact: { system: "phone", value: spaPhone },
    endpoint: service === undefined ? settings.responder.caseNumberSystem : `${service.system}|${service.value}`,
  };
}

/** Our service, as the Directory of Services knows it. */
export function ourServiceEntry(parts: AnswerParts, echo: Echo): FhirEntry {
  const [service] = parts.settings.services;
  return entry(fullUrlOf(derivedId(parts.referralId, "service")), "HealthcareService", {
    meta: metaNow("HealthcareService", parts.atMs),
    ...(service === undefined ? {} : { identifier: [{ system: service.system, value: service.value }] }),
    active: true,
    providedBy: referenceTo(echo.us),
    name: parts.settings.responder.name,
  });
}

/** The standard asks for a practitioner and a role: the single point of access answers as a team, under no one's name. */
export function ourPractitionerEntries(parts: AnswerParts, echo: Echo): readonly [FhirEntry, FhirEntry] {
  const telecom = [{ system: "phone", value: parts.spaPhone, use: "work" }];
  const practitioner = entry(fullUrlOf(derivedId(parts.referralId, "practitioner")), "Practitioner", {
    meta: metaNow("Practitioner", parts.atMs),
    name: [{ text: parts.settings.responder.name }],
    telecom,
  });
  const role = entry(fullUrlOf(derivedId(parts.referralId, "practitioner-role")), "PractitionerRole", {
    meta: metaNow("PractitionerRole", parts.atMs),
    practitioner: referenceTo(practitioner),
    organization: referenceTo(echo.us),
    telecom,
  });
  return [practitioner, role];
}
