/**
 * The full response: how it ended, or that 999 has a new incident.
 * In: the parts of an answer, the outcome. Out: a message bundle for the sender's endpoint. Pure.
 * Never says that nothing more is to be done (`completed`) unless the caller does.
 */
import { outcomeCodes, sceneSafetyCodes, type OutcomeCode, type SceneSafetyCode } from "./answer-codes.ts";
import type { AnswerParts } from "./answer-parts.ts";
import { echoOf, emergency, entry, metaNow, type Echo } from "./echo-of-request.ts";
import {
  derivedId,
  fullUrlOf,
  instantOf,
  messageBundle,
  referenceTo,
  type FhirBundle,
  type FhirEntry,
  type FhirObject,
} from "./fhir-bundle.ts";
import { responseName } from "./message-definitions.ts";
import {
  barsCodes,
  ourEncounterEntry,
  ourPractitionerEntries,
  ourServiceEntry,
  responseHeaderEntry,
  serviceRequestEntry,
  validationReason,
} from "./our-entries.ts";

export interface Full {
  /** No interim response went before: the reason is `new`, else `update`. */
  readonly isFirst: boolean;
  /** `completed`: the sender closes its case. `active`: the sender has to act. */
  readonly carePlan: "active" | "completed";
  /** For the sender's staff. They name a team or a service, and no person. */
  readonly words: string;
  readonly outcomeCodes: readonly OutcomeCode[];
  /** The incident that 999 opened when the visit became an emergency: the third Encounter. */
  readonly newIncidentNumber?: string | undefined;
  /** What the team found; otherwise what the sender said stands, or "unknown". */
  readonly sceneSafety?: { readonly code: SceneSafetyCode; readonly words?: string | undefined } | undefined;
  /** Only when the priority rose: when that was decided, epoch ms. Otherwise the sender's own clock start stands. */
  readonly clockStartAtMs?: number | undefined;
}

/** The incident number that an ambulance system gave, as the official example of a C1 or C2 outcome names its system. */
const incidentSystem = "urn:oid:2.16.840.1.113883.2.1.3.2.4.18.20";

/** `servicerequest-response` with our Encounter `finished` and the CarePlan of the outcome. */
export function fullAnswer(parts: AnswerParts, full: Full): FhirBundle {
  const echo = echoOf(parts);
  const isValidation = parts.category === "validation";
  const ours = ourEncounterEntry(parts, echo, { status: "finished", reason: validationReason() });
  const third = isValidation && full.newIncidentNumber !== undefined ? [thirdEncounter(parts, echo, full)] : [];
  const plan = carePlanEntry(parts, echo, full, { ours, third });
  const service = echo.healthcareServices[0] ?? ourServiceEntry(parts, echo);
  const request = serviceRequestEntry(parts, echo, {
    status: "active",
    more: { basedOn: [referenceTo(plan)], performer: [referenceTo(service)] },
  });
  return messageBundle({
    id: parts.bundleId,
    versionId: echo.versionId,
    atMs: parts.atMs,
    aliases: echo.aliases,
    entries: [
      responseHeaderEntry(parts, echo, {
        reason: full.isFirst ? "new" : "update",
        // The response to a plain referral is about the request, as the official example and its one Encounter have it.
        focus: isValidation ? ours : request,
        definition: responseName[parts.category].full,
      }),
      request,
      service,
      ...(isValidation && echo.encounter !== undefined ? [echo.encounter] : []),
      ours,
      ...third,
      plan,
      echo.patient,
      echo.us,
      echo.sender,
      ...echo.organizations,
      ...echo.locations.slice(0, 1),
      ...[...echo.practitioners, ...echo.practitionerRoles].filter(({ fullUrl }) => fullUrl === echo.requesterFullUrl),
      ...ourPractitionerEntries(parts, echo),
      ...flagEntries(parts, echo, full),
      ...(echo.consents.length === 0 ? [consentEntry(parts, echo)] : echo.consents),
    ],
  });
}

/** Its status is `finished`, as in the official example: the contact that raised the incident has ended. */
function thirdEncounter(parts: AnswerParts, echo: Echo, { newIncidentNumber = "" }: Full): FhirEntry {
  const episodeOfCare = echo.encounter?.resource["episodeOfCare"];
  return entry(fullUrlOf(derivedId(parts.referralId, "incident-encounter")), "Encounter", {
    meta: metaNow("Encounter", parts.atMs),
    identifier: [{ system: incidentSystem, value: newIncidentNumber }],
    status: "finished",
    class: emergency,
    subject: referenceTo(echo.patient),
    ...(episodeOfCare === undefined ? {} : { episodeOfCare }),
    period: { start: instantOf(parts.atMs) },
  });
}

/** The sender's CarePlan under its own full URL, with our outcome in it and about our Encounter, as the official examples do. */
function carePlanEntry(
  parts: AnswerParts,
  echo: Echo,
  full: Full,
  about: { readonly ours: FhirEntry; readonly third: readonly FhirEntry[] },
): FhirEntry {
  const start = full.clockStartAtMs === undefined ? sentClockStart(echo) : instantOf(full.clockStartAtMs);
  return entry(echo.carePlan?.fullUrl ?? fullUrlOf(derivedId(parts.referralId, "care-plan")), "CarePlan", {
    meta: metaNow("CarePlan", parts.atMs),
    status: full.carePlan,
    intent: "plan",
    subject: referenceTo(echo.patient),
    encounter: referenceTo(about.ours),
    ...(start === undefined ? {} : { period: { start } }),
    activity: [
      {
        outcomeCodeableConcept: [
          ...full.outcomeCodes.map((code): FhirObject => {
            const { system, display } = outcomeCodes[code];
            return { coding: [{ system: barsCodes(system), code, display }] };
          }),
          { text: full.words },
        ],
        ...(about.third.length === 0 ? {} : { outcomeReference: about.third.map(referenceTo) }),
      },
    ],
  });
}

const sentClockStart = ({ carePlan }: Echo): FhirObject[string] | undefined => {
  const period = carePlan?.resource["period"];
  return typeof period === "object" && "start" in period ? period.start : undefined;
};

const categoryOf = (flag: FhirEntry): string => JSON.stringify(flag.resource["category"] ?? "");
const isSceneSafety = (flag: FhirEntry): boolean => categoryOf(flag).includes('"code":"SS"');

/** The sender's flags stand; one about scene safety is always among them, with what the team found. */
function flagEntries(parts: AnswerParts, echo: Echo, { sceneSafety }: Full): readonly FhirEntry[] {
  const sent = echo.flags.find(isSceneSafety);
  if (sent !== undefined && sceneSafety === undefined) return echo.flags;
  const { code, words } = sceneSafety ?? { code: "UNK" as const, words: undefined };
  const [place] = echo.locations;
  const flag = entry(sent?.fullUrl ?? fullUrlOf(derivedId(parts.referralId, "scene-safety")), "Flag", {
    meta: {
      lastUpdated: instantOf(parts.atMs),
      profile: [
        "http://hl7.org/fhir/StructureDefinition/Flag",
        "https://fhir.nhs.uk/StructureDefinition/BARSFlag-scene-safety",
      ],
    },
    status: "active",
    category: [{ coding: [{ system: barsCodes("flag-categories-bars"), code: "SS", display: "Scene Safety" }] }],
    code: {
      coding: [{ system: barsCodes("scene-safety-codes-bars"), code, display: sceneSafetyCodes[code] }],
      ...(words === undefined ? {} : { text: words }),
    },
    subject: referenceTo(place ?? echo.patient),
  });
  return [flag, ...echo.flags.filter((one) => !isSceneSafety(one))];
}

/** Direct care is the only consent that the standard has; this one is sent when the request brought none that can be read. */
function consentEntry(parts: AnswerParts, echo: Echo): FhirEntry {
  return entry(fullUrlOf(derivedId(parts.referralId, "consent")), "Consent", {
    meta: metaNow("Consent", parts.atMs),
    status: "active",
    scope: {
      coding: [{ system: "http://terminology.hl7.org/CodeSystem/consentscope", code: "patient-privacy" }],
    },
    category: [{ coding: [{ system: barsCodes("consent-categories-bars"), code: "DRC", display: "Direct Care" }] }],
    patient: referenceTo(echo.patient),
    dateTime: instantOf(parts.receivedAtMs),
    policyRule: {
      coding: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "IMPLIED" }],
    },
  });
}
