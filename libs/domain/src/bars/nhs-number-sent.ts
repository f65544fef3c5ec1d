/** The NHS number of a Patient as its sender wrote it, whether it verifies or not. In: a Patient. Out: text, undefined when there is none. Pure. */
import type { FhirResource } from "./bars-message.ts";
import { children, textIn } from "./fhir-json.ts";
import { systemName } from "./identifier-systems.ts";

export const nhsNumberSentIn = (patient: FhirResource): string | undefined =>
  children(patient, "identifier").flatMap((one) =>
    systemName(textIn(one, "system") ?? "") === "nhs-number" ? (textIn(one, "value") ?? []) : [],
  )[0];
