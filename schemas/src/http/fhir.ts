/**
 * FHIR R4 resources as the BaRS door speaks of them in the published contract: their kind, not their content. What a bundle must hold is the standard's and is
 * judged by the core (`libs/domain/src/bars`), which names every fault.
 */
import { z } from "zod";

export const fhirMessageBundle = z
  .looseObject({ resourceType: z.literal("Bundle"), type: z.literal("message") })
  .meta({ id: "FhirMessageBundle" });

export const fhirSearchset = z
  .looseObject({ resourceType: z.literal("Bundle"), type: z.literal("searchset") })
  .meta({ id: "FhirSearchset" });

export const fhirServiceRequest = z
  .looseObject({ resourceType: z.literal("ServiceRequest") })
  .meta({ id: "FhirServiceRequest" });

export const fhirCapabilityStatement = z
  .looseObject({ resourceType: z.literal("CapabilityStatement") })
  .meta({ id: "FhirCapabilityStatement" });

/** Every refusal below `/FHIR/`. */
export const fhirOperationOutcome = z
  .looseObject({
    resourceType: z.literal("OperationOutcome"),
    issue: z.array(z.looseObject({ severity: z.string(), code: z.string(), diagnostics: z.string() })),
  })
  .meta({ id: "FhirOperationOutcome" });
