/**
 * Reads a BaRS message Bundle: what it asks for and which resources it is made of, or every reason why it is refused.
 * In: JSON as it came, the area's settings. Out: a message or refusals, all of them together, the first one giving the HTTP status. Pure, never throws.
 * Refusals name paths, types and known codes, never a value of the message. What is read tolerantly and what strictly: `docs/bars.md`.
 */
import { arpCategory, instant, type BarsSettings } from "@ucrt/schemas";
import type { BarsMessage, BarsRefusal, BarsResources, FhirResource, ReadBars } from "./bars-message.ts";
import { indexBundle, leadsTo, type BundleIndex, type Entry } from "./bundle-index.ts";
import { refuseLostReferences } from "./bundle-references.ts";
import { child, children, isObject, referenceIn, textIn, typeOf } from "./fhir-json.ts";
import { oneLine } from "./fitting-text.ts";
import { gatherResources } from "./gather-resources.ts";
import {
  arpCategoriesIn,
  badRequest,
  eventNotTaken,
  invariant,
  meaningOf,
  notSupported,
  versionOf,
  type Meaning,
} from "./message-meaning.ts";
import { nhsNumberSentIn } from "./nhs-number-sent.ts";
import { numberToRing } from "./number-to-ring.ts";
import { visitPlaceOf } from "./visit-place.ts";

/** As many refusals as one answer names. */
const MOST_REFUSALS = 20;

/** Reads a bundle. Fast: one pass over its entries, no copy. */
export function readBarsMessage(bundle: unknown, settings: BarsSettings): ReadBars {
  const refusals: BarsRefusal[] = [];
  const message = readInto(bundle, settings, refusals);
  if (refusals.length > 0 || message === undefined) return { ok: false, refusals: refusals.slice(0, MOST_REFUSALS) };
  return { ok: true, message };
}

/** The message as far as it can be read; `refusals` says what is wrong with it. */
function readInto(bundle: unknown, settings: BarsSettings, refusals: BarsRefusal[]): BarsMessage | undefined {
  if (!isObject(bundle) || typeOf(bundle) !== "Bundle") {
    refusals.push(badRequest("structure", "The body must be a Bundle.", "Bundle"));
    return undefined;
  }
  if (textIn(bundle, "type") !== "message") {
    refusals.push(badRequest("structure", "Bundle.type must be message.", "Bundle.type"));
    return undefined;
  }
  const { entry } = bundle;
  const index = indexBundle(Array.isArray(entry) ? entry : []);
  if (index.entries.length === 0) {
    refusals.push(badRequest("required", "Bundle.entry must hold the resources of the message.", "Bundle.entry"));
    return undefined;
  }
  const messageHeader = theOnly("MessageHeader", index, refusals);
  const otherEvent = messageHeader === undefined ? undefined : eventNotTaken(messageHeader.resource);
  if (otherEvent !== undefined) {
    // A booking has no ServiceRequest to complain about: this alone is the reason.
    refusals.splice(0, refusals.length, otherEvent);
    return undefined;
  }
  checkVersion(bundle, settings, refusals);
  for (const path of index.unreadable)
    refusals.push(badRequest("structure", `${path} has no resource with a resourceType.`, path));
  for (const path of index.repeated)
    refusals.push(badRequest("structure", `${path} has the fullUrl of another entry.`, path));
  const serviceRequest = theOnly("ServiceRequest", index, refusals);
  const patient = theOnly("Patient", index, refusals);
  refuseLostReferences(index, refusals);
  const bundleId = idOf(bundle, "Bundle.id", refusals);
  if (messageHeader === undefined || serviceRequest === undefined || patient === undefined) return undefined;
  if (referenceIn(messageHeader.resource, "focus") === undefined)
    refusals.push(
      badRequest("required", "MessageHeader.focus must lead to the ServiceRequest.", `${messageHeader.path}.focus`),
    );
  const serviceRequestId = idOf({ id: serviceRequest.id }, `${serviceRequest.path}.id`, refusals);
  const meaning = meaningOf(messageHeader.resource, serviceRequest.resource, settings, refusals);
  const encounter = encounterOf(serviceRequest, index, meaning?.kind, refusals);
  const resources = gatherResources(
    index,
    messageHeader.resource,
    serviceRequest.resource,
    patient.resource,
    encounter,
  );
  if (meaning === undefined) return undefined;
  if (meaning.kind !== "cancel") checkCase(meaning, resources, settings, refusals);
  if (bundleId === undefined || serviceRequestId === undefined) return undefined;
  return {
    kind: meaning.kind,
    useCaseCode: meaning.useCaseCode,
    useCase: meaning.useCase,
    bundleId,
    serviceRequestId,
    caseId: caseIdOf(encounter, serviceRequestId),
    journeyId: journeyIdOf(encounter),
    writtenAtMs: writtenAtOf(serviceRequest.resource, messageHeader.resource, bundle),
    cancelReason: meaning.cancelReason,
    nhsNumber: nhsNumberSentIn(patient.resource)?.replace(/\D/g, "") || null,
    replyTo: replyToOf(messageHeader.resource),
    resources,
  };
}

function checkVersion(bundle: FhirResource, settings: BarsSettings, refusals: BarsRefusal[]): void {
  const version = versionOf(bundle);
  if (version === undefined)
    refusals.push(
      invariant("Bundle.meta.versionId must name the version of the BaRS application.", "Bundle.meta.versionId"),
    );
  else if (!settings.messageVersions.includes(version))
    refusals.push(
      notSupported(
        `This version of the message is not supported. Supported: ${settings.messageVersions.join(", ")}.`,
        "Bundle.meta.versionId",
      ),
    );
}

/** The one resource of a type that a message has exactly once. */
function theOnly(type: string, index: BundleIndex, refusals: BarsRefusal[]): Entry | undefined {
  const found = index.entries.filter((one) => one.type === type);
  if (found.length === 1) return found[0];
  refusals.push(
    found.length === 0
      ? badRequest("required", `The message must hold one ${type}, and holds none.`, "Bundle.entry")
      : badRequest(
          "structure",
          `The message must hold one ${type}, and holds ${found.length}.`,
          found.at(-1)?.path ?? "Bundle.entry",
        ),
  );
  return undefined;
}

/** FHIR's own shape of an id. */
function idOf(resource: FhirResource, path: string, refusals: BarsRefusal[]): string | undefined {
  const id = textIn(resource, "id");
  if (id !== undefined && /^[A-Za-z0-9.-]{1,64}$/.test(id)) return id;
  refusals.push(
    id === undefined
      ? badRequest("required", `${path} is needed: answers and later messages refer to it.`, path)
      : badRequest("value", `${path} must have 1 to 64 letters, digits, hyphens or full stops.`, path),
  );
  return undefined;
}

/** The sender's Encounter: the one that the ServiceRequest names, else the only one. */
function encounterOf(
  serviceRequest: Entry,
  index: BundleIndex,
  kind: Meaning["kind"] | undefined,
  refusals: BarsRefusal[],
): FhirResource | undefined {
  const named = leadsTo(index.byReference, referenceIn(serviceRequest.resource, "encounter"));
  if (named !== undefined && typeOf(named) === "Encounter") return named;
  const all = index.entries.filter(({ type }) => type === "Encounter");
  if (all.length === 1) return all[0]?.resource;
  if (kind !== "cancel")
    refusals.push(
      badRequest(
        "required",
        "ServiceRequest.encounter must lead to the sender's own Encounter.",
        `${serviceRequest.path}.encounter`,
      ),
    );
  return undefined;
}

/** What must be there so that somebody can be sent, and rung. */
function checkCase(meaning: Meaning, resources: BarsResources, settings: BarsSettings, refusals: BarsRefusal[]): void {
  const { useCase, kind } = meaning;
  if (kind === "new") {
    // In the order of the ARP, so that the most urgent one is named.
    const sent = arpCategoriesIn(resources.carePlan);
    const refused = arpCategory.options.find((one) => sent.includes(one) && settings.refusedCategories.includes(one));
    if (refused !== undefined)
      refusals.push(
        notSupported(
          `A case of category ${refused} is not taken: it stays with the 999 service.`,
          "CarePlan.activity.outcomeCodeableConcept",
        ),
      );
  }
  const isPlaceLost = refusals.some(({ expression }) => expression?.includes("locationReference") === true);
  if (!isPlaceLost && visitPlaceOf(resources, useCase.category) === undefined)
    refusals.push(
      badRequest(
        "required",
        useCase.category === "validation"
          ? "The incident location is needed: an address, a postcode, what3words, coordinates or a property number, from ServiceRequest.locationReference."
          : "A place to visit is needed: a Location from ServiceRequest.locationReference, or the patient's address.",
        "ServiceRequest.locationReference",
      ),
    );
  if (numberToRing(useCase.feed, resources) === undefined)
    refusals.push(
      badRequest(
        "required",
        useCase.feed === "ambulance"
          ? "A telephone number is needed: of a contact of the patient, or MessageHeader.source.contact."
          : "The referrer's telephone number is needed: MessageHeader.source.contact, or of the requester.",
        useCase.feed === "ambulance" ? "Patient.contact" : "MessageHeader.source.contact",
      ),
    );
}

/** The sender's case number; from the ServiceRequest's id when it gives none that fits the data dictionary. */
function caseIdOf(encounter: FhirResource | undefined, serviceRequestId: string): string {
  const fits = /^[A-Za-z0-9/-]{1,20}$/;
  const sent = children(encounter, "identifier")
    .flatMap((one) => textIn(one, "value") ?? [])
    .find((value) => fits.test(value));
  return (
    sent ??
    (serviceRequestId
      .replace(/[^A-Za-z0-9]/g, "")
      .slice(0, 20)
      .toLowerCase() ||
      "-")
  );
}

function journeyIdOf(encounter: FhirResource | undefined): string | null {
  const episode = children(encounter, "episodeOfCare")[0];
  const sent = textIn(episode, "reference") ?? textIn(child(episode, "identifier"), "value");
  const id = sent?.split(/[/:]/).at(-1);
  return id !== undefined && /^[A-Za-z0-9.-]{1,64}$/.test(id) ? id : null;
}

/** When the request was written, epoch ms; the message's own time when the request has none. */
function writtenAtOf(serviceRequest: FhirResource, messageHeader: FhirResource, bundle: FhirResource): number | null {
  const sent = [
    ...[serviceRequest, messageHeader, bundle].map((one) => textIn(child(one, "meta"), "lastUpdated")),
    textIn(bundle, "timestamp"),
  ];
  for (const text of sent) {
    const read = text === undefined ? undefined : instant.safeParse(text);
    if (read?.success === true) return read.data;
  }
  return null;
}

/** `system|value`; another shape is nobody's address. */
function replyToOf(messageHeader: FhirResource): BarsMessage["replyTo"] {
  const [system, value, ...more] = (textIn(children(messageHeader, "source")[0], "endpoint") ?? "").split("|");
  if (system === undefined || value === undefined || more.length > 0) return null;
  const [cleanSystem, cleanValue] = [oneLine(system), oneLine(value)];
  if (cleanSystem === "" || cleanValue === "" || cleanSystem.length > 200 || cleanValue.length > 100) return null;
  return { system: cleanSystem, value: cleanValue };
}
