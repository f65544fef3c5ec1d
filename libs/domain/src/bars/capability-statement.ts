/**
 * What the door for BaRS messages does, said to machines: `GET /FHIR/R4/metadata`.
 * In: the area's settings and where the door stands. Out: a CapabilityStatement with everything that is served, and nothing else. Pure.
 */
import type { BarsSettings } from "@ucrt/schemas";
import { definitionUrl } from "./our-entries.ts";
import { messageNamesOf, responseNamesOf } from "./message-definitions.ts";
import type { FhirObject, FhirResourceJson } from "./fhir-bundle.ts";

/** `baseUrl` ends before `/metadata`. */
export function capabilityStatementOf(door: {
  readonly settings: BarsSettings;
  readonly baseUrl: string;
  readonly softwareVersion: string;
}): FhirResourceJson {
  const { settings, baseUrl, softwareVersion } = door;
  return {
    resourceType: "CapabilityStatement",
    id: "ucrt-bars-receiver",
    url: `${baseUrl}/metadata`,
    version: softwareVersion,
    name: "UcrtBarsReceiver",
    title: "UCRT referral router, Booking and Referral Standard receiver",
    status: "active",
    experimental: true,
    date: settings.effectiveFrom,
    publisher: settings.responder.name,
    description: "Receives validation requests and referrals for urgent community response. No conformance is claimed.",
    kind: "instance",
    software: { name: "UCRT referral router", version: softwareVersion },
    implementation: { description: settings.responder.name, url: baseUrl },
    fhirVersion: "4.0.1",
    format: ["application/fhir+json", "json"],
    rest: [
      {
        mode: "server",
        documentation:
          "Booking and Referral Standard: X-Request-Id, X-Correlation-Id and the NHSD headers are required; a repeat is known by X-Request-Id.",
        security: {
          service: [
            {
              coding: [
                {
                  system: "http://terminology.hl7.org/CodeSystem/restful-security-service",
                  code: "OAuth",
                  display: "OAuth",
                },
              ],
            },
          ],
        },
        resource: [messageDefinitionResource, serviceRequestResource],
        operation: [
          {
            name: "process-message",
            definition: "http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message",
            documentation: "Synchronous only.",
          },
        ],
      },
    ],
    messaging: [
      {
        supportedMessage: [
          ...messageNamesOf(settings).map((name) => ({ mode: "receiver", definition: definitionUrl(name) })),
          ...responseNamesOf(settings).map((name) => ({ mode: "sender", definition: definitionUrl(name) })),
        ],
      },
    ],
  };
}

const messageDefinitionResource: FhirObject = {
  type: "MessageDefinition",
  interaction: [{ code: "search-type" }],
  searchParam: [
    {
      name: "context",
      type: "token",
      documentation: "Required: a service id or a use case, `system|code`. Given twice, both have to fit.",
    },
  ],
};

const serviceRequestResource: FhirObject = {
  type: "ServiceRequest",
  interaction: [{ code: "read" }, { code: "search-type" }],
  versioning: "versioned",
  readHistory: false,
  searchParam: [
    {
      name: "patient:identifier",
      type: "token",
      documentation: "Required: https://fhir.nhs.uk/Id/nhs-number|number. Only what the asking sender sent itself.",
    },
  ],
};
