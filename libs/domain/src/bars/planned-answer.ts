/**
 * The synchronous answer to a message that has been stored: the sender's message again, and our Encounter `planned` with our number.
 * In: the parts of an answer. Out: a message bundle (HTTP 200). Pure. Says "received" and never "accepted".
 */
import type { AnswerParts } from "./answer-parts.ts";
import { echoOf, entry, type Echo } from "./echo-of-request.ts";
import { instantOf, messageBundle, referenceTo, type FhirBundle, type FhirEntry } from "./fhir-bundle.ts";
import { barsCodes, definitionUrl, ourEncounterEntry, ourSource, serviceRequestEntry } from "./our-entries.ts";

/**
 * The body of 200, for a new message, an update and a cancellation. It keeps the sender's `Bundle.id`, as the official file does, and falls
 * back on `parts.bundleId`. The ServiceRequest carries our id; `status` is `active` unless a cancellation is being confirmed. A confirmed
 * cancellation says nothing of our Encounter: a team that is already there finishes its visit.
 */
export function plannedAnswer(
  parts: AnswerParts,
  held: { readonly status: "active" | "revoked" | "entered-in-error" } = { status: "active" },
): FhirBundle {
  const echo = echoOf(parts);
  const planned = held.status === "active" ? [ourEncounterEntry(parts, echo, { status: "planned" })] : [];
  const request = serviceRequestEntry(parts, echo, { status: held.status });
  return messageBundle({
    id: echo.bundleId ?? parts.bundleId,
    versionId: echo.versionId,
    atMs: parts.atMs,
    aliases: echo.aliases,
    entries: [
      headerEntry(parts, echo, request),
      request,
      ...echo.healthcareServices,
      ...(echo.encounter === undefined ? [] : [echo.encounter]),
      ...planned,
      ...(echo.carePlan === undefined ? [] : [echo.carePlan]),
      echo.patient,
      ...echo.organizations,
      ...echo.practitionerRoles,
      ...echo.practitioners,
      ...echo.locations,
      ...echo.observations,
      ...echo.flags,
      ...echo.consents,
    ],
  });
}

/** The sender's header again, with the answer to it. */
function headerEntry(parts: AnswerParts, echo: Echo, request: FhirEntry): FhirEntry {
  const { source, reason, definition, focus: _, ...kept } = echo.header;
  return entry(echo.headerFullUrl, "MessageHeader", {
    meta: {
      lastUpdated: instantOf(parts.atMs),
      profile: ["https://fhir.nhs.uk/StructureDefinition/BARSMessageHeader-servicerequest-request"],
    },
    ...kept,
    eventCoding: { system: barsCodes("message-events-bars"), code: "servicerequest-request" },
    source: source ?? ourSource(parts),
    reason: reason ?? { coding: [{ system: barsCodes("message-reason-bars"), code: "new" }] },
    response: { identifier: echo.bundleId ?? parts.bundleId, code: "ok" },
    focus: [referenceTo(request)],
    definition: definition ?? definitionUrl(`bars-message-servicerequest-request-${parts.category}`),
  });
}
