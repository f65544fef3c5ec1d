/** The paths of the BaRS door for the published contract. */
import { z } from "zod";
import * as contracts from "../index.ts";
import type { Route } from "./route.ts";

const fhir = {
  tag: "BaRS",
  mediaType: "application/fhir+json",
  refusal: { type: "application/fhir+json", schema: contracts.fhirOperationOutcome },
} as const;

export const fhirRoutes: readonly Route[] = [
  {
    ...fhir,
    method: "post",
    path: "/FHIR/R4/$process-message",
    summary:
      "A BaRS message: a new request, an update, a cancellation. 200 means stored, never accepted; answers follow to the sender's endpoint.",
    body: contracts.fhirMessageBundle,
    requestIdRequired: true,
    answers: {
      200: { text: "Stored; the responder's planned Encounter.", schema: contracts.fhirMessageBundle },
      400: { text: "Headers or content are wrong; every fault is named." },
      404: { text: "No such service, or no such ServiceRequest of yours." },
      408: { text: "It took over 5 s. Send the same again; it may have been stored." },
      409: {
        text: "`duplicate`: received before, need not be sent again. `conflict`: older than what is held, or ended.",
      },
      422: { text: "This version, use case or category is not taken here." },
      425: { text: "The first attempt is still being worked on." },
    },
  },
  {
    ...fhir,
    method: "get",
    path: "/FHIR/R4/ServiceRequest/{id}",
    summary: "One of the sender's own ServiceRequests as it is held, before an update or a cancellation.",
    answers: {
      200: { text: "The ServiceRequest.", schema: contracts.fhirServiceRequest },
      404: { text: "Not yours, or unknown." },
    },
  },
  {
    ...fhir,
    method: "get",
    path: "/FHIR/R4/ServiceRequest",
    summary: "The sender's own ServiceRequests for one patient, by `patient:identifier`.",
    query: z.object({ "patient:identifier": z.string() }),
    answers: { 200: { text: "Newest first.", schema: contracts.fhirSearchset } },
  },
  {
    ...fhir,
    method: "get",
    path: "/FHIR/R4/MessageDefinition",
    summary: "Which messages are taken, by service and use case.",
    query: z.object({ context: z.string() }),
    answers: { 200: { text: "MessageDefinitions.", schema: contracts.fhirSearchset } },
  },
  {
    ...fhir,
    method: "get",
    path: "/FHIR/R4/metadata",
    summary: "What this door does.",
    answers: { 200: { text: "The CapabilityStatement.", schema: contracts.fhirCapabilityStatement } },
  },
];
