// Writes a case as a BaRS validation request, use case a4t3 "999 to Community Services": new, update or cancel. In: the case, when it was written.
// Out: a message Bundle and its id. Written by us from the standard's shape (application 4, version 2.0.0); no text of an official example is in it.
import { randomUUID } from "node:crypto";
import { aboutPlace, aboutTheCall, observationsOf, type Json } from "./made-resources.ts";
import type { MadeCase, ResourceName } from "./made-case.ts";
import { ambulanceOrganisation, askedService, ownService, serviceIdSystem } from "./who-talks.ts";

export type RequestKind = "new" | "update" | "cancel";

export interface MadeRequest {
  readonly bundleId: string;
  readonly bundle: Json;
}

const codeSystem = (name: string): string => `https://fhir.nhs.uk/CodeSystem/${name}`;
const odsSystem = "https://fhir.nhs.uk/Id/ods-organization-code";
const definitionOf: Readonly<Record<RequestKind, string>> = {
  new: "https://fhir.nhs.uk/MessageDefinition/bars-message-servicerequest-request-validation",
  update: "https://fhir.nhs.uk/MessageDefinition/bars-message-servicerequest-request-validation",
  cancel: "https://fhir.nhs.uk/MessageDefinition/bars-message-servicerequest-request-cancelled",
};

/** The message as the CAD would write it at `writtenAtMs`. A cancellation names the request and the person, and no more. */
export function validationRequest(one: MadeCase, kind: RequestKind, writtenAtMs: number): MadeRequest {
  const bundleId = randomUUID();
  const lastUpdated = new Date(writtenAtMs).toISOString();
  const entry = (name: ResourceName | undefined, resource: Json): Json => {
    const id = name === undefined ? randomUUID() : one.ids[name];
    const { meta, ...rest } = resource;
    return {
      fullUrl: `urn:uuid:${id}`,
      resource: { ...rest, id, meta: { lastUpdated, ...(meta as object | undefined) } },
    };
  };
  const always = [
    entry(undefined, messageHeader(one, kind)),
    entry("serviceRequest", serviceRequest(one, kind, lastUpdated)),
    entry("patient", patient(one, kind)),
    entry("sender", organisation(ambulanceOrganisation.ods, ambulanceOrganisation.name)),
    entry("receiver", organisation("RAT", "Urgent community response, single point of access")),
  ];
  const whole = [
    entry("encounter", encounter(one)),
    entry("carePlan", carePlan(one)),
    entry("location", location(one)),
    entry("healthcareService", {
      resourceType: "HealthcareService",
      identifier: [{ system: serviceIdSystem, value: askedService }],
      active: true,
      providedBy: refer(one, "receiver"),
      name: "Urgent community response",
    }),
    entry("practice", organisation(one.address.town.practice, "Synthetic practice")),
    entry("practitioner", {
      resourceType: "Practitioner",
      identifier: [{ system: "https://fhir.nhs.uk/Id/sds-role-profile-id", value: "PT00001" }],
      name: [{ family: "Sample", given: ["Robin"] }],
      telecom: [{ system: "phone", value: "01632 960500", use: "work" }],
    }),
    entry("practitionerRole", {
      resourceType: "PractitionerRole",
      practitioner: refer(one, "practitioner"),
      organization: refer(one, "sender"),
      code: [
        {
          coding: [{ system: "http://snomed.info/sct", code: "224608005", display: "Administrative healthcare staff" }],
        },
      ],
    }),
    entry("consent", {
      resourceType: "Consent",
      status: "active",
      scope: {
        coding: [{ system: "http://terminology.hl7.org/CodeSystem/consentscope", code: "patient-privacy" }],
      },
      category: [{ coding: [{ system: codeSystem("consent-categories-bars"), code: "DRC", display: "Direct Care" }] }],
      patient: refer(one, "patient"),
      dateTime: lastUpdated,
      policyRule: { coding: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "IMPLIED" }] },
    }),
    ...aboutPlace(one).map((flag) => entry(undefined, flag)),
    ...aboutTheCall(one).map((flag) => entry(undefined, flag)),
    ...observationsOf(one, lastUpdated).map((observation) => entry(undefined, observation)),
  ];
  return {
    bundleId,
    bundle: {
      resourceType: "Bundle",
      id: bundleId,
      meta: {
        versionId: "2.0.0",
        lastUpdated,
        profile: ["https://fhir.nhs.uk/StructureDefinition/BARSBundleMessage"],
      },
      type: "message",
      timestamp: lastUpdated,
      entry: kind === "cancel" ? always : [...always, ...whole],
    },
  };
}

function messageHeader(one: MadeCase, kind: RequestKind): Json {
  return {
    resourceType: "MessageHeader",
    meta: { profile: ["https://fhir.nhs.uk/StructureDefinition/BARSMessageHeader-servicerequest-request"] },
    eventCoding: { system: codeSystem("message-events-bars"), code: "servicerequest-request" },
    destination: [{ endpoint: `${serviceIdSystem}|${askedService}`, receiver: refer(one, "receiver") }],
    sender: refer(one, "sender"),
    source: {
      name: ambulanceOrganisation.name,
      software: "Simulated CAD",
      version: "1.0",
      contact: { system: "phone", value: "01632 960500" },
      endpoint: `${serviceIdSystem}|${ownService}`,
    },
    reason: {
      coding: [{ system: codeSystem("message-reason-bars"), code: kind === "new" ? "new" : "update" }],
    },
    focus: [refer(one, "serviceRequest")],
    definition: definitionOf[kind],
  };
}

function serviceRequest(one: MadeCase, kind: RequestKind, writtenAt: string): Json {
  const links = {
    basedOn: [refer(one, "carePlan")],
    encounter: refer(one, "encounter"),
    requester: refer(one, "practitioner"),
    performer: [refer(one, "healthcareService")],
    locationReference: [refer(one, "location")],
  };
  return {
    resourceType: "ServiceRequest",
    meta: { profile: ["https://fhir.nhs.uk/StructureDefinition/BARSServiceRequest-request-validation"] },
    status: kind === "cancel" ? "revoked" : "active",
    intent: "plan",
    category: [
      {
        coding: [
          { system: codeSystem("message-category-servicerequest"), code: "validation", display: "For Validation" },
          { system: codeSystem("usecases-categories-bars"), code: "a4t3", display: "999 to Community Services" },
        ],
      },
    ],
    subject: refer(one, "patient"),
    occurrencePeriod: {
      start: writtenAt,
      end: new Date(one.breachAtMs).toISOString(),
    },
    ...(kind === "cancel" ? {} : links),
  };
}

function encounter(one: MadeCase): Json {
  return {
    resourceType: "Encounter",
    identifier: [{ system: "https://cad.example/Id/case-number", value: one.cadNumber }],
    status: "triaged",
    class: { system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "EMER", display: "emergency" },
    subject: refer(one, "patient"),
    episodeOfCare: [{ reference: `EpisodeOfCare/${one.journeyId}` }],
    period: { start: new Date(one.clockStartAtMs).toISOString() },
  };
}

function carePlan(one: MadeCase): Json {
  return {
    resourceType: "CarePlan",
    status: "active",
    intent: "plan",
    subject: refer(one, "patient"),
    encounter: refer(one, "encounter"),
    period: { start: new Date(one.clockStartAtMs).toISOString() },
    activity: [
      {
        outcomeCodeableConcept: [
          { coding: [{ system: codeSystem("ampds-dispatch-codes"), code: one.determinant }] },
          { coding: [{ system: codeSystem("arp-priority-codes"), code: one.category }] },
          { text: one.narrative },
        ],
      },
    ],
  };
}

function patient(one: MadeCase, kind: RequestKind): Json {
  const { name, nhsNumber, birthDate, gender, phone } = one.patient;
  const { line, town, postcode } = one.address;
  return {
    resourceType: "Patient",
    ...(nhsNumber === undefined
      ? {}
      : {
          identifier: [
            {
              extension: [
                {
                  url: "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus",
                  valueCodeableConcept: {
                    coding: [
                      {
                        system: "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatus",
                        code: "number-present-and-verified",
                        display: "Number present and verified",
                      },
                    ],
                  },
                },
              ],
              system: "https://fhir.nhs.uk/Id/nhs-number",
              value: nhsNumber,
            },
          ],
        }),
    name: [{ use: "official", text: name.text, family: name.family, given: [name.given] }],
    gender,
    birthDate,
    address: [{ use: "home", line: [line], city: town.name, postalCode: postcode }],
    contact: [
      contact({ rank: 1, relationship: { code: "ONESELF", display: "self" }, phone }),
      contact({
        rank: 2,
        relationship: { code: "EP", display: "Emergency contact person" },
        phone: one.contact.phone,
        name: { family: one.contact.name.family, given: [one.contact.name.given] },
      }),
    ],
    ...(kind === "cancel" ? {} : { generalPractitioner: [refer(one, "practice")] }),
  };
}

function contact(of: {
  readonly rank: number;
  readonly relationship: { readonly code: string; readonly display: string };
  readonly phone: string;
  readonly name?: Json;
}): Json {
  return {
    extension: [
      {
        url: "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ContactRank",
        valuePositiveInt: of.rank,
      },
    ],
    relationship: [
      { coding: [{ system: "https://fhir.hl7.org.uk/CodeSystem/UKCore-PersonRelationshipType", ...of.relationship }] },
    ],
    ...(of.name === undefined ? {} : { name: of.name }),
    telecom: [{ system: "phone", value: of.phone, use: "mobile", rank: 1 }],
  };
}

function location(one: MadeCase): Json {
  const { line, town, postcode } = one.address;
  return {
    resourceType: "Location",
    extension: [
      {
        url: "https://fhir.nhs.uk/StructureDefinition/LocationExtension",
        // A property number that no property has.
        extension: [{ url: "UPRN", valueString: "999900000001" }],
      },
    ],
    type: [{ coding: [{ system: codeSystem("location-types-bars"), code: "ILOC", display: "Incident Location" }] }],
    address: { line: [line], city: town.name, postalCode: postcode, country: "UK" },
    position: { longitude: town.longitude, latitude: town.latitude },
  };
}

function organisation(ods: string, name: string): Json {
  return { resourceType: "Organization", identifier: [{ system: odsSystem, value: ods }], name };
}

function refer(one: MadeCase, name: ResourceName): Json {
  return { reference: `urn:uuid:${one.ids[name]}` };
}
