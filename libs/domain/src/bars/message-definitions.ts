/**
 * Which messages this service takes, and what each must bring: `GET /FHIR/R4/MessageDefinition?context=...`.
 * In: the area's settings and the `context` values asked for. Out: a searchset of MessageDefinitions, or why the question is refused. Pure.
 * They are the standard's own definitions by name and content; what this service reads more tolerantly is in docs/bars.md.
 */
import type { BarsSettings } from "@ucrt/schemas";
import type { BarsRefusal } from "./bars-message.ts";
import { derivedId, searchsetOf, type FhirObject, type FhirResourceJson } from "./fhir-bundle.ts";
import { isSameSystem } from "./identifier-systems.ts";
import { barsCodes, definitionUrl } from "./our-entries.ts";

interface Definition {
  /** Last part of its url. */
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly date: string;
  /** Use cases of this category; a cancellation is of every one. */
  readonly category: "validation" | "referral" | "any";
  /** Resource, profile, least number, most. */
  readonly focus: readonly (readonly [code: string, profile: string, min: number, max: string])[];
}

const bars = (name: string): string => `https://fhir.nhs.uk/StructureDefinition/${name}`;
const ukCore = (name: string): string => `https://fhir.hl7.org.uk/StructureDefinition/UKCore-${name}`;
const plain = (name: string): string => `http://hl7.org/fhir/StructureDefinition/${name}`;

const head = (profile: string): Definition["focus"] => [
  ["Bundle", bars("BARSBundleMessage"), 1, "1"],
  ["MessageHeader", bars("BARSMessageHeader-servicerequest-request"), 1, "1"],
  ["ServiceRequest", bars(profile), 1, "1"],
  ["Patient", ukCore("Patient"), 1, "1"],
];

const people: Definition["focus"] = [
  ["Organization", ukCore("Organization"), 2, "*"],
  ["Practitioner", ukCore("Practitioner"), 1, "*"],
  ["PractitionerRole", ukCore("PractitionerRole"), 1, "*"],
  ["Observation", ukCore("Observation"), 0, "*"],
  ["Flag", bars("BARSFlag-scene-safety"), 0, "*"],
  ["Flag", plain("Flag"), 0, "*"],
  ["Consent", ukCore("Consent"), 1, "*"],
  ["MedicationStatement", ukCore("MedicationStatement"), 0, "*"],
  ["AllergyIntolerance", ukCore("AllergyIntolerance"), 0, "*"],
];

const definitions: readonly Definition[] = [
  {
    name: "bars-message-servicerequest-request-validation",
    version: "1.1.0",
    title: "BARS Message Definition ServiceRequest - Request Validation",
    date: "2025-03-24",
    category: "validation",
    focus: [
      ...head("BARSServiceRequest-request-validation"),
      ["Encounter", ukCore("Encounter"), 1, "1"],
      ["CarePlan", ukCore("CarePlan"), 1, "1"],
      ["Location", ukCore("Location"), 1, "1"],
      ...people,
      ["HealthcareService", ukCore("HealthcareService"), 1, "1"],
    ],
  },
  {
    name: "bars-message-servicerequest-request-referral",
    version: "1.0.0-beta",
    title: "BARS Message Definition ServiceRequest - Request Referral",
    date: "2026-07-13",
    category: "referral",
    focus: [
      ...head("BARSServiceRequest-request-referral"),
      ["Encounter", ukCore("Encounter"), 1, "1"],
      ["CarePlan", ukCore("CarePlan"), 1, "1"],
      ["Location", ukCore("Location"), 0, "*"],
      ...people,
      ["Questionnaire", ukCore("Questionnaire"), 0, "*"],
      ["QuestionnaireResponse", ukCore("QuestionnaireResponse"), 0, "*"],
      ["HealthcareService", ukCore("HealthcareService"), 1, "*"],
      ["Condition", ukCore("Condition"), 0, "*"],
      ["Task", ukCore("Task"), 0, "*"],
      ["Communication", ukCore("Communication"), 0, "*"],
      ["Procedure", ukCore("Procedure"), 0, "*"],
      ["Device", plain("Device"), 0, "1"],
      ["RelatedPerson", ukCore("RelatedPerson"), 0, "*"],
    ],
  },
  {
    name: "bars-message-servicerequest-request-cancelled",
    version: "1.0.0",
    title: "BARS Message Definition ServiceRequest - Request - Cancelled",
    date: "2025-03-24",
    category: "any",
    focus: [...head("BARSServiceRequest-request-referral"), ["Organization", ukCore("Organization"), 2, "*"]],
  },
];

/** Codes of the settings' use cases that a definition is for. */
const useCasesOf = (settings: BarsSettings, { category }: Definition): readonly string[] =>
  Object.entries(settings.useCases).flatMap(([code, useCase]) =>
    category === "any" || useCase.category === category ? [code] : [],
  );

const supported = (settings: BarsSettings): readonly Definition[] =>
  definitions.filter((one) => useCasesOf(settings, one).length > 0);

/** Messages that are taken, by the last part of the definition's url. */
export const messageNamesOf = (settings: BarsSettings): readonly string[] =>
  supported(settings).map(({ name }) => name);

/** Messages that are sent. */
export function responseNamesOf(settings: BarsSettings): readonly string[] {
  const categories = new Set(Object.values(settings.useCases).map(({ category }) => category));
  return [
    ...(categories.has("validation") ? [responseName.validation.interim, responseName.validation.full] : []),
    ...(categories.has("referral") ? [responseName.referral.interim, responseName.referral.full] : []),
  ];
}

/** The definitions of our responses, by category of the request. */
export const responseName = {
  validation: {
    interim: "bars-message-servicerequest-response-validation-interim",
    full: "bars-message-servicerequest-response-validation-full",
  },
  referral: {
    interim: "bars-message-servicerequest-response-referral-short",
    full: "bars-message-servicerequest-response-referral",
  },
} as const;

/**
 * `contexts`: each value of the query's `context`. Commas inside one mean "or", several mean "and". Refused: none (400 required), one without
 * `|` (400 value), none that fits (404 not-found).
 */
export function messageDefinitionsOf(asked: {
  readonly settings: BarsSettings;
  readonly contexts: readonly string[];
  readonly id: string;
  readonly selfUrl: string;
  readonly atMs: number;
}): { readonly ok: true; readonly bundle: FhirResourceJson } | { readonly ok: false; readonly refusal: BarsRefusal } {
  const { settings, contexts } = asked;
  if (contexts.length === 0)
    return refused(400, "required", "The query parameter context is missing: a service id or a use case, system|code.");
  const wanted = contexts.map((context) => context.split(",").map(tokenOf));
  if (wanted.flat().includes(undefined)) return refused(400, "value", "A context has to be written system|code.");
  const found = supported(settings).flatMap((one) => {
    const uses = useContextsOf(settings, one);
    const isAsked = wanted.every((choices) => choices.some((token) => uses.some((use) => fits(use, token))));
    return isAsked ? [resourceOf(settings, one, uses)] : [];
  });
  if (found.length === 0) return refused(404, "not-found", "No message of this service and use case is taken here.");
  return { ok: true, bundle: searchsetOf({ ...asked, resources: found }) };
}

interface Use {
  readonly system: string | undefined;
  readonly code: string;
  readonly display: string | undefined;
}

function useContextsOf(settings: BarsSettings, one: Definition): readonly Use[] {
  const services = settings.services.map(({ system, value }) => ({ system, code: value, display: undefined }));
  const useCases = useCasesOf(settings, one).map((code) => ({
    // Local codes have no system of the standard.
    system: /^a\d+t\d+$/.test(code) ? barsCodes("usecases-categories-bars") : undefined,
    code,
    display: settings.useCases[code]?.words,
  }));
  return [...services, ...useCases];
}

/** `system|code`; without a system any fits. */
function tokenOf(written: string): { readonly system: string; readonly code: string } | undefined {
  const [system, code, ...more] = written.trim().split("|");
  return system === undefined || code === undefined || code === "" || more.length > 0 ? undefined : { system, code };
}

const fits = (use: Use, token: ReturnType<typeof tokenOf>): boolean =>
  token !== undefined &&
  use.code.toLowerCase() === token.code.toLowerCase() &&
  (token.system === "" || use.system === undefined || isSameSystem(use.system, token.system));

function resourceOf(settings: BarsSettings, one: Definition, uses: readonly Use[]): FhirResourceJson {
  const [service] = settings.services;
  return {
    resourceType: "MessageDefinition",
    id: derivedId(`${service?.system ?? ""}|${service?.value ?? ""}`, one.name),
    url: definitionUrl(one.name),
    version: one.version,
    name: one.title,
    title: one.title,
    status: "active",
    date: one.date,
    useContext: uses.map(({ system, code, display }) => ({
      code: { system: "http://terminology.hl7.org/CodeSystem/usage-context-type", code: "workflow" },
      valueCodeableConcept: {
        coding: [{ ...(system === undefined ? {} : { system }), code, ...(display === undefined ? {} : { display }) }],
      },
    })),
    eventCoding: { system: barsCodes("message-events-bars"), code: "servicerequest-request" },
    focus: one.focus.map(([code, profile, min, max]): FhirObject => ({ code, profile, min, max })),
  };
}

const refused = (
  status: number,
  issue: BarsRefusal["issue"],
  diagnostics: string,
): { readonly ok: false; readonly refusal: BarsRefusal } => ({
  ok: false,
  refusal: { status, code: status === 404 ? "REC_NOT_FOUND" : "REC_BAD_REQUEST", issue, diagnostics },
});
