/**
 * A whole validation request of a 999 service, made up, and the parts of an answer to it. For tests and benchmarks; nobody in it exists.
 */
import type { BarsSettings } from "@ucrt/schemas";
import { referralNumberOf } from "../referral/referral-number.ts";
import type { AnswerParts } from "./answer-parts.ts";

export const madeSettings: BarsSettings = {
  effectiveFrom: "2026-11-25",
  basis: "made for tests",
  approver: "none, demonstration only",
  responder: {
    organisation: "RAT",
    name: "Urgent Community Response, single point of access",
    caseNumberSystem: "https://ucrt.example/Id/referral-number",
  },
  services: [{ system: "https://fhir.nhs.uk/Id/dos-service-id", value: "2000099146" }],
  messageVersions: ["1.1", "2.0"],
  apiVersions: ["1.4"],
  useCases: {
    a4t2: { words: "999 to falls service", category: "validation", feed: "ambulance", need: "FALL" },
    a4t3: { words: "999 to community services", category: "validation", feed: "ambulance" },
    a3t1: { words: "999 referral without an ambulance", category: "referral", feed: "ambulance" },
    "ucrt-111": { words: "NHS 111", category: "referral", feed: "primary-care", service: "nhs-111" },
  },
  useCaseWhenMissing: { validation: "a4t3" },
  refusedCategories: ["C1", "C2"],
  needs: [],
  observations: [],
  consciousness: [],
  breathing: [],
  observationSetMinutes: 30,
  noSafeguardingConcern: [],
  accessWords: ["key safe", "door"],
  onwardWords: {},
};

/** 25 Nov 2026, 10:00 UTC. */
export const MADE_AT_MS = 1_795_600_800_000;
export const MADE_REFERRAL = "6f1de0c2-9f5b-5a3e-8d21-0c1a2b3c4d5e";
export const MADE_BUNDLE = "0a3f52d1-55a7-4f6e-9a0b-6a1b6f0f0a01";

export const madeParts = (more: Partial<AnswerParts> = {}): AnswerParts => ({
  request: madeRequest(),
  originalBundleId: MADE_BUNDLE,
  referralId: MADE_REFERRAL,
  referralNumber: referralNumberOf(MADE_REFERRAL),
  category: "validation",
  settings: madeSettings,
  bundleId: "c0ffee00-1111-4222-8333-444455556666",
  spaPhone: "01632 960000",
  receivedAtMs: MADE_AT_MS,
  atMs: MADE_AT_MS + 4 * 60_000,
  ...more,
});

const urn = (last: string): string => `urn:uuid:11111111-2222-4333-8444-${last.padStart(12, "0")}`;
const at = "2026-11-25T09:58:00.1234567+00:00";
const ref = (last: string) => ({ reference: urn(last) });
const entry = (last: string, resource: Readonly<Record<string, unknown>>) => ({
  fullUrl: urn(last),
  resource: { meta: { lastUpdated: at }, ...resource },
});
const coded = (system: string, code: string, display?: string) => ({
  coding: [{ system: `https://fhir.nhs.uk/CodeSystem/${system}`, code, ...(display === undefined ? {} : { display }) }],
});

/** The request as its sender would post it. */
export const madeRequest = (useCase = "a4t3", category = "validation"): Readonly<Record<string, unknown>> => ({
  resourceType: "Bundle",
  id: MADE_BUNDLE,
  meta: {
    versionId: "2.0.0",
    lastUpdated: at,
    profile: ["https://fhir.nhs.uk/StructureDefinition/BARSBundleMessage"],
  },
  type: "message",
  timestamp: at,
  entry: [
    entry("1", {
      resourceType: "MessageHeader",
      eventCoding: {
        system: "https://fhir.nhs.uk/CodeSystem/message-events-bars",
        code: "servicerequest-request",
      },
      destination: [{ endpoint: "https://fhir.nhs.uk/Id/dos-service-id|2000099146", receiver: ref("11") }],
      sender: ref("10"),
      source: {
        name: "Ambulance service",
        software: "CAD",
        version: "9.1",
        contact: { system: "phone", value: "01632 960999" },
        endpoint: "https://fhir.nhs.uk/Id/dos-service-id|2000011147",
      },
      reason: coded("message-reason-bars", "new"),
      focus: [ref("2")],
      definition: `https://fhir.nhs.uk/MessageDefinition/bars-message-servicerequest-request-${category}`,
    }),
    entry("2", {
      resourceType: "ServiceRequest",
      basedOn: [ref("5")],
      status: "active",
      intent: "plan",
      category: [
        {
          coding: [
            { system: "https://fhir.nhs.uk/CodeSystem/message-category-servicerequest", code: category },
            { system: "https://fhir.nhs.uk/CodeSystem/usecases-categories-bars", code: useCase },
          ],
        },
      ],
      subject: ref("3"),
      encounter: ref("4"),
      occurrencePeriod: { start: "2026-11-25T09:58:00Z", end: "2026-11-25T11:58:00Z" },
      authoredOn: "2026-11-25T09:58:00Z",
      requester: ref("20"),
      performer: [ref("30")],
      locationReference: [ref("40")],
    }),
    entry("3", {
      resourceType: "Patient",
      extension: [
        {
          url: "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory",
          valueCodeableConcept: { coding: [{ code: "A" }] },
        },
      ],
      identifier: [
        {
          extension: [
            {
              url: "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus",
              valueCodeableConcept: { coding: [{ code: "number-present-and-verified" }] },
            },
          ],
          system: "https://fhir.nhs.uk/Id/nhs-number",
          value: "9991000011",
        },
      ],
      name: [{ use: "official", text: "Mrs Made Up", family: "Up", given: ["Made"], prefix: ["Mrs"] }],
      gender: "female",
      birthDate: "1941-03-02",
      address: [{ line: ["1 Test Road"], city: "Chelmsford", postalCode: "CM1 1AA" }],
      contact: [
        {
          extension: [
            {
              url: "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ContactRank",
              valuePositiveInt: 1,
            },
          ],
          telecom: [{ system: "phone", value: "01632 960001", rank: 1 }],
        },
      ],
      generalPractitioner: [ref("12")],
    }),
    entry("4", {
      resourceType: "Encounter",
      identifier: [{ system: "https://cad.example/Id/case-number", value: "S26-0001234" }],
      status: "triaged",
      class: { system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "EMER", display: "emergency" },
      subject: ref("3"),
      episodeOfCare: [{ reference: "EpisodeOfCare/5b0c9a51-3b7e-4d1c-8b39-2c7f1f9f1a10" }],
      period: { start: "2026-11-25T09:50:00Z" },
    }),
    entry("5", {
      resourceType: "CarePlan",
      status: "active",
      intent: "plan",
      subject: ref("3"),
      encounter: ref("4"),
      period: { start: "2026-11-25T09:52:00Z" },
      activity: [
        {
          outcomeCodeableConcept: [
            coded("ampds-dispatch-codes", "17A04G"),
            coded("arp-priority-codes", "C3", "Cat3 Urgent"),
            { text: "Fell in the kitchen, cannot get up, no injury." },
          ],
        },
      ],
    }),
    entry("10", {
      resourceType: "Organization",
      identifier: [{ system: "https://fhir.nhs.uk/id/ods-organization-code", value: "RYC" }],
      name: "Ambulance service",
    }),
    entry("11", { resourceType: "Organization", name: "Community service" }),
    entry("12", {
      resourceType: "Organization",
      identifier: [{ system: "https://fhir.nhs.uk/id/ods-organization-code", value: "F81000" }],
      name: "Surgery",
    }),
    entry("20", { resourceType: "Practitioner", name: [{ family: "Taker", given: ["Call"] }] }),
    entry("21", { resourceType: "PractitionerRole", practitioner: ref("20"), organization: ref("10") }),
    entry("30", { resourceType: "HealthcareService", active: true, providedBy: ref("11"), name: "Response service" }),
    entry("40", {
      resourceType: "Location",
      extension: [
        {
          url: "https://fhir.nhs.uk/StructureDefinition/LocationExtension",
          extension: [{ url: "UPRN", valueString: "0000000001" }],
        },
      ],
      address: { line: ["1 Test Road"], city: "Chelmsford", postalCode: "CM1 1AA" },
      position: { longitude: 0.47, latitude: 51.73 },
    }),
    entry("50", {
      resourceType: "Observation",
      status: "final",
      code: { coding: [{ system: "http://snomed.info/sct", code: "86290005", display: "Respiratory rate" }] },
      subject: ref("3"),
      effectiveDateTime: "2026-11-25T09:55:00Z",
      valueQuantity: { value: 18, unit: "/min" },
    }),
    entry("60", {
      resourceType: "Flag",
      status: "active",
      category: [coded("flag-categories-bars", "SS", "Scene Safety")],
      code: coded("scene-safety-codes-bars", "S", "The Scene is safe"),
      subject: ref("40"),
      encounter: ref("4"),
    }),
    entry("61", {
      resourceType: "Flag",
      status: "active",
      category: [coded("flag-categories-bars", "SG", "Safeguarding Concern")],
      code: { text: "Lives alone, door was open" },
      subject: ref("3"),
    }),
    entry("70", {
      resourceType: "Consent",
      status: "active",
      scope: { coding: [{ system: "http://terminology.hl7.org/CodeSystem/consentscope", code: "patient-privacy" }] },
      category: [coded("consent-categories-bars", "DRC", "Direct Care")],
      patient: ref("3"),
      dateTime: "2026-11-25",
      policyRule: {
        coding: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "IMPLIED" }],
      },
    }),
  ],
});
