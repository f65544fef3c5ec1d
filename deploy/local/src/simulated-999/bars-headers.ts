// Headers of a BaRS call as a sender writes them. In: ids of the message and the conversation. Out: headers, those with JSON inside in base64.
import { ambulanceOrganisation, askedService, serviceIdSystem } from "./who-talks.ts";

const inBase64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64");

/** Everything but the token. `requestId` and `correlationId` are GUIDs; a retry uses the same ones again. */
export function barsHeaders(ids: {
  readonly requestId: string;
  readonly correlationId: string;
}): Readonly<Record<string, string>> {
  return {
    "x-request-id": ids.requestId,
    "x-correlation-id": ids.correlationId,
    "nhsd-target-identifier": inBase64({ value: askedService, system: serviceIdSystem }),
    "nhsd-end-user-organisation": inBase64({
      resourceType: "Organization",
      identifier: [{ system: "https://fhir.nhs.uk/Id/ods-organization-code", value: ambulanceOrganisation.ods }],
      name: ambulanceOrganisation.name,
    }),
    "nhsd-requesting-software": inBase64({
      resourceType: "Device",
      deviceName: [{ name: "Simulated CAD", type: "user-friendly-name" }],
      version: [{ value: "1.0" }],
    }),
    accept: "application/fhir+json; version=1.4.0",
    "content-type": "application/fhir+json;version=1.0.0",
  };
}
