/**
 * The sender's message as our answers bring it back: found by its references, rebuilt so that it is valid R4.
 * In: the parts of an answer. Out: entries, each with its full URL; what cannot be read is missing. Pure; never throws.
 */
import type { AnswerParts } from "./answer-parts.ts";
import { derivedId, fullUrlOf, instantOf, referenceTo, type FhirEntry, type FhirObject } from "./fhir-bundle.ts";
import * as rebuild from "./rebuild-resources.ts";
import { id as idText, text } from "./rebuild.ts";

interface Sent {
  readonly fullUrl: string;
  /** The full URL as the sender wrote it. */
  readonly written: string | undefined;
  readonly type: string;
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface Echo {
  readonly bundleId: string | undefined;
  /** BaRS application version of the sender's message: answers speak the same one. */
  readonly versionId: string;
  readonly aliases: ReadonlyMap<string, string>;
  readonly headerFullUrl: string;
  readonly header: FhirObject;
  readonly serviceRequestFullUrl: string;
  readonly serviceRequest: FhirObject;
  readonly patient: FhirEntry;
  /** The sender's own. Cancellations bring none. */
  readonly encounter: FhirEntry | undefined;
  readonly carePlan: FhirEntry | undefined;
  readonly sender: FhirEntry;
  /** We, under the full URL by which the sender names us where it does. */
  readonly us: FhirEntry;
  readonly requesterFullUrl: string | undefined;
  readonly organizations: readonly FhirEntry[];
  readonly healthcareServices: readonly FhirEntry[];
  readonly practitioners: readonly FhirEntry[];
  readonly practitionerRoles: readonly FhirEntry[];
  /** Where the incident is comes first. */
  readonly locations: readonly FhirEntry[];
  readonly observations: readonly FhirEntry[];
  readonly flags: readonly FhirEntry[];
  readonly consents: readonly FhirEntry[];
}

type Reader = (value: unknown) => FhirObject | undefined;

const ukCore = (type: string): string => `https://fhir.hl7.org.uk/StructureDefinition/UKCore-${type}`;
const profiles: Readonly<Record<string, string>> = { Flag: "http://hl7.org/fhir/StructureDefinition/Flag" };
const profileOf = (type: string): string => profiles[type] ?? ukCore(type);

/** `meta` of a resource that we write or change. */
export const metaNow = (type: string, atMs: number): FhirObject => ({
  lastUpdated: instantOf(atMs),
  profile: [profileOf(type)],
});

/** Reads the sender's message for an answer. Of a message without a patient there is an empty one: R4 asks for references to it. */
export function echoOf(parts: AnswerParts): Echo {
  const bundle = recordOf(parts.request);
  const sent = sentOf(bundle, parts.referralId);
  const byAlias = aliasesOf(sent);
  const find = (reference: unknown, type: string): Sent | undefined => {
    const fullUrl = byAlias.get(referenceText(reference));
    return sent.find((one) => one.fullUrl === fullUrl && one.type === type);
  };
  const findOrFirst = (reference: unknown, type: string): Sent | undefined =>
    find(reference, type) ?? sent.find((one) => one.type === type);
  const entryOf = (one: Sent, read: Reader, always: FhirObject): FhirEntry =>
    entry(one.fullUrl, one.type, { ...read(one.raw), ...always, meta: metaOf(one, parts.atMs) });
  const all = (type: string, read: Reader, always: FhirObject = {}): readonly FhirEntry[] =>
    sent.flatMap((one) => (one.type === type && read(one.raw) !== undefined ? [entryOf(one, read, always)] : []));

  const headerSent = sent.find(({ type }) => type === "MessageHeader");
  const header = headerSent?.raw ?? {};
  const requestSent = findOrFirst(firstOf(header["focus"]), "ServiceRequest");
  const request = requestSent?.raw ?? {};
  const patientSent = findOrFirst(request["subject"], "Patient");
  const patient =
    patientSent === undefined
      ? entry(fullUrlOf(derivedId(parts.referralId, "patient")), "Patient", { meta: metaNow("Patient", parts.atMs) })
      : entryOf(patientSent, rebuild.patient, {});
  const subject = referenceTo(patient);
  const encounterSent = findOrFirst(request["encounter"], "Encounter");
  const encounter = encounterSent === undefined ? undefined : rebuild.encounter(encounterSent.raw);
  const planSent = findOrFirst(firstOf(request["basedOn"]), "CarePlan");
  const plan = planSent === undefined ? undefined : rebuild.carePlan(planSent.raw);
  const senderSent = find(header["sender"], "Organization");
  const receiverSent = find(recordOf(firstOf(header["destination"]))["receiver"], "Organization");
  const locations = all("Location", rebuild.location);
  const named = listOf(request["locationReference"]).map((one) => byAlias.get(referenceText(one)));
  return {
    bundleId: idOf(bundle["id"]),
    versionId: idOf(recordOf(bundle["meta"])["versionId"]) ?? "1.0.0",
    aliases: byAlias,
    headerFullUrl: headerSent?.fullUrl ?? fullUrlOf(derivedId(parts.referralId, "sender-header")),
    header: rebuild.messageHeader(header) ?? {},
    serviceRequestFullUrl: requestSent?.fullUrl ?? fullUrlOf(parts.referralId),
    serviceRequest: rebuild.serviceRequest(request) ?? {},
    patient,
    encounter:
      encounterSent === undefined
        ? undefined
        : entry(encounterSent.fullUrl, "Encounter", {
            ...encounter,
            status: encounter?.["status"] ?? "unknown",
            class: encounter?.["class"] ?? emergency,
            subject,
            meta: metaOf(encounterSent, parts.atMs),
          }),
    carePlan:
      planSent === undefined
        ? undefined
        : entry(planSent.fullUrl, "CarePlan", {
            ...plan,
            status: plan?.["status"] ?? "unknown",
            intent: "plan",
            subject,
            meta: metaOf(planSent, parts.atMs),
          }),
    sender:
      senderSent === undefined
        ? entry(fullUrlOf(derivedId(parts.referralId, "sender")), "Organization", {
            meta: metaNow("Organization", parts.atMs),
            name: parts.senderName ?? "Sender",
          })
        : entryOf(senderSent, rebuild.organization, {}),
    us: entry(receiverSent?.fullUrl ?? fullUrlOf(derivedId(parts.referralId, "us")), "Organization", {
      meta: metaNow("Organization", parts.atMs),
      identifier: [
        { system: "https://fhir.nhs.uk/Id/ods-organization-code", value: parts.settings.responder.organisation },
      ],
      name: parts.settings.responder.name,
    }),
    requesterFullUrl: byAlias.get(referenceText(request["requester"])),
    organizations: all("Organization", rebuild.organization),
    healthcareServices: all("HealthcareService", rebuild.healthcareService),
    practitioners: all("Practitioner", rebuild.practitioner),
    practitionerRoles: all("PractitionerRole", rebuild.practitionerRole),
    locations: incidentFirst(locations, named),
    observations: all("Observation", rebuild.observation, { subject }),
    flags: all("Flag", rebuild.flag).map((one) => withSubject(one, { subject, byAlias, locations })),
    consents: all("Consent", rebuild.consent, { patient: subject }),
  };
}

/** As the standard fixes it for both Encounters. */
export const emergency: FhirObject = {
  system: "http://terminology.hl7.org/CodeSystem/v3-ActCode",
  code: "EMER",
  display: "emergency",
};

/** The id inside a full URL: ids are made by whoever answers (payload tables of the standard), so the entry's own GUID will do. */
export function entry(fullUrl: string, resourceType: string, elements: FhirObject): FhirEntry {
  return { fullUrl, resource: { resourceType, id: fullUrl.slice("urn:uuid:".length), ...elements } };
}

const metaOf = (one: Sent, atMs: number): FhirObject => ({
  lastUpdated: instantOrNow(recordOf(one.raw["meta"])["lastUpdated"], atMs),
  profile: [profileOf(one.type)],
});

const instantOrNow = (value: unknown, atMs: number): string => {
  const kept = rebuild.lastUpdated(value);
  return typeof kept === "string" ? kept : instantOf(atMs);
};

/** What a flag is about: a place of this message, else the patient. */
function withSubject(
  flag: FhirEntry,
  about: {
    readonly subject: FhirObject;
    readonly byAlias: ReadonlyMap<string, string>;
    readonly locations: readonly FhirEntry[];
  },
): FhirEntry {
  const named = about.byAlias.get(referenceText(flag.resource["subject"]));
  const place = about.locations.find(({ fullUrl }) => fullUrl === named);
  return { ...flag, resource: { ...flag.resource, subject: place === undefined ? about.subject : referenceTo(place) } };
}

/** The place that the request names and calls the incident's, one that it names, one that is called so, the others: as `read-bars-message.ts` chooses. */
function incidentFirst(locations: readonly FhirEntry[], named: readonly (string | undefined)[]): readonly FhirEntry[] {
  const rank = ({ fullUrl, resource }: FhirEntry): number =>
    (named.includes(fullUrl) ? 0 : 2) + (JSON.stringify(resource["type"] ?? "").includes('"code":"ILOC"') ? 0 : 1);
  return locations.toSorted((one, other) => rank(one) - rank(other));
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function sentOf(bundle: Readonly<Record<string, unknown>>, referralId: string): readonly Sent[] {
  const entries: readonly unknown[] = Array.isArray(bundle["entry"]) ? bundle["entry"] : [];
  return entries.flatMap((one, index) => {
    const { fullUrl, resource } = recordOf(one);
    const raw = recordOf(resource);
    const type = raw["resourceType"];
    if (typeof type !== "string") return [];
    const written = typeof fullUrl === "string" ? fullUrl : undefined;
    return [{ fullUrl: fullUrlFor(written, raw["id"], `${referralId}/${index}`), written, type, raw }];
  });
}

function fullUrlFor(written: string | undefined, id: unknown, otherwise: string): string {
  for (const candidate of [written, id]) {
    const bare = typeof candidate === "string" ? candidate.replace(/^urn:uuid:/i, "") : "";
    if (guid.test(bare)) return fullUrlOf(bare.toLowerCase());
  }
  return fullUrlOf(derivedId(otherwise, "entry"));
}

/** Every way in which a sender's references name its entries. The first entry of a name wins. */
function aliasesOf(sent: readonly Sent[]): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  for (const { fullUrl, written, type, raw } of sent) {
    const bare = fullUrl.slice("urn:uuid:".length);
    const own = typeof raw["id"] === "string" ? [`${type}/${raw["id"]}`, raw["id"], fullUrlOf(raw["id"])] : [];
    for (const alias of [written ?? fullUrl, fullUrl, bare, `${type}/${bare}`, ...own])
      if (!aliases.has(alias.toLowerCase())) aliases.set(alias.toLowerCase(), fullUrl);
  }
  return aliases;
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const firstOf = (value: unknown): unknown => listOf(value)[0];

const referenceText = (value: unknown): string => {
  const { reference } = recordOf(firstOf(value));
  return typeof reference === "string" ? reference.toLowerCase() : "";
};

const idOf = (value: unknown): string | undefined => {
  const kept = idText(text(value));
  return typeof kept === "string" ? kept : undefined;
};
